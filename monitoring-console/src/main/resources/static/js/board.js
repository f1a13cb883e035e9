// The control room. State lives here; strips.js draws the board, pane.js the open alarm, keys.js reads the table of keys.
import { actFor, isField, press, pressable, renderStrip } from "./keys.js";
import { keepLink } from "./live.js";
import * as pane from "./pane.js";
import { allow, play, prepareSound } from "./sound.js";
import { ageWords, askedOf, behindCard, byUrgency, clockOf, desks, meantForMe, nameOf, priorityName, priorityWord, Strips, unheard, waits, withManager } from "./strips.js";
import { showReleases, showUntaken } from "./banners.js";

const byId = (id) => document.getElementById(id);
const top = byId("top").dataset;
const me = top.me;
let ahead = Number(top.now) - Date.now();
const now = () => Date.now() + ahead;

const STALE_MS = 12_000;
const alarms = new Map();
const strips = new Strips();
const seen = new Map();
let link = "joining";
let stale = false;
let known = false;
let asOf = now();
let drawing = false;

/** What is so right now, in the words of the table of keys. */
function facts() {
  const now = pressable();
  const say = (fact, so) => so && now.add(fact);
  const panel = pane.openPanel();
  const open = alarms.get(pane.openId());
  for (const act of pane.acts()) {
    now.add(`can-${act}`);
  }
  // The strip knows of a new press a moment before the alarm has been read again.
  say("can-take", open && pane.acts().size > 0 && waits(open, me));
  say("open", pane.openId());
  say("waiting", waitingInOrder().length > 0);
  const chosen = strips.chosen();
  say("rows", strips.rows() > 0);
  say("row", chosen);
  say("row-waits", chosen && alarms.has(chosen) && waits(alarms.get(chosen), me));
  say("reading", byId("alarm").contains(document.activeElement));
  say("panel", panel);
  say("choices", panel?.querySelector("[data-choices]"));
  say("letters", panel?.querySelector("[data-letter]"));
  say("help", !byId("key-help").hidden);
  say("typing", isField(document.activeElement));
  return now;
}

// Thousands can wait; they are put in order once for each change and each second, not for each key.
let order = null;

function waitingInOrder() {
  if (!order) {
    const at = now();
    const mine = new Set();
    order = [...alarms.values()].filter((alarm) => waits(alarm, me) && !behindCard(alarm));
    for (const alarm of order) {
      if (meantForMe(alarm, at)) {
        mine.add(alarm);
      }
    }
    order.sort((a, b) => a.priority - b.priority || mine.has(b) - mine.has(a) || byUrgency(a, b));
  }
  return order;
}

/** Something about the alarms, or who answers them, has changed. */
function draw() {
  order = null;
  drawSoon();
}

/** Draws once per frame, however much came in. */
function drawSoon() {
  if (!drawing) {
    drawing = true;
    // Not requestAnimationFrame: a board in a background window must still be true, and must sound.
    setTimeout(drawNow, 16);
  }
}

function drawNow() {
  drawing = false;
  // First: whatever goes wrong with drawing, an alarm is heard.
  sound();
  const open = alarms.get(pane.openId()) ?? null;
  const waiting = waitingInOrder();
  const mineFirst = (a, b) => (b.takenBy === me) - (a.takenBy === me) || byUrgency(a, b);
  const hand = [...alarms.values()].filter((alarm) => !waits(alarm, me) && alarm.state !== "CLOSED" && !behindCard(alarm)).sort(mineFirst);
  const others = (list) => list.filter((alarm) => alarm !== open);
  strips.show({ known, open, waiting: others(waiting), hand: others(hand) }, me, now());
  showCounts(waiting);
  renderStrip(byId("key-strip"), facts(), run);
  document.title = waiting.length ? `(${waiting.length}) Board · Tocsin` : "Board · Tocsin";
}

function showCounts(waiting) {
  for (const item of document.querySelectorAll(".counts li")) {
    const count = waiting.filter((alarm) => alarm.priority === Number(item.dataset.priority)).length;
    item.querySelector("b").textContent = known ? count : "–";
    item.classList.toggle("none", count === 0);
  }
}

function sound() {
  let loudest = null;
  for (const alarm of alarms.values()) {
    if (sounds(alarm) && heardHere(alarm) && (!loudest || byUrgency(alarm, loudest) < 0)) {
      loudest = alarm;
    }
  }
  // What somebody asked to be reminded of is heard above what only has to be looked at some time.
  if (loudest && (loudest.priority === 1 || !lost()) && (loudest.priority < 3 || !reminds())) {
    play(priorityName(loudest));
  } else {
    play(lost() ? "lost" : reminds() ? "reminder" : "quiet");
  }
}

const reminds = () => Boolean(document.querySelector("[data-reminds=sounds]"));

function heardHere(alarm) {
  return askedOf(alarm, me) || alarm.takenBy === me || (!alarm.takenBy && meantForMe(alarm, now()));
}

// The time of a scheme's manager ends here too, should the platform be late in saying so.
function sounds(alarm) {
  const over = alarm.state === "WAITING" && alarm.managerUntil && !withManager(alarm, now());
  return alarm.state !== "CLOSED" && !behindCard(alarm) && (alarm.sounding || over || askedOf(alarm, me));
}

function lost() {
  return link === "lost" || (link === "live" && stale);
}

function tick() {
  // Whose an alarm is to answer, and what a scheme's manager has, ends with time.
  order = null;
  byId("clock").textContent = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium", timeZone: top.zone }).format(now());
  strips.tick(now());
  sound();
  showUntaken(byId("untaken"), alarms, open);
  showReleases(byId("releasing"), alarms, me, open);
  let oldest = Infinity;
  for (const alarm of alarms.values()) {
    if (waits(alarm, me) && !behindCard(alarm)) {
      oldest = Math.min(oldest, clockOf(alarm));
    }
  }
  byId("oldest").textContent = Number.isFinite(oldest) ? ageWords(now() - oldest) : "–";
  if (lost()) {
    const what = stale ? "The platform cannot look at its store." : "The live link is lost.";
    byId("lost").textContent = `${what} What you see is ${ageWords(now() - asOf)} old. Trying again.`;
  }
}

keepLink({
  snapshot(list, at) {
    ahead = at ? Date.parse(at) - Date.now() : ahead;
    const open = alarms.get(pane.openId());
    alarms.clear();
    if (open) {
      alarms.set(open.id, { ...open, sounding: false, state: "CLOSED", clock: undefined });
    }
    for (const alarm of list) {
      alarms.set(alarm.id, heard(alarm));
    }
    if (pane.meantId()) {
      pane.refresh();
    }
    known = true;
    asOf = now();
    draw();
  },
  alarm(alarm) {
    const before = alarms.get(alarm.id);
    const open = alarm.id === pane.openId();
    asOf = now();
    if ((alarm.state === "CLOSED" || behindCard(alarm)) && !open) {
      alarms.delete(alarm.id);
    } else {
      alarms.set(alarm.id, heard(alarm));
    }
    draw();
    const again = before && (before.pressedAt !== alarm.pressedAt || !before.sounding || unheard(alarm) > unheard(before));
    if (alarm.sounding && !behindCard(alarm) && (!before || again)) {
      announce(alarm);
    }
    if (alarm.id === pane.meantId()) {
      pane.refresh();
    }
  },
  // The link can live while the platform behind it cannot look: then the board is old, and says so.
  beat(at, platformLooked) {
    asOf = platformLooked ? Date.parse(platformLooked) : now();
    stale = Boolean(at && platformLooked) && Date.parse(at) - asOf > STALE_MS;
    showLink();
  },
  state(next) {
    link = next;
    stale = stale && next === "live";
    showLink();
  },
});

/** A count-down is told as what is left; it runs on here, whatever the clocks say. */
function heard(alarm) {
  if (typeof alarm.releaseInMs === "number") {
    alarm.releaseAt = performance.now() + alarm.releaseInMs;
  }
  return alarm;
}

function showLink() {
  const word = lost() ? "lost" : link;
  byId("link").dataset.link = word;
  byId("link").textContent = word;
  byId("lost").hidden = word !== "lost";
  tick();
  draw();
}

// Spoken by a screen reader; a life alarm interrupts. Nothing here moves the focus. In a flood of faults one in two seconds
// is enough to be heard; what matters of them is the card they end up on.
let faultSaid = 0;
function announce(alarm) {
  if (alarm.priority > 2 && !alarm.incident?.card) {
    if (now() - faultSaid < 2_000) {
      return;
    }
    faultSaid = now();
  }
  setTimeout(() => strips.mark(alarm.id), 40);
  const words = `${priorityWord(alarm)}: ${nameOf(alarm)}, ${alarm.trigger}`;
  byId(alarm.priority === 1 ? "say-now" : "say-polite").textContent = words;
}

function nextMostUrgent() {
  const waiting = waitingInOrder().filter((alarm) => alarm.id !== pane.openId());
  let next = waiting.find((alarm) => seen.get(alarm.id) !== alarm.pressedAt);
  if (!next) {
    seen.clear();
    next = waiting[0];
  }
  return next;
}

function open(id) {
  const alarm = alarms.get(id);
  if (alarm) {
    seen.set(id, alarm.pressedAt);
  }
  // From here on the keys mean what is open, not the row that was chosen before.
  if (strips.chosen()) {
    document.activeElement.blur();
  }
  return pane.openAlarm(id);
}

function run(act) {
  const next = nextMostUrgent();
  const first = waitingInOrder()[0];
  const chosen = strips.chosen();
  const acting = {
    next: () => next && open(next.id),
    take: () => (chosen ? takeRow(chosen) : strips.lost() ? null : pane.meantId() ? pressTake() : first && pane.takeAlarm(first.id)),
    "call-out": () => pane.showPanel("panel-call-out"),
    close: () => pane.showPanel("panel-close"),
    "hand-back": () => pane.showPanel("panel-hand-back"),
    park: () => pane.showPanel("panel-park"),
    "hand-over": () => pane.showPanel("panel-hand-over"),
    confirm: pane.confirm,
    help: () => { byId("key-help").hidden = !byId("key-help").hidden; },
    back: goBack,
  };
  (acting[act] ?? (() => press(act)))();
  drawNow();
}

function takeRow(id) {
  document.activeElement.blur();
  return pane.takeAlarm(id);
}

function pressTake() {
  const meant = pane.meantId();
  const button = meant === pane.openId() && document.querySelector("#alarm [data-act=take]");
  if (button) {
    button.form.requestSubmit(button);
  } else {
    pane.takeAlarm(meant);
  }
}

function goBack() {
  if (!byId("key-help").hidden) {
    byId("key-help").hidden = true;
  } else if (!pane.dismissPanel()) {
    if (isField(document.activeElement) || strips.chosen()) {
      document.activeElement.blur();
    } else if (pane.openId()) {
      pane.openNothing();
    } else {
      press("leave");
    }
  }
}

addEventListener("keydown", (event) => {
  const act = actFor(event, facts());
  if (!act || (act === "confirm" && event.target.closest("button, a, summary"))) {
    return;
  }
  event.preventDefault();
  if (act === "along") {
    strips.along(event.key);
    drawSoon();
  } else if (act === "choose" || act === "letter") {
    pane.choose(event.key);
    drawNow();
  } else {
    run(act);
  }
});

document.querySelector(".board").addEventListener("click", (event) => {
  const strip = event.target.closest("[data-alarm]");
  if (strip && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    open(strip.dataset.alarm);
  }
});

document.body.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id === "shift") {
    readDesks();
    draw();
  } else if (event.detail.target.id !== "tests") {
    drawNow();
  }
});

function readDesks() {
  const data = byId("desks")?.dataset;
  if (data) {
    const words = (text) => new Set(text.split(" ").filter(Boolean));
    Object.assign(desks, { mine: words(data.mine), there: words(data.there), partner: data.partner === "yes", lifeMs: Number(data.lifeMs), othersMs: Number(data.othersMs) });
  }
}
document.body.addEventListener("alarm-renewed", drawNow);
for (const name of ["htmx:afterSettle", "focusin", "focusout", "click"]) {
  document.body.addEventListener(name, drawSoon);
}
document.body.addEventListener("htmx:beforeSwap", (event) => {
  if (new URL(event.detail.xhr.responseURL || location.href).pathname === "/login") {
    event.detail.shouldSwap = false;
    location.assign("/login");
  }
});
for (const name of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  document.body.addEventListener(name, (event) => {
    byId("failed").hidden = false;
    // Nothing opens the buttons of a card that is shown from memory.
    if (event.detail.requestConfig?.verb === "post" && !document.querySelector("#case[data-kept]")) {
      pane.switchOn(byId("alarm"));
    }
  });
}
document.body.addEventListener("htmx:afterOnLoad", () => { byId("failed").hidden = true; });
addEventListener("popstate", () => {
  const id = location.pathname.match(/^\/alarms\/([0-9a-f-]{36})$/)?.[1];
  (id ? pane.openAlarm(id, { remember: false }) : pane.openNothing({ remember: false })).then(draw);
});

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
setInterval(tick, 1000);
tick();
draw();
