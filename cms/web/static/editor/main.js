// The writing screen: each concern is a module of its own, and none knows how the others work.
// Whatever changes the form says so by one event on it: `guide:changed`, with what happened in its detail.

import "./bar.js";
import "./jump.js";
import "./presence.js";
import "./preview.js";
import { start as startAdding } from "./adding.js";
import { start as startAutosave } from "./autosave.js";
import { start as startCaret } from "./caret.js";
import { start as startCounters } from "./counters.js";
import { start as startDragging } from "./dragging.js";
import { start as startEnter } from "./enter.js";
import { start as startFindings } from "./findings.js";
import { start as startHelp } from "./help.js";
import { start as startKeys } from "./keys.js";
import { start as startMoving } from "./moving.js";
import { start as startPasting } from "./pasting.js";
import { start as startPlace } from "./place.js";
import { start as startProgress } from "./progress.js";
import { start as startReferences } from "./references.js";
import { start as startReturning } from "./returning.js";
import { start as startRows } from "./rows.js";
import { start as startSaveState } from "./save_state.js";
import { start as startStanding } from "./standing.js";
import { start as startStopped } from "./stopped.js";
import { start as startSuggestions } from "./suggestions.js";
import { start as startTabs } from "./tabs.js";
import { start as startToolbars } from "./toolbars.js";
import { start as startTotals } from "./totals.js";
import { start as startTypedLast } from "./typed_last.js";
import { start as startUndo } from "./undo.js";

const starting = document.querySelector("form[data-suggestions]");
const form = document.getElementById("guide-form");

if (starting) for (const start of [startSuggestions, startEnter, startCaret]) start(starting);
if (form) {
  form.addEventListener("input", (event) => {
    if (!event.target.name) return; // it is not sent
    const detail = { operation: "input", name: event.target.name };
    form.dispatchEvent(new CustomEvent("guide:changed", { bubbles: true, detail }));
  });
  for (const start of [
    startTypedLast, startRows, startMoving, startDragging, startReferences, startAdding, startCounters, startTotals, startProgress, startSaveState,
    startTabs, startHelp, startKeys, startToolbars, startPasting, startFindings, startStanding, startPlace,
    startReturning, startStopped, startUndo, startAutosave,
  ]) alone(start);
}

/** One that fails takes none of the others with it: saving least of all. */
function alone(start) {
  try {
    start(form);
  } catch (error) {
    reportError(error);
  }
}

document.documentElement.classList.add("scripted");
