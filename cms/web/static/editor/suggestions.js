// What other guides call a role, a skill or a resource, offered below the control. It works as a combobox of ARIA's
// patterns, and is none by name: a control whose text may take several lines is a text box for good.

import { announce } from "./dom.js";
import { fill } from "./filling.js";

const PAUSE = 150; // ms without a key before the server is asked
const LIST = "suggestions";

/** @param {HTMLFormElement} form */
export function start(form) {
  let control = null;
  let found = [];
  let active = -1;
  let timer = 0;
  let asking = null;

  form.addEventListener("focusin", ({ target }) => {
    if (target.dataset?.suggest) target.setAttribute("aria-autocomplete", "list");
  });
  form.addEventListener("focusout", close);
  form.addEventListener("input", ({ target, isTrusted }) => {
    if (!target.dataset?.suggest || !isTrusted) return;
    clearTimeout(timer);
    timer = setTimeout(() => ask(target), PAUSE);
  });
  form.addEventListener("keydown", (event) => {
    const open = control === event.target && found.length;
    if (!open || event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
    if (event.key === "ArrowDown") point(active + 1);
    else if (event.key === "ArrowUp") point(active - 1);
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" && active >= 0) pick(active);
    else return event.key === "Enter" && close();
    event.preventDefault();
  });
  form.addEventListener("mousedown", (event) => {
    const option = event.target.closest(`#${LIST} [role=option]`);
    if (!option) return;
    event.preventDefault(); // the control keeps the focus
    pick([...option.parentElement.children].indexOf(option));
  });

  async function ask(target) {
    asking?.abort();
    close();
    const text = target.value.trim();
    if (!text) return;
    asking = new AbortController();
    try {
      const query = new URLSearchParams({ kind: target.dataset.suggest, q: text.slice(0, 100) });
      const answer = await fetch(`${form.dataset.suggestions}?${query}`, { signal: asking.signal });
      if (!answer.ok || !(answer.headers.get("Content-Type") ?? "").includes("json")) return; // an offer, no more
      const { suggestions } = await answer.json();
      if (document.activeElement === target && target.value.trim() === text) show(target, suggestions);
    } catch {
      // Asked anew meanwhile, or no network: one types on.
    }
  }

  function show(target, suggestions) {
    if (!suggestions.length) return;
    control = target;
    found = suggestions;
    const list = document.createElement("ul");
    list.id = LIST;
    list.className = "suggestions";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "Used in other guides");
    list.append(...suggestions.map(option));
    target.closest(".add-titled, .field").append(list);
    target.setAttribute("aria-controls", LIST);
    announce(`${suggestions.length} ${suggestions.length === 1 ? "suggestion" : "suggestions"}, arrow down to choose.`);
  }

  function point(to) {
    const options = [...document.getElementById(LIST).children];
    active = (to + options.length) % options.length;
    options.forEach((one, index) => one.setAttribute("aria-selected", String(index === active)));
    options[active].scrollIntoView({ block: "nearest" });
    control.setAttribute("aria-activedescendant", options[active].id);
  }

  function pick(index) {
    const [target, suggestion] = [control, found[index]];
    close();
    const picked = new CustomEvent("guide:picked", { bubbles: true, cancelable: true, detail: suggestion });
    if (target.dispatchEvent(picked)) fill(target, suggestion); // what is typed for a row elsewhere is filled in there
  }

  function close() {
    clearTimeout(timer);
    document.getElementById(LIST)?.remove();
    for (const name of ["aria-controls", "aria-activedescendant"]) control?.removeAttribute(name);
    [control, found, active] = [null, [], -1];
  }
}

function option({ label, value, detail, guides }, index) {
  const one = document.createElement("li");
  one.id = `${LIST}-${index}`;
  one.setAttribute("role", "option");
  one.setAttribute("aria-selected", "false");
  const words = Object.assign(document.createElement("bdi"), { textContent: label });
  const where = guides ? `in ${guides} guide${guides === 1 ? "" : "s"}` : "in a draft";
  const more = Object.assign(document.createElement("span"), { className: "who" });
  more.textContent = [detail.provider ?? (detail.kind || detail.url ? "" : value), where].filter(Boolean).join(" · ");
  one.append(words, more);
  return one;
}
