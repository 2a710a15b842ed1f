// The form as plain values: what is kept in the browser, what is posted again, and the document that the server takes.

const OURS = new Set(["csrf_token", "base", "tab", "sequence", "end", "do"]);

/**
 * @typedef {[string, string, 1?]} Entry a control's name and value; 1 marks a box that is ticked
 * @param {HTMLFormElement} form
 * @returns {Entry[]} of every control that would be sent, without those that are about the page itself
 */
export function entriesOf(form) {
  const entries = [];
  for (const { name, type, value, checked, disabled } of form.elements) {
    if (!name || disabled || OURS.has(name) || type === "submit" || type === "button") continue;
    if (type !== "checkbox") entries.push([name, value]);
    else if (checked) entries.push([name, value, 1]);
  }
  return entries;
}

/** What the server takes of what was kept. @param {import("./kept.js").Unsent} unsent */
export const messageOf = ({ base, tab, sequence, entries, typed = [] }) => ({
  base, tab, sequence, document: documentOf(entries), typed,
});

/**
 * @param {Entry[]} entries
 * @returns {object} the document: `roadmap-0-tasks-1` is document.roadmap[0].tasks[1]; ticked boxes are lists
 */
export function documentOf(entries) {
  const whole = {};
  const nothing = [];
  for (const [name, value, ticked] of entries) {
    const steps = name.split("-");
    if (ticked && steps.at(-1) === "nothing") nothing.push(steps.slice(0, -1));
    else if (ticked) inside(whole, steps, []).push(value);
    else put(whole, steps, value);
  }
  for (const steps of nothing) inside(whole, steps, []);
  return whole;
}

function put(whole, steps, value) {
  const last = steps.at(-1);
  const owner = steps.length > 1 ? inside(whole, steps.slice(0, -1), isPlace(last) ? [] : {}) : whole;
  owner[last] = value;
}

/** What stands at a place; made on the way there when nothing does. */
function inside(whole, steps, empty) {
  let at = whole;
  steps.forEach((step, index) => {
    const next = index + 1 < steps.length ? (isPlace(steps[index + 1]) ? [] : {}) : empty;
    at = at[step] ??= next;
  });
  return at;
}

/**
 * @param {HTMLFormElement} form
 * @returns {Record<string, HTMLInputElement>} the controls for ids, or for names of skills, that rows have none for yet, by row.
 *   Rows may move before they are given them.
 */
export function blankIds(form) {
  const found = {};
  for (const control of form.querySelectorAll('input:is([name$="-id"], [name$="-skill-slug"])')) {
    if (!control.value) found[control.name.replace(/-(id|skill-slug)$/, "")] = control;
  }
  return found;
}

/** Lets the browser show what was typed, between two pieces of work: of the longest form each takes some milliseconds. */
export const breath = () => globalThis.scheduler?.yield?.() ?? new Promise((done) => setTimeout(done));

/** Gives rows the ids that the server made. A skill's name follows its label, so it is only noted beside its control. */
export function name(blanks, ids, slugs) {
  for (const [row, slug] of Object.entries(slugs)) if (blanks[row]) blanks[row].dataset.proposed = slug;
  for (const [row, id] of Object.entries(ids)) {
    if (blanks[row] && !blanks[row].value) blanks[row].value = id;
  }
}

const isPlace = (step) => /^\d+$/.test(step);
