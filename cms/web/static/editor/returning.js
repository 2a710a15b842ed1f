// Saving by hand loads the page anew. One goes on where one was: what was near the top of the window is there again, and
// the field that was written in last has the focus.

import { unfold } from "./dom.js";

const STEP = 24; // px between two looks for something that has a name

/** @param {HTMLFormElement} form */
export function start(form) {
  const key = `crossway place ${form.dataset.guide}`;
  let last = null;
  form.addEventListener("focusin", ({ target }) => (last = target));
  document.addEventListener("submit", ({ target, submitter }) => {
    if (!target.matches("#guide-form, .mend") || submitter?.formTarget) return;
    sessionStorage.setItem(key, JSON.stringify({ ...seen(form), ...written(last) }));
  }, true); // before autosave.js makes the form inert, where nothing is found
  const kept = sessionStorage.getItem(key);
  sessionStorage.removeItem(key);
  if (kept && !document.querySelector(".error-summary")) goBack(JSON.parse(kept));
}

/** The first thing with a name that begins below the bar, and how far down it stands. */
function seen(form) {
  const { left, width } = form.getBoundingClientRect();
  const bar = document.querySelector(".save-bar").offsetHeight;
  for (let y = bar; y < innerHeight; y += STEP) {
    const found = document.elementFromPoint(left + width / 2, y)?.closest("#guide-form [id]");
    const top = found?.getBoundingClientRect().top;
    if (top >= bar) return { id: found.id, top };
  }
  return {};
}

function written(control) {
  if (!control?.isConnected || !control.id) return {};
  return { field: control.id, caret: control.selectionStart ?? null };
}

function goBack({ id, top, field, caret }) {
  const control = document.getElementById(field);
  if (control) {
    unfold(control);
    control.focus({ preventScroll: true });
    if (caret !== null) control.setSelectionRange(caret, caret);
  }
  const place = document.getElementById(id);
  const settle = () => place && scrollBy({ top: place.getBoundingClientRect().top - top, behavior: "instant" });
  settle();
  requestAnimationFrame(settle); // what was far from the screen is as high as it is only once it is near
}
