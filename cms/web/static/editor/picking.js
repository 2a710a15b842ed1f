// The list of guides: one box picks all on the page, the number of those picked is said, and only the fields of the act
// that was chosen are there. Without this script all of them are, and each says what it is for.

const form = document.querySelector("form.picking");

function start(form) {
  const boxes = [...form.querySelectorAll("input[name=pick]")];
  const action = form.querySelector("select[name=action]");
  const legend = form.querySelector("#together legend");
  const every = document.createElement("input");
  every.type = "checkbox";
  every.setAttribute("aria-label", "Pick all on this page");
  form.querySelector("th.pick-cell").replaceChildren(every);

  const show = () => {
    const picked = boxes.filter((box) => box.checked).length;
    every.checked = picked === boxes.length;
    every.indeterminate = picked > 0 && picked < boxes.length;
    legend.textContent = picked === 1 ? "With the guide picked" : `With the ${picked || ""} guides picked`.replace("  ", " ");
    for (const field of form.querySelectorAll("[data-for]")) {
      field.hidden = !field.dataset.for.split(" ").includes(action.value);
    }
  };
  every.addEventListener("change", () => {
    for (const box of boxes) box.checked = every.checked;
    show();
  });
  form.addEventListener("change", show);
  show();
}

if (form) start(form);
