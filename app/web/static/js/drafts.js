// Unsent words, kept by this tab alone until they are saved; the browser drops them with the tab.
// Signing out clears them, too (the server says Clear-Site-Data), and so does another account.

const PREFIX = "wv-unsent:";

export class Drafts {
  constructor(account) {
    this.own = `${PREFIX}${account}:`;
    for (const key of storedKeys()) {
      if (!key.startsWith(this.own)) sessionStorage.removeItem(key);
    }
  }

  keep(place, draft) {
    try {
      sessionStorage.setItem(this.own + place, JSON.stringify(draft));
    } catch {
      // Full or forbidden: the words still stand in the page, which asks before it is left.
    }
  }

  read(place) {
    const kept = sessionStorage.getItem(this.own + place);
    return kept === null ? null : JSON.parse(kept);
  }

  drop(place) {
    sessionStorage.removeItem(this.own + place);
  }

  /** The places below `path` that hold unsent words. */
  places(path) {
    const own = storedKeys().map((key) => key.slice(this.own.length));
    return own.filter((place) => place.startsWith(path));
  }
}

function storedKeys() {
  return Object.keys(sessionStorage).filter((key) => key.startsWith(PREFIX));
}
