// The list of sections: where one is, and what was begun meanwhile. Findings come from the server: `mark` is for them.

const PAUSE = 400; // ms

/** @param {HTMLFormElement} form */
export function start(form) {
  const touched = new Set();
  let timer = 0;
  form.addEventListener("guide:changed", ({ target, detail }) => {
    const at = detail.operation === "input" ? document.activeElement : document.getElementById(detail.list);
    const section = at?.closest("[data-section]");
    if (section) touched.add(section);
    clearTimeout(timer);
    timer = setTimeout(() => {
      touched.forEach(look);
      touched.clear();
    }, PAUSE);
  });
  mind(form);
}

/** One is in the section that has the focus, while that is in sight; else in the one at the height where one reads. */
function mind(form) {
  let held = null;
  let read = null;
  const tell = () => (held ?? read) && here((held ?? read).dataset.section);
  const seen = new IntersectionObserver((changes) => {
    for (const { target, isIntersecting } of changes) if (isIntersecting) read = target;
    tell();
  }, { rootMargin: "-25% 0px -70% 0px" });
  form.querySelectorAll("[data-section]").forEach((one) => seen.observe(one));
  const focused = new IntersectionObserver((changes) => {
    const { target, isIntersecting } = changes.at(-1);
    held = isIntersecting ? target.closest("[data-section]") : null;
    tell();
  });
  form.addEventListener("focusin", ({ target }) => focused.observe(target));
  form.addEventListener("focusout", () => {
    focused.disconnect();
    held = null;
  });
}

/** Empty or begun: all that can be told without asking the server. */
function look(section) {
  const { stage } = document.querySelector(`[data-part="${section.dataset.section}"] .dot`).dataset;
  const begun = [...section.querySelectorAll("input, textarea, select")].some((one) =>
    one.type === "checkbox" ? one.checked : one.value.trim(),
  );
  if (stage === "empty" && begun) mark(section.dataset.section, "started");
  else if (stage !== "empty" && !begun) mark(section.dataset.section, "empty");
}

/**
 * Shows how far a part is, wherever the sections are listed.
 * @param {string} part @param {"empty"|"started"|"ready"|"findings"} stage @param {number} [findings]
 */
export function mark(part, stage, findings = 0) {
  for (const link of document.querySelectorAll(`[data-part="${part}"]`)) {
    const dot = link.querySelector(".dot");
    dot.className = `dot dot-${stage}`;
    dot.dataset.stage = stage;
    const words = link.querySelector("[data-stage-words]");
    words.className = findings ? "count" : "visually-hidden";
    words.textContent = findings ? String(findings) : stage;
    if (!findings) continue;
    const noun = Object.assign(document.createElement("span"), { className: "visually-hidden" });
    noun.textContent = ` finding${findings === 1 ? "" : "s"}`;
    words.append(noun);
  }
}

function here(part) {
  for (const link of document.querySelectorAll("[data-part]")) {
    if (link.dataset.part === part) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}
