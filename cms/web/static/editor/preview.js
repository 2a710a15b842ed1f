/* The public page of what is typed, beside the form: made by the server 300 ms after the last change, one request at a
   time. No script runs inside the frame; it has our origin only so that we can put the next text into the same page,
   which keeps its place and does not flicker, and can follow the field that somebody writes in. */

const PAUSE_MS = 300;
const MARGIN = 16; // pixels above what is scrolled to

const pane = document.getElementById("preview-pane");
const form = document.getElementById("guide-form");
const apart = document.getElementById("preview-apart");
const part = pane?.closest(".panel-part");
const frame = document.createElement("iframe");
const status = document.getElementById("preview-said");

let timer = 0;
let waiting = false; // for an answer
let changed = false; // meanwhile
let followed = ""; // id of the field that was focused last

/** The element of `page` that shows the form's field `id`; of its row or section when it has no place of its own. */
export function placeOf(id, page) {
  const known = JSON.parse(page.querySelector('meta[name="field-anchors"]')?.content ?? "{}");
  const steps = id.split("-");
  for (let length = steps.length; length > 0; length -= 1) {
    const found = page.getElementById(known[steps.slice(0, length).join("-")] ?? "");
    if (found) return found;
  }
  return null;
}

/** Asks for the page soon, and once more when something changes before it is there. */
export function refresh(pause = PAUSE_MS) {
  clearTimeout(timer);
  if (isOpen()) timer = setTimeout(ask, pause);
}

const isOpen = () => part.classList.contains("shown");

async function ask() {
  if (waiting) {
    changed = true;
    return;
  }
  waiting = true;
  changed = false;
  try {
    const answer = await fetch(pane.dataset.address, {
      method: "POST",
      body: new URLSearchParams(new FormData(form)),
      headers: { "X-CSRFToken": form.elements.csrf_token.value },
      redirect: "error", // to the sign-in page, which is no preview
    });
    if (!answer.ok) throw new Error(`${answer.status}`);
    await show(await answer.text());
    say("");
  } catch {
    say("The preview cannot be brought up to date right now. It tries again with your next change.");
  } finally {
    waiting = false;
    if (changed) refresh();
  }
}

async function show(html) {
  const page = frame.contentDocument;
  if (!page?.querySelector('meta[name="field-anchors"]')) {
    await first(html);
    return;
  }
  const fresh = new DOMParser().parseFromString(html, "text/html");
  const before = followed && placeOf(followed, page)?.getBoundingClientRect().top;
  const top = page.scrollingElement.scrollTop;
  tame(fresh);
  for (const name of ["lang", "dir"]) page.documentElement.setAttribute(name, fresh.documentElement.getAttribute(name));
  page.querySelector('meta[name="field-anchors"]').content = fresh.querySelector('meta[name="field-anchors"]').content;
  page.body.replaceWith(page.adoptNode(fresh.body));
  jump(page, top);
  const after = followed && placeOf(followed, page)?.getBoundingClientRect().top;
  if (typeof before === "number" && typeof after === "number") jump(page, page.scrollingElement.scrollTop + after - before);
}

function first(html) {
  return new Promise((resolve) => {
    frame.inert = true; // until its links are tame: one that is followed before would leave the frame with nothing in it
    frame.addEventListener("load", () => {
      const page = frame.contentDocument;
      tame(page);
      page.addEventListener("click", within);
      frame.inert = false;
      follow();
      resolve();
    }, { once: true });
    frame.srcdoc = html;
  });
}

/** Links to other pages open beside the editor: nothing else may be shown in the frame. */
function tame(page) {
  for (const link of page.querySelectorAll('a[href]:not([href^="#"])')) {
    link.target = "_blank";
    link.rel = "noopener noreferrer";
  }
}

function within(event) {
  const link = event.target.closest?.('a[href^="#"]');
  if (!link) return;
  event.preventDefault();
  scrollTo(frame.contentDocument.getElementById(decodeURIComponent(link.getAttribute("href").slice(1))));
}

function follow() {
  const page = frame.contentDocument;
  const place = followed && page?.body && placeOf(followed, page);
  if (!place) return;
  const { top, bottom } = place.getBoundingClientRect();
  const height = frame.clientHeight;
  if (top < 0 || top > height * 0.8 || bottom < MARGIN) scrollTo(place);
}

/** Not scrollIntoView(), which would move the editor's page, too. */
function scrollTo(place) {
  if (!place) return;
  const page = frame.contentDocument;
  jump(page, page.scrollingElement.scrollTop + place.getBoundingClientRect().top - MARGIN);
}

function jump(page, top) {
  page.scrollingElement.scrollTo({ top, behavior: "instant" }); // whatever the page's own style says
}

function say(sentence) {
  if (status.textContent !== sentence) status.textContent = sentence;
}

if (pane && form) {
  frame.title = "Preview of this guide";
  frame.sandbox = "allow-same-origin allow-popups allow-popups-to-escape-sandbox";
  pane.append(frame);
  pane.hidden = false;
  form.addEventListener("guide:changed", () => refresh());
  form.addEventListener("focusin", (event) => {
    followed = event.target.id || event.target.name || "";
    if (isOpen()) follow();
  });
  part.parentElement.addEventListener("panel:opened", () => refresh(0));
  apart.hidden = true; // it opens a tab where no script runs
  refresh(0);
}
