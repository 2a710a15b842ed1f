// After each save by itself: what can be done now, what is in the way, and which revision it is.

import { read } from "./asking.js";
import { patch } from "./patching.js";

const PLACES = ["guide-title", "guide-standing", "bar-submit", "panel-standing", "newest-revision"];

/** @param {HTMLFormElement} form */
export function start(form) {
  let busy = false;
  let again = false;

  async function look() {
    if (busy) return (again = true);
    busy = true;
    do {
      again = false;
      show(await read(form.dataset.standing));
    } while (again);
    busy = false;
  }
  form.addEventListener("guide:saved", () => {
    form.querySelector(".unsaved")?.remove();
    look();
  });
}

/** @param {Document | null} page null when nobody answers: the next save asks again */
function show(page) {
  for (const id of PLACES) {
    const fresh = page?.getElementById(id);
    if (fresh) patch(document.getElementById(id), fresh);
  }
}
