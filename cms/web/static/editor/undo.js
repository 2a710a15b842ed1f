// What happened to whole rows is taken back, the last first: by Ctrl+Z, or by the button of the line that says it; and done
// again by Ctrl+Shift+Z or Ctrl+Y, until something else is typed or done. A row that was removed leaves a line in its
// place. Only the last line is shown; those before it wait behind it.
// The browser's own undo knows one order for all fields of a page: it is let go for the field that one is in alone.

import { CONTROLS, NAMES, changed, announce, firstControl, listOf, nameOf, rowsOf, toolsOf, unfold } from "./dom.js";
import { renumber } from "./numbering.js";
import { passing } from "./passing.js";

const TEXT = "textarea, input:not([type=checkbox]), [contenteditable]";

/**
 * @typedef {object} Act
 * @property {(byKey: boolean, isLast: boolean) => boolean | void} back takes it back; false where it cannot now. isLast:
 *   nothing was typed since
 * @property {() => void} [again] does it once more; it remembers what it does
 * @property {() => boolean} stands whether there is anything to take back
 * @property {HTMLElement} [line] what says it
 * @property {number} [typed] how many times something was typed until it was done
 * @property {number} [began] and before it wrote anything itself
 */

/** @type {Act[]} */
const acts = [];
/** @type {{ again: () => void, typed: number }[]} what was taken back last */
let undone = [];
let typed = 0;
const typedLast = new WeakMap(); // a field -> how many times something was typed until it was there

export function start() {
  document.addEventListener("input", ({ target, isTrusted, inputType }) => {
    if (!isTrusted || !target.matches(TEXT)) return;
    typed += 1;
    if (!inputType?.startsWith("history")) typedLast.set(target, typed);
  });
  document.addEventListener("beforeinput", (event) => {
    const { target, inputType } = event;
    if (!inputType.startsWith("history") || target === document.activeElement) return;
    event.preventDefault();
    const act = inputType === "historyUndo" ? lastAct() : undefined;
    // All that was typed since the act is taken back, or the browser would begin with that.
    if (act && act.typed >= (typedLast.get(target) ?? 0)) takeBack(act, true);
    else notHere(document.activeElement);
  });
  document.addEventListener("keydown", (event) => {
    const { key, ctrlKey, metaKey, altKey, shiftKey, target } = event;
    const does = { z: shiftKey ? "redo" : "undo", y: ctrlKey ? "redo" : undefined }[key?.toLowerCase()];
    if (!does || !(ctrlKey || metaKey) || altKey || event.defaultPrevented || event.isComposing) return;
    const act = does === "undo" ? lastAct() : undone.findLast((one) => one.typed === typed);
    // Of what happened last, words or rows, a field's undo begins with what happened last.
    if (target.matches?.(TEXT) && act?.typed !== typed) return;
    event.preventDefault();
    if (!act || document.querySelector("dialog[open]")) return;
    if (does === "undo") takeBack(act, true);
    else redo(act);
  });
}

function notHere(at) {
  const words = "What was typed before that is in another field.";
  if (at.matches(TEXT)) passing(at, words);
  else announce(words);
}

/** For an act that writes into fields itself: to be asked before. */
export const typedSoFar = () => typed;

const lastAct = () => acts.findLast((one) => one.stands());

/** To be told right after it was done. @param {Act} act */
export function remember(act) {
  acts.push({ began: typed, ...act, typed });
  undone = [];
  showLast();
}

/**
 * A line that says what was done, with a button that takes it back.
 * @param {string} words @param {string} label what the button is called @param {string} className
 */
export function lineOf(words, label, className) {
  const line = Object.assign(document.createElement("p"), { className });
  const said = Object.assign(document.createElement("span"), { textContent: words });
  const button = Object.assign(document.createElement("button"), { type: "button", className: "undo", textContent: "Undo" });
  button.setAttribute("aria-label", label);
  button.addEventListener("click", () => takeBack(acts.find((one) => one.line === line), false));
  line.append(said, " ", button);
  return line;
}

/**
 * A row that has come, blank or as a copy, goes again; but not what somebody has written in meanwhile.
 * @param {HTMLElement} row @param {() => void} leave gives the focus to what is there without it
 */
export function rememberNew(row, leave) {
  const list = listOf(row);
  const came = saidIn(row);
  let next;
  const back = () => {
    next = row.nextSibling;
    row.remove();
    renumber(list);
    leave();
    changed(list, { operation: "undo", list: list.dataset.list });
    announce("As it was before.");
  };
  const again = () => {
    if (next.parentNode !== list) return;
    next.before(row);
    renumber(list);
    (firstControl(row) ?? row).focus();
    changed(list, { operation: "undo", list: list.dataset.list });
    rememberNew(row, leave);
  };
  remember({ back, again, stands: () => row.isConnected && saidIn(row) === came });
}

/** What somebody could have changed; names, and words for what was understood, are given by the server. @param {HTMLElement} row @returns {string} */
export const saidIn = (row) => JSON.stringify([...row.querySelectorAll(CONTROLS)].filter((one) => !one.matches(NAMES))
  .map((one) => (one.type === "checkbox" ? one.checked : one.value === one.dataset.read ? one.dataset.typed : one.value)));

/** Takes a row out of the page, with all that was typed into it. @param {HTMLElement} row */
export function takeOut(row) {
  const list = listOf(row);
  const words = `${nameOf(row)} removed`;
  const said = sentence(row, words);
  const line = lineOf(said, `Undo: ${words}`, "removed");
  row.replaceWith(line);
  renumber(list);
  changed(list, { operation: "remove", list: list.dataset.list });
  remember({ line, stands: () => line.isConnected, back: (byKey) => putBack(row, line, byKey), again: () => takeOut(row) });
  line.querySelector("button").focus({ preventScroll: true });
  announce(`${said} Undo is here.`);
}

/** @returns {boolean} false while its list is full: the line then stays in sight, also below another that makes room */
function putBack(row, line, byKey) {
  const list = listOf(line);
  const { most } = list.dataset;
  if (rowsOf(list).length >= Number(most)) {
    const words = `${most} is the most there can be here: remove another first.`;
    if (!("waits" in line.dataset)) line.firstElementChild.append(` ${words}`);
    line.dataset.waits = "";
    announce(words);
    return false;
  }
  line.replaceWith(row);
  // Its number may have been given to another meanwhile, and its list may have moved: all are numbered anew.
  renumber(list);
  unfold(row);
  // The key may be pressed once more: then it should not meet a field, whose own undo is the browser's.
  (byKey ? toolsOf(row).lastElementChild : firstControl(row) ?? row).focus();
  announce("It is back.");
  changed(list, { operation: "undo", list: list.dataset.list, index: rowsOf(list).indexOf(row) });
  return true;
}

function takeBack(act, byKey) {
  const at = acts.indexOf(act);
  const isLast = act.typed === typed;
  acts.splice(at, 1);
  if (act.back(byKey, isLast) === false) acts.splice(at, 0, act);
  else {
    if (isLast) typed = act.began; // what came before it is next
    if (act.again) undone.push({ again: act.again, typed });
    else undone = [];
  }
  showLast();
}

function redo(act) {
  const others = undone.filter((one) => one !== act);
  act.again();
  undone = others;
}

function showLast() {
  const lines = acts.filter((one) => one.line && one.stands()).map((one) => one.line);
  lines.forEach((line) => (line.hidden = line !== lines.at(-1) && !("waits" in line.dataset)));
}

/** With a few words of what was in it, so that several such lines can be told apart. */
function sentence(row, words) {
  const control = [...row.querySelectorAll("input:not([type=checkbox]), textarea")].find((one) => one.value.trim());
  const text = control ? control.value.trim() : "";
  const begins = [...text].slice(0, 40).join("");
  const quoted = text ? ` “${begins}${begins.length < text.length ? "…" : ""}”` : "";
  return `${words[0].toUpperCase()}${words.slice(1)}${text ? `:${quoted}` : ""}.`;
}
