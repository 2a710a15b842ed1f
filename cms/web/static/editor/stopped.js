// A draft opens where one stopped: the field that one was in last is in sight again, and marked. Kept in this browser by
// person and guide, without a word of the text. Whoever follows a link to a place, or comes from an act, is led there.

import { CONTROLS, unfold } from "./dom.js";

const KEPT = "crossway stopped";
const MOST = 30; // guides; those of longest ago are forgotten

/** @typedef {[person: string, guide: string, field: string]} Stop */

/** @param {HTMLFormElement} form */
export function start(form) {
  const { person, guide } = form.dataset;
  const mine = ([whose, which]) => whose === person && which === guide;
  const stop = stops().find(mine);
  form.addEventListener("focusin", ({ target }) => {
    if (target.id && target.matches(CONTROLS)) keep([...stops().filter((one) => !mine(one)), [person, guide, target.id]]);
  });
  const field = stop && document.getElementById(stop[2]);
  if (isOpened() && field?.matches(CONTROLS) && form.contains(field)) goBack(field);
}

/** @returns {Stop[]} of whoever writes in this browser, the newest last */
function stops() {
  try {
    return [...JSON.parse(localStorage.getItem(KEPT))].filter(Array.isArray);
  } catch {
    return []; // nothing is kept yet, storage is switched off, or it holds what is not ours
  }
}

/** @param {Stop[]} all */
function keep(all) {
  try {
    localStorage.setItem(KEPT, JSON.stringify(all.slice(-MOST)));
  } catch {
    // The guide then opens at its top.
  }
}

/** Whether nothing else says where to be: a link, an act, a field to begin with; or the browser, which shows a page again. */
function isOpened() {
  const [how] = performance.getEntriesByType("navigation");
  const isLed = location.hash || location.search || scrollY || document.activeElement !== document.body;
  return how?.type === "navigate" && !isLed && !document.querySelector("[autofocus]"); // which has the focus only later, perhaps
}

function goBack(field) {
  unfold(field);
  const { top, bottom } = field.getBoundingClientRect();
  if (top >= 0 && bottom <= innerHeight) return;
  const settle = () => field.scrollIntoView({ block: "center", behavior: "instant" });
  settle();
  requestAnimationFrame(settle); // what was far from the screen is as high as it is only once it is near
  mark(field);
}

/** What is typed at once is typed into the field; the mark beside it is read out with its name. */
function mark(field) {
  const words = Object.assign(document.createElement("p"), { className: "stopped", id: "stopped-here", textContent: "You stopped here" });
  const box = field.closest(".field, .row-line");
  if (isBelowOthers(box)) words.classList.add("stopped-below");
  box.classList.add("stopped-in");
  box.prepend(words);
  const described = field.getAttribute("aria-describedby");
  field.setAttribute("aria-describedby", [words.id, described].filter(Boolean).join(" "));
  field.focus({ preventScroll: true });
  if (field.matches("textarea, input:not([type=checkbox])")) field.setSelectionRange(field.value.length, field.value.length);
  field.addEventListener("blur", () => {
    box.classList.remove("stopped-in");
    words.remove();
    const others = (field.getAttribute("aria-describedby") ?? "").split(" ").filter((one) => one && one !== words.id);
    if (others.length) field.setAttribute("aria-describedby", others.join(" "));
    else field.removeAttribute("aria-describedby");
  }, { once: true });
}

/** Whether other fields of its group, or other lines of its list, stand where the mark of the first ones has its place. */
function isBelowOthers(box) {
  if (box.matches(".row-line")) return box.previousElementSibling?.matches(".row-line");
  return box.offsetTop > box.parentElement.firstElementChild.offsetTop;
}
