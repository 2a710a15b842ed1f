// “6–9 months” was typed where a number belongs, and kept as two numbers and a unit: the controls show what was kept.

import { announce } from "./dom.js";

let waiting = null;

/** @param {HTMLFormElement} form */
export function start(form) {
  form.addEventListener("guide:changed", () => (waiting = null)); // what is kept next says it anew
  form.addEventListener("focusout", () => settle(form));
}

/**
 * Not under the fingers of somebody who writes: then when they have left.
 * @param {HTMLFormElement} form as it was sent @param {Record<string, string>} texts by the names of controls
 */
export function show(form, texts) {
  waiting = Object.keys(texts).length ? texts : null;
  const at = document.activeElement;
  if (!(at?.name in texts && at.value)) settle(form);
}

function settle(form) {
  const texts = waiting;
  waiting = null;
  if (!texts) return;
  const controls = Object.keys(texts).map((name) => form.elements[name]).filter(Boolean);
  for (const control of controls) control.value = texts[control.name];
  if (controls.includes(document.activeElement)) document.activeElement.select?.(); // what is typed next replaces it
  announce(`Read as ${controls.map((one) => one.selectedOptions?.[0].text ?? one.value).join(", ")}`);
  for (const control of controls) {
    for (const type of ["input", "change"]) control.dispatchEvent(new Event(type, { bubbles: true }));
  }
}
