// Copies a calendar's address; without script people mark and copy it themselves.

for (const button of document.querySelectorAll("[data-copies]")) {
  const field = document.getElementById(button.dataset.copies);
  const line = button.closest("[data-copy]").nextElementSibling;
  button.hidden = false;
  button.addEventListener("click", async () => {
    line.textContent = (await copied(field)) ? button.dataset.copied : button.dataset.marked;
  });
}

/** Whether the browser let the field's text into the clipboard; the text is marked either way. */
async function copied(field) {
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
    return true;
  } catch {
    return false; // over http, or forbidden by the browser's settings
  }
}
