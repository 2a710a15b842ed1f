// The panel beside the text as tabs (the pattern of ARIA's authoring practices): arrows move and show at once.

import { goBackTo, placeIn } from "./place.js";

/** @param {HTMLFormElement} form */
export function start(form) {
  const list = document.querySelector(".panel-tabs");
  const tabs = [...list.querySelectorAll("a")];
  list.removeAttribute("aria-label");
  list.setAttribute("role", "presentation");
  const inner = document.createElement("div");
  inner.className = "panel-tabs-list";
  inner.setAttribute("role", "tablist");
  inner.setAttribute("aria-label", "Beside the text");
  inner.append(...tabs);
  list.append(inner);
  for (const tab of tabs) {
    const part = partOf(tab);
    tab.id = `${part.id}-tab`;
    tab.setAttribute("role", "tab");
    tab.setAttribute("aria-controls", part.id);
    part.setAttribute("role", "tabpanel");
    part.setAttribute("aria-labelledby", tab.id);
    part.tabIndex = 0;
  }
  inner.addEventListener("click", (event) => {
    const tab = event.target.closest("[role=tab]");
    if (!tab) return;
    event.preventDefault();
    open(partOf(tab).id);
  });
  inner.addEventListener("keydown", (event) => {
    const at = tabs.indexOf(document.activeElement);
    const rtl = getComputedStyle(inner).direction === "rtl";
    const by = { ArrowRight: rtl ? -1 : 1, ArrowLeft: rtl ? 1 : -1 }[event.key];
    const to = event.key === "Home" ? 0 : event.key === "End" ? tabs.length - 1 : by && at + by;
    if (event.key === " ") return event.preventDefault(), tabs[at].click();
    if (to === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const tab = tabs[(to + tabs.length) % tabs.length];
    tab.focus();
    open(partOf(tab).id);
  });
  // Links elsewhere on the page that lead into a part open it first.
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]:not([role=tab])');
    const part = link && document.getElementById(link.hash.slice(1))?.closest(".panel-part");
    if (part) open(part.id);
  });
  const linked = location.hash && document.getElementById(location.hash.slice(1))?.closest(".panel-part");
  const refused = document.querySelector("#panel-standing details.act[open]");
  open(linked ? linked.id : refused ? "panel-standing" : "panel-findings");
}

const partOf = (tab) => document.getElementById(tab.hash.slice(1));

/** @param {string} id of the part to show, such as `panel-preview` */
export function open(id) {
  for (const tab of document.querySelectorAll(".panel-tabs [role=tab]")) {
    const shown = tab.hash === `#${id}`;
    tab.setAttribute("aria-selected", String(shown));
    tab.tabIndex = shown ? 0 : -1;
    partOf(tab).hidden = !shown;
    partOf(tab).classList.toggle("shown", shown);
  }
  widen(id === "panel-preview");
  document.getElementById("panel").dispatchEvent(new CustomEvent("panel:opened", { bubbles: true, detail: { id } }));
}

/** The preview takes half of the window, and the text beside it stays where it is. */
function widen(wide) {
  const columns = document.querySelector(".workspace");
  if (columns.classList.contains("with-preview") === wide) return;
  const place = placeIn(document.getElementById("guide-form"));
  columns.classList.toggle("with-preview", wide);
  goBackTo(place);
}
