// What the writer is told about saving, besides the few words in the bar.

import { CONTROLS, addOf } from "./dom.js";
import { show } from "./save_state.js";

/** @param {number} at milliseconds @returns {string} such as “Saved 2 s ago” */
export function ago(at) {
  const seconds = Math.round((Date.now() - at) / 1000);
  if (seconds < 60) return `Saved ${seconds} s ago`;
  if (seconds < 3600) return `Saved ${Math.floor(seconds / 60)} min ago`;
  return `Saved at ${time(at)}`;
}

/** @param {number} at milliseconds @returns {string} the time of day, in the reader's own zone */
export const time = (at) => new Date(at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });

/** @param {string} words @returns {HTMLElement} a notice above the form, one for each occasion */
export function notice(words) {
  const place = document.createElement("div");
  place.className = "notice";
  place.setAttribute("role", "status");
  document.getElementById("guide-form").before(place);
  place.append(Object.assign(document.createElement("p"), { textContent: words }));
  return place;
}

/** Another form of the page had to wait, and was not sent. */
export function held() {
  document.getElementById("held-note")?.remove();
  notice("Nothing was sent, because not all of your text is saved yet. Press again when it is.").id = "held-note";
  return null;
}

/** Others' changes were kept beside this text; the form does not show them. @param {object} said the server's answer */
export function merged(form, said) {
  if (!said.merged?.length) return;
  document.getElementById("merged-note")?.remove();
  const who = said.merged_from.join(" and ") || "Another page of yours";
  const place = notice(`${who} changed ${said.merged.map((one) => one.label).join(", ")}. Kept beside your text. `);
  place.id = "merged-note";
  const link = Object.assign(document.createElement("a"), { href: form.action, textContent: "Show it here" });
  place.firstChild.append(link);
}

/**
 * Values that cannot be kept as they are, each beside its control; those of the answer before go, be it this page.
 * @param {HTMLFormElement} form @param {{ field: string, message: string }[]} errors
 */
export function mendable(form, errors) {
  for (const old of form.querySelectorAll(".complaint")) {
    const control = described(form, old) ?? document.getElementById(old.id.replace(/-error-\d+$/, ""));
    old.remove();
    if (!control?.matches(CONTROLS)) continue; // it is about a whole list
    control.removeAttribute("aria-invalid");
    describe(control, describing(control).filter((id) => id !== old.id));
  }
  for (const { field, message } of errors) {
    const control = form.elements[field];
    if (!(control instanceof HTMLElement)) {
      const list = form.querySelector(`[data-list="${CSS.escape(field)}"]`);
      if (list) addOf(list).after(Object.assign(document.createElement("p"), { className: "complaint", textContent: message }));
      continue;
    }
    const words = Object.assign(document.createElement("p"), { className: "complaint", textContent: `${message} Not saved yet.` });
    words.id = `${control.id}-not-kept`;
    words.dataset.notKept = message;
    words.setAttribute("aria-live", "polite");
    control.after(words);
    control.setAttribute("aria-invalid", "true");
    describe(control, [...describing(control), words.id]);
  }
}

const describing = (control) => (control.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean);
const described = (form, words) => form.querySelector(`[aria-describedby~="${words.id}"]`);

function describe(control, ids) {
  if (ids.length) control.setAttribute("aria-describedby", ids.join(" "));
  else control.removeAttribute("aria-describedby");
}

/** @param {HTMLFormElement} form @returns {HTMLElement | null} the first control whose value could not be kept */
export function halfTyped(form) {
  const words = form.querySelector("[data-not-kept]");
  return words && described(form, words);
}

/** Whoever saved by hand is told what of it could not be kept, with the way there. @param {HTMLFormElement} form */
export function notKept(form) {
  document.getElementById("errors")?.remove(); // what the page said of the try before
  const found = [...form.querySelectorAll("[data-not-kept]")];
  if (!found.length) return;
  const place = notice("Saved, but not what is marked:");
  place.id = "not-kept-note";
  place.setAttribute("role", "alert");
  const list = document.createElement("ul");
  list.append(...found.map((words) => wayTo(described(form, words), words)));
  place.append(list);
  overlaid();
}

/** Such as “Step 2, Duration, Length: This must be a number.” */
function wayTo(control, complaint) {
  const named = [];
  for (let at = control.closest("fieldset"); at; at = at.parentElement.closest("fieldset")) named.unshift(at.querySelector("legend"));
  const own = control.labels[0]?.firstChild.textContent ?? control.getAttribute("aria-label"); // as lines of a list have it
  const link = Object.assign(document.createElement("a"), { href: `#${control.id}` });
  link.textContent = [...named.map((one) => one?.firstChild.textContent), own].map((one) => one?.trim()).filter(Boolean).join(", ");
  const item = document.createElement("li");
  item.append(link, `: ${complaint.dataset.notKept}`);
  return item;
}

/** The server said no. @param {HTMLFormElement} form @param {number} status @param {any} said */
export function refused(form, status, said) {
  mendable(form, said.errors ?? []);
  const both = status === 409 && said.conflicts;
  show(both ? "conflict" : "unsaved", both ? undefined : "Not saved");
  document.getElementById("refused-note")?.remove();
  const why = said.errors?.map((one) => one.message).join(" ") || said.detail || "";
  const place = notice(
    both ? `${said.names.join(" and ") || "You, on another page,"} changed the same as ${said.names.length ? "you" : "here"}. Nothing of yours is lost.` : `Not saved. ${why}`,
  );
  place.id = "refused-note";
  place.setAttribute("role", "alert");
  overlaid();
  if (!both) return;
  const look = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-primary" });
  look.textContent = "Look at both";
  look.addEventListener("click", () => form.requestSubmit());
  place.append(look);
}

/** The last refusal is over. */
export function allowed() {
  for (const id of ["refused-note", "held-note", "not-kept-note"]) document.getElementById(id)?.remove();
  overlaid();
}

/** Something stands over the end of the window, or no longer: what gets the focus is scrolled above it. */
export function overlaid() {
  const over = document.querySelector("#refused-note, #signed-out-note, #not-kept-note");
  document.documentElement.classList.toggle("overlaid", Boolean(over));
  const at = document.activeElement;
  if (over && at?.closest("#guide-form")) at.scrollIntoView({ block: "nearest", behavior: "instant" });
}

/** Takes what stands over the text out of its way; the bar still says it. @returns {boolean} whether anything did */
export function putAside() {
  const over = document.querySelector("#refused-note, #not-kept-note");
  over?.remove();
  overlaid();
  return Boolean(over);
}
