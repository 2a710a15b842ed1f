// Times to come: proposes the zone of this browser, and counts down what can be undone.

import { recall, remember } from "./remembered.js";

const SCROLLED = "crossway scrolled";
const PAUSE = 2000; // ms between two looks, should the worker be late

const zones = document.querySelector("select[data-propose-zone]");
if (zones) {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (here && here !== zones.value) {
    // Browsers know some places by an earlier name.
    if (![...zones.options].some((option) => option.value === here)) zones.add(new Option(here, here), 0);
    zones.value = here;
  }
}

// The page has come anew by itself: whoever was reading reads on, and hears why.
const scrolled = location.search.includes("said=live") ? recall(SCROLLED) : null;
if (scrolled !== null) {
  document.querySelector(".said")?.focus({ preventScroll: true });
  const goBack = () => scrollTo({ top: scrolled, behavior: "instant" });
  goBack();
  addEventListener("load", goBack); // should it not be as high yet
}

const plan = document.querySelector("[data-due]");
if (plan) {
  const due = Date.parse(plan.dataset.due);
  const words = plan.querySelector("[data-countdown]");
  const then = plan.querySelector("[data-then]");
  const byHand = then.textContent;
  const begun = Date.now();
  const tick = () => {
    const seconds = Math.ceil((due - Date.now()) / 1000);
    words.textContent = seconds > 0 ? `, in ${seconds} ${seconds === 1 ? "second" : "seconds"}` : ", now";
    if (seconds > -2 || Date.now() < begun + PAUSE) setTimeout(tick, 250);
    else if (isTyping()) then.textContent = byHand;
    else {
      remember(SCROLLED, scrollY);
      location.assign(`${location.pathname.replace(/\/actions\/.*$/, "")}?said=live`);
    }
  };
  // A comment, a reason, a name: what somebody has begun to write stays, and so does the page it is written on.
  const isTyping = () => document.querySelector("details.act[open], .complaint, .error-summary")
    || [...document.querySelectorAll("textarea, input:not([type=hidden])")].some((one) => one.value !== one.defaultValue);
  // The seconds are for eyes alone: a screen reader hears the time of day once.
  words.setAttribute("aria-hidden", "true");
  then.textContent = "; this page then shows it live by itself";
  tick();
}
