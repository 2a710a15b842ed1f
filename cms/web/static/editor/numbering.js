// Names and numbers follow the order of the rows on the page, for that is all the server looks at.

import { rowsOf } from "./dom.js";

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
    const tools = row.querySelector(":scope > .row-tools, :scope > .line > .row-tools");
    tools.querySelector(`[value="up:${place}"]`).disabled = index === 0;
    tools.querySelector(`[value="down:${place}"]`).disabled = index === rows.length - 1;
  });
  const add = list.querySelector(":scope > .add");
  if (rows.length < Number(most)) add.removeAttribute("aria-disabled");
  else add.setAttribute("aria-disabled", "true");
}

/**
 * Every name inside a row that begins with its old place begins with the new one.
 * @param {HTMLElement} row @param {string} from @param {string} to
 */
export function rename(row, from, to) {
  const moved = (text) => (text === from || text.startsWith(`${from}-`) ? to + text.slice(from.length) : text);
  for (const one of [row, ...row.querySelectorAll(NAMED)]) {
    for (const name of WHOLE) {
      const text = one.getAttribute(name);
      if (text) one.setAttribute(name, moved(text));
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
  const legend = row.querySelector(":scope > legend");
  if (legend) legend.textContent = legend.textContent.replace(said, `$1 ${number}`);
  for (const one of row.querySelectorAll(":scope > .row-tools [aria-label], :scope > .line [aria-label]")) {
    one.setAttribute("aria-label", one.getAttribute("aria-label").replace(said, `$1 ${number}`));
  }
}
