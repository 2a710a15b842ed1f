// Small questions about the form's rows. A list carries `data-list` (its name), a row `data-row` (name and number).

/** @param {Element} list @returns {HTMLElement[]} its own rows, not those of lists inside them */
export const rowsOf = (list) => [...list.children].filter((child) => child.hasAttribute("data-row"));

/** @param {Element} inside @returns {HTMLElement | null} the innermost row around an element */
export const rowAround = (inside) => inside.closest("[data-row]");

/** @param {Element} row @returns {HTMLElement} the list it stands in */
export const listOf = (row) => row.parentElement;

const child = (of, name) => [...of.children].find((one) => one.classList.contains(name));

// By children, and not by selectors with `:scope >`: those look at every element inside, and a row has hundreds.

/** @param {HTMLElement} row @returns {HTMLElement} its own buttons */
export const toolsOf = (row) => child(row, "row-tools") ?? child(child(row, "line"), "row-tools");

/** @param {HTMLElement} list @returns {HTMLButtonElement} “Add a step” */
export const addOf = (list) => child(list, "add");

/** @param {HTMLElement} row @param {HTMLElement} [list] @returns {string} such as “step 3”; list: when it left it */
export function nameOf(row, list = listOf(row)) {
  return `${list.dataset.noun} ${Number(row.dataset.row.split("-").pop()) + 1}`;
}

/** @param {HTMLElement} row @param {string} name @returns {HTMLElement | null} one of its controls */
export const fieldOf = (row, name) => document.getElementById(`${row.dataset.row}-${name}`);

const TEXTS = "textarea, input:not([type=hidden], [type=checkbox])";
export const NAMES = '[name$="-id"], [name$="slug"], :not([name])'; // a row that was cleared keeps them; what has none is not sent

/** @param {HTMLElement} row @returns {boolean} whether nothing is written in it */
export const isBlank = (row) => [...row.querySelectorAll(TEXTS)].every((one) => one.matches(NAMES) || !one.value.trim());

export const CONTROLS = "input:not([type=hidden]), textarea, select";

/** @param {Element} within @returns {HTMLElement | null} the first control that is not folded away */
export function firstControl(within) {
  if (within.matches(CONTROLS)) return within;
  const controls = [...within.querySelectorAll(CONTROLS)];
  return controls.find((one) => !one.closest("details:not([open])")) ?? controls[0] ?? null;
}

/** Unfolds whatever hides an element. @param {Element} element */
export function unfold(element) {
  for (let at = element.closest("details"); at; at = at.parentElement.closest("details")) at.open = true;
}

/** Goes to an element: unfolds it, scrolls to it, and gives the focus to its first control. @param {Element} place */
export function goTo(place) {
  unfold(place);
  const control = place.matches("h2") ? place : firstControl(place) ?? place.querySelector(".add") ?? place;
  unfold(control);
  if (!control.matches(`${CONTROLS}, [tabindex], a, button, summary`)) control.tabIndex = -1;
  control.focus({ preventScroll: true });
  control.scrollIntoView({ block: place.matches("h2") ? "start" : "center" });
}

/** As a key would: counters and what refers to a control follow what was written into it. @param {HTMLElement} control */
export const written = (control) =>
  ["input", "change"].forEach((type) => control.dispatchEvent(new Event(type, { bubbles: true })));

/** Says that the form changed. @param {Element} at @param {object} detail */
export function changed(at, detail) {
  at.closest("form").dispatchEvent(new CustomEvent("guide:changed", { bubbles: true, detail }));
}

let region;

/** Says a sentence to those who listen to the page. @param {string} words */
export function announce(words) {
  if (!region) {
    region = document.createElement("p");
    region.className = "visually-hidden";
    region.id = "row-status";
    region.setAttribute("role", "status");
    document.querySelector("main").append(region);
  }
  region.textContent = words;
}
