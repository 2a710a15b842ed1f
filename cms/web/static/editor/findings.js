// What the checks find, while one types: in the panel, beside the fields, and as dots in the list of sections.

import { mark } from "./progress.js";

const PAUSE = 400; // ms after the last change

/** @param {HTMLFormElement} form */
export function start(form) {
  const address = form.dataset.findings;
  let timer = 0;
  let busy = false;
  let again = false;

  async function look() {
    if (busy) return (again = true);
    busy = true;
    const found = await ask(form, address);
    busy = false;
    if (again) soon();
    else if (found) show(form, found);
    again = false;
  }
  function soon() {
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE);
  }
  if (!address) return;
  form.addEventListener("guide:changed", soon);
  if (form.hasAttribute("data-unsaved")) soon();
}

/** @returns {Promise<object | null>} null when nobody answers: the next change asks again */
async function ask(form, address) {
  try {
    const answer = await fetch(address, {
      method: "POST",
      body: new URLSearchParams(new FormData(form)),
      headers: { "X-CSRFToken": form.elements.csrf_token.value },
      redirect: "error",
    });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

function show(form, { panel, notes, parts, total }) {
  const list = document.getElementById("findings-list");
  const inPanel = list.contains(document.activeElement);
  if (!inPanel) list.innerHTML = panel; // made and escaped by the server, as on the page itself
  for (const count of document.querySelectorAll("[data-findings-count]")) count.textContent = total;
  for (const [part, { stage, findings }] of Object.entries(parts)) mark(part, stage, findings);
  for (const old of form.querySelectorAll(".note")) old.remove();
  for (const [id, sentences] of Object.entries(notes)) {
    const place = placeOf(form, id);
    for (const words of sentences) {
      place?.append(Object.assign(document.createElement("p"), { className: "note", textContent: words }));
    }
  }
}

/** Where a note stands: within the field's own box, the line, the row or the section. */
function placeOf(form, id) {
  const field = document.getElementById(id);
  return field?.closest(".field, .row-line, .row-box, .rows, .group") ?? form.querySelector(`[data-section="${id}"]`);
}
