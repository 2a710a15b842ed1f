// Saving by hand loads the page anew. One goes on where one was: what was near the top of the window is there again, and
// the field that was written in last has the focus.

import { CONTROLS, unfold } from "./dom.js";

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

function goBack({ id, top, field, value, caret }) {
  const control = fieldNow(field, value);
  if (control) {
    unfold(control);
    control.focus({ preventScroll: true });
    if (caret !== null && control.value === value) control.setSelectionRange(caret, caret);
  }
  if (control && control.id !== field) return control.scrollIntoView({ block: "center", behavior: "instant" });
  const place = document.getElementById(id);
  const settle = () => place && scrollBy({ top: place.getBoundingClientRect().top - top, behavior: "instant" });
  settle();
  requestAnimationFrame(settle); // what was far from the screen is as high as it is only once it is near
}
