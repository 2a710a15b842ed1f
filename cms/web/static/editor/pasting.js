// Several lines pasted into a field of one line: in a list each becomes a row, without the dot or number it began with;
// so they do in the first field of a blank row. It is one act, and taken back as one. Elsewhere they become one line, as
// if it were typed, so that the browser can undo it, and the page says so.

import { announce, changed, firstControl, listOf, rowAround, rowsOf } from "./dom.js";
import { renumber } from "./numbering.js";
import { make } from "./rows.js";
import { lineOf, remember } from "./undo.js";

const TEXTS = "textarea, input:not([type=hidden], [type=checkbox])";
const NAMES = '[name$="-id"], [name$="slug"]'; // a row that was cleared keeps them
const MARK = /^(?:[•◦▪‣·*–—-]|\d{1,2}[.)])\s+/;

/** @param {HTMLFormElement} form */
export function start(form) {
  form.addEventListener("paste", (event) => {
    const { target, clipboardData } = event;
    const lines = (clipboardData?.getData("text/plain") ?? "").split(/[\r\n]+/).map((one) => one.trim()).filter(Boolean);
    if (!target.matches(".one-line") || lines.length < 2) return;
    event.preventDefault();
    const row = rowAround(target);
    const begins = row && target === firstControl(row) && isBlank(row);
    if (begins || row?.matches(".row-line")) each(row, target, lines.map((one) => one.replace(MARK, "")));
    else asOne(target, lines.join(" "));
  });
}

/** Joined, which the line below says until one types on or leaves. */
function asOne(control, words) {
  write(words);
  const said = "Pasted as one line.";
  const line = Object.assign(document.createElement("p"), { className: "filled", textContent: `${said} Ctrl+Z takes it back.` });
  const gone = new AbortController();
  const end = () => (gone.abort(), line.remove());
  for (const type of ["input", "focusout"]) control.addEventListener(type, end, { signal: gone.signal });
  control.after(line);
  announce(said);
}

/** The first into the row itself, each other into one after it. What a full list has no room for stays in the last. */
function each(row, control, lines) {
  const list = listOf(row);
  const first = { row, control, before: control.value };
  write(lines[0]);
  const filled = [];
  for (const [index, words] of lines.entries()) {
    if (!index) continue;
    const next = after(list, row);
    if (!next) {
      addTo(filled.at(-1)?.control ?? control, ` ${lines.slice(index).join(" ")}`);
      break;
    }
    addTo(next.control, words);
    filled.push(next);
    row = next.row;
  }
  for (const one of [first, ...filled]) one.pasted = one.control.value;
  const words = `${lines.length} lines pasted, each a ${list.dataset.noun} of its own.`;
  // In rows of many fields the last may be far below: one stays at the first, where the line is in sight.
  const isLine = row.matches(".row-line");
  const at = isLine ? firstControl(row) : control;
  const line = lineOf(words, "Undo: what was pasted", isLine ? "removed" : "filled");
  (isLine ? row : control).after(line);
  at.focus({ preventScroll: true });
  at.setSelectionRange(at.value.length, at.value.length);
  at.scrollIntoView({ block: "nearest" });
  announce(`${words} Undo comes next.`);
  remember({ line, stands: () => line.isConnected, back: () => takeBack(list, line, first, filled) });
}

/** Rows that hold something else meanwhile stay. */
function takeBack(list, line, first, filled) {
  line.remove();
  for (const { row, control, pasted, made } of filled.filter((one) => one.control.value === one.pasted)) {
    const value = control.value;
    control.value = "";
    if (made && isBlank(row)) row.remove();
    else if (made) control.value = value;
    else tell(control);
  }
  renumber(list);
  changed(list, { operation: "undo", list: list.dataset.list, index: rowsOf(list).indexOf(first.row) });
  first.control.focus();
  if (first.control.value !== first.pasted) return announce("What was changed since has stayed.");
  first.control.select();
  write(first.before);
  announce("As it was before.");
}

/** @returns the row after it when that is blank, else a new one there; null when the list is full */
function after(list, row) {
  const place = rowsOf(list).indexOf(row) + 1;
  const next = rowsOf(list)[place];
  const found = next && isBlank(next) ? next : make(list, place);
  return found && { row: found, control: firstControl(found), made: found !== next };
}

const isBlank = (row) => [...row.querySelectorAll(TEXTS)].every((one) => one.matches(NAMES) || !one.value.trim());

function addTo(control, words) {
  control.value += words;
  tell(control);
}

/** As a key would: counters and what refers to it follow. */
const tell = (control) => ["input", "change"].forEach((type) => control.dispatchEvent(new Event(type, { bubbles: true })));

/** The one way to change a field that a browser can undo. */
const write = (words) => document.execCommand(words ? "insertText" : "delete", false, words);
