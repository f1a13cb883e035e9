// The day's visits: keeps the page for when there is no signal, and signs out only what has been sent.
import { forget, keepShell } from "./outbox.js";

const waiting = document.getElementById("waiting");

keepShell("/visit").catch(() => {
  document.getElementById("kept").textContent = "This browser keeps nothing: stay where there is a signal.";
});

document.getElementById("sign-out").addEventListener("submit", async (event) => {
  event.preventDefault();
  const left = await forget();
  if (left > 0) {
    waiting.textContent = `${left} waiting to send`;
    waiting.classList.add("some");
    document.getElementById("kept").textContent =
      "Not signed out: something you did has not been received. Open the visit where there is a signal first.";
    return;
  }
  navigator.serviceWorker?.controller?.postMessage("forget");
  event.target.submit();
});
