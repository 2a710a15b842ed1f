// Signed out while writing: one signs in where one is, and writing goes on. What was typed stays where it is.

import { read, readWith, signedIn } from "./asking.js";
import { notice, overlaid } from "./saying.js";

const NOBODY = "The server does not answer. Try again in a moment.";
const OTHER = "You are signed in as somebody else now, and this text is not theirs. Sign in as yourself.";
const STEP = "Your password is right. Now type your code in another tab, then come back here: your text is saved then.";
const WRONG = "That did not work. Look at the address and the password again.";

/**
 * @param {HTMLFormElement} form of the guide
 * @returns {Promise<string>} the new token, once the same person is signed in again
 */
export function askToSignIn(form) {
  const dialog = document.getElementById("sign-in");
  const own = dialog.querySelector("form");
  const said = dialog.querySelector("[role=alert]");
  const again = reminder();
  elsewhere(own, own.action, "Sign in in another tab");
  said.textContent = "";
  askAgain();
  return new Promise((done) => {
    const look = async () => {
      const found = await signedIn(form.action);
      if (!found) return false;
      if (found.person !== form.dataset.person) {
        said.textContent = OTHER;
        return false;
      }
      removeEventListener("focus", look);
      own.reset(); // no password stays on the page
      again.remove();
      overlaid();
      dialog.close();
      done(found.token);
      return true;
    };
    addEventListener("focus", look); // back from another tab, where one may have signed in
    own.onsubmit = async (event) => {
      event.preventDefault();
      said.textContent = "";
      const refusal = await signIn(own);
      if (refusal) said.textContent = refusal;
      else if (!(await look())) said.textContent ||= WRONG;
    };
    look();
  });
}

/** Opens the dialog again, for somebody who closed it, to look something up or to copy the text. */
export function askAgain() {
  const dialog = document.getElementById("sign-in");
  if (!dialog.open) dialog.showModal();
}

/** The way back to the dialog, while it is closed. */
function reminder() {
  const place = notice("You are signed out. What you type is kept in this browser until you sign in. ");
  place.id = "signed-out-note";
  const button = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-primary" });
  button.textContent = "Sign in";
  button.addEventListener("click", askAgain);
  place.append(button);
  overlaid();
  return place;
}

/** @param {HTMLFormElement} own @returns {Promise<string>} why it was not looked at; "" when it was */
async function signIn(own) {
  const body = new URLSearchParams(new FormData(own));
  let page = await read(own.action);
  const other = page?.querySelector("form[data-person]"); // somebody else is signed in, and this is not about them
  if (other) {
    await read(other.action, { method: "POST", body: new URLSearchParams(new FormData(other)) });
    page = await read(own.action);
  }
  const token = page?.querySelector("form input[name=csrf_token]");
  if (token) body.set("csrf_token", token.value);
  const answer = page ? await readWith(own.action, { method: "POST", body }) : { page, wait: 0 };
  if (!answer.page) return NOBODY;
  const step = answer.page.querySelector("form[data-second-step]");
  if (step) elsewhere(own, step.action, "Type your code in another tab");
  if (step) return STEP;
  return answer.wait ? later(answer.wait) : "";
}

/** Where signing in goes on, with the page and what was typed left open. */
function elsewhere(own, address, words) {
  const link = own.querySelector("a");
  link.href = address;
  link.textContent = words;
}

/** @param {number} seconds */
function later(seconds) {
  const minutes = Math.ceil(seconds / 60);
  const when = minutes === 1 ? "in a minute" : `in ${minutes} minutes`;
  return `There were several tries that failed, so the next one is possible ${when}. What you typed stays here.`;
}
