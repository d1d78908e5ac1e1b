// The dialog that asks for a token; it cannot be passed over, since nothing can be shown without one.

const dialog = document.getElementById("token-dialog");
const input = document.getElementById("token");
const note = document.getElementById("token-problem");

/** @returns A promise of what was typed. */
export function askForToken(wasRefused) {
  note.textContent = wasRefused ? "That token was not accepted." : "";
  input.value = "";
  dialog.showModal();
  return new Promise((resolve) => {
    const keep = (event) => event.preventDefault();
    dialog.addEventListener("cancel", keep);
    dialog.addEventListener("close", () => {
      dialog.removeEventListener("cancel", keep);
      resolve(input.value.trim());
    }, {once: true});
  });
}
