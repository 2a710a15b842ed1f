// Other forms of this page, such as “Send for review”: each goes when the text is saved, and is about what it says.

import { unfold } from "./dom.js";
import { halfTyped, held } from "./saying.js";

/**
 * @param {SubmitEvent} event of any form of the page @param {HTMLFormElement} form of the guide
 * @param {boolean} saved whether all that was typed has been answered
 * @param {boolean} stuck whether it was refused, or cannot be sent now
 * @returns {(() => void) | null} what to do once the text is saved
 */
export function hold(event, form, saved, stuck) {
  const { target: other, submitter } = event;
  // One that names a page is an earlier text, brought back: it keeps the base that it was typed on.
  if (!other.elements.base || other.elements.tab || event.defaultPrevented) return null;
  if (submitter?.formMethod === "dialog") return null; // the Enter key, which does nothing there
  const half = halfTyped(form);
  if (saved && !stuck && !half) {
    other.elements.base.value = form.elements.base.value;
    return null;
  }
  event.preventDefault();
  if (!saved && !stuck) return () => other.requestSubmit(submitter);
  held();
  if (half) {
    unfold(half);
    half.focus();
  }
  return null;
}
