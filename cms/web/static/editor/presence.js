/* Who else has this guide open, and where they write: asked every 15 seconds while this page can be seen. Only who comes
   and who goes is read out; where they are is there to be read. */

const BEAT_MS = 15_000;
const box = document.getElementById("presence-box");
const list = document.getElementById("presence");
const said = document.getElementById("presence-said");
const tab = crypto.randomUUID ? crypto.randomUUID() : `tab-${Date.now()}-${Math.floor(performance.now())}`;

let section = "";
let known = null; // names of those who were here at the last beat

const message = (more = {}) =>
  new URLSearchParams({ tab, section, csrf_token: box.dataset.token, ...more });

async function beat() {
  if (document.visibilityState === "hidden") return;
  try {
    const answer = await fetch(box.dataset.address, { method: "POST", body: message(), redirect: "error" });
    if (answer.ok) show((await answer.json()).others);
  } catch {
    // The next beat asks again. Who else is here is advice, and no reason to disturb anybody.
  }
}

function show(others) {
  const lines = others.map(({ name, section: where }) => (where ? `${name}, in “${where}”` : name));
  const now = [...list.children].map((item) => item.textContent);
  if (lines.join("\n") !== now.join("\n")) {
    list.replaceChildren(...lines.map((line) => Object.assign(document.createElement("li"), { textContent: line })));
  }
  box.hidden = lines.length === 0;
  const names = [...new Set(others.map(({ name }) => name))];
  const came = names.filter((name) => !(known ?? []).includes(name));
  const went = (known ?? []).filter((name) => !names.includes(name));
  const news = [];
  if (came.length) news.push(`Also here: ${came.join(", ")}.`);
  if (went.length) news.push(`No longer here: ${went.join(", ")}.`);
  if (news.length) said.textContent = news.join(" ");
  known = names;
}

if (box) {
  document.getElementById("guide-form")?.addEventListener("focusin", (event) => {
    section = (event.target.id || event.target.name || "").split("-")[0];
  });
  document.addEventListener("visibilitychange", beat);
  addEventListener("pagehide", () => navigator.sendBeacon(box.dataset.address, message({ leaving: "1" })));
  addEventListener("pageshow", (event) => event.persisted && beat());
  setInterval(beat, BEAT_MS);
  beat();
}
