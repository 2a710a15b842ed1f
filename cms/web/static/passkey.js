// Asks the browser for a passkey, new or known, and sends what it answers. The server's question stands in the form.

const form = document.querySelector("form[data-passkey]");
const said = form.querySelector("[role=alert]");
const again = form.querySelector("button");

async function ask() {
  said.textContent = "";
  again.hidden = true;
  try {
    const question = JSON.parse(form.dataset.question);
    const answer =
      form.dataset.passkey === "new"
        ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(question) })
        : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(question) });
    form.elements.credential.value = JSON.stringify(answer.toJSON());
    form.submit();
  } catch (why) {
    said.textContent =
      why.name === "InvalidStateError"
        ? "This device has a passkey of yours already."
        : "That did not work, or was cancelled. Try again; if your browser cannot do it, use another way.";
    again.hidden = false;
  }
}

again.addEventListener("click", ask);
ask();
