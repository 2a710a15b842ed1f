// What a picked suggestion writes: the control and its slug; the other controls of the row only where they are empty.
// It says what it wrote and what it left, and takes all of it back.

import { announce, unfold } from "./dom.js";

/** @param {HTMLTextAreaElement} control @param {{value: string, label: string, detail: object}} suggestion */
export function fill(control, { value, label, detail }) {
  const row = control.name.replace(/-[^-]+$/, "");
  const named = control.dataset.suggest === "resource" ? { title: label, ...flat(detail) } : { label, slug: value };
  const written = [];
  const left = [];
  for (const [name, text] of Object.entries(named)) {
    const one = document.getElementById(`${row}-${name}`);
    if (!one || one.value.trim() === String(text)) continue;
    if (one !== control && name !== "slug" && one.value.trim()) left.push(one);
    else if (write(one, String(text), written)) continue;
  }
  report(control, written, left);
}

/** Members of members by one name, as the form writes them: cost-amount. Lists are rows and stay out. */
function flat(detail, within = "") {
  return Object.assign({}, ...Object.entries(detail).map(([name, value]) =>
    Array.isArray(value) ? {} : value && typeof value === "object" ? flat(value, `${within}${name}-`) : { [within + name]: value },
  ));
}

function write(control, text, written) {
  const before = control.value;
  set(control, text);
  if (control.value !== text) return set(control, before); // a choice that this form does not have
  written.push({ control, before });
  if (!control.name.endsWith("-slug")) unfold(control);
  return true;
}

function set(control, text) {
  if (control.value === text) return;
  control.dataset.before = control.value.trim(); // references follow from here: references.js
  control.value = text;
  for (const type of ["input", "change"]) control.dispatchEvent(new Event(type, { bubbles: true }));
}

function report(control, written, left) {
  const field = control.closest(".field");
  field.querySelector(":scope > .filled")?.remove();
  const others = written.filter((one) => one.control !== control);
  const line = document.createElement("p");
  line.className = "filled";
  const said = document.createElement("span");
  said.textContent = [
    others.length ? `Filled in: ${others.map((one) => wordOf(one.control)).join(", ")}.` : "Taken over.",
    left.length ? `Yours stays: ${left.map(wordOf).join(", ")}.` : "",
  ].filter(Boolean).join(" ");
  const undo = Object.assign(document.createElement("button"), { type: "button", className: "undo", textContent: "Undo" });
  undo.addEventListener("click", () => {
    for (const one of written.reverse()) set(one.control, one.before);
    line.remove();
    control.focus();
    announce("As it was before.");
  });
  line.append(said, " ", undo);
  field.append(line);
  announce(`${said.textContent} Undo comes next.`);
}

/** What a control is called, with its group where that says more: “cost amount”. */
function wordOf(control) {
  const label = control.labels[0]?.firstChild.textContent.trim() ?? control.name;
  const group = control.closest("fieldset.group")?.querySelector("legend")?.firstChild.textContent.trim();
  return (group && !control.name.endsWith("slug") ? `${group} ${label}` : label).toLowerCase();
}
