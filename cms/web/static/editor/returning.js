// The form is posted where its answer is a page: after a refusal, or to mend a finding; so is an answer to a comment beside
// it. One goes on where one was: what was near the top of the window is there again, and the field that was written in
// last has the focus.

import { CONTROLS, unfold } from "./dom.js";
import { goBackTo, lastIn, placeIn } from "./place.js";
import { recall, remember } from "./remembered.js";
import { open } from "./tabs.js";

/** @param {HTMLFormElement} form */
export function start(form) {
  const key = `crossway place ${form.dataset.guide}`;
  document.addEventListener("submit", ({ target, submitter }) => {
    if (!target.matches("#guide-form, .mend, #panel-comments form") || submitter?.formTarget) return;
    const part = document.querySelector(".panel-part.shown")?.id;
    remember(key, { ...seen(form), ...written(lastIn()), part: target.matches("#panel-comments form") ? part : undefined });
  }, true); // before autosave.js makes the form inert, where nothing is found
  const kept = recall(key);
  if (kept && !document.querySelector(".error-summary")) goBack(kept);
}

function seen(form) {
  const element = placeIn(form)?.element.closest("[id]"); // what one was in may have no name, such as a fold
  return element ? { id: element.id, top: element.getBoundingClientRect().top } : {};
}

function written(control) {
  if (!control?.id) return {};
  return { field: control.id, value: control.value, caret: control.selectionStart ?? null };
}

const shapeOf = (id) => id.replace(/-\d+(?=-|$)/g, "-#");

/** The field; where blank rows before it were left out, the one that says the same; else the button that adds a row. */
function fieldNow(id, value) {
  const found = document.getElementById(id);
  if (!id || found?.value === value) return found;
  const alike = [...document.querySelectorAll(CONTROLS)].filter((one) => shapeOf(one.id) === shapeOf(id));
  return alike.find((one) => one.value === value) ?? found ?? alike.at(-1) ?? document.querySelector(`[name="do"][value="add:${CSS.escape(id.split(/-\d/)[0])}"]`);
}

function goBack({ id, top, field, value, caret, part }) {
  const control = fieldNow(field, value);
  if (part && !document.getElementById(location.hash.slice(1))) open(part); // what is settled stands nowhere
  if (!control) document.querySelector(".mend.filled .undo")?.focus({ preventScroll: true });
  if (control) {
    unfold(control);
    control.focus({ preventScroll: true });
    if (caret !== null && control.value === value) control.setSelectionRange(caret, caret);
  }
  if (control && control.id !== field) return control.scrollIntoView({ block: "center", behavior: "instant" });
  const element = document.getElementById(id);
  if (!element) return;
  goBackTo({ element, top });
  if (location.hash) stayAt({ element, top });
}

/** The browser scrolls to what the address names, too, and on a busy machine after this: until the page has loaded. */
function stayAt(place) {
  const over = new AbortController();
  const end = () => over.abort();
  for (const type of ["wheel", "pointerdown", "keydown"]) addEventListener(type, end, { signal: over.signal, passive: true });
  addEventListener("scroll", () => goBackTo(place), { signal: over.signal, passive: true });
  // What it scrolls in one frame is heard of in the next.
  addEventListener("load", () => requestAnimationFrame(() => requestAnimationFrame(end)), { signal: over.signal });
}
