// The Enter key in a field of one line goes on to the next: browsers would send the form, and leave the page one writes in.

import { CONTROLS, addOf, listOf, rowsOf } from "./dom.js";
import { add } from "./rows.js";

/** @param {HTMLFormElement} form */
export function start(form) {
  form.addEventListener("keydown", (event) => {
    const { target, key, defaultPrevented, isComposing, ctrlKey, metaKey, altKey } = event;
    if (key !== "Enter" || defaultPrevented || isComposing || ctrlKey || metaKey || altKey) return;
    if (!target.matches("input:not([type=checkbox])")) return;
    event.preventDefault();
    const line = target.closest(".row-line");
    if (line) nextLine(line, target);
    else nextOf(form, target)?.focus();
  });
}

/** A new line after the last, unless that is blank: then one is done with the list. */
function nextLine(line, control) {
  const list = listOf(line);
  const rows = rowsOf(list);
  const next = rows[rows.indexOf(line) + 1];
  if (next) next.querySelector(CONTROLS).focus();
  else if (control.value.trim()) add(list);
  else addOf(list).focus();
}

function nextOf(form, control) {
  const all = [...form.querySelectorAll(CONTROLS)];
  return all.slice(all.indexOf(control) + 1).find((one) => !one.closest("details:not([open])"));
}
