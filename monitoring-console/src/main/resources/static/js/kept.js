// Cards of the alarms that were open here stay in this window's memory, never on a disk: when the platform cannot be
// reached they are still readable, and say how old they are. Whoever signs out leaves none behind.
import { switchOff } from "./pane.js";
import { ageWords } from "./strips.js";

const MOST = 40;
const RETRY_MS = 5_000;
const kept = new Map();
// Requests are counted as they leave: an answer to one that left before another failed says nothing of the network since.
let left = 0;

/** Keeps what the pane shows, and shows it again where an alarm cannot be read. */
export function keepCards(pane, now) {
  const banner = document.getElementById("kept");

  function keep(event) {
    // What was swapped elsewhere on the page has changed nothing here.
    if (event?.type === "htmx:afterSettle" && !pane.contains(event.target)) {
      return;
    }
    const open = pane.querySelector("#case");
    const request = event?.detail?.requestConfig?.request ?? { number: ++left, at: now() };
    if (open?.dataset.kept) {
      // Whatever has been read further into it meanwhile.
      allOff(open);
    } else if (open) {
      const lost = kept.get(open.dataset.alarm)?.lost ?? 0;
      const over = request.number > lost;
      kept.delete(open.dataset.alarm);
      const copy = pane.cloneNode(true);
      copy.querySelector("#key-safe")?.replaceChildren("The way in is not kept here.");
      kept.set(open.dataset.alarm, { html: copy.innerHTML, at: request.at, lost: over ? 0 : lost });
      if (kept.size > MOST) {
        kept.delete(kept.keys().next().value);
      }
      if (!over) {
        fromMemory(open);
      }
    }
    tell();
  }

  function fromMemory(open) {
    open.dataset.kept = String(kept.get(open.dataset.alarm).at);
    allOff(open);
  }

  function allOff(open) {
    for (const field of open.querySelectorAll("button, input, select, textarea")) {
      switchOff(field);
    }
  }

  function tell() {
    const open = pane.querySelector("#case[data-kept]");
    banner.hidden = !open;
    if (open) {
      const age = ageWords(now() - Number(open.dataset.kept));
      banner.textContent = `The platform cannot be reached. This card is as it was ${age} ago: read it, ring by hand,`
        + " write on paper. Nothing you press here is carried out.";
    }
  }

  function showKept(event) {
    const path = event.detail.pathInfo?.requestPath ?? event.detail.requestConfig?.path ?? "";
    const id = path.match(/^\/alarms\/([0-9a-f-]{36})$/)?.[1];
    const reads = event.detail.requestConfig?.verb === "get";
    const status = event.detail.xhr?.status ?? 0;
    // A refusal is an answer; only silence, and a store that is gone, are none.
    if (!id || !reads || !kept.has(id) || (status > 0 && status < 502)) {
      return;
    }
    kept.get(id).lost = left;
    if (pane.querySelector("#case")?.dataset.alarm !== id && (event.detail.target === pane || event.detail.elt === pane)) {
      pane.innerHTML = kept.get(id).html;
    }
    const open = pane.querySelector("#case");
    if (open?.dataset.alarm === id) {
      fromMemory(open);
    }
    tell();
  }

  document.body.addEventListener("htmx:beforeSend", (event) => {
    event.detail.requestConfig.request = { number: ++left, at: now() };
  });

  for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
    document.body.addEventListener(name, showKept);
  }
  for (const name of ["htmx:afterSettle", "alarm-renewed"]) {
    document.body.addEventListener(name, keep);
  }
  // Read again as soon as the platform can be reached.
  const again = () => {
    const open = pane.querySelector("#case[data-kept]");
    if (open && navigator.onLine) {
      window.htmx.ajax("GET", `/alarms/${open.dataset.alarm}`, { source: "#reads-again", target: "#alarm", swap: "innerHTML" }).catch(() => {});
    }
  };
  setInterval(again, RETRY_MS);
  addEventListener("online", again);
  setInterval(tell, 1000);
  keep();
}
