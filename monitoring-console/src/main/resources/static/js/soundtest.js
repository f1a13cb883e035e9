// Every sound of the board, played on purpose: at the start of a shift, where somebody sits.
import { dials, setDials } from "./dials.js";
import { prepareSound, sample } from "./sound.js";

prepareSound(() => {});
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-sound-name]");
  if (button) {
    sample(button.dataset.soundName);
    button.dataset.played = "yes";
  }
});

const box = document.getElementById("dials");
box.checked = dials();
box.addEventListener("change", () => setDials(box.checked));
