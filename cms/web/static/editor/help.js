// The sheet of keys, and the switch for those that are a single letter (WCAG 2.1.4), kept in this browser.

const KEPT = "crossway-single-keys";

export function start() {
  const sheet = document.getElementById("help-sheet");
  const box = document.getElementById("single-keys");
  box.checked = singleKeys();
  box.addEventListener("change", () => {
    try {
      localStorage.setItem(KEPT, box.checked ? "on" : "off");
    } catch {
      // Storage is switched off: the box then holds as long as the page is open.
    }
  });
  document.querySelector("[data-do=help]").addEventListener("click", () => sheet.showModal());
}

/** @returns {boolean} whether single keys do something here */
export function singleKeys() {
  try {
    return localStorage.getItem(KEPT) !== "off";
  } catch {
    return document.getElementById("single-keys").checked;
  }
}
