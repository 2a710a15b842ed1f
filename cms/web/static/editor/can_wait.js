// What the checks find can wait while one writes where it stands: half a range is not wrong yet, nor a list of which the
// first row is being typed. It is said once that place is left, or the text saved by hand; what was said before stays.

const PAIR = ":is([name$='-min'], [name$='-max'], [name$=_percent])";
const PAIRED = `fieldset:has(${PAIR})`;
const SECTION = "#guide-form [data-section]";
const ELSEWHERE = "[data-begins]"; // where a row of another list is begun: adding.js

/** Whether somebody who goes from one element to another leaves a place that one writes in. */
export const leaves = (from, to) =>
  [PAIRED, SECTION, ELSEWHERE].some((place) => from.closest(place) !== (to?.closest(place) ?? null));

/**
 * Takes out of the answer of the checks what can wait.
 * @param {{ notes: Record<string, [string, string][]>, later: Record<string, [string, string][]> }} found by the ids of fields
 * @param {DocumentFragment} fresh the list that comes @param {Element} list the one that stands there
 * @returns {number} how much waits
 */
export function holdBack({ notes, later }, fresh, list) {
  const waiting = [...halfWritten(fresh), ...inSection(later)].filter((one) => !lineOf(list, one));
  for (const one of waiting) {
    notes[one.id] = (notes[one.id] ?? []).filter(([, words]) => !one.words.includes(words));
    takeOut(lineOf(fresh, one));
  }
  return waiting.length;
}

/** Of the group of figures that one writes in, an end of them blank: what is said of it as a whole. */
function halfWritten(fresh) {
  const group = document.activeElement?.closest(PAIRED);
  const half = group && [...group.querySelectorAll(PAIR)].some((one) => !one.value);
  return half ? linesAbout(fresh, group.id).map((line) => ({ id: group.id, rule: "", words: line.textContent })) : [];
}

/** Of the section that one writes in: how much a list has of something, and what another section does not have yet. */
function inSection(later) {
  const at = document.activeElement;
  const names = [at?.closest(SECTION)?.dataset.section, at?.closest(ELSEWHERE)?.dataset.begins].filter(Boolean);
  const sections = names.map((name) => document.getElementById(`part-${name}`));
  const here = (id) => names.includes(id) || sections.some((one) => one.contains(document.getElementById(id)));
  return Object.entries(later).flatMap(([id, all]) => (here(id) ? all.map(([rule, words]) => ({ id, rule, words })) : []));
}

const shapeOf = (words) => words.replace(/“[^”]*”/g, "“…”").replace(/\d[\d.,]*/g, "…");

const linesAbout = (list, id) => [...list.querySelectorAll(`.findings a[href$="#${id}"]`)];

/** The line that says it in a list, be it with the words of a moment ago: alone, or as one of many alike. */
function lineOf(list, { id, rule, words }) {
  return linesAbout(list, id).find((line) => {
    const alike = line.closest("[data-alike]")?.dataset.alike;
    return alike ? alike.startsWith(`${rule}-`) : shapeOf(line.textContent).includes(shapeOf(words));
  });
}

function takeOut(line) {
  if (!line) return;
  const alike = line.closest("[data-alike]");
  line.closest("li").remove();
  if (!alike) return;
  const rows = alike.querySelectorAll("li").length;
  alike.querySelector(".count").textContent = rows;
  if (!rows) alike.closest("li").remove();
}
