// What the bar says about saving. Whoever saves in the background calls `show`; until then a change is simply not saved.

const WORDS = {
  saved: "All saved",
  saving: "Saving…",
  unsaved: "Not saved yet",
  partly: "Saved, but not what is marked",
  offline: "Offline: kept in this browser",
  "signed-out": "Signed out: nothing is lost",
  conflict: "Not saved: two versions",
};

/** @param {HTMLFormElement} form */
export function start(form) {
  const place = document.getElementById("save-state");
  form.addEventListener("guide:changed", () => {
    if (place.dataset.state === "saved") show("unsaved");
  });
  form.addEventListener("submit", () => show("saving"));
}

/** @param {keyof typeof WORDS} state @param {string} [words] other words than the usual ones, such as “Saved 2 s ago” */
export function show(state, words = WORDS[state]) {
  const place = document.getElementById("save-state");
  const isNew = place.dataset.state !== state;
  place.ariaLive = isNew ? "polite" : "off"; // the seconds that pass are for eyes alone
  if (isNew) place.dataset.state = state;
  if (place.textContent !== words) place.textContent = words;
}
