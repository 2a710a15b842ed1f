// What is typed for one act, such as why a warning stays, outlasts the others: each of them leads to a new page, where a
// refusal gives back its own words alone. Kept as long as the tab is open, for this person, until the act itself is sent.
// What the server proposes is not kept, for it may be about another text by then; what was typed over it goes before it.

import { remember, remembered } from "./remembered.js";

const ACTS = 'form[action*="/actions/"]';
const person = document.querySelector("form[data-person]")?.dataset.person ?? "";

const keyOf = (form) => `words ${person} ${new URL(form.action).pathname}`;
const fieldsOf = (form) => [...form.elements].filter((one) => one.matches("textarea"));
const knownOf = (form) => remembered(keyOf(form)) ?? {};

/** @param {HTMLFormElement} form @param {HTMLTextAreaElement[]} fields that somebody typed into */
function keep(form, fields) {
  const known = knownOf(form);
  for (const { name, value } of fields) {
    if (value.trim()) known[name] = value;
    else delete known[name];
  }
  remember(keyOf(form), Object.keys(known).length ? known : null);
}

/** Fills in what was typed there before, and shows it. */
function giveBack(form) {
  const known = knownOf(form);
  for (const field of fieldsOf(form).filter((one) => known[one.name])) {
    field.value = known[field.name];
    for (let fold = field.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  }
}

document.addEventListener("input", ({ target }) => {
  if (target.matches("textarea") && target.form?.matches(ACTS)) keep(target.form, [target]);
});
window.addEventListener("submit", (event) => {
  if (!event.defaultPrevented && event.submitter?.formMethod !== "dialog" && event.target.matches(ACTS)) remember(keyOf(event.target), null);
});
for (const form of document.querySelectorAll(ACTS)) {
  if ("refused" in form.dataset) keep(form, fieldsOf(form)); // it shows what was sent
  else giveBack(form);
}
