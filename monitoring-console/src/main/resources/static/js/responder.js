// The responder's page. What is done is kept in the phone first and sent when there is a signal; what is shown is what
// the platform last said, with what it has not heard yet laid over it. Never redrawn under a thumb that writes or presses.
import { keepLink } from "./live.js";
import { refusal, sendKept } from "./answers.js";
import { Outbox, keepSeen, keepShell, lastSeen } from "./outbox.js";
import { sendPhoto, shrink } from "./photo.js";
import { isPressed } from "./press.js";
import { draw, over } from "./respondjob.js";
import { holdWayIn, holdsWayIn, openWayIn, releaseWayIn } from "./wayin.js";

const POLL_MS = 3000;
const PATIENCE_MS = 8000;
const SAID_MS = 20_000;
const SPOT_MS = 60_000;
const main = document.getElementById("jobs");
const link = document.getElementById("link");
const badge = document.getElementById("waiting");
const trouble = document.getElementById("trouble");
const said = document.getElementById("said");
const by = main.dataset.by;
// What is kept is one person's: on a phone that changes hands nobody sends, or sees, what another did.
const kept = `${by}:respond`;
let csrf = main.dataset.csrf;
let state = null;
let acts = { waiting: [], received: [], refused: [], trouble: "" };
let online = true;
// Why the platform lets whoever is signed in do nothing here; empty as long as it does.
let shut = "";
const shown = new Map();
const opened = new Map();
// The call-outs whose way in this phone can show without a signal.
const ways = new Set();

const outbox = new Outbox(kept, send, (changed) => {
  acts = changed;
  say();
  show();
}, sendOne);

async function sendOne(act) {
  const answer = await sendPhoto(`/respond/${act.data.callout}/photos`, act, csrf, mark);
  if (!answer.refused) {
    tell("Received: your photo is with the case.");
  }
  return answer;
}

// The mark of the forms as it is now, also after somebody signed in anew.
async function mark() {
  await look();
  if (!online) {
    throw new Error(acts.trouble || "no signal");
  }
  return csrf;
}

async function send(some) {
  const { answer, refused } = await sendKept(() => ask("/respond/acts", { body: JSON.stringify({ acts: some }) }), mark);
  if (!answer) {
    return refused ? some.map(({ id }) => ({ id, refused, shut: true })) : null;
  }
  online = true;
  const done = some.findLast((act) => SAID[act.kind] && !answer.answers.find((one) => one.id === act.id)?.refused);
  if (done) {
    tell(SAID[done.kind]);
  }
  take(answer.state);
  return answer.answers;
}

const SAID = {
  DECLINE: "Received: you cannot go. The next contact is asked.",
  LEFT: "Received. The alarm centre closes the alarm.",
  REPORT: "Received: your report stands in the case.",
  RANG_999: "Received: the 999 reference stands in the case.",
  SAFE: "Received: you are well.",
  CODE_FAILED: "Received: the alarm centre knows that the code does not open.",
  ETA: "Received: the alarm centre knows when you come.",
};

function tell(words) {
  clearTimeout(said.timer);
  said.hidden = false;
  said.textContent = words;
  said.timer = setTimeout(() => { said.hidden = true; }, SAID_MS);
}

async function ask(address, how) {
  const response = await fetch(address, {
    ...(how ? { method: "POST", ...how } : {}),
    headers: { "HX-Request": "true", ...(how ? { "Content-Type": "application/json", "X-CSRF-Token": csrf } : {}) },
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  if (response.status === 401) {
    throw new Error("sign in again");
  }
  return response;
}

async function look() {
  try {
    const response = await ask("/respond/state");
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
  if (next.by && next.by !== by) {
    // Somebody else has signed in here since: what this person did waits for them.
    throw new Error("sign in again");
  }
  take(next);
}

function take(next) {
  if (!next) {
    return;
  }
  const known = new Set((state?.jobs || []).map((job) => job.id));
  if (state && next.jobs.some((job) => job.stage === "OFFERED" && !known.has(job.id))) {
    navigator.vibrate?.([300, 100, 300, 100, 600]);
  }
  changedWays(next.jobs);
  state = next;
  csrf = next.csrf;
  keepSeen(kept, next).catch(() => {});
  for (const job of next.jobs) {
    if (job.wayIn && ["ACCEPTED", "EN_ROUTE", "ARRIVED"].includes(job.stage) && !job.late && !job.leftBehind) {
      holdWayIn(by, job.id, job.wayInVersion, (publicKey) => ask(`/respond/${job.id}/way-in`, { body: JSON.stringify({ publicKey }) }))
        .catch(() => {}).then(() => keptWay(job));
    }
    known.delete(job.id);
  }
  // Whoever has left, or is not needed, keeps no code.
  known.forEach((gone) => letGo(gone));
}

async function keptWay(job) {
  const before = ways.has(job.id);
  if (await holdsWayIn(by, job.id, job.wayInVersion).catch(() => false)) {
    ways.add(job.id);
  } else {
    ways.delete(job.id);
  }
  if (ways.has(job.id) !== before) {
    show();
  }
}

// A way in that has been changed is not the one that is shown; what is kept of it is replaced.
function changedWays(jobs) {
  for (const job of jobs) {
    const before = state?.jobs.find((one) => one.id === job.id);
    const shown = before && before.wayInVersion !== job.wayInVersion ? opened.get(job.id) : null;
    // Asked for before the platform had heard that they go: it may be asked again.
    if (shown && opened.delete(job.id) && !shown.problem) {
      tell("How to get in was changed: show it again.");
    }
  }
}

function letGo(job) {
  opened.delete(job);
  ways.delete(job);
  releaseWayIn(by, job).catch(() => {});
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
    trouble.textContent = "No signal. What you do is kept here with its time, and sent by itself.";
  } else if (shut) {
    trouble.textContent = `${shut} What you do here is not taken: ring the alarm centre.`;
  }
}

function show() {
  if (!state || isPressed(show)) {
    return;
  }
  const page = { state, acts, online, opened, ways, act, photo, wayIn, dismiss: (one) => outbox.dismiss(one), again: (one) => outbox.again(one) };
  const wanted = draw(page);
  for (const place of [...main.children]) {
    if (!wanted.some((part) => part.id === place.id)) {
      shown.delete(place.id);
      place.remove();
    }
  }
  for (const [index, part] of wanted.entries()) {
    let place = document.getElementById(part.id);
    if (!place) {
      place = document.createElement(part.tag || "section");
      place.id = part.id;
    }
    if (main.children[index] !== place) {
      main.insertBefore(place, main.children[index] || null);
    }
    const key = JSON.stringify(part.from);
    if (shown.get(part.id) !== key && !writing(place)) {
      const open = [...place.querySelectorAll("details[open]")].map((one) => one.id);
      shown.set(part.id, key);
      place.className = part.tone || "";
      for (const [name, value] of Object.entries(part.data || {})) {
        place.dataset[name] = value;
      }
      place.replaceChildren(...part.draw().filter(Boolean));
      open.forEach((id) => document.getElementById(id)?.setAttribute("open", ""));
    }
  }
  clocks();
}

function writing(place) {
  return [...place.querySelectorAll("input, textarea, select")].some((field) =>
    field === document.activeElement || field.dataset.typed === "yes");
}

main.addEventListener("input", (event) => { event.target.dataset.typed = "yes"; });

async function act(job, kind, data = {}) {
  // The page goes on at once; the platform hears of it when it can.
  for (const field of main.querySelectorAll("[data-typed]")) {
    delete field.dataset.typed;
  }
  document.activeElement?.blur?.();
  await outbox.add(kind, { callout: job.id, ...data });
  if (kind === "LEFT" || kind === "DECLINE") {
    letGo(job.id);
  }
}

async function photo(job, file) {
  try {
    await outbox.add("PHOTO", { callout: job.id }, await shrink(file));
  } catch {
    tell("This could not be read as a photo. Take it again.");
  }
}

async function wayIn(job) {
  let problem = "It is not on this phone yet, and there is no signal. Ring the alarm centre.";
  const held = await openWayIn(by, job.id, job.wayInVersion).catch(() => {
    problem = "What this phone keeps of it cannot be opened, and there is no signal. Ring the alarm centre.";
    return null;
  });
  const way = held ?? await askedWayIn(job, problem);
  // What was changed while it was on its way is not the one that opens.
  if (state.jobs.find((one) => one.id === job.id)?.wayInVersion !== job.wayInVersion) {
    tell("How to get in was changed: show it again.");
    return;
  }
  opened.set(job.id, way);
  if (held) {
    await outbox.add("WAY_IN_SHOWN", { callout: job.id });
  }
  show();
}

async function askedWayIn(job, otherwise) {
  try {
    const response = await ask(`/respond/${job.id}/access`, { body: "{}" });
    return response.ok ? await response.json() : { problem: "Nothing can be shown." };
  } catch {
    return { problem: otherwise };
  }
}

// Both clocks and the time until the next word, each second, without drawing anything anew.
function clocks() {
  for (const place of main.querySelectorAll("[data-since]")) {
    const end = place.dataset.until ? Number(place.dataset.until) : Date.now();
    place.textContent = over(Math.max(0, end - Number(place.dataset.since)));
  }
  for (const place of main.querySelectorAll("[data-due]")) {
    const left = Number(place.dataset.due) - Date.now();
    place.textContent = left > 0 ? `in ${over(left)}` : place.dataset.late ? `${over(-left)} late` : `since ${over(-left)}`;
    place.closest("section")?.classList.toggle("overdue", left <= 0);
  }
}

const sharing = document.getElementById("spot");
let lastSpot = 0;

function share() {
  if (sharing?.checked && navigator.geolocation && !share.watch) {
    share.watch = navigator.geolocation.watchPosition(({ coords }) => {
      if (Date.now() - lastSpot > SPOT_MS && online) {
        lastSpot = Date.now();
        ask("/respond/position", { body: JSON.stringify({ latitude: coords.latitude, longitude: coords.longitude }) }).catch(() => {});
      }
    }, () => { sharing.checked = false; }, { maximumAge: 30_000 });
  } else if (!sharing?.checked && share.watch) {
    navigator.geolocation.clearWatch(share.watch);
    share.watch = null;
  }
}

async function poll() {
  if (document.visibilityState === "visible" || !online) {
    await look();
  }
  setTimeout(poll, POLL_MS);
}

async function begin() {
  await outbox.tell();
  const before = await lastSeen(kept).catch(() => null);
  if (before && !state) {
    state = before.what;
    show();
    state.jobs.forEach(keptWay);
  }
  window.addEventListener("online", look);
  sharing.checked = localStorage.getItem("spot") === by;
  sharing.addEventListener("change", () => {
    localStorage.setItem("spot", sharing.checked ? by : "");
    share();
  });
  share();
  setInterval(clocks, 1000);
  keepShell("/respond").then(async () => {
    const ready = await navigator.serviceWorker?.ready;
    // What this page is made of, also when it was loaded before there was a worker.
    const made = [location.pathname, ...performance.getEntriesByType("resource").map((one) => one.name)
      .filter((name) => name.startsWith(`${location.origin}/static/`))];
    ready?.active?.postMessage(made);
  }).catch(() => {});
  keepLink({ callout: look });
  poll();
}

begin();
