// The control room. State lives here; strips.js draws the board, pane.js the open alarm, keys.js reads the table of keys.
import "./headbuttons.js";
import "./unanswered.js";
import { announce } from "./announce.js";
import { actFor, isField, press, pressable, renderStrip } from "./keys.js";
import { Lists } from "./lists.js";
import { keepLink } from "./live.js";
import * as pane from "./pane.js";
import { isPressed } from "./press.js";
import { play } from "./sound.js";
import { ageWords, Strips, timeOf } from "./strips.js";
import { showReleases, showUntaken } from "./banners.js";
import { behindCard, desks, priorityName, unheard, waits } from "./urgency.js";

const byId = (id) => document.getElementById(id);
const top = byId("top").dataset;
const me = top.me;
let ahead = Number(top.now) - Date.now();
const now = () => Date.now() + ahead;

const STALE_MS = 12_000;
const alarms = new Map();
const lists = new Lists(alarms, me, now);
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
  say("waiting", lists.waiting().length > 0);
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

/** Something about the alarms, or who answers them, has changed. */
function draw() {
  lists.changed();
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
  const waiting = lists.waiting();
  const others = (list) => (open && list.includes(open) ? list.filter((alarm) => alarm !== open) : list);
  // A row that went from under the mouse button would open another alarm.
  if (!isPressed(drawSoon)) {
    strips.show({ known, open, waiting: others(waiting), hand: others(lists.hand()) }, me, now());
  }
  showCounts(lists.counts());
  renderStrip(byId("key-strip"), facts(), run);
  say(document, "title", waiting.length ? `(${waiting.length}) Board · Tocsin` : "Board · Tocsin");
}

const counted = [...document.querySelectorAll(".counts li")];

function showCounts(counts) {
  for (const item of counted) {
    const count = counts[item.dataset.priority] ?? 0;
    say(item.querySelector("b"), "textContent", String(known ? count : "–"));
    item.classList.toggle("none", count === 0);
  }
}

/** What says the same already is left alone: the page is not laid out again for it. */
function say(place, what, words) {
  if (place[what] !== words) {
    place[what] = words;
  }
}

function sound() {
  const loudest = lists.loudest();
  // What somebody asked to be reminded of is heard above what only has to be looked at some time.
  if (loudest && (loudest.priority === 1 || !lost()) && (loudest.priority < 3 || !reminds())) {
    play(priorityName(loudest));
  } else {
    play(lost() ? "lost" : reminds() ? "reminder" : "quiet");
  }
}

const reminds = () => Boolean(document.querySelector("[data-reminds=sounds]"));

function lost() {
  return link === "lost" || (link === "live" && stale);
}

function tick() {
  // Whose an alarm is to answer, and what a scheme's manager has, ends with time.
  lists.changed();
  byId("clock").textContent = timeOf(now());
  strips.tick(now());
  sound();
  showUntaken(byId("untaken"), alarms, open);
  showReleases(byId("releasing"), alarms, me, open);
  const oldest = lists.oldest();
  say(byId("oldest"), "textContent", Number.isFinite(oldest) ? ageWords(now() - oldest) : "–");
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
      if (announce(alarm, now())) {
        setTimeout(() => strips.mark(alarm.id), 40);
      }
    }
    if (alarm.id === pane.meantId()) {
      pane.refresh(alarm.version);
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

function nextMostUrgent() {
  const waiting = lists.waiting().filter((alarm) => alarm.id !== pane.openId());
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
  const first = lists.waiting()[0];
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
  // Told of what was swapped and of each part of it: it is drawn at once for the whole, and once for all the parts.
  if (event.target !== event.detail.target) {
    drawSoon();
  } else if (event.target.id === "shift") {
    readDesks();
    draw();
  } else if (event.target.id !== "tests") {
    drawNow();
  }
});

function readDesks() {
  const data = byId("desks")?.dataset;
  if (data) {
    const words = (text) => new Set(text.split(" ").filter(Boolean));
    Object.assign(desks, { mine: words(data.mine), there: words(data.there), partner: data.partner === "yes", lifeMs: Number(data.lifeMs), othersMs: Number(data.othersMs) });
    strips.tick(now());
  }
}
document.body.addEventListener("alarm-renewed", drawNow);
for (const name of ["htmx:afterSettle", "focusin", "focusout", "click"]) {
  document.body.addEventListener(name, drawSoon);
}
addEventListener("popstate", () => {
  const id = location.pathname.match(/^\/alarms\/([0-9a-f-]{36})$/)?.[1];
  (id ? pane.openAlarm(id, { remember: false }) : pane.openNothing({ remember: false })).then(draw);
});

setInterval(tick, 1000);
tick();
draw();
