// The page of one visit. What is done is kept in the phone first and sent when there is a signal; what is shown is what
// the platform last said, with what it has not heard yet marked so.
import { refusal, sendKept } from "./answers.js";
import { Outbox, keepSeen, keepShell, lastSeen } from "./outbox.js";
import { sendPhoto, shrink } from "./photo.js";
import { isPressed } from "./press.js";
import { sections } from "./visitsteps.js";

const FAST_MS = 1500;
const SLOW_MS = 5000;
const PATIENCE_MS = 8000;
const main = document.getElementById("visit");
const link = document.getElementById("link");
const badge = document.getElementById("waiting");
const trouble = document.getElementById("trouble");
const path = `/visit/${location.pathname.split("/")[2]}`;
const visitId = path.slice("/visit/".length);
// What is kept is one person's: on a phone that changes hands nobody sends, or sees, what another did.
const kept = `${main.dataset.by}:${visitId}`;
let csrf = main.dataset.csrf;
let state = null;
let acts = { waiting: [], received: [], refused: [], trouble: "" };
let online = true;
// Why the platform lets whoever is signed in do nothing here; empty as long as it does.
let shut = "";
// How to get in, once asked for: in this window alone, never among what the phone keeps.
let way = null;
const shown = new Map();

const outbox = new Outbox(kept, send, (changed) => {
  acts = changed;
  say();
  show();
}, (act) => sendPhoto(`${path}/photos`, act, csrf, mark));

// The mark of the forms as it is now, also after somebody signed in anew.
async function mark() {
  await look();
  if (!online) {
    throw new Error(acts.trouble || "no signal");
  }
  return csrf;
}

async function send(some) {
  const { answer, refused } = await sendKept(() => ask(`${path}/acts`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRF-Token": csrf },
    body: JSON.stringify({ acts: some }),
  }), mark);
  if (!answer) {
    return refused ? some.map(({ id }) => ({ id, refused, shut: true })) : null;
  }
  take(answer.state);
  return answer.answers;
}

async function ask(address, how = {}) {
  const response = await fetch(address, {
    ...how,
    headers: { ...how.headers, "HX-Request": "true" },
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  if (response.status === 401) {
    throw new Error("sign in again");
  }
  return response;
}

async function look() {
  try {
    const response = await ask(`${path}/state`);
    shut = await refusal(response);
    if (!shut) {
      await read(response);
    }
    online = true;
    if (acts.waiting.length > 0) {
      outbox.flush();
    }
  } catch (problem) {
    online = false;
    acts.trouble = problem.message;
  }
  say();
  show();
}

async function read(response) {
  if (!response.ok) {
    throw new Error(`answer ${response.status}`);
  }
  const next = await response.json();
  if (next.by && next.by !== main.dataset.by) {
    // Somebody else has signed in here since: what this person did waits for them.
    throw new Error("sign in again");
  }
  take(next);
}

function take(next) {
  if (next) {
    state = next;
    csrf = next.csrf;
    way = next.state === "OPEN" ? stillSo(way, next) : null;
    keepSeen(kept, next).catch(() => {});
  }
}

function say() {
  const count = acts.waiting.length;
  badge.textContent = count === 0 ? "nothing waiting" : `${count} waiting to send`;
  badge.classList.toggle("some", count > 0);
  const signedOut = acts.trouble === "sign in again" && !online;
  link.dataset.link = online ? "live" : "lost";
  link.textContent = online ? "live" : "no signal";
  trouble.hidden = online && !shut;
  if (signedOut) {
    trouble.replaceChildren("You are signed out. What you did is kept here. ", Object.assign(document.createElement("a"),
      { href: "/login", textContent: "Sign in to send it" }));
  } else if (!online) {
    trouble.textContent = state?.testMode
      ? "No signal: everything from this home is live. What you write down is kept here."
      : "No signal. What you write down is kept here and sent by itself.";
  } else if (shut) {
    trouble.textContent = `${shut} What you do here is not taken: ring your manager.`;
  }
}

// Each section is drawn anew only when it changed, and never under a thumb that is writing in it.
function show() {
  if (!state || isPressed(show)) {
    return;
  }
  const wanted = sections({ state, acts, online, way, showWay, act, noAccess, dismiss: (one) => outbox.dismiss(one), sendAgain: (one) => outbox.again(one), again: look });
  for (const place of [...main.children]) {
    if (!wanted.some((section) => section.id === place.id)) {
      shown.delete(place.id);
      place.remove();
    }
  }
  for (const [index, section] of wanted.entries()) {
    let place = document.getElementById(section.id);
    if (!place) {
      place = document.createElement("section");
      place.id = section.id;
    }
    if (main.children[index] !== place) {
      main.insertBefore(place, main.children[index] || null);
    }
    const key = JSON.stringify(section.from);
    if (shown.get(section.id) !== key && !writing(place)) {
      const opened = [...place.querySelectorAll("details[open]")].map((one) => one.id);
      shown.set(section.id, key);
      place.replaceChildren(...section.draw().filter(Boolean));
      place.className = section.tone || "";
      for (const one of opened) {
        document.getElementById(one)?.setAttribute("open", "");
      }
    }
  }
}

// What was shown before it was changed is shown no more.
function stillSo(shown, next) {
  return shown?.version && next.wayInVersion && shown.version !== next.wayInVersion
    ? { problem: "How to get in was changed: show it again." } : shown;
}

// What is said of the code is said of the one that was shown; which one that was is no secret, and outlives this window.
function act(kind, data) {
  const version = sessionStorage.getItem(`way:${visitId}`);
  return outbox.add(kind, kind === "KEY_SAFE" && version ? { ...data, version } : data);
}

async function showWay() {
  try {
    const response = await ask(`${path}/access`, { method: "POST", headers: { "Content-Type": "application/json", "X-CSRF-Token": csrf }, body: "{}" });
    way = response.ok ? await response.json() : { problem: "Nothing can be shown." };
    if (way.version) {
      sessionStorage.setItem(`way:${visitId}`, way.version);
    }
  } catch {
    way = { problem: "There is no signal. Ring the alarm centre." };
  }
  show();
}

// What was found at the door first, then the photo of it: without the word the platform would not take it.
async function noAccess({ photo, ...said }) {
  await outbox.add("NO_ACCESS", said);
  if (photo?.size > 0) {
    await shrink(photo).then((jpeg) => outbox.add("PHOTO", {}, jpeg)).catch(() => {
      trouble.hidden = false;
      trouble.textContent = "The photo could not be read and was not sent. That nobody opened was.";
    });
  }
}

function writing(place) {
  return [...place.querySelectorAll("input, textarea, select, video")].some((field) =>
    field === document.activeElement || (field.dataset.typed === "yes" && field.value !== "") || field.tagName === "VIDEO");
}

main.addEventListener("input", (event) => { event.target.dataset.typed = "yes"; });

async function poll() {
  if (document.visibilityState === "visible") {
    await look();
  }
  setTimeout(poll, state?.state === "OPEN" ? FAST_MS : SLOW_MS);
}

async function begin() {
  await outbox.tell();
  const before = await lastSeen(kept).catch(() => null);
  if (before && !state) {
    state = before.what;
    show();
  }
  window.addEventListener("online", look);
  keepShell("/visit").then(async () => {
    const ready = await navigator.serviceWorker?.ready;
    // What this page is made of, also when it was loaded before there was a worker.
    const made = [location.pathname, ...performance.getEntriesByType("resource").map((one) => one.name)
      .filter((name) => name.startsWith(`${location.origin}/static/`))];
    ready?.active?.postMessage(made);
  }).catch(() => {});
  poll();
}

begin();
