// What is typed for one act, such as why a warning stays, outlasts the others: each of them leads to a new page, where a
// refusal gives back its own words alone. Kept as long as the tab is open, for this person, until the act itself is sent.

const ACTS = 'form[action*="/actions/"]';
const person = document.querySelector("form[data-person]")?.dataset.person ?? "";

const keyOf = (form) => `words ${person} ${new URL(form.action).pathname}`;
const fieldsOf = (form) => [...form.elements].filter((one) => one.matches("textarea"));

function keep(form) {
  const known = JSON.parse(sessionStorage.getItem(keyOf(form)) ?? "{}");
  for (const { name, value } of fieldsOf(form)) {
    if (value.trim()) known[name] = value;
    else delete known[name];
  }
  if (Object.keys(known).length) sessionStorage.setItem(keyOf(form), JSON.stringify(known));
  else sessionStorage.removeItem(keyOf(form));
}

/** Fills what is blank with what was typed there before, and shows it. What the server gave back goes before. */
function giveBack(form) {
  const known = JSON.parse(sessionStorage.getItem(keyOf(form)) ?? "{}");
  for (const field of fieldsOf(form)) {
    if (field.value.trim() || !known[field.name]) continue;
    field.value = known[field.name];
    for (let fold = field.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  }
  keep(form);
}

document.addEventListener("input", ({ target }) => {
  if (target.form?.matches(ACTS)) keep(target.form);
});
window.addEventListener("submit", (event) => {
  if (!event.defaultPrevented && event.target.matches(ACTS)) sessionStorage.removeItem(keyOf(event.target));
});
for (const form of document.querySelectorAll(ACTS)) giveBack(form);
