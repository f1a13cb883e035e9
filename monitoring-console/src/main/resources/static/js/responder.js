// The responder's page. What was pressed or written is kept and sent again until the platform has it; the page
// follows the platform every few seconds, but never under a thumb that is writing.
import { keepLink } from "./live.js";

const POLL_MS = 3000;
const RETRY_MS = 3000;
const SAID_MS = 20_000;
const jobs = document.getElementById("jobs");
const link = document.getElementById("link");
const unsent = document.getElementById("unsent");
const said = document.getElementById("said");
let sending = null;
let shown = jobs.innerHTML;

jobs.addEventListener("submit", (event) => {
  event.preventDefault();
  if (sending) {
    return;
  }
  const form = event.target;
  if (form.classList.contains("way-in")) {
    showWayIn(form);
    return;
  }
  sending = { action: form.action, body: new URLSearchParams(new FormData(form)), then: form.dataset.then };
  for (const button of jobs.querySelectorAll("button")) {
    button.disabled = true;
  }
  send();
});

async function send() {
  const { action, body, then } = sending;
  try {
    const response = await fetch(action, { method: "POST", body, headers: { "HX-Request": "true" } });
    if (response.status >= 500) {
      throw new Error(`answer ${response.status}`);
    }
    sending = null;
    unsent.hidden = true;
    show(await response.text(), response);
    confirmed();
    if (then && response.ok) {
      window.open(then, "_self");
    }
  } catch {
    unsent.hidden = false;
    unsent.textContent = "1 waiting to send. Kept here, not received yet; trying again.";
    setTimeout(send, RETRY_MS);
  }
}

// What was received is said for a while, whatever the page shows next.
function confirmed() {
  const done = jobs.querySelector(".done");
  clearTimeout(said.timer);
  said.hidden = !done;
  if (done) {
    said.textContent = done.textContent;
    done.remove();
    said.timer = setTimeout(() => { said.hidden = true; }, SAID_MS);
  }
}

// Every few seconds, and at once when the live link says that something changed.
async function poll() {
  await look();
  setTimeout(poll, POLL_MS);
}

async function look() {
  if (!sending && !writing()) {
    try {
      const response = await fetch("/respond", { headers: { "HX-Request": "true" } });
      if (!response.ok && response.status !== 401) {
        throw new Error(`answer ${response.status}`);
      }
      const html = await response.text();
      say("live");
      if (!sending && !writing()) {
        show(html, response);
      }
    } catch {
      say("lost");
    }
  }
}

function show(html, response) {
  if (response.status === 401) {
    location.assign("/login");
  } else if (html !== shown) {
    shown = html;
    jobs.innerHTML = html;
  } else {
    for (const button of jobs.querySelectorAll("button")) {
      button.disabled = false;
    }
  }
}

// Stays on the page until something about the call-out changes; never kept anywhere.
async function showWayIn(form) {
  try {
    const response = await fetch(form.action, {
      method: "POST",
      body: new URLSearchParams(new FormData(form)),
      headers: { "HX-Request": "true" },
    });
    if (!response.ok) {
      throw new Error(`answer ${response.status}`);
    }
    form.outerHTML = await response.text();
  } catch {
    say("lost");
  }
}

function writing() {
  const open = jobs.querySelector("details[open]");
  const fields = [...jobs.querySelectorAll("input:not([type=hidden]), textarea")];
  return Boolean(open) || fields.some((field) => field.value !== "" || field === document.activeElement);
}

function say(state) {
  link.dataset.link = state;
  link.textContent = state === "live" ? "live" : "no signal";
}

keepLink({ callout: look });
setTimeout(poll, 200);
