// Follows a file that is being made: says how far it is, and shows the finished page by itself.

const PAUSE = 1_500; // milliseconds between two looks
const SLOWEST = 30_000;

const place = document.querySelector("[data-waits]");
const sentence = place.querySelector("[data-sentence]");
const bar = place.querySelector("progress");

look(PAUSE);

function look(pause) {
  setTimeout(async () => {
    const said = await ask();
    if (said && !said.under_way) {
      location.reload();
      return;
    }
    if (said) tell(said);
    look(said ? PAUSE : Math.min(pause * 2, SLOWEST)); // no answer: more patience each time
  }, pause);
}

/** What the server says, or nothing when it does not answer. */
async function ask() {
  try {
    const answer = await fetch(place.dataset.waits, { headers: { Accept: "application/json" } });
    return answer.ok && !answer.redirected ? await answer.json() : null;
  } catch {
    return null;
  }
}

function tell({ done, steps, sentence: words }) {
  if (sentence.textContent !== words) sentence.textContent = words;
  bar.max = steps;
  bar.value = done;
}
