// Names and numbers follow the order of the rows on the page, for that is all the server looks at.

import { addOf, rowsOf, toolsOf } from "./dom.js";

const NAMED = "[id], [name], [for], [data-row], [data-list], [data-name], [aria-labelledby], [aria-describedby]";
const WHOLE = ["id", "name", "for", "data-row", "data-list", "data-name"];
const SEVERAL = ["aria-labelledby", "aria-describedby", "aria-controls"];

/** Numbers the rows of a list again by their places, and all that is inside them. @param {HTMLElement} list */
export function renumber(list) {
  const { list: name, noun, most } = list.dataset;
  const rows = rowsOf(list);
  rows.forEach((row, index) => {
    const place = `${name}-${index}`;
    if (row.dataset.row !== place) {
      rename(row, row.dataset.row, place);
      renameWords(row, noun, index + 1);
    }
    for (const tool of toolsOf(row).children) {
      if (tool.value.startsWith("up:")) tool.disabled = index === 0;
      if (tool.value.startsWith("down:")) tool.disabled = index === rows.length - 1;
    }
  });
  const add = addOf(list);
  if (rows.length < Number(most)) add.removeAttribute("aria-disabled");
  else add.setAttribute("aria-disabled", "true");
}

/**
 * Every name inside a row that begins with its old place begins with the new one.
 * @param {HTMLElement} row @param {string} from @param {string} to
 */
export function rename(row, from, to) {
  const begins = `${from}-`;
  const moved = (text) => (text === from || text.startsWith(begins) ? to + text.slice(from.length) : text);
  for (const one of [row, ...row.querySelectorAll(NAMED)]) {
    for (const name of WHOLE) {
      const text = one.getAttribute(name);
      if (text?.startsWith(from)) one.setAttribute(name, moved(text));
    }
    for (const name of SEVERAL) {
      const text = one.getAttribute(name);
      if (text) one.setAttribute(name, text.split(" ").map(moved).join(" "));
    }
    if (one.name === "do") {
      const [operation, place] = one.value.split(":");
      one.value = `${operation}:${moved(place)}`;
    }
  }
}

/** What the row and its own tools are called. @param {HTMLElement} row @param {string} noun @param {number} number */
function renameWords(row, noun, number) {
  const said = new RegExp(`(${noun}) \\d+`, "i");
  const first = row.firstElementChild; // a legend, or the line with its control
  if (first.localName === "legend") first.textContent = first.textContent.replace(said, `$1 ${number}`);
  for (const one of [...toolsOf(row).children, ...first.children]) {
    const label = one.getAttribute("aria-label");
    if (label) one.setAttribute("aria-label", label.replace(said, `$1 ${number}`));
  }
}
