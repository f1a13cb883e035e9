// When the platform does not answer the board, or answers that somebody has to sign in again.
import { switchOn } from "./pane.js";

const failed = document.getElementById("failed");

document.body.addEventListener("htmx:beforeSwap", (event) => {
  if (new URL(event.detail.xhr.responseURL || location.href).pathname === "/login") {
    event.detail.shouldSwap = false;
    location.assign("/login");
  }
});
for (const name of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  document.body.addEventListener(name, (event) => {
    failed.hidden = false;
    // Nothing opens the buttons of a card that is shown from memory.
    if (event.detail.requestConfig?.verb === "post" && !document.querySelector("#case[data-kept]")) {
      switchOn(document.getElementById("alarm"));
    }
  });
}
document.body.addEventListener("htmx:afterOnLoad", () => { failed.hidden = true; });
