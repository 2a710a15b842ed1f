// What was removed leaves a line in its place, and comes back by its button: in any order, as long as the page is open.

import { changed, announce, firstControl, listOf, rowsOf } from "./dom.js";
import { renumber } from "./numbering.js";

const taken = new WeakMap(); // the line -> the row that stood there

/**
 * Takes a row out of the page, with all that was typed into it.
 * @param {HTMLElement} row @param {string} words what happened, such as “step 3 removed”
 */
export function takeOut(row, words) {
  const line = document.createElement("p");
  line.className = "removed";
  const said = document.createElement("span");
  said.textContent = sentence(row, words);
  const button = document.createElement("button");
  button.type = "button";
  button.className = "undo";
  button.textContent = "Undo";
  button.setAttribute("aria-label", `Undo: ${words}`);
  button.addEventListener("click", () => putBack(line));
  line.append(said, " ", button);
  taken.set(line, row);
  row.replaceWith(line);
  button.focus({ preventScroll: true });
  announce(`${said.textContent} Undo is here.`);
}

/** @param {HTMLElement} line */
function putBack(line) {
  const row = taken.get(line);
  line.replaceWith(row);
  const list = listOf(row);
  // Its number may have been given to another meanwhile, and its list may have moved: all are numbered anew.
  renumber(list);
  (firstControl(row) ?? row).focus();
  announce("It is back.");
  changed(list, { operation: "undo", list: list.dataset.list, index: rowsOf(list).indexOf(row) });
}

/** With a few words of what was in it, so that several such lines can be told apart. */
function sentence(row, words) {
  const control = [...row.querySelectorAll("input:not([type=checkbox]), textarea")].find((one) => one.value.trim());
  const text = control ? control.value.trim() : "";
  const begins = [...text].slice(0, 40).join("");
  const quoted = text ? ` “${begins}${begins.length < text.length ? "…" : ""}”` : "";
  return `${words[0].toUpperCase()}${words.slice(1)}${text ? `:${quoted}` : ""}.`;
}
