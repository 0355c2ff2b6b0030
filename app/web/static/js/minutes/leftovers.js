// Words of this tab that no form takes any more, as after the approval: shown, to be copied.

/** Show what `drafts` holds for this page and none of the `taken` places does. */
export function showLeftovers(drafts, taken) {
  const section = document.querySelector("[data-leftovers]");
  if (section === null) return;
  const template = section.querySelector("template");
  for (const place of drafts.places(`${location.pathname}/top/`)) {
    if (taken.includes(place)) continue;
    const shown = template.content.cloneNode(true);
    const [root] = shown.children;
    root.querySelector("[data-number]").textContent = decodeURIComponent(place.split("/").at(-1));
    root.querySelector("[data-text]").textContent = drafts.read(place).text;
    root.querySelector("button").addEventListener("click", () => {
      drafts.drop(place);
      root.remove();
      section.hidden = section.querySelector("[data-text]") === null;
    });
    section.append(shown);
    section.hidden = false;
  }
}
