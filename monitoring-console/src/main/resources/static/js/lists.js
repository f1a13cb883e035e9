// What of all the alarms waits for me, what is in hand, how many there are and which one is heard. Thousands can be open: all
// of it is worked out once for each change and each second, not for each key.
import { askedOf, behindCard, byUrgency, clockOf, meantForMe, waits, withManager } from "./urgency.js";

export class Lists {
  #alarms;
  #me;
  #now;
  #kept = null;
  #loudest;

  /**
   * @param alarms all of them by id; whoever changes them says so (`changed`)
   * @param now gives the time by the platform's clock, in ms
   */
  constructor(alarms, me, now) {
    this.#alarms = alarms;
    this.#me = me;
    this.#now = now;
  }

  /** Something about the alarms, who answers them, or the time has changed. */
  changed() {
    this.#kept = null;
    this.#loudest = undefined;
  }

  /** Those that wait for me, most urgent first. */
  waiting() {
    return this.#all().waiting;
  }

  /** Those somebody works on, mine first. */
  hand() {
    return this.#all().hand;
  }

  /** How many wait, by the number of their priority. */
  counts() {
    return this.#all().counts;
  }

  /** Since when the oldest of them waits, in ms; Infinity where none does. */
  oldest() {
    return this.#all().oldest;
  }

  /** The one that is heard here, or null; worked out by itself, so that it is heard whatever goes wrong with the lists. */
  loudest() {
    if (this.#loudest === undefined) {
      const at = this.#now();
      this.#loudest = null;
      for (const alarm of this.#alarms.values()) {
        if (this.#sounds(alarm, at) && this.#heardHere(alarm, at) && (!this.#loudest || byUrgency(alarm, this.#loudest) < 0)) {
          this.#loudest = alarm;
        }
      }
    }
    return this.#loudest;
  }

  #all() {
    this.#kept ??= this.#workOut();
    return this.#kept;
  }

  #workOut() {
    const me = this.#me;
    const at = this.#now();
    const all = { waiting: [], hand: [], counts: {}, oldest: Infinity };
    const mine = new Set();
    for (const alarm of this.#alarms.values()) {
      if (behindCard(alarm)) {
        continue;
      }
      if (waits(alarm, me)) {
        all.waiting.push(alarm);
        all.counts[alarm.priority] = (all.counts[alarm.priority] ?? 0) + 1;
        all.oldest = Math.min(all.oldest, clockOf(alarm));
      } else if (alarm.state !== "CLOSED") {
        all.hand.push(alarm);
      }
      if (meantForMe(alarm, at)) {
        mine.add(alarm);
      }
    }
    all.waiting.sort((a, b) => a.priority - b.priority || mine.has(b) - mine.has(a) || byUrgency(a, b));
    all.hand.sort((a, b) => (b.takenBy === me) - (a.takenBy === me) || byUrgency(a, b));
    return all;
  }

  // The time of a scheme's manager ends here too, should the platform be late in saying so.
  #sounds(alarm, at) {
    const over = alarm.state === "WAITING" && alarm.managerUntil && !withManager(alarm, at);
    return alarm.state !== "CLOSED" && !behindCard(alarm) && (alarm.sounding || over || askedOf(alarm, this.#me));
  }

  #heardHere(alarm, at) {
    return askedOf(alarm, this.#me) || alarm.takenBy === this.#me || (!alarm.takenBy && meantForMe(alarm, at));
  }
}

/** True while both hold the very same alarms in the same order; a changed alarm is another one. */
export function same(one, other) {
  return one === other || (one.length === other.length && one.every((alarm, at) => alarm === other[at]));
}
