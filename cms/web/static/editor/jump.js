// The menu of sections, where there is no room for their list: it closes once one has chosen, or is somewhere else.

const menu = document.querySelector(".jump");

/** @param {Event} event */
function closeUnlessWithin({ target }) {
  if (!menu.contains(target)) menu.open = false;
}

if (menu) {
  menu.addEventListener("click", ({ target }) => {
    if (target.closest("a")) menu.open = false;
  });
  menu.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  for (const elsewhere of ["pointerdown", "focusin"]) document.addEventListener(elsewhere, closeUnlessWithin);
}
