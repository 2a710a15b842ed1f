// Signed out while writing: one signs in where one is, and writing goes on. What was typed stays where it is.

import { read, renewed } from "./asking.js";

const WRONG = "That did not work. Look at the address and the password again.";

/**
 * @param {HTMLFormElement} form of the guide
 * @returns {Promise<string>} the new token, once the same person is signed in again
 */
export function askToSignIn(form) {
  const dialog = document.getElementById("sign-in");
  const own = dialog.querySelector("form");
  const said = dialog.querySelector("[role=alert]");
  if (!dialog.open) dialog.showModal();
  return new Promise((done) => {
    const look = async () => {
      const found = await renewed(location.pathname);
      if (!found) return false;
      if (found.person !== form.dataset.person) {
        said.textContent = "You are signed in as somebody else now, and this text is not theirs. Sign in as yourself.";
        return false;
      }
      removeEventListener("focus", look);
      dialog.close();
      done(found.token);
      return true;
    };
    addEventListener("focus", look); // back from another tab, where one may have signed in
    own.onsubmit = async (event) => {
      event.preventDefault();
      said.textContent = "";
      const page = await read(own.action);
      const token = page?.querySelector("form input[name=csrf_token]");
      const body = new URLSearchParams(new FormData(own));
      if (token) body.set("csrf_token", token.value);
      const answered = page && (await read(own.action, { method: "POST", body }));
      if (!answered) said.textContent = "The server does not answer. Try again in a moment.";
      else if (!(await look())) said.textContent ||= WRONG;
    };
  });
}
