// Several lines pasted into a field of one line: in a list each becomes a row, without the dot or number it began with;
// so they do in the first field of a blank row, with their text where they have some. It is one act, and taken back as
// one. Elsewhere they become one line, as if it were typed, so that the browser can undo it, and the page says so.

import { announce, changed, firstControl, isBlank, listOf, rowAround, rowsOf, written } from "./dom.js";
import { renumber } from "./numbering.js";
import { passing } from "./passing.js";
import { entriesIn, linesOf, textOf } from "./records.js";
import { make } from "./rows.js";
import { lineOf, remember, typedSoFar } from "./undo.js";

/** @param {HTMLFormElement} form */
export function start(form) {
  form.addEventListener("paste", (event) => {
    const { target } = event;
    const text = textOf(event);
    if (!target.matches(".one-line") || linesOf(text).length < 2) return;
    event.preventDefault();
    const row = rowAround(target);
    const begins = row && target === firstControl(row) && isBlank(row);
    if (begins || row?.matches(".row-line")) each(row, entriesIn(text, proseOf(row) ? Number(target.dataset.limit) : 0));
    else {
      write(text.split("\n").map((one) => one.trim()).filter(Boolean).join(" "));
      passing(target, "Pasted as one line.", "Ctrl+Z takes it back.");
    }
  });
}

/**
 * The first into the row itself, each other into one after it. What a full list has no room for stays in the last.
 * @param {HTMLElement} row @param {import("./records.js").Entry[]} entries @param {HTMLElement[]} [rows] when it is done
 *   again: those that came
 */
function each(row, entries, rows = []) {
  const list = listOf(row);
  const control = firstControl(row);
  const first = { row, before: control.value, parts: partsOf(row, entries[0]) };
  const { selectionStart, selectionEnd } = control;
  const began = typedSoFar();
  write(entries[0].name);
  add(first.parts.slice(1));
  const filled = [];
  let isFull = false;
  for (const [index, entry] of entries.entries()) {
    if (!index) continue;
    const next = after(list, row, rows[index - 1]);
    if (!next) {
      isFull = true;
      const rest = entries.slice(index).map((one) => ` ${one.name} ${one.text}`.trimEnd()).join("");
      add([{ ...(filled.at(-1) ?? first).parts[0], words: rest }]);
      break;
    }
    filled.push({ ...next, parts: partsOf(next.row, entry) });
    add(filled.at(-1).parts);
    row = next.row;
  }
  for (const part of [first, ...filled].flatMap((one) => one.parts)) part.pasted = part.control.value;
  const words = isFull
    ? `${entries.length} lines pasted. ${list.dataset.most} is the most there can be here: the last holds the rest.`
    : entries.some((one) => one.text)
      ? `${entries.length} pasted, each a ${list.dataset.noun} with its text.`
      : `${entries.length} lines pasted, each a ${list.dataset.noun} of its own.`;
  // In rows of many fields the last may be far below: one stays at the first, where the line is in sight.
  const isLine = row.matches(".row-line");
  const at = isLine ? firstControl(row) : control;
  const line = lineOf(words, "Undo: what was pasted", isLine ? "removed" : "filled");
  line.querySelector("button").tabIndex = -1; // the Tab key goes on to the next field; Ctrl+Z does the same
  (isLine ? row : control).after(line);
  at.focus({ preventScroll: true });
  at.setSelectionRange(at.value.length, at.value.length);
  at.scrollIntoView({ block: "nearest" });
  announce(`${words} Ctrl+Z takes it back.`);
  const back = (_, isLast) => takeBack(list, line, first, filled, isLast);
  const again = () => {
    if (!first.row.isConnected || control.value !== first.before) return;
    control.focus();
    control.setSelectionRange(selectionStart, selectionEnd);
    each(first.row, entries, filled.map((one) => one.row));
  };
  remember({ line, stands: () => line.isConnected, back, again, began });
}

/** Where a row takes what is said beside its name; it is none of a list inside it. */
const proseOf = (row) => [...row.querySelectorAll("textarea:not(.one-line)")].find((one) => rowAround(one) === row);

const partsOf = (row, { name, text }) => [
  { control: firstControl(row), words: name },
  ...(text ? [{ control: proseOf(row), words: text }] : []),
];

function add(parts) {
  for (const { control, words } of parts) {
    control.value += words;
    written(control);
  }
}

/** Rows that hold something else meanwhile stay. */
function takeBack(list, line, first, filled, isLast) {
  line.remove();
  const isAsPasted = ({ control, pasted }) => control.value === pasted;
  for (const { row, parts, made } of filled.filter((one) => one.parts.every(isAsPasted))) {
    for (const { control } of parts) control.value = "";
    if (made && isBlank(row)) row.remove();
    else if (made) for (const { control, pasted } of parts) control.value = pasted;
    else parts.forEach(({ control }) => written(control));
  }
  const [{ control, pasted }, ...texts] = first.parts;
  for (const one of texts.filter(isAsPasted)) {
    one.control.value = "";
    written(one.control);
  }
  renumber(list);
  changed(list, { operation: "undo", list: list.dataset.list, index: rowsOf(list).indexOf(first.row) });
  control.focus();
  if (control.value !== pasted) return announce("What was changed since has stayed.");
  // By the browser's own undo, or that would bring back the pasted words when the key is pressed once more.
  if (isLast) undoIn(control);
  if (control.value !== first.before) {
    control.value = first.before;
    written(control);
  }
  announce("As it was before.");
}

/** Browsers have one order for all fields, and forget what a row said that was moved: what changes elsewhere is done again. */
function undoIn(control) {
  let isElsewhere = false;
  const look = ({ target }) => (isElsewhere ||= target !== control);
  addEventListener("input", look, true);
  document.execCommand("undo");
  removeEventListener("input", look, true);
  if (isElsewhere) document.execCommand("redo");
}

/** @returns the row after it when that is blank, else a new one there; null when the list is full */
function after(list, row, before) {
  const place = rowsOf(list).indexOf(row) + 1;
  const next = rowsOf(list)[place];
  const found = next && isBlank(next) ? next : make(list, place, before?.isConnected ? undefined : before);
  return found && { row: found, made: found !== next };
}

/** The one way to change a field that a browser can undo. */
const write = (words) => document.execCommand("insertText", false, words);
