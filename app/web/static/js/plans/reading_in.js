// Says that a file is being read, from the click until the next page comes.

const part = document.querySelector("[data-reading-in]");
const line = part.querySelector("[data-words]");

part.querySelector("form").addEventListener("submit", () => {
  line.textContent = line.dataset.words;
});
// Whoever comes back to this page finds it as it was.
addEventListener("pageshow", () => {
  line.textContent = "";
});
