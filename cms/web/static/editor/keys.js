// The keys of the writing screen. The sheet in templates/editor/_help.html lists them.

import { goTo, unfold } from "./dom.js";
import { singleKeys } from "./help.js";
import { putAside } from "./saying.js";
import { open } from "./tabs.js";

const TYPING = "input:not([type=checkbox]), textarea, select, [contenteditable]";
const A_WORD = 250; // ms: letters sooner after one another are a word that missed its field, not commands
const AMONG_FIELDS = "#guide-form :is(button, summary, input)";

/** @param {HTMLFormElement} form */
export function start(form) {
  const acts = {
    save: () => save(form),
    submit,
    preview: () => {
      open("panel-preview");
      document.getElementById("panel-preview-tab").focus();
    },
    help: () => document.getElementById("help-sheet").showModal(),
    finding: (back) => go("finding", findings(), back),
    section: (back) => go("section", [...form.querySelectorAll("[data-section] > h2")], back),
  };
  const single = { n: "finding", s: "section", p: "preview", r: "submit", "?": "help" };
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || document.querySelector("dialog[open]")) return;
    if (event.key === "Escape" && putAside()) return event.preventDefault();
    const act = withModifier(event);
    const letter = act ? undefined : alone(event);
    if (act || letter) event.preventDefault();
    if (act) acts[act](event.shiftKey);
    else calmly(event, letter);
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".findings a, .error-summary a, #not-kept-note a, [data-refers] :is(.help, .filled) a");
    const place = link?.hash && document.getElementById(link.hash.slice(1));
    if (event.target.closest("[data-do=submit]")) submit();
    else if (event.target.closest("[data-do=save]")) save(form);
    else if (!place || link.pathname !== location.pathname) return;
    else goTo(place);
    event.preventDefault();
  });

  document.addEventListener("mousedown", (event) => {
    if (event.target.closest("[data-do=save]")) event.preventDefault(); // whoever writes goes on writing where they are
  });

  function withModifier({ key, ctrlKey, metaKey, altKey }) {
    if (altKey) return undefined;
    if (ctrlKey || metaKey) return { s: "save", S: "save", Enter: "submit", "/": "help" }[key];
    return { F8: "finding", F9: "section" }[key];
  }

  let said = { key: "", at: -Infinity, timer: 0 };

  /** Does what a letter stands for unless others came right before or come right after it. */
  function calmly({ key, timeStamp, shiftKey, target }, act) {
    if (key.length > 1 || target.closest?.(TYPING)) return; // such as Shift on its way to “?”
    const alone = key === said.key || timeStamp - said.at > A_WORD;
    if (key !== said.key) clearTimeout(said.timer);
    said = { key, at: timeStamp, timer: act && alone ? setTimeout(acts[act], A_WORD, shiftKey && act !== "help") : 0 };
  }

  // Whoever types on after a step too far, on a row's button, wants letters and no jumps.
  function alone({ key, ctrlKey, metaKey, altKey, target }) {
    if (ctrlKey || metaKey || altKey || target.closest?.(TYPING) || target.closest?.(AMONG_FIELDS) || !singleKeys()) return undefined;
    return single[key];
  }
}

/** autosave.js takes this over where it can, by preventing `guide:save`. */
function save(form) {
  const event = new CustomEvent("guide:save", { bubbles: true, cancelable: true });
  if (form.dispatchEvent(event)) form.requestSubmit();
}

function submit() {
  open("panel-standing");
  const asked = document.querySelector('form[action$="/actions/submit"]');
  if (asked) unfold(asked);
  const blank = [...(asked?.elements ?? [])].find((one) => one.matches("textarea") && !one.value.trim() && one.offsetParent);
  (blank ?? asked?.querySelector(".btn") ?? document.getElementById("panel-standing")).focus();
}

/** The places that the panel's findings lead to, in the order of the page. */
function findings() {
  const places = [...document.querySelectorAll(".findings a")].map((one) => document.getElementById(one.hash.slice(1)));
  const order = (a, b) => (a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1);
  return [...new Set(places)].filter(Boolean).sort(order);
}

/** Which of the panel's findings one is at. @param {Element} place that it leads to */
function mark(place) {
  for (const link of document.querySelectorAll(".findings a")) {
    if (document.getElementById(link.hash.slice(1)) === place) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

const last = {};

/** The place after the one where one is, round and round. */
function go(kind, places, back) {
  if (!places.length) return;
  const here = document.activeElement;
  const at = places.includes(last[kind]) && (last[kind] === here || last[kind].contains(here)) ? last[kind] : here;
  const before = places.filter((one) => one !== at && one.compareDocumentPosition(at) & Node.DOCUMENT_POSITION_FOLLOWING);
  const index = here === document.body ? (back ? -1 : 0)
    : back ? before.length - 1 : before.length + (places.includes(at) ? 1 : 0);
  last[kind] = places.at(index % places.length);
  if (kind === "finding") mark(last[kind]);
  goTo(last[kind]);
}
