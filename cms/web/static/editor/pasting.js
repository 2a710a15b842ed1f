// Several lines pasted into a field of one line: in a list each becomes a row, without the dot or number it began with;
// so they do where a blank row of more fields begins, if they are too many for one title that a page broke; elsewhere
// line ends become blanks. Written as if it were typed, so that the browser can undo it.

import { announce, firstControl, listOf, rowAround, rowsOf } from "./dom.js";
import { add, move } from "./rows.js";

const A_LIST = 3; // lines, from which on they are no single title
const TEXTS = "textarea, input:not([type=hidden], [type=checkbox])";
const MARK = /^(?:[•◦▪‣·*–—-]|\d{1,2}[.)])\s+/;

/** @param {HTMLFormElement} form */
export function start(form) {
  form.addEventListener("paste", (event) => {
    const { target, clipboardData } = event;
    const lines = (clipboardData?.getData("text/plain") ?? "").split(/[\r\n]+/).map((one) => one.trim()).filter(Boolean);
    if (!target.matches(".one-line") || lines.length < 2) return;
    event.preventDefault();
    const row = rowAround(target);
    const begins = row && lines.length >= A_LIST && target === firstControl(row) && isBlank(row);
    if (begins || row?.matches(".row-line")) each(row, lines.map((one) => one.replace(MARK, "")));
    else write(lines.join(" "));
  });
}

/** The first into the row itself, each other into one after it. What a full list has no room for stays in the last. */
function each(row, lines) {
  const list = listOf(row);
  write(lines[0]);
  for (const [index, words] of lines.entries()) {
    if (!index) continue;
    const next = after(list, row);
    if (!next) return write(` ${lines.slice(index).join(" ")}`);
    firstControl(next).focus();
    write(words);
    row = next;
  }
  announce(`${lines.length} lines pasted, each a ${list.dataset.noun} of its own.`);
}

/** @returns {HTMLElement | null} the row after it when that is blank, else a new one there; null when the list is full */
function after(list, row) {
  const rows = rowsOf(list);
  const place = rows.indexOf(row) + 1;
  if (rows[place] && isBlank(rows[place])) return rows[place];
  add(list);
  const made = rowsOf(list);
  if (made.length === rows.length) return null;
  move(made.at(-1), place);
  return made.at(-1);
}

const isBlank = (row) => [...row.querySelectorAll(TEXTS)].every((one) => !one.value.trim());

/** The one way to change a field that a browser can undo. */
const write = (words) => document.execCommand("insertText", false, words);
