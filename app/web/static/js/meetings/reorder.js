// Lets the items of an agenda be dragged; the buttons "Nach oben" and "Nach unten" do the same.

import Sortable from "../../vendor/sortable/sortable.esm.js";
import { post } from "../post.js";

const line = document.querySelector("[data-reorder-words]");
const words = line.dataset;
attend(document.querySelector("[data-reorders]"));

/** Make the rows below `agenda` movable by their handles. */
function attend(agenda) {
  const rows = agenda.querySelector("tbody");
  const seen = orderOf(rows);
  for (const handle of rows.querySelectorAll("[data-drag]")) handle.hidden = false;
  const sortable = new Sortable(rows, {
    handle: "[data-drag]",
    ghostClass: "wv-drag--place",
    forceFallback: true, // one behaviour for mouse, pen and finger
    fallbackTolerance: 3,
    onEnd: ({ item, oldIndex, newIndex }) => {
      if (oldIndex === newIndex) return;
      sortable.option("disabled", true); // one after the other
      send(agenda, { seen, order: orderOf(rows), moved: item, place: newIndex + 1 });
    },
  });
}

function orderOf(rows) {
  return [...rows.children].map((row) => row.dataset.uid);
}

async function send(agenda, { seen, order, moved, place }) {
  const token = agenda.querySelector("input[name=csrf_token]").value;
  const fields = { seen: seen.join(), order: order.join(), csrf_token: token };
  const { outcome, said } = await post(agenda.dataset.reorders, fields);
  const { number } = moved.dataset;
  if (outcome === "done") {
    const facts = { number, place, count: order.length };
    line.textContent = words.moved.replaceAll(/\{(\w+)\}/g, (_, name) => facts[name]);
  } else {
    line.textContent = outcome === "refused" ? said.sentence : (words[outcome] ?? words.other);
  }
  await showAnew(agenda, seen);
}

/** The agenda as it stands on the server, with its times and buttons; else as it was before. */
async function showAnew(agenda, seen) {
  let fresh = agenda.cloneNode(true);
  try {
    const page = await (await fetch(location.pathname)).text();
    fresh = new DOMParser().parseFromString(page, "text/html").querySelector("[data-reorders]") ?? fresh;
  } catch {
    const rows = fresh.querySelector("tbody");
    const byUid = new Map([...rows.children].map((row) => [row.dataset.uid, row]));
    rows.replaceChildren(...seen.map((uid) => byUid.get(uid)));
  }
  agenda.replaceWith(fresh);
  attend(fresh);
}
