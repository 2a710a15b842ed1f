// Ticked boxes follow the rows they name: the boxes are brought up to date when their list is unfolded, and a row's
// new id goes into every box that had the old one. A row without an id cannot be named before it was saved: it says so.
// A skill keeps the name that was proposed for it as soon as a box with it is ticked.

import { rowsOf } from "./dom.js";

const SOURCES = { skills: ["skills_to_learn", "transferable_skills"] };
const IDENTITY = /^(?:(resources|sources|roadmap)-\d+-id|(?:transferable_skills|skills_to_learn)-\d+-skill-slug)$/;

/** @param {HTMLFormElement} form */
export function start(form) {
  const opened = new Set([...form.querySelectorAll("[data-refers] > details[open]")].map((one) => one.parentElement));
  const refreshOpened = () => opened.forEach((one) => (one.isConnected ? refresh(one) : opened.delete(one)));
  form.addEventListener("toggle", ({ target }) => {
    const field = target.parentElement;
    if (!field?.dataset.refers) return;
    if (target.open) refresh(field);
    opened[target.open ? "add" : "delete"](field);
  }, true); // it does not bubble
  form.addEventListener("focusin", ({ target }) => {
    if (IDENTITY.test(target.name)) target.dataset.before = target.value.trim();
  });
  form.addEventListener("change", ({ target }) => {
    const found = IDENTITY.exec(target.name);
    if (found) follow(form, found[1] ?? "skills", target);
    const field = target.closest("[data-refers]");
    if (field) ticked(field, target);
    else refreshOpened();
  });
  form.addEventListener("guide:saved", () => { // new rows have an id now
    refreshOpened();
    recount(form);
  });
  form.addEventListener("guide:changed", ({ detail }) => {
    if (detail.operation === "input") return;
    refreshOpened();
    if (detail.operation === "add") recount(form); // the new row was made from one that knows of nothing
    for (const field of form.querySelectorAll("[data-refers]:has([name$=-nothing])")) if (!isTicked(field)) count(field);
  });
}

/** What can be named, as it stands on the page. @returns {{id: string, words: string}[]} id: "" until it is saved */
function choices(refers) {
  return (SOURCES[refers] ?? [refers]).flatMap((section) =>
    rowsOf(document.getElementById(section)).map((row) => {
      const value = (name) => document.getElementById(`${row.dataset.row}-${name}`)?.value.trim() ?? "";
      return refers === "skills"
        ? { id: value("skill-slug") || proposed(row), words: value("skill-label") }
        : { id: value("id"), words: value("label") || value("title") };
    }),
  ).filter((one) => one.id || one.words);
}

const nameOf = (row) => document.getElementById(`${row.dataset.row}-skill-slug`);
const proposed = (row) => nameOf(row)?.dataset.proposed ?? "";

/** Lists that are folded say how much there is to choose from, too. */
function recount(form) {
  const numbers = {};
  for (const field of form.querySelectorAll("[data-refers]:has(> details:not([open]))")) {
    const { refers } = field.dataset;
    numbers[refers] ??= choices(refers).filter((one) => one.id).length;
    count(field, numbers[refers]);
  }
}

/** @param {HTMLElement} field the references of one row */
export function refresh(field) {
  const ticks = field.querySelector(".ticks");
  const name = field.dataset.name;
  const known = new Map(choices(field.dataset.refers).map((one) => [one.id || ` ${one.words}`, one]));
  for (const box of ticks.querySelectorAll(`[name="${name}"]`)) {
    const words = box.parentElement.querySelector("bdi");
    const one = known.get(box.value);
    known.delete(box.value);
    if (one) words.textContent = one.words || one.id;
    else if (box.checked) words.textContent = `${box.value} (not in this guide)`;
    else box.parentElement.remove();
  }
  ticks.querySelectorAll(".later").forEach((one) => one.remove());
  for (const { id, words } of known.values()) ticks.append(id ? tick(name, id, words || id) : later(words));
  field.querySelector(":scope > details > .help:last-child")?.toggleAttribute("hidden", ticks.children.length > 0);
  count(field);
}

function tick(name, value, words) {
  const label = document.createElement("label");
  const box = Object.assign(document.createElement("input"), { type: "checkbox", name, value });
  label.append(box, " ", Object.assign(document.createElement("bdi"), { textContent: words }));
  return label;
}

function later(words) {
  const line = Object.assign(document.createElement("span"), { className: "later help" });
  line.append(Object.assign(document.createElement("bdi"), { textContent: words }), ": can be ticked once it is saved");
  return line;
}

/** “Nothing” and a ticked row contradict each other: the last one pressed holds. */
function ticked(field, box) {
  const nothing = field.querySelector(`[name="${field.dataset.name}-nothing"]`);
  if (nothing && box.checked) {
    if (box !== nothing) nothing.checked = false;
    else field.querySelectorAll(`[name="${field.dataset.name}"]`).forEach((one) => (one.checked = false));
  }
  if (box.checked && field.dataset.refers === "skills") settle(box.value);
  count(field);
}

/** From here on the skill is called so, whatever its label becomes. */
function settle(slug) {
  for (const row of SOURCES.skills.flatMap((section) => rowsOf(document.getElementById(section)))) {
    if (!nameOf(row).value.trim() && proposed(row) === slug) nameOf(row).value = slug;
  }
}

const isTicked = (field) => field.querySelector(`[name="${field.dataset.name}"]:checked`) !== null;

function count(field, total) {
  const boxes = [...field.querySelectorAll(`[name="${field.dataset.name}"]`)];
  const number = boxes.filter((one) => one.checked).length;
  const nothing = field.querySelector(`[name="${field.dataset.name}-nothing"]`);
  const before = field.dataset.name.includes("-0-") ? "nothing: it begins the plan" : "the step before";
  const known = total ?? boxes.length;
  const some = number || known ? `${number} of ${known}` : "none yet";
  const words = nothing && !number ? (nothing.checked ? "nothing" : before) : some;
  const shown = field.querySelector(".count");
  if (shown.textContent !== words) shown.textContent = words;
}

/** A row is called otherwise: so it is in every box that named it. */
function follow(form, refers, control) {
  const { before = "" } = control.dataset;
  const now = control.value.trim();
  control.dataset.before = now;
  if (!before || !now || before === now) return;
  for (const field of form.querySelectorAll(`[data-refers="${refers}"]`)) {
    const box = field.querySelector(`input[value="${CSS.escape(before)}"]`);
    if (box) box.value = now;
  }
}
