// A resource or a source is added from where it is referred to: its title, typed below the boxes, is a new row at the end
// of its list, and ticked. The row is there from the first letter on, so that it is kept as all else that is typed.

import { announce, changed, fieldOf, goTo, isBlank, listOf, nameOf, rowAround, rowsOf, written } from "./dom.js";
import { fill } from "./filling.js";
import { renumber } from "./numbering.js";
import { linesOf, textOf } from "./records.js";
import { refresh } from "./references.js";
import { make } from "./rows.js";
import { lineOf, remember, saidIn, typedSoFar } from "./undo.js";

const BOX = ".add-titled textarea";
const OFFERED = { resources: "resource", sources: "source" };
const LETTERS = "bcdfghjkmnpqrstvwxz23456789"; // no words come of them, and none looks like another

/**
 * @typedef {object} Begun
 * @property {HTMLElement} row @property {[HTMLElement, string, boolean][]} [was] what stood there, if it is no new one
 * @property {number} began before its first letter: undo.js
 */

/** @type {WeakMap<HTMLTextAreaElement, Begun>} what a box has begun */
const begun = new WeakMap();

/** @param {HTMLFormElement} form */
export function start(form) {
  for (const one of form.querySelectorAll("[data-refers] > details[open]")) offer(one.parentElement);
  form.addEventListener("toggle", ({ target }) => target.open && offer(target.parentElement), true); // it does not bubble
  form.addEventListener("focusin", ({ target }) => { // before it is unfolded: what comes a moment later is stepped over
    if (target.matches("[data-refers] > details > summary")) offer(target.closest("[data-refers]"));
  });
  form.addEventListener("input", ({ target }) => target.matches(BOX) && typed(target));
  form.addEventListener("change", ({ target }) => target.matches(BOX) && finish(target)); // whoever leaves it is done, too
  form.addEventListener("click", ({ target }) => target.matches(".add-titled button") && boxOf(target).focus());
  form.addEventListener("guide:picked", (event) => {
    if (!event.target.matches(BOX)) return;
    event.preventDefault();
    event.target.value = event.detail.label;
    typed(event.target);
    const found = current(event.target);
    if (!found) return; // its list is full
    fill(fieldOf(found.row, "title"), event.detail);
    finish(event.target);
  });
  // Before all others hear of it: the Enter key goes on elsewhere.
  form.addEventListener("keydown", (event) => {
    const { target, key, isComposing, ctrlKey, metaKey } = event;
    if (!target.matches(BOX) || isComposing || ctrlKey || metaKey) return;
    if (target.hasAttribute(key === "Enter" ? "aria-activedescendant" : "aria-controls")) return; // it is the suggestions’
    if (key !== "Enter" && !(key === "Escape" && target.value)) return;
    event.preventDefault();
    if (key === "Enter") finish(target);
    else giveUp(target);
  }, true);
  form.addEventListener("paste", (event) => {
    const lines = event.target.matches(BOX) ? linesOf(textOf(event)) : [];
    if (lines.length < 2) return;
    event.preventDefault();
    event.stopPropagation();
    each(event.target, lines);
  }, true);
}

/** The first goes on from what stands in the box; what has no room stays there. */
function each(box, lines) {
  const added = [];
  for (const [index, one] of lines.entries()) {
    box.setRangeText(one, index ? 0 : box.selectionStart, index ? box.value.length : box.selectionEnd, "end");
    typed(box);
    if (current(box)) added.push(settle(box));
    else {
      box.value = [box.value, ...lines.slice(index + 1)].join(" ");
      break;
    }
  }
  if (added.length) tell(box, added);
}

const boxOf = (inside) => inside.closest(".add-titled").querySelector("textarea");
const tickOf = (field, id) => field.querySelector(`[name="${field.dataset.name}"][value="${CSS.escape(id)}"]`);

/** @param {HTMLElement} field references */
function offer(field) {
  const noun = OFFERED[field.dataset.refers];
  if (!noun || field.querySelector(".add-titled")) return;
  const line = Object.assign(document.createElement("div"), { className: "add-titled" });
  line.dataset.begins = field.dataset.refers;
  const label = Object.assign(document.createElement("label"), { textContent: `A ${noun} that is not here yet: its title` });
  const box = Object.assign(document.createElement("textarea"), { className: "form-control one-line", rows: 1, dir: "auto", autocomplete: "off" });
  if (noun === "resource") box.dataset.suggest = noun;
  label.append(box);
  line.append(label, Object.assign(document.createElement("button"), { type: "button", className: "add", textContent: "Add" }));
  field.querySelector(".ticks").after(line);
  line.nextElementSibling?.remove(); // that there is nothing to choose from
}

function typed(box) {
  const field = box.closest("[data-refers]");
  for (const line of field.querySelectorAll(".add-titled > .filled")) line.remove();
  if (!box.value.trim()) return giveUp(box);
  const { row } = current(box) ?? begin(box, field) ?? {};
  if (!row) return;
  const title = fieldOf(row, "title");
  title.value = box.value;
  title.dispatchEvent(new Event("input", { bubbles: true }));
  refresh(field);
}

const current = (box) => (begun.get(box)?.row.isConnected ? begun.get(box) : undefined);

function begin(box, field) {
  const list = document.getElementById(field.dataset.refers);
  const last = rowsOf(list).at(-1);
  const made = !last || !isBlank(last);
  const row = made ? make(list, rowsOf(list).length) : last;
  if (!row) return say(box, fullWords(list));
  const was = made ? undefined : [...row.querySelectorAll("[name]")].map((one) => [one, one.value, one.checked]);
  fieldOf(row, "id").value = newId(list); // a row that was cleared is another now
  refresh(field);
  tick(field, fieldOf(row, "id").value, true);
  begun.set(box, { row, was, began: typedSoFar() });
  return begun.get(box);
}

const fullWords = (list) => `${list.dataset.most} is the most there can be under ${nameOfSection(list)}.`;
const newId = (list) =>
  `${list.dataset.noun}-${[...crypto.getRandomValues(new Uint8Array(5))].map((one) => LETTERS[one % LETTERS.length]).join("")}`;

function tick(field, id, checked) {
  const box = tickOf(field, id);
  if (!box) return;
  box.checked = checked;
  written(box);
}

/** What was begun goes again; the words go with it. */
function giveUp(box) {
  const found = current(box);
  begun.delete(box);
  box.value = "";
  if (found) takeBack(box, found);
}

function takeBack(box, { row, was }) {
  const field = box.closest("[data-refers]");
  const list = listOf(row);
  tick(field, fieldOf(row, "id").value, false);
  for (const [control, value, checked] of was ?? []) [control.value, control.checked] = [value, checked];
  if (!was) row.remove();
  for (const line of was ? row.querySelectorAll(".filled") : []) line.remove();
  renumber(list);
  changed(list, { operation: "remove", list: list.dataset.list });
  refresh(field);
}

/** The next title may be typed. What found no room before has some, perhaps. */
function finish(box) {
  if (!current(box) && box.value.trim()) typed(box);
  if (current(box)) tell(box, [settle(box)]);
}

/** What was begun stays. A title that is in the list already is ticked there. @returns {{words: string, found?: Begun}} */
function settle(box) {
  const found = current(box);
  const { row } = found;
  const title = fieldOf(row, "title");
  const words = `“${title.value.trim()}” is`;
  const same = rowsOf(listOf(row)).find((one) => one !== row && key(fieldOf(one, "title")) === key(title));
  if (same) {
    giveUp(box);
    const field = box.closest("[data-refers]");
    fieldOf(same, "id").value ||= newId(listOf(same)); // it is not saved yet
    refresh(field);
    tick(field, fieldOf(same, "id").value, true);
    return { words: `${words} ${nameOf(same)} already: ticked.` };
  }
  title.dispatchEvent(new Event("change", { bubbles: true }));
  begun.delete(box);
  box.value = "";
  return { words: `${words} ${nameOf(row)}, and ticked.`, found: { ...found, before: saidIn(row) } };
}

/** @param {{words: string, found?: Begun & {before: string}}[]} all what was added at once */
function tell(box, all) {
  const said = all.map((one) => one.words).join(" ");
  const added = all.flatMap((one) => one.found ?? []);
  const first = added[0]?.row;
  if (!first) return say(box, said);
  const line = lineOf(said, `Undo: ${added.map((one) => nameOf(one.row)).join(", ")}`, "filled");
  const link = Object.assign(document.createElement("a"), { href: `#${first.id}`, textContent: "Fill in the rest" });
  link.addEventListener("click", () => {
    link.hash = first.id; // rows before it may be gone; keys.js leads there
    offerWayBack(first, box);
  });
  line.lastElementChild.before(link, " ");
  box.closest(".add-titled").append(line);
  announce(`${said} Undo comes next.`);
  const isAsItCame = ({ row, before }) => row.isConnected && saidIn(row) === before;
  const stands = () => (line.isConnected ? added.some((one) => one.row.isConnected) : added.some(isAsItCame));
  const { began } = added[0];
  remember({ line, began, stands, back: () => undo(box, added.filter((one) => one.row.isConnected), isAsItCame, line) });
}

/** Beside the new row: whoever has filled it in goes on where they were. */
function offerWayBack(row, box) {
  document.querySelector(".way-back")?.remove();
  const where = nameOf(rowAround(box) ?? row);
  const button = Object.assign(document.createElement("button"), { type: "button", className: "add way-back" });
  button.textContent = rowAround(box) ? `Back to ${where}` : "Back to where you were";
  button.addEventListener("click", () => {
    button.remove();
    goTo(box);
  });
  row.append(button);
}

function undo(box, added, isAsItCame, line) {
  line.remove();
  box.focus();
  const gone = added.filter(isAsItCame);
  const titles = gone.map((one) => `“${fieldOf(one.row, "title").value}”`).join(", ");
  for (const one of gone.reverse()) takeBack(box, one);
  if (gone.length < added.length) return say(box, "It stays: more has been written there since.");
  announce(`${titles} ${gone.length === 1 ? "is" : "are"} gone again.`);
}

function say(box, words) {
  const line = box.closest(".add-titled");
  line.querySelector(".filled")?.remove();
  line.append(Object.assign(document.createElement("p"), { className: "filled", textContent: words }));
  announce(words);
}

const key = ({ value }) => value.trim().normalize("NFKC").toLocaleLowerCase();
const nameOfSection = (list) => list.closest(".sheet").querySelector("h2").firstChild.textContent.trim();
