// “6–9 months” was typed where a number belongs, and kept as two numbers and a unit: the controls show what was kept.

import { announce } from "./dom.js";

let waiting = null;
let renamed = false; // rows have others' names since the form was sent

/** @param {HTMLFormElement} form */
export function start(form) {
  form.addEventListener("guide:changed", ({ detail }) => {
    if (detail.operation !== "input") renamed = true;
    if (renamed || (waiting && detail.name in waiting)) waiting = null;
  });
  form.addEventListener("focusout", () => settle(form));
}

/** The form is sent as it is now. */
export const sending = () => (renamed = false);

/**
 * Not under the fingers of somebody who writes: then when they have left. What was changed since stays, with its group.
 * @param {HTMLFormElement} form @param {Record<string, string>} texts by the names of controls
 * @param {import("./entries.js").Entry[]} sent what they are about
 */
export function show(form, texts, sent) {
  if (renamed) return; // what is kept next says it anew
  const before = Object.fromEntries(sent);
  const newer = Object.keys(texts).filter((name) => form.elements[name]?.value !== before[name]).map(groupOf);
  const found = Object.entries(texts).filter(([name]) => !newer.includes(groupOf(name)));
  waiting = found.length ? Object.fromEntries(found) : null;
  const at = document.activeElement;
  if (waiting && !(at?.name in waiting && at.value)) settle(form);
}

const groupOf = (name) => name.replace(/-[^-]+$/, "");

function settle(form) {
  const texts = waiting;
  waiting = null;
  if (!texts) return;
  const controls = Object.keys(texts).map((name) => form.elements[name]).filter(Boolean);
  for (const control of controls) {
    const { value } = control;
    control.value = texts[control.name];
    if (control.value !== value) Object.assign(control.dataset, { typed: value, read: control.value }); // undo.js
  }
  if (controls.includes(document.activeElement)) document.activeElement.select?.(); // what is typed next replaces it
  announce(`Read as ${controls.map((one) => one.selectedOptions?.[0].text ?? one.value).join(", ")}`);
  for (const control of controls) {
    for (const type of ["input", "change"]) control.dispatchEvent(new Event(type, { bubbles: true }));
  }
}
