// The buttons in the head of the board: light or dark, and sound.
import { allow, prepareSound } from "./sound.js";

const byId = (id) => document.getElementById(id);

byId("theme").addEventListener("click", () => {
  const root = document.documentElement;
  const light = getComputedStyle(root).colorScheme.startsWith("light");
  root.dataset.theme = light ? "dark" : "light";
  localStorage.setItem("tocsin-theme", root.dataset.theme);
  byId("theme").textContent = light ? "light" : "dark";
});
byId("theme").textContent = getComputedStyle(document.documentElement).colorScheme.startsWith("light") ? "dark" : "light";

prepareSound((state) => {
  byId("quiet").hidden = state === "on";
  byId("sound").textContent = `sound ${state}`;
  byId("sound").setAttribute("aria-pressed", String(state === "on"));
});
byId("sound").addEventListener("click", allow);
