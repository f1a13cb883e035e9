// The strip board: alarms in, strips out. Everything a unit or a person wrote goes through textContent.
import { Bay } from "./bay.js";
import { clockOf, meantForMe, priorityName, priorityWord, waits, withManager } from "./urgency.js";

/** Who it is about; a unit that is not on file goes by its number. */
export function nameOf(alarm) {
  return !alarm.person || alarm.flags?.includes("NOT_ON_FILE") ? `Unit ${alarm.cid || "unknown"}` : alarm.person;
}

/** Long enough for a key that was already on its way. */
const LOST_FOR_MS = 1000;
const QUEUE_WORDS = { DOOR: "door", COMMUNAL: "communal" };

/** "04:12"; past a hundred minutes in hours. */
export function ageWords(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const minutes = Math.floor(seconds / 60);
  if (minutes < 100) {
    return `${String(minutes).padStart(2, "0")}:${String(seconds % 60).padStart(2, "0")}`;
  }
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${String(minutes % 60).padStart(2, "0")}` : `${Math.floor(hours / 24)} days`;
}

// Made once: making one takes as long as many rows.
const zone = document.getElementById("top").dataset.zone;
const SECONDS = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium", timeZone: zone });
const MINUTES = new Intl.DateTimeFormat("en-GB", { timeStyle: "short", timeZone: zone });

/** In the zone of the board's own clock. */
export const timeOf = (at) => SECONDS.format(at);

/** The same to the minute. */
const hourOf = (at) => MINUTES.format(at);

/** Keeps the three bays as the alarms say. */
export class Strips {
  #template = document.getElementById("strip");
  #strips = new Map();
  #flagWords = new Map();
  #board = null;
  #at = { id: null, row: -1 };
  #ahead = 0;
  #lostAt = -Infinity;
  #bays = {
    open: new Bay("bay-open"),
    waiting: new Bay("bay-waiting", "waiting-words"),
    hand: new Bay("bay-hand", "hand-words"),
  };

  constructor() {
    for (const pair of document.querySelectorAll("#flag-words > div")) {
      const [code, words] = pair.children;
      this.#flagWords.set(code.textContent, [words.textContent, words.className]);
    }
  }

  /** @param board `{known, open, waiting, hand}`: whether anything has been heard yet, the open alarm or null, and two
   * sorted lists */
  show(board, me, now) {
    this.#board = board;
    this.#ahead = now - Date.now();
    const { open, waiting, hand } = this.#bays;
    const chosen = this.chosen();
    const strip = (isOpen, inHand) => (alarm) => this.#strip(alarm, me, isOpen, inHand);
    const drew = [
      open.show(board.open ? [board.open] : [], strip(true, false), "Nothing open."),
      waiting.show(board.waiting, strip(false, false), board.known ? "Nobody waits." : "Not known yet: waiting for the live link."),
      hand.show(board.hand, strip(false, true), board.known ? "Nothing is being worked on." : "Not known yet."),
    ];
    // Rows that were scrolled away are left as well.
    const bays = [open, waiting, hand];
    const count = bays.reduce((sum, bay) => sum + bay.drawn().length, 0);
    if (!drew.includes(true) && this.#strips.size <= count) {
      return;
    }
    const drawn = new Set(bays.flatMap((bay) => bay.drawn().map((alarm) => alarm.id)));
    for (const id of this.#strips.keys()) {
      if (!drawn.has(id)) {
        this.#strips.delete(id);
      }
    }
    if (chosen && !this.chosen()) {
      this.#lostAt = performance.now();
    }
  }

  /** Whether the chosen row has gone a moment ago: a key that was meant for it must not mean another alarm. */
  lost() {
    return performance.now() - this.#lostAt < LOST_FOR_MS;
  }

  /** How many rows there are to go along. */
  rows() {
    return this.#board ? this.#board.waiting.length + this.#board.hand.length : 0;
  }

  /** The id of the row that has the focus, or null. */
  chosen() {
    return document.activeElement?.closest?.(".bay .strip")?.dataset.alarm ?? null;
  }

  /** Moves the focus along the rows: what waits, then what is in hand, as far as there are any, drawn or not. */
  along(key) {
    const { waiting, hand } = this.#board;
    const ids = [...waiting, ...hand].map((alarm) => alarm.id);
    const chosen = this.chosen();
    // Where the row was left: it may have been opened since, and what stood below it has moved up.
    const kept = ids.indexOf(chosen ?? this.#at.id);
    const from = kept >= 0 ? kept : this.#at.row - (key === "ArrowDown" || key === "PageDown" ? 1 : 0);
    const page = (from < waiting.length ? this.#bays.waiting : this.#bays.hand).inSight() - 1;
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity };
    const row = Math.max(0, Math.min(ids.length - 1, from + steps[key]));
    const bay = row < waiting.length ? this.#bays.waiting : this.#bays.hand;
    this.#at = { id: ids[row], row };
    bay.reach(row < waiting.length ? row : row - waiting.length)?.querySelector("a").focus({ preventScroll: true });
  }

  /** Ages, once a second. */
  tick(now) {
    this.#ahead = now - Date.now();
    for (const strip of this.#strips.values()) {
      this.#age(strip, now);
    }
  }

  #age(strip, now) {
    const { alarm, mine } = strip;
    const age = now - clockOf(alarm);
    const waiting = alarm.state === "WAITING";
    const words = ageWords(age);
    if (strip.age.textContent !== words) {
      strip.age.textContent = words;
    }
    turn(strip.age, "due", waiting && age >= 30_000);
    const manager = withManager(alarm, now);
    const over = waiting && !manager && age >= 60_000;
    const holder = manager ? `manager until ${timeOf(manager)}` : over ? "over 60 s" : holderWords(alarm, mine);
    turn(strip.item, "with-manager", Boolean(manager));
    if (strip.holder.textContent !== holder) {
      strip.holder.textContent = holder;
    }
    if (strip.expected) {
      const late = now >= Date.parse(alarm.expectedAt);
      const expected = `${late ? "late, " : ""}expected ${hourOf(Date.parse(alarm.expectedAt))}`;
      if (strip.expected.textContent !== expected) {
        strip.expected.textContent = expected;
        strip.expected.className = `flag ${late ? "doubt" : "known"}`;
      }
    }
    turn(strip.item, "not-mine", waiting && !meantForMe(alarm, now));
    turn(strip.holder, "over", over);
    turn(strip.holder, "mine", mine && !over);
  }

  /** Draws the eye once to a strip that has just come. */
  mark(id) {
    const item = this.#strips.get(id)?.item;
    if (item) {
      item.classList.add("is-new");
      setTimeout(() => item.classList.remove("is-new"), 2600);
    }
  }

  #strip(alarm, me, open, inHand) {
    let strip = this.#strips.get(alarm.id);
    if (!strip) {
      const item = this.#template.content.firstElementChild.cloneNode(true);
      strip = { item, age: item.querySelector(".age"), holder: item.querySelector(".holder") };
      this.#strips.set(alarm.id, strip);
    }
    const changed = strip.alarm !== alarm;
    strip.alarm = alarm;
    strip.mine = Boolean(alarm.takenBy) && alarm.takenBy === me;
    turn(strip.item, "is-open", open);
    turn(strip.item, "in-hand", inHand);
    turn(strip.item, "is-waiting", waits(alarm, me));
    turn(strip.item, "life", alarm.priority === 1);
    if (changed) {
      this.#write(strip.item, alarm);
      strip.expected = strip.item.querySelector("[data-expected]");
    }
    this.#age(strip, Date.now() + this.#ahead);
    return strip.item;
  }

  #write(item, alarm) {
    item.dataset.alarm = alarm.id;
    const part = (name) => item.querySelector(`.${name}`);
    part("mark").className = `mark priority-${priorityName(alarm)}`;
    const shape = alarm.incident?.card ? "incident" : priorityName(alarm);
    part("mark").querySelector("use").setAttribute("href", `#shape-${shape}`);
    item.classList.toggle("incident", shape === "incident");
    part("mark").querySelector("b").textContent = priorityWord(alarm);
    item.querySelector("a").href = `/alarms/${alarm.id}`;
    part("name").translate = nameOf(alarm) !== alarm.person;
    part("name").textContent = nameOf(alarm);
    part("place").translate = alarm.flags?.includes("NOT_ON_FILE") ?? false;
    part("place").textContent = alarm.place || "";
    part("trigger").textContent = alarm.trigger;
    part("flags").replaceChildren(...this.#flags(alarm));
  }

  #flags(alarm) {
    const flags = [];
    if (QUEUE_WORDS[alarm.queue]) {
      flags.push(flag(QUEUE_WORDS[alarm.queue], "known"));
    }
    if (alarm.signalCount > 1) {
      flags.push(flag(`${ordinal(alarm.signalCount)} press`, "known"));
    }
    if (alarm.expectedAt) {
      // Its words are the clock's: somebody who was expected is late by and by.
      const expected = flag("", "known");
      expected.dataset.expected = "";
      flags.push(expected);
    }
    if (alarm.parkedUntil) {
      flags.push(flag(`parked until ${timeOf(Date.parse(alarm.parkedUntil))}: ${alarm.parkedWhy}`, "known"));
    }
    if (alarm.offered) {
      flags.push(flag(alarm.offered.to ? `${alarm.offered.name} is asked` : "for the next shift", "known"));
    }
    const codes = new Set([...(alarm.flags ?? []), ...(alarm.homeFlags ?? [])]);
    for (const [code, [words, kind]] of this.#flagWords) {
      if (codes.delete(code)) {
        flags.push(flag(words, kind));
      }
    }
    for (const code of codes) {
      flags.push(flag(code.toLowerCase().replaceAll("_", " "), "doubt"));
    }
    return flags;
  }
}

// A class that is there already is not written again: for each row and each second that would be work for nothing.
function turn(element, name, on) {
  if (element.classList.contains(name) !== on) {
    element.classList.toggle(name, on);
  }
}

function holderWords(alarm, mine) {
  if (alarm.state === "CLOSED") {
    return "closed";
  }
  if (mine) {
    return "you have it";
  }
  return alarm.takenBy || "";
}

function flag(words, kind) {
  const element = document.createElement("span");
  element.className = `flag ${kind}`;
  element.textContent = words;
  return element;
}

function ordinal(number) {
  const tens = number % 100;
  const ending = tens >= 11 && tens <= 13 ? "th" : ({ 1: "st", 2: "nd", 3: "rd" }[number % 10] ?? "th");
  return number + ending;
}
