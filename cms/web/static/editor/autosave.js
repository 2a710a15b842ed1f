// Saves while one types: one message at a time, each with the number of its own. What is not yet on the server stands
// in this browser, and goes there as soon as it can. Saving by hand sends what is there at once, and the page stays.

import { carry, post, signedIn } from "./asking.js";
import { blankIds, breath, entriesOf, messageOf, name } from "./entries.js";
import * as kept from "./kept.js";
import * as instead from "./instead.js";
import { hold } from "./other_forms.js";
import { rememberSaved, replay } from "./replay.js";
import { show } from "./save_state.js";
import { ago, allowed, halfTyped, held, mendable, merged, notKept, refused } from "./saying.js";
import { askAgain, askToSignIn } from "./sign_in.js";
import { typedLast } from "./typed_last.js";

const PAUSE = 500; // ms from the first change that is not kept to the message
const A_SECOND_LOOK = 3000; // ms
const FIRST_WAIT = 2; // seconds until a message that nobody answered is sent again, doubled up to
const LONGEST_WAIT = 30;
const LONGEST_UNDER_WAY = 20_000; // ms that a form saved by hand is waited for
const LONGEST_LAST_WORD = 60_000; // characters that a browser sends for a page that is being left

/** @param {HTMLFormElement} form */
export function start(form) {
  if (form.dataset.autosave) new Autosave(form).begin();
}

class Autosave {
  changes = 0; // so far; what is kept is that of `sent`
  sent = 0;
  busy = false;
  byHand = false; // the form is on its way as a whole, to a page that says more
  asked = false; // somebody pressed Save, and waits to be told
  away = false; // signed out, until somebody signs in
  refused = false;
  renewing = false; // the token, once: a second refusal is meant
  next = null; // another form of this page, which goes when this one is saved
  timer = 0; keeping = 0;
  wait = FIRST_WAIT;
  savedAt = 0;

  constructor(form) {
    this.form = form;
    this.guide = form.dataset.guide;
    this.person = form.dataset.person;
    this.tab = form.elements.tab.value;
  }

  get token() {
    return this.form.elements.csrf_token.value;
  }

  async begin() {
    const { form } = this;
    kept.live(this.guide, this.tab);
    form.addEventListener("guide:changed", () => this.changed());
    form.addEventListener("guide:save", (event) => this.atOnce(event));
    form.addEventListener("submit", (event) => event.defaultPrevented || this.handOver());
    document.addEventListener("submit", (event) => this.before(event));
    addEventListener("online", () => this.soon(0));
    addEventListener("pagehide", () => this.lastWord());
    document.addEventListener("visibilitychange", () => document.hidden && this.lastWord());
    setInterval(() => this.tick(), 1000);
    instead.start(form);
    if ("unsaved" in form.dataset) this.changed(); // shown again with what was typed: that is on no server yet
    else if (await replay(form)) return;
    document.documentElement.dataset.autosave = "ready";
    // On a busy machine the page before this one goes, and keeps its last words, only now.
    setTimeout(() => this.changes || replay(form), A_SECOND_LOOK);
  }

  changed() {
    this.changes += 1;
    if (!["offline", "signed-out"].includes(document.getElementById("save-state").dataset.state)) show("unsaved");
    if (!this.timer && !this.busy && !this.away) this.soon(PAUSE);
    else this.keepSoon();
  }

  /** A message may be long under way, and the next try far off: what is typed meanwhile is kept here at once. */
  keepSoon() {
    this.keeping ||= setTimeout(() => {
      this.keeping = 0;
      if (this.sent !== this.changes && !this.byHand) kept.keep(this.snapshot()).catch(() => {});
    }, PAUSE);
  }

  /** Save, by its key or its button: the page stays, for whoever types on would type into nothing while another one loads.
   * The server is asked even when nothing is new: then it says so. What was refused goes as a form, to the screen that
   * says more. @param {CustomEvent} event */
  atOnce(event) {
    if (this.refused) return;
    event.preventDefault();
    if (this.away) return askAgain();
    this.asked = true;
    if (this.busy || this.sent === this.changes) this.changes += 1; // what is on its way does not say so
    if (!this.busy) this.soon(0);
  }

  /** @param {number} pause ms */
  soon(pause) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.timer = 0;
      this.send();
    }, pause);
  }

  /** What stands in the form now, under the next number. */
  snapshot() {
    const { base, sequence } = this.form.elements;
    sequence.value = Number(sequence.value) + 1;
    return {
      guide: this.guide, person: this.person, tab: this.tab, base: Number(base.value), sequence: Number(sequence.value),
      entries: entriesOf(this.form), typed: typedLast(), at: Date.now(),
    };
  }

  async send() {
    if (this.busy || this.byHand || this.away || this.sent === this.changes) return;
    this.busy = true;
    this.keeping = clearTimeout(this.keeping);
    const changes = this.changes;
    const blanks = blankIds(this.form);
    const unsent = this.snapshot();
    instead.sending();
    show("saving");
    const keeping = kept.keep(unsent).catch(() => {}); // a browser may refuse; the server is asked all the same
    await breath();
    const message = { ...messageOf(unsent), by_hand: this.asked };
    const answer = await post(this.form.dataset.autosave, message, this.token);
    await keeping;
    this.busy = false;
    if (answer.status === 200) await this.done(answer.said, changes, blanks, unsent);
    else await this.failed(answer, changes);
  }

  async done(said, changes, blanks, unsent) {
    this.sent = changes;
    this.wait = FIRST_WAIT;
    this.refused = this.renewing = false;
    this.form.elements.base.value = said.revision;
    rememberSaved(this.guide, said.revision);
    name(blanks, said.ids ?? {}, said.slugs ?? {});
    this.savedAt = Date.now();
    allowed();
    mendable(this.form, said.unsaved ?? []);
    merged(this.form, said);
    instead.show(this.form, said.instead ?? {}, unsent.entries);
    if (this.changes > changes) return this.soon(this.asked ? 0 : PAUSE);
    const { asked } = this; // who presses while what follows is done, asks for another
    this.asked = false;
    const half = (said.unsaved ?? []).map((one) => one.field);
    await (half.length ? kept.keep({ ...unsent, base: said.revision, half }) : kept.forget(this.guide, this.tab)).catch(() => {});
    this.tick();
    if (asked) notKept(this.form);
    this.form.dispatchEvent(new CustomEvent("guide:saved", { bubbles: true, detail: said }));
    this.next?.();
    this.next = null;
  }

  async failed({ status, said, wait }, changes) {
    if (status === 401) return this.signIn();
    if (status === 400 && !this.renewing) return this.renew();
    this.renewing = false;
    if (this.next) this.next = held();
    if (status === 0 || status >= 500) {
      show("offline", status ? "Not saved yet: the server is busy. Kept in this browser." : undefined);
      this.soon(1000 * Math.max(wait, this.wait));
      this.wait = Math.min(2 * this.wait, LONGEST_WAIT);
      return;
    }
    this.sent = changes; // the same again would be refused the same; the next change asks anew
    this.savedAt = 0;
    this.refused = true;
    this.asked = false; // the refusal says it
    refused(this.form, status, said);
    if (this.changes > changes) this.soon(PAUSE);
  }

  /** The token of a form ends with the session it was made in. */
  async renew() {
    this.renewing = true;
    const found = await signedIn(this.form.action);
    if (found?.person !== this.person) return this.signIn();
    carry(found.token);
    this.soon(0);
  }

  async signIn() {
    this.away = true;
    show("signed-out");
    carry(await askToSignIn(this.form));
    this.away = this.renewing = false;
    show("unsaved");
    this.soon(0);
  }

  /** The form is on its way itself. Should it not arrive, what it said is here; what is typed now would go with the page. */
  handOver() {
    this.byHand = true;
    clearTimeout(this.timer);
    kept.keep(this.snapshot()).catch(() => {});
    this.form.inert = true;
    setTimeout(() => this.goOn(), LONGEST_UNDER_WAY);
    addEventListener("pageshow", (event) => {
      if (event.persisted) location.reload(); // shown again from the browser's memory, after it was saved
    });
  }

  /** The page is still here: nobody answered, or somebody stopped it. */
  goOn() {
    this.byHand = this.form.inert = false;
    this.changed();
    this.soon(0);
  }

  /** Before the page is left or the browser put away. */
  lastWord() {
    if (this.byHand || this.sent === this.changes) return;
    const unsent = this.snapshot();
    kept.keep(unsent).catch(() => {});
    const message = messageOf(unsent);
    if (!this.busy && JSON.stringify(message).length < LONGEST_LAST_WORD) {
      post(this.form.dataset.autosave, message, this.token, { keepalive: true });
    }
  }

  before(event) {
    const saved = this.sent === this.changes && !this.busy;
    const next = hold(event, this.form, saved, this.refused || this.away);
    if (!next) return;
    this.next = next;
    if (!this.busy) this.soon(0);
  }

  tick() {
    if (!this.savedAt || this.busy || this.sent !== this.changes) return;
    if (halfTyped(this.form)) show("partly");
    else show("saved", ago(this.savedAt));
  }
}
