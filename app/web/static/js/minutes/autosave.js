// The pages on which minutes are written: each text saves itself, and none is left unsaved unasked.

import { Drafts } from "../drafts.js";
import { Saver } from "./saver.js";
import { showLeftovers } from "./leftovers.js";

const words = document.querySelector("[data-saving-words]").dataset;
const drafts = new Drafts(words.account);
const savers = [...document.querySelectorAll("[data-saves]")].map(attend);
const waiting = new Map(); // place → what to say of it once nothing is pressed any more
let pressed = false;
let released = null; // the form whose page may be left now

function attend(place) {
  const form = place.querySelector("form");
  form.autocomplete = "off"; // else the browser's history brings back a text without its parent
  const automatic = place.dataset.saves === "while-typing";
  const show = (state, sentence) => tell(place, state, sentence);
  const saver = new Saver(form, { automatic, drafts, words, show });
  if (automatic) {
    saver.field.addEventListener("input", () => saver.typed());
    saver.field.addEventListener("blur", () => saver.save());
    if (saver.restore()) saver.save();
  }
  return saver;
}

/** Says how saving stands; while a button is pressed not yet, it would move away under the finger. */
function tell(place, state, sentence) {
  if (pressed) waiting.set(place, [state, sentence]);
  else write(place, state, sentence);
}

function press() {
  pressed = true;
}

function release() {
  pressed = false;
  for (const [place, [state, sentence]] of waiting) write(place, state, sentence);
  waiting.clear();
}

function write(place, state, sentence) {
  const line = place.querySelector("[data-saving-state]");
  line.dataset.savingState = state;
  const said = line.querySelector("[role=status]");
  if (said.textContent !== sentence) said.textContent = sentence; // else it would be read out again
  place.querySelector("[data-shows-both]")?.toggleAttribute("hidden", state !== "overtaken");
}

function flush() {
  for (const saver of savers) if (saver.automatic) saver.save();
}

/** Whatever form is sent, first the texts are saved; their own form stays when that fails. */
async function saveFirst(event) {
  const { target, submitter } = event;
  if (released === target || !savers.some((saver) => saver.unsaved)) return;
  event.preventDefault();
  const own = savers.find((saver) => saver.form === target);
  await Promise.all(savers.filter((s) => s.automatic || s === own).map((saver) => saver.save()));
  if (own?.unsaved && own.state !== "overtaken") return;
  if (own) own.leaving = true; // when overtaken, the server answers with both texts
  released = target;
  // A task of its own: while the browser still sends the first event, it ignores a second one.
  setTimeout(() => target.requestSubmit(submitter));
}

document.addEventListener("submit", saveFirst);
document.addEventListener("pointerdown", press);
// A task of its own: the click that belongs to it still comes.
for (const end of ["pointerup", "pointercancel"])
  document.addEventListener(end, () => setTimeout(release));
window.addEventListener("online", flush);
document.addEventListener("visibilitychange", flush);
window.addEventListener("beforeunload", (event) => {
  if (savers.some((saver) => saver.unsaved)) event.preventDefault();
});
showLeftovers(drafts, savers.map((saver) => saver.place));
