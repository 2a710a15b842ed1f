// The Enter key in a field of one line goes on to the next: browsers would send the form, and leave the page one writes in.
// Fields of one line that grow with their text take no line end either: what is dropped with some gets blanks instead.

import { CONTROLS, addOf, listOf, rowsOf } from "./dom.js";
import { add } from "./rows.js";

const ONE_LINE = "input:not([type=checkbox]), .one-line, select";

/** @param {HTMLFormElement} form */
export function start(form) {
  form.addEventListener("input", join);
  form.addEventListener("focusin", ({ target }) => {
    if (target.matches(ONE_LINE)) target.enterKeyHint = "next"; // what keyboards on a screen write on the key
  });
  form.addEventListener("keydown", (event) => {
    const { target, key, defaultPrevented, isComposing, ctrlKey, metaKey, altKey } = event;
    if (key !== "Enter" || defaultPrevented || isComposing || ctrlKey || metaKey || altKey) return;
    if (!target.matches(ONE_LINE)) return;
    event.preventDefault();
    const line = target.closest(".row-line");
    if (line) nextLine(form, line, target);
    else if (nextOf(form, target)) nextOf(form, target).focus();
    else if (form.id !== "guide-form") form.requestSubmit(); // the few fields that a guide begins with
  });
}

const LINE_ENDS = /\s*[\r\n]+\s*/g;

/** @param {InputEvent} event */
function join({ target }) {
  if (!target.matches(".one-line") || !target.value.includes("\n")) return;
  const before = target.value.slice(0, target.selectionEnd).replace(LINE_ENDS, " ").length;
  target.value = target.value.replace(LINE_ENDS, " ");
  target.setSelectionRange(before, before);
}

/** A new line after the last, unless that is blank: then one is done with the list. */
function nextLine(form, line, control) {
  const list = listOf(line);
  const rows = rowsOf(list);
  const next = rows[rows.indexOf(line) + 1];
  if (next) next.querySelector(CONTROLS).focus();
  else if (control.value.trim()) add(list);
  else (nextOf(form, rows.at(-1).querySelector(CONTROLS)) ?? addOf(list)).focus();
}

function nextOf(form, control) {
  const all = [...form.querySelectorAll(CONTROLS)];
  const told = filledBy(control);
  return all.slice(all.indexOf(control) + 1).find((one) => !told.includes(one.name) && !one.closest("details:not([open])"));
}

/** The names of those that a whole quantity, such as “6–9 months”, gives their values; which, the server says: instead.js. */
function filledBy({ name, value, inputMode }) {
  if (inputMode !== "decimal") return [];
  const other = /\d.*(?:[-–—]|\bto\b).*\d|^[^-–—]*%/.test(value) ? [name.replace(/min(?=[^-]*$)/, "max")] : [];
  const group = name.replace(/[^-]+$/, "");
  return /[^\W\d_]{2}|[$€£¥₹]/u.test(value.replace(/\bto\b/, "")) ? [...other, `${group}unit`, `${group}currency`] : other;
}
