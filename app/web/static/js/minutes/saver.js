// Saves the text of one form while it is being written, and says how that stands.

import { post } from "../post.js";

const PAUSE = 1_500; // milliseconds of silence after which a text is saved
const LONGEST = 10_000; // who types without a pause is saved this often
const SLOW = 1_000; // only what takes longer is worth saying "is being saved"
const FIRST_RETRY = 2_000;
const LAST_RETRY = 60_000;
const RETRIED = ["away", "busy", "broken"];
const STOPPING = ["overtaken", "signedOut", "stale", "gone"]; // only the writer can go on from here

export class Saver {
  /**
   * `automatic`: save while typing, else only when told. `words` has a sentence for each outcome,
   * `show(state, sentence)` puts one on the page.
   */
  constructor(form, { automatic, drafts, words, show }) {
    Object.assign(this, { form, automatic, drafts, words, show });
    this.field = form.querySelector("textarea");
    this.parent = form.querySelector("input[name$='-parent']"); // the text the writer started from
    this.place = new URL(form.action).pathname;
    this.known = automatic ? this.field.value : null; // what the server certainly has
    this.attempts = []; // sent since then without an answer: it may have these, too
    this.state = "done";
    this.leaving = false; // the words are on their way with the whole page
    this.retry = FIRST_RETRY;
  }

  get unsaved() {
    return !this.leaving && (this.known === null || tidy(this.field.value) !== tidy(this.known));
  }

  get stopped() {
    return STOPPING.includes(this.state);
  }

  /** Bring back what this tab could not send before; false when there is nothing. */
  restore() {
    const draft = this.drafts.read(this.place);
    if (draft === null) return false;
    this.field.value = draft.text;
    this.parent.value = draft.parent;
    if (!this.unsaved) this.drafts.drop(this.place);
    return this.unsaved;
  }

  /** To be called at every key: keeps the words in this tab, and saves them soon. */
  typed() {
    if (!this.unsaved) this.drafts.drop(this.place);
    else this.drafts.keep(this.place, { text: this.field.value, parent: this.parent.value });
    if (this.stopped) return;
    this.since ??= Date.now();
    this.later(Math.min(PAUSE, Math.max(0, this.since + LONGEST - Date.now())));
  }

  later(delay) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), delay);
  }

  /** Save now, after whatever is on its way; resolves when the state is known. */
  save() {
    this.running = (this.running ?? Promise.resolve()).then(() => this.send());
    return this.running;
  }

  async send() {
    clearTimeout(this.timer);
    this.since = undefined;
    if (this.stopped || !this.unsaved) return;
    const text = this.field.value;
    const slow = setTimeout(() => this.show("saving", this.words.saving), SLOW);
    const { outcome, said, wait } = await post(this.form.action, new FormData(this.form));
    clearTimeout(slow);
    if (outcome === "done") this.settle(text, said);
    else if (outcome === "overtaken" && this.attempts.includes(said.body)) await this.follow(said);
    else this.fail(outcome, text, said.sentence, wait);
  }

  /** The server has `text`; what is written from now on follows it. */
  settle(text, { parent, sentence }) {
    this.known = text;
    this.parent.value = parent;
    this.attempts = [];
    this.retry = FIRST_RETRY;
    this.drafts.drop(this.place);
    this.enter("done", sentence);
    if (this.automatic && this.unsaved) this.typed();
  }

  /** What stands in our way is our own: saved by a request whose answer got lost. */
  follow(said) {
    this.attempts = [];
    this.known = said.body;
    this.parent.value = said.parent;
    return this.send();
  }

  fail(outcome, text, sentence, wait) {
    this.attempts.push(tidy(text));
    this.enter(outcome, this.words[outcome] ?? sentence); // the server words what depends on the text
    if (!RETRIED.includes(outcome)) return;
    this.later(Math.max(wait * 1_000, this.retry));
    this.retry = Math.min(this.retry * 2, LAST_RETRY);
  }

  enter(state, sentence) {
    this.state = state;
    this.show(state, sentence);
  }
}

/** As the server keeps a text: without blanks at its ends and at the ends of its lines. */
function tidy(text) {
  return text.trim().split(/\r\n|\r|\n/).map((line) => line.trimEnd()).join("\n");
}
