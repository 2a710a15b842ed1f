// What the durations add up to, as one types them. The server says the same: cms/web/editor/totals.py.

import { fraction, inverse, less, parse, plus, shown, times, ZERO } from "./fraction.js";

const CONCERNS = /^(?:(?:roadmap|skills_to_learn)-\d+-(?:duration-|priority)|weekly_hours-|timeline-)/;
const UNITS = { day: fraction(1n, 7n), week: fraction(1n), month: fraction(13n, 3n) };
const [LESS, MORE] = [fraction(9n, 10n), fraction(11n, 10n)];

/** @param {HTMLFormElement} form */
export function start(form) {
  let waiting = false;
  form.addEventListener("guide:changed", ({ detail }) => {
    if (waiting || (detail.operation === "input" && !CONCERNS.test(detail.name))) return;
    waiting = true; // once a frame is often enough
    requestAnimationFrame(() => {
      waiting = false;
      show(totals());
    });
  });
}

const text = (id) => document.getElementById(id)?.value ?? "";
const number = (id) => parse(text(id));

/** All of it, from the form as it stands. Weeks are fractions; timeline is null while it is incomplete. */
export function totals() {
  const hour = inverse(hoursAWeek());
  const weeks = (value, unit) => times(value ?? ZERO, unit === "hour" ? hour : UNITS[unit] ?? ZERO);
  const length = (row) => weeks(number(`${row}-duration-value`), text(`${row}-duration-unit`));
  const sums = { skills: ZERO, others: ZERO, steps: ZERO };
  for (let at = 0; document.getElementById(`roadmap-${at}`); at += 1) sums.steps = plus(sums.steps, length(`roadmap-${at}`));
  for (let at = 0; document.getElementById(`skills_to_learn-${at}`); at += 1) {
    const row = `skills_to_learn-${at}`;
    const priority = text(`${row}-priority`);
    const kind = priority === "nice_to_have" ? "others" : ["critical", "important"].includes(priority) ? "skills" : null;
    if (kind) sums[kind] = plus(sums[kind], length(row));
  }
  const ends = ["min", "max"].map((end) => number(`timeline-${end}`));
  const unit = text("timeline-unit");
  return { ...sums, timeline: unit && ends.every(Boolean) ? ends.map((end) => weeks(end, unit)) : null };
}

function hoursAWeek() {
  const ends = ["min", "max"].map((end) => number(`weekly_hours-${end}`)).filter(Boolean);
  const sum = ends.reduce(plus, ZERO);
  const middle = times(sum, fraction(1n, BigInt(ends.length || 1)));
  return less(ZERO, middle) ? middle : fraction(10n);
}

function inWeeks(...ends) {
  const words = [...new Set(ends.map(shown))].join("–");
  return `${words} week${words === "1" ? "" : "s"}`;
}

function show({ skills, others, steps, timeline }) {
  const words = {
    skills: inWeeks(skills),
    others: inWeeks(others),
    steps: inWeeks(steps),
    timeline: timeline ? inWeeks(...timeline) : "not set yet",
  };
  const some = less(ZERO, steps);
  const short = Boolean(timeline) && some && less(steps, times(LESS, timeline[0]));
  const holds = {
    short,
    long: Boolean(timeline) && some && !short && less(times(MORE, timeline[1]), steps),
    full: some && less(times(MORE, steps), skills),
  };
  for (const place of document.querySelectorAll("[data-totals]")) {
    for (const one of place.querySelectorAll("[data-total]")) {
      if (one.textContent !== words[one.dataset.total]) one.textContent = words[one.dataset.total];
    }
    for (const one of place.querySelectorAll("[data-verdict]")) one.hidden = !holds[one.dataset.verdict];
  }
}
