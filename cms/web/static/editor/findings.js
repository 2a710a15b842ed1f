// What the checks find, while one types: in the panel, beside the fields, and as dots in the list of sections.

import { holdBack, leaves } from "./can_wait.js";
import { unfold } from "./dom.js";
import { goBackTo, placeIn } from "./place.js";
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
    const all = allNow; // an answer about what stood there before somebody saved does not use it up
    allNow = false;
    const found = await ask(form, address);
    busy = false;
    if (again || !found) allNow ||= all;
    if (again) soon();
    else if (found) show(form, found, all);
    again = false;
  }
  function soon() {
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE);
  }
  if (!address) return;
  form.addEventListener("focusout", ({ target, relatedTarget }) => {
    if (waiting && leaves(target, relatedTarget)) soon();
  });
  document.getElementById("findings-list").addEventListener("focusout", ({ currentTarget, relatedTarget }) => {
    if (isOld && !currentTarget.contains(relatedTarget)) soon();
  });
  form.addEventListener("guide:save", () => {
    allNow = true;
    soon();
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

let waiting = 0; // how much is not said yet, of where one still writes
let allNow = false; // somebody saved by hand, and is told all of it
let isOld = false; // the list says what it said before, because somebody is in it

/** @param {boolean} all whether nothing waits */
function show(form, found, all) {
  const { panel, notes, parts, total } = found;
  const list = document.getElementById("findings-list");
  const fresh = Object.assign(document.createElement("template"), { innerHTML: panel }).content;
  waiting = all ? 0 : holdBack(found, fresh, list);
  isOld = list.contains(document.activeElement);
  if (!isOld) patch(list, fresh);
  for (const count of document.querySelectorAll("[data-findings-count]")) count.textContent = total;
  for (const [part, { stage, findings }] of Object.entries(parts)) mark(part, stage, findings);
  // The browser holds what stands first in the window. What comes between that and where one writes would push it.
  const place = placeIn(form);
  const before = [...placed.values()].flat();
  if (moved) clear(form);
  moved = false;
  for (const id of new Set([...placed.keys(), ...Object.keys(notes)])) note(form, id, notes[id] ?? []);
  const now = [...placed.values()].flat();
  if (now.length !== before.length || now.some((one, number) => one !== before[number])) goBackTo(place);
}

/** The list as the server made and escaped it. Of hundreds of findings a change moves one or two: the others stay. */
function patch(list, fresh) {
  list.querySelector(".can-wait")?.remove();
  const [old, now] = [list, fresh].map((one) => one.querySelector(".findings"));
  if (!old || !now) list.replaceChildren(fresh);
  else patchLines(old, now);
  if (waiting) list.querySelector("h2").after(waitingLine());
}

function patchLines(old, now) {
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

const waitingLine = () => Object.assign(document.createElement("p"), {
  className: "help can-wait",
  textContent: `${waiting} more ${waiting === 1 ? "waits" : "wait"} until you leave this section, or save.`,
});

const same = (one, other) => said(one) === said(other);
const said = (row) =>
  [row.textContent, ...[...row.querySelectorAll("a, [name=path]")].map((one) => one.hash ?? one.value)].join();

/** What is said alike of many rows is unfolded still, when there is one more or one less. */
function keepUnfolded(rows, wanted) {
  const alike = (all) => all.flatMap((row) => [...row.querySelectorAll("[data-alike]")]);
  const open = new Set(alike(rows).filter((one) => one.open).map((one) => one.dataset.alike));
  for (const one of alike(wanted)) one.open = open.has(one.dataset.alike);
}

const placed = new Map(); // the id of a field -> its notes
const told = new Map(); // the id of a field -> what they say
let moved = true; // rows are not where they were: those of the page itself, and after each move

function clear(form) {
  for (const old of form.querySelectorAll(".note")) old.remove();
  placed.clear();
  told.clear();
}

/** @param {[string, string, string?][]} found how grave it is, the sentence, and its HTML where that has a link */
function note(form, id, found) {
  const said = JSON.stringify(found);
  if (said === (told.get(id) ?? "[]")) return;
  told.set(id, said);
  placed.get(id)?.forEach((one) => one.remove());
  placed.delete(id);
  const place = found.length && placeOf(form, id);
  if (!place) return;
  const notes = found.map(([severity, words, html]) =>
    Object.assign(document.createElement("p"), { className: `note note-${severity}`, ...(html ? { innerHTML: html } : { textContent: words }) }));
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
