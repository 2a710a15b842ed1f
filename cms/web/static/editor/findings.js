// What the checks find, while one types: in the panel, beside the fields, and as dots in the list of sections.

import { unfold } from "./dom.js";
import { mark } from "./progress.js";

const PAUSE = 400; // ms after the last change

/** @param {HTMLFormElement} form */
export function start(form) {
  const address = form.dataset.findings;
  let timer = 0;
  let busy = false;
  let again = false;

  async function look() {
    if (busy) return (again = true);
    busy = true;
    const found = await ask(form, address);
    busy = false;
    if (again) soon();
    else if (found) show(form, found);
    again = false;
  }
  function soon() {
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE);
  }
  if (!address) return;
  form.addEventListener("focusout", ({ target, relatedTarget }) => {
    if (held && target.closest(PAIRED) !== relatedTarget?.closest(PAIRED)) soon();
  });
  form.addEventListener("guide:changed", ({ detail }) => {
    moved ||= detail.operation !== "input";
    soon();
  });
  if (form.hasAttribute("data-unsaved")) soon();
}

/** @returns {Promise<object | null>} null when nobody answers: the next change asks again */
async function ask(form, address) {
  try {
    const answer = await fetch(address, {
      method: "POST",
      body: new URLSearchParams(new FormData(form)),
      headers: { "X-CSRFToken": form.elements.csrf_token.value },
      redirect: "error",
    });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

function show(form, { panel, notes, parts, total }) {
  const half = halfWritten();
  held = half !== undefined && !placed.has(half);
  if (held) delete notes[half];
  const list = document.getElementById("findings-list");
  if (!list.contains(document.activeElement)) patch(list, panel, held ? half : undefined);
  for (const count of document.querySelectorAll("[data-findings-count]")) count.textContent = total;
  for (const [part, { stage, findings }] of Object.entries(parts)) mark(part, stage, findings);
  if (moved) clear(form);
  moved = false;
  for (const id of new Set([...placed.keys(), ...Object.keys(notes)])) note(form, id, notes[id] ?? []);
}

/** The list as the server made and escaped it. Of hundreds of findings a change moves one or two: the others stay. */
function patch(list, panel, unsaid) {
  const fresh = Object.assign(document.createElement("template"), { innerHTML: panel }).content;
  if (unsaid) fresh.querySelectorAll(`.findings > li:has(> [href$="#${unsaid}"])`).forEach((one) => one.remove());
  const [old, now] = [list, fresh].map((one) => one.querySelector(".findings"));
  if (!old || !now) return list.replaceChildren(fresh);
  const rows = [...old.children];
  const wanted = [...now.children];
  while (rows.length && wanted.length && same(rows[0], wanted[0])) rows.shift(), wanted.shift();
  const after = [];
  while (rows.length && wanted.length && same(rows.at(-1), wanted.at(-1))) after.push(rows.pop()), wanted.pop();
  keepUnfolded(rows, wanted);
  rows.forEach((one) => one.remove());
  if (after.length) after.at(-1).before(...wanted);
  else old.append(...wanted);
}

const same = (one, other) => said(one) === said(other);
const said = (row) =>
  [row.textContent, ...[...row.querySelectorAll("a, [name=path]")].map((one) => one.hash ?? one.value)].join();

/** What is said alike of many rows is unfolded still, when there is one more or one less. */
function keepUnfolded(rows, wanted) {
  const alike = (all) => all.flatMap((row) => [...row.querySelectorAll("[data-alike]")]);
  const open = new Set(alike(rows).filter((one) => one.open).map((one) => one.dataset.alike));
  for (const one of alike(wanted)) one.open = open.has(one.dataset.alike);
}

const PAIR = ":is([name$='-min'], [name$='-max'], [name$=_percent])";
const PAIRED = `fieldset:has(${PAIR})`;
let held = false; // whether something is not said yet of a group where one still writes

/** The group of figures that one writes in, an end of them blank: what is said of it as a whole can wait. */
function halfWritten() {
  const group = document.activeElement?.closest(PAIRED);
  return group && [...group.querySelectorAll(PAIR)].some((one) => !one.value) ? group.id : undefined;
}

const placed = new Map(); // the id of a field -> its notes
let moved = true; // rows are not where they were: those of the page itself, and after each move

function clear(form) {
  for (const old of form.querySelectorAll(".note")) old.remove();
  placed.clear();
}

/** @param {[string, string][]} found how grave it is, and the sentence */
function note(form, id, found) {
  const before = placed.get(id) ?? [];
  if (before.map((one) => one.textContent).join("\n") === found.map(([, words]) => words).join("\n")) return;
  before.forEach((one) => one.remove());
  placed.delete(id);
  const place = found.length && placeOf(form, id);
  if (!place) return;
  const notes = found.map(([severity, words]) =>
    Object.assign(document.createElement("p"), { className: `note note-${severity}`, textContent: words }));
  placed.set(id, notes);
  const within = insideOf(place);
  if (within) within.before(...notes);
  else place.append(...notes);
  unfold(place);
}

/** What of a group or a list a note about all of it stands before, where the server puts it, too. */
function insideOf(place) {
  const first = place.matches(".group") ? ".members" : place.matches(".rows") ? ".row-box, .add" : "";
  return first && [...place.children].find((one) => one.matches(first));
}

/** Where a note stands: within the field's own box, the line, the row or the section. */
function placeOf(form, id) {
  const field = document.getElementById(id);
  return field?.closest(".field, .row-line, .row-box, .rows, .group") ?? form.querySelector(`[data-section="${id}"]`);
}
