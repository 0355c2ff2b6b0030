// Sends a form's fields in the background and says in one word what came of it.

const OUTCOMES = {
  400: "stale", // the form's token is of an earlier sign-in
  401: "signedOut",
  403: "gone",
  404: "gone", // not there, or not (any more) for us
  409: "overtaken",
  413: "tooLong",
  422: "refused",
  429: "busy",
  503: "busy",
};
const PATIENCE = 20_000; // milliseconds

/**
 * POST `fields` to `url`; never throws.
 *
 * `outcome`: done, away (no connection), broken, or one of OUTCOMES; `said` is the server's
 * JSON, empty when it sent none; `wait` the seconds it asks us to wait, 0 when it does not say.
 */
export async function post(url, fields) {
  try {
    const answer = await fetch(url, {
      method: "POST",
      body: new URLSearchParams(fields),
      headers: { Accept: "application/json" },
      redirect: "manual", // a redirect leads to the sign-in page
      signal: AbortSignal.timeout(PATIENCE),
    });
    return { outcome: outcomeOf(answer), said: await saidBy(answer), wait: waitOf(answer) };
  } catch {
    return { outcome: "away", said: {}, wait: 0 }; // also when it breaks in the middle
  }
}

function outcomeOf(answer) {
  if (answer.type === "opaqueredirect") return "signedOut";
  if (answer.ok) return "done";
  return OUTCOMES[answer.status] ?? "broken";
}

function saidBy(answer) {
  const isData = answer.headers.get("Content-Type")?.startsWith("application/json");
  return isData ? answer.json() : {};
}

function waitOf(answer) {
  return Number.parseInt(answer.headers.get("Retry-After") ?? "0", 10) || 0;
}
