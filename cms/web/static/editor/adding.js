// A resource or a source is added from where it is referred to: its title, typed below the boxes, is a new row at the end
// of its list, and ticked. The row is there from the first letter on, so that it is kept as all else that is typed.

import { announce, changed, fieldOf, goTo, isBlank, listOf, nameOf, rowAround, rowsOf, written } from "./dom.js";
import { fill } from "./filling.js";
import { renumber } from "./numbering.js";
import { linesOf, textOf } from "./records.js";
import { refresh } from "./references.js";
import { make } from "./rows.js";
import { lineOf, remember, saidIn } from "./undo.js";

const BOX = ".add-titled textarea";
const OFFERED = { resources: "resource", sources: "source" };
const LETTERS = "bcdfghjkmnpqrstvwxz23456789"; // no words come of them, and none looks like another

/** @type {WeakMap<HTMLTextAreaElement, {row: HTMLElement, made: boolean}>} what a box has begun */
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
    const { row } = begun.get(event.target);
    fill(fieldOf(row, "title"), event.detail);
    event.target.value = event.detail.label;
    finish(event.target);
  });
  // Before all others hear of it: the Enter key goes on elsewhere.
  form.addEventListener("keydown", (event) => {
    const { target, key, isComposing, ctrlKey, metaKey } = event;
    if (!target.matches(BOX) || isComposing || ctrlKey || metaKey || target.hasAttribute("aria-controls")) return;
    if (key !== "Enter" && !(key === "Escape" && target.value)) return;
    event.preventDefault();
    event.stopPropagation();
    if (key === "Enter") finish(target);
    else giveUp(target);
  }, true);
  form.addEventListener("paste", (event) => {
    const lines = event.target.matches(BOX) ? linesOf(textOf(event)) : [];
    if (lines.length < 2) return;
    event.preventDefault();
    event.stopPropagation();
    for (const one of lines) {
      event.target.value = one;
      typed(event.target);
      finish(event.target);
    }
  }, true);
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
  field.querySelector(".add-titled > .filled")?.remove();
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
  if (!row) return say(box, `${list.dataset.most} is the most there can be under ${nameOfSection(list)}.`);
  const id = fieldOf(row, "id");
  id.value ||= `${list.dataset.noun}-${[...crypto.getRandomValues(new Uint8Array(5))].map((one) => LETTERS[one % LETTERS.length]).join("")}`;
  refresh(field);
  tick(field, id.value, true);
  begun.set(box, { row, made });
  return begun.get(box);
}

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

function takeBack(box, { row, made }) {
  const field = box.closest("[data-refers]");
  const list = listOf(row);
  const id = fieldOf(row, "id");
  tick(field, id.value, false);
  id.value = fieldOf(row, "title").value = "";
  if (made) row.remove();
  renumber(list);
  changed(list, { operation: "remove", list: list.dataset.list });
  refresh(field);
}

/** The next title may be typed. One that is in the list already is ticked there. */
function finish(box) {
  const found = current(box);
  if (!found) return;
  const field = box.closest("[data-refers]");
  const { row } = found;
  const title = fieldOf(row, "title");
  const same = rowsOf(listOf(row)).find((one) => one !== row && key(fieldOf(one, "title")) === key(title));
  if (same) {
    const words = `“${title.value.trim()}” is ${nameOf(same)} already: ticked.`;
    giveUp(box);
    tick(field, fieldOf(same, "id").value, true);
    return say(box, words);
  }
  title.dispatchEvent(new Event("change", { bubbles: true }));
  begun.delete(box);
  box.value = "";
  const name = nameOf(row);
  const words = `“${title.value.trim()}” is ${name}, and ticked.`;
  const line = lineOf(words, `Undo: ${name}`, "filled");
  const link = Object.assign(document.createElement("a"), { href: `#${row.id}`, textContent: "Fill in the rest" });
  link.addEventListener("click", () => {
    link.hash = row.id; // rows before it may be gone; keys.js leads there
    offerWayBack(row, box);
  });
  line.lastElementChild.before(link, " ");
  box.closest(".add-titled").append(line);
  announce(`${words} Undo comes next.`);
  const before = saidIn(row);
  remember({ line, stands: () => line.isConnected && row.isConnected, back: () => undo(box, found, line, before) });
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

function undo(box, found, line, before) {
  line.remove();
  box.focus();
  if (saidIn(found.row) !== before) return say(box, "It stays: more has been written there since.");
  const { value } = fieldOf(found.row, "title");
  takeBack(box, found);
  announce(`“${value}” is gone again.`);
}

function say(box, words) {
  const line = box.closest(".add-titled");
  line.querySelector(".filled")?.remove();
  line.append(Object.assign(document.createElement("p"), { className: "filled", textContent: words }));
  announce(words);
}

const key = ({ value }) => value.trim().normalize("NFKC").toLocaleLowerCase();
const nameOfSection = (list) => list.closest(".sheet").querySelector("h2").firstChild.textContent.trim();
