// Adding, copying, removing and moving rows at once: what cms/web/editor/rows.py does when no script runs.

import { addOf, announce, changed, firstControl, listOf, nameOf, rowAround, rowsOf, toolsOf } from "./dom.js";
import { renumber } from "./numbering.js";
import { remember, rememberNew, takeOut } from "./undo.js";

/** @param {HTMLFormElement} form */
export function start(form) {
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=do]");
    if (button && press(button)) event.preventDefault();
  });
  form.addEventListener("keydown", (event) => {
    const up = event.key === "ArrowUp";
    // Alt and an arrow open a list of choices.
    if (!event.altKey || event.ctrlKey || event.metaKey || !(up || event.key === "ArrowDown")) return;
    const row = event.target.closest("select") ? null : rowAround(event.target);
    if (!row) return;
    event.preventDefault();
    move(row, rowsOf(listOf(row)).indexOf(row) + (up ? -1 : 1));
  });
}

/** @param {HTMLButtonElement} button @returns {boolean} whether it was done; else the server does it */
function press(button) {
  const operation = button.value.split(":")[0];
  if (operation === "add") return add(button.closest("[data-list]"));
  const row = rowAround(button);
  const index = rowsOf(listOf(row)).indexOf(row);
  if (operation === "duplicate") duplicate(row);
  else if (operation === "remove") takeOut(row);
  else {
    move(row, index + (operation === "up" ? -1 : 1));
    const other = button[operation === "up" ? "nextElementSibling" : "previousElementSibling"];
    (button.disabled ? other : button).focus({ preventScroll: true });
  }
  return true;
}

/** @param {HTMLElement} list @returns {boolean} false when there is no blank row to copy */
export function add(list) {
  if (!blankOf(list)) return false;
  const row = make(list, rowsOf(list).length);
  if (!row) return true;
  goInto(row);
  rememberNew(row, () => goInto((row.matches(".row-line") && rowsOf(list).at(-1)) || addOf(list)));
  return true;
}

/**
 * Puts a blank row at a place of a list; the focus stays where it is.
 * @param {HTMLElement} list @param {number} place from 0 @param {HTMLElement} [before] one that was blank and there before:
 *   what was done with it can be done again @returns {HTMLElement | null} null when the list is full
 */
export function make(list, place, before) {
  const blank = blankOf(list);
  if (!blank || full(list)) return null;
  const row = before ?? document.importNode(blank.content.firstElementChild, true);
  (rowsOf(list)[place] ?? addOf(list)).before(row);
  settle(list, "add");
  return row;
}

function blankOf(list) {
  const place = list.dataset.list.replace(/-\d+(?=-|$)/g, "-0");
  return document.querySelector(`template[data-blank="${place}"]`);
}

/** Puts a copy below the row, without what names it: the server gives it a name. @param {HTMLElement} row */
export function duplicate(row) {
  const list = listOf(row);
  if (full(list)) return;
  const copy = row.cloneNode(true);
  copy.querySelectorAll(".removed, .complaint, .note, .counter, .filled, .suggestions, .way-back").forEach((one) => one.remove());
  const [from, to] = [row, copy].map((one) => [...one.querySelectorAll("input, textarea, select")]);
  to.forEach((control, index) => {
    if (control.type === "checkbox") control.checked = from[index].checked;
    else control.value = from[index].value;
    if (control.getAttribute("aria-invalid")) control.removeAttribute("aria-describedby"); // its complaint stays behind
    control.removeAttribute("aria-invalid");
  });
  for (const name of ["id", "skill-slug"]) {
    const control = to.find((one) => one.name === `${row.dataset.row}-${name}`);
    if (!control) continue;
    control.value = "";
    delete control.dataset.proposed;
  }
  row.after(copy);
  settle(list, "duplicate");
  goInto(copy);
  rememberNew(copy, () => toolsOf(row).querySelector('[value^="duplicate:"]').focus());
  announce(`Copied as ${nameOf(copy)}.`);
}

/**
 * Moves a row to a place of its list, by moving the others around it: whoever types in it keeps the focus.
 * @param {HTMLElement} row @param {number} to from 0
 */
export function move(row, to) {
  const rows = rowsOf(listOf(row));
  const from = rows.indexOf(row);
  if (put(row, to)) moved(row, from);
  else if (to < 0) announce("It is the first already.");
  else if (to >= rows.length) announce("It is the last already.");
}

/** Says that a row has been moved, so that it can be moved back. @param {HTMLElement} row @param {number} from its place before */
export function moved(row, from) {
  const to = rowsOf(listOf(row)).indexOf(row);
  remember({
    stands: () => row.isConnected, again: () => move(row, to),
    back: () => put(row, Math.min(from, rowsOf(listOf(row)).length - 1)),
  });
}

/** @returns {boolean} whether it moved */
function put(row, to) {
  const list = listOf(row);
  const rows = rowsOf(list);
  const from = rows.indexOf(row);
  if (to < 0 || to >= rows.length || to === from) return false;
  const next = to < from ? withLines(row).at(-1).nextSibling : row;
  const others = to < from ? rows.slice(to, from) : rows.slice(from + 1, to + 1);
  for (const one of others.flatMap(withLines)) putBefore(list, one, next);
  settle(list, "move");
  row.scrollIntoView({ block: "nearest" });
  announce(`Moved: now ${nameOf(row)} of ${rows.length}.`);
  return true;
}

/** A row, and what says that others were removed behind it: they come back there. */
function withLines(row) {
  const all = [row];
  while (all.at(-1).nextElementSibling?.matches(".removed")) all.push(all.at(-1).nextElementSibling);
  return all;
}

/** Where the browser can, a row moves without leaving the page: hundreds of controls stay in their form. */
function putBefore(list, row, next) {
  if (list.moveBefore) list.moveBefore(row, next);
  else list.insertBefore(row, next);
}

function settle(list, operation) {
  renumber(list);
  changed(list, { operation, list: list.dataset.list });
}

const goInto = (row) => (firstControl(row) ?? row).focus();

function full(list) {
  const most = Number(list.dataset.most);
  if (rowsOf(list).length < most) return false;
  announce(`${most} is the most there can be here.`);
  return true;
}
