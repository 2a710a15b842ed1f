// What an earlier page typed and could not send, found again when the guide is opened: it is sent now, with its base.

import { written } from "./dom.js";
import { entriesOf, messageOf } from "./entries.js";
import * as kept from "./kept.js";
import { recall, remember } from "./remembered.js";
import { notice, time } from "./saying.js";
import { post } from "./asking.js";

const SAID = "crossway brought back";
const shown = new Set(); // the pages of which this one has said already what they kept

/** The page that is loaded next in this tab may have been made before this was saved. */
export const rememberSaved = (guide, revision) => remember(`crossway ${guide}`, revision);

const isOld = (guide, base) => Number(recall(`crossway ${guide}`)) > base;

/**
 * @param {HTMLFormElement} form
 * @returns {Promise<boolean>} whether the page is being loaded again, now with that text
 */
export async function replay(form) {
  const { guide, person, autosave } = form.dataset;
  if (isOld(guide, Number(form.elements.base.value))) {
    location.reload();
    return true;
  }
  told();
  let found, living;
  try {
    living = await kept.living(guide, form.elements.tab.value); // first: who goes keeps its last words
    found = await kept.ofGuide(guide);
  } catch {
    return false; // a browser that keeps nothing
  }
  let brought = 0;
  for (const unsent of found) {
    if (unsent.person !== person || unsent.tab === form.elements.tab.value || living.has(unsent.tab)) continue;
    if (shown.has(unsent.tab)) continue;
    if (unsent.half) {
      await kept.forget(guide, unsent.tab);
      putBack(form, unsent);
      continue;
    }
    const { status, said } = await post(autosave, messageOf(unsent), form.elements.csrf_token.value);
    const isThere = status === 200 || (status === 409 && said.ended);
    if (isThere) await kept.forget(guide, unsent.tab);
    if (status === 200 && said.revision > Number(form.elements.base.value)) brought = unsent.at;
    else if (!isThere && status) {
      shown.add(unsent.tab);
      ask(form, unsent, said);
    }
  }
  if (!brought) return false;
  remember(SAID, time(brought));
  location.reload();
  return true;
}

/** What the server could not keep stands in its fields again, and is refused again; the rest is there. */
function putBack(form, unsent) {
  const isThis = Number(form.elements.base.value) === unsent.base;
  const words = unsent.entries.filter(([name, value]) => unsent.half.includes(name) && value.trim());
  const page = entriesOf(form);
  const found = words.map(([name, value]) => ({ value, control: isThis ? form.elements[nameNow(name, unsent, page)] : null }));
  const isThere = ({ control }) => control instanceof HTMLElement;
  for (const { control, value } of found.filter(isThere)) {
    if (control.value === value) continue;
    control.value = value;
    written(control);
  }
  const why = isThis ? "What it stood in was not saved, either." : "The text was changed since.";
  for (const [all, more] of [[found.filter(isThere), "It is in its place again."], [found.filter((one) => !isThere(one)), why]]) {
    const quoted = all.map(({ value }) => `“${value}”`).join(", ");
    if (quoted) notice(`What you typed at ${time(unsent.at)} could not be saved: ${quoted}. ${more}`);
  }
}

/**
 * Rows that were blank, or had nothing but what was refused, are not on this page: those after them have other numbers.
 * @param {string} name then @param {import("./kept.js").Unsent} unsent @param {import("./entries.js").Entry[]} page
 * @returns {string} now; "" where its row is not there
 */
function nameNow(name, { entries, half }, page) {
  let [then, now] = ["", ""];
  for (const step of name.split("-")) {
    let place = step;
    if (/^\d+$/.test(step)) {
      const rows = rowsSaying(page, now);
      const before = [[], half].map((but) => rowsSaying(entries, then, but)).find((one) => one.length === rows.length);
      place = rows[before?.indexOf(Number(step)) ?? -1];
      if (place === undefined) return "";
    }
    [then, now] = [`${then}${step}-`, `${now}${place}-`];
  }
  return now.slice(0, -1);
}

/** The numbers of a list's rows in which something stands. @param {string} within such as `roadmap-` */
function rowsSaying(entries, within, but = []) {
  const said = entries.filter(([name, value]) => name.startsWith(within) && value.trim() && !but.includes(name) && !name.endsWith("-nothing"));
  return [...new Set(said.map(([name]) => Number(name.slice(within.length).split("-")[0])))].sort((a, b) => a - b);
}

function told() {
  const at = recall(SAID);
  if (at) notice(`What you typed at ${at} had not reached the server. It is back, and saved now.`);
}

/** It cannot simply be saved: the writer is shown it, and may post it by hand, which opens the screen that asks. */
function ask(form, unsent, said) {
  const place = notice(`What you typed at ${time(unsent.at)} was not saved. ${said.detail ?? ""}`);
  const again = document.createElement("form");
  again.method = "post";
  again.action = form.action;
  const { base, tab, sequence } = unsent;
  const own = { csrf_token: form.elements.csrf_token.value, base, tab, sequence: sequence + 1 };
  const typed = (unsent.typed ?? []).map((one) => ["typed", one]);
  for (const [name, value] of [...Object.entries(own), ...unsent.entries, ...typed, ["end", "1"]]) {
    again.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  }
  again.append(button("Open it beside what is here now", "btn btn-primary"));
  const drop = button("Drop it", "btn btn-secondary");
  drop.type = "button";
  drop.addEventListener("click", async () => {
    await kept.forget(unsent.guide, unsent.tab);
    place.remove();
  });
  again.append(drop);
  place.append(again);
}

const button = (words, className) => Object.assign(document.createElement("button"), { textContent: words, className });
