// The operator's telephone on the board: a number that is clicked is written into the log as rung; what is found is walked
// through by keyboard; clocks count; what was open stays readable when the network is gone.
import { dials } from "./dials.js";
import { keepCards } from "./kept.js";
import { ageWords } from "./strips.js";

const pane = document.getElementById("alarm");
const ahead = Number(document.getElementById("top").dataset.now) - Date.now();
const now = () => Date.now() + ahead;

// The link itself opens the telephone; that it was clicked is told beside it. Where that fails, htmx tells of it (unanswered.js).
pane.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-dial], a[data-dial-unit]");
  const alarm = pane.querySelector("#case")?.dataset;
  if (!link || !alarm || alarm.state === "CLOSED") {
    return;
  }
  const values = { _csrf: document.querySelector("input[name=_csrf]").value };
  if (link.dataset.dial) {
    values.dial = link.dataset.dial;
  } else {
    values.unit = link.dataset.dialUnit;
  }
  window.htmx.ajax("POST", `/alarms/${alarm.alarm}/calls`, { source: link, target: "#alarm", swap: "innerHTML", values }).catch(() => {});
});

// A field that a key presses is there to be written in.
pane.addEventListener("click", (event) => {
  if (event.target.matches("input[data-key-act]")) {
    event.target.focus();
  }
});

// Whoever is rung because nobody takes an alarm is rung for that alarm, open or not.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-rings]");
  if (link) {
    const values = { _csrf: document.querySelector("input[name=_csrf]").value, whom: link.dataset.whom, telephone: link.textContent };
    // Nothing of the answer is shown here, but that it was not written down is.
    link.addEventListener("htmx:afterRequest", ({ detail }) => {
      if (detail.successful && detail.xhr.responseText.includes('id="problem"')) {
        window.htmx.trigger(document.body, "htmx:responseError", detail);
      }
    }, { once: true });
    window.htmx.ajax("POST", `/alarms/${link.dataset.rings}/calls`, { source: link, target: "#takes", swap: "none", values }).catch(() => {});
  }
});

document.addEventListener("click", (event) => {
  if (!dials() && event.target.closest('a[href^="tel:"], a[href^="sip:"]')) {
    event.preventDefault();
  }
});

// From the field down to what was found and back; Enter in the field goes to the first.
pane.addEventListener("keydown", (event) => {
  if (!pane.querySelector("#find") || event.ctrlKey || event.altKey || event.metaKey) {
    return;
  }
  const field = pane.querySelector("#q");
  const hits = [...pane.querySelectorAll("a.hit")];
  const at = hits.indexOf(document.activeElement);
  let to = null;
  if (event.key === "ArrowDown" || (event.key === "Enter" && event.target === field)) {
    to = hits[at + 1];
  } else if (event.key === "ArrowUp") {
    to = at > 0 ? hits[at - 1] : field;
  }
  if (to || (event.key === "Enter" && event.target === field)) {
    event.preventDefault();
    to?.focus();
  }
});

// What was found may be drawn anew while somebody is on it already, because the answer to the last letter came late. They
// stay on whom they chose, wherever that stands now; where it is found no longer they are back in the field. Never nowhere:
// there every letter is a key.
let chosen = null;
document.body.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const on = detail.target?.id === "found" && detail.target.contains(document.activeElement) ? document.activeElement : null;
  chosen = on?.getAttribute("href") ?? null;
});
document.body.addEventListener("htmx:afterSwap", ({ detail }) => {
  if (chosen !== null && detail.target?.id === "found") {
    const again = [...detail.target.querySelectorAll("a")].find((link) => link.getAttribute("href") === chosen);
    (again ?? pane.querySelector("#q"))?.focus();
    chosen = null;
  }
});

// The field and what was found belong together; a form that is opened begins where something is missing.
document.body.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target?.id === "alarm") {
    pane.querySelector("#find [autofocus], #case-form [autofocus]")?.focus();
    // The address bar follows, so that a reload returns to the case.
    const open = pane.querySelector("#case")?.dataset.alarm;
    if (open && !location.pathname.startsWith(`/alarms/${open}`)) {
      history.pushState({ id: open }, "", `/alarms/${open}`);
    }
  }
});

// A form that opens is there to be filled in.
pane.addEventListener("toggle", (event) => {
  if (event.target.open) {
    event.target.querySelector("input:not([type=hidden]), select, textarea")?.focus();
  }
}, true);

function countClocks() {
  for (const clock of pane.querySelectorAll("[data-clock][data-since]")) {
    const words = clock.querySelector("[data-words]");
    const due = Number(clock.dataset.due);
    const time = now();
    let text;
    let urgent;
    if (due) {
      urgent = time >= due;
      text = dueWords(clock.dataset.clock, due - time);
    } else {
      const age = time - Number(clock.dataset.since);
      urgent = clock.dataset.clock === "floor" && age >= 3_600_000;
      text = ageWords(age);
    }
    if (words && words.textContent !== text) {
      words.textContent = text;
    }
    clock.classList.toggle("urgent", urgent);
  }
}

// Somebody on the road said when they will be there; of the others we say what is to be done.
function dueWords(kind, left) {
  if (kind === "eta") {
    return left > 0 ? `in ${ageWords(left)}` : `${ageWords(-left)} late`;
  }
  const what = kind === "ambulance" ? "tell 999 how it stands" : "speak with them";
  return left > 0 ? `${what} in ${ageWords(left)}` : `${what} now, ${ageWords(-left)} late`;
}

setInterval(countClocks, 1000);
for (const name of ["htmx:afterSwap", "alarm-renewed"]) {
  document.body.addEventListener(name, countClocks);
}
keepCards(pane, now);
countClocks();
