// A line below a field that says what has just happened there, until one types on or leaves.

import { announce } from "./dom.js";

/** @param {HTMLElement} control @param {string} said @param {string} [more] for eyes alone */
export function passing(control, said, more = "") {
  document.querySelector(".passing")?.remove();
  const line = Object.assign(document.createElement("p"), { className: "filled passing", textContent: `${said} ${more}`.trimEnd() });
  const gone = new AbortController();
  const end = () => (gone.abort(), line.remove());
  for (const type of ["input", "focusout"]) control.addEventListener(type, end, { signal: gone.signal });
  control.after(line);
  announce(said);
}
