// One list of the board. Only the rows near the eye are drawn, so that two thousand alarms cost no more than fifty: all rows
// have one height (3.5 rem, board.css), and those that are not drawn are room above and below. Where the eye rests is kept
// here, not by the browser.
import { same } from "./lists.js";

const DRAWN = 60;
const BEFORE = 24;
const EDGE = 8;
const HAIR = 0.05;

export class Bay {
  #list;
  #words;
  #alarms = [];
  #strip = () => null;
  #from = 0;
  #to = 0;
  #row = 56;
  #height = 0;
  #top = 0;
  #nobody = null;

  /** @param words the id of what says how many there are, if anything does */
  constructor(id, words) {
    this.#list = document.getElementById(id);
    this.#words = document.getElementById(words);
    new ResizeObserver(() => {
      const chosen = this.#chosenInSight();
      this.#row = 3.5 * parseFloat(getComputedStyle(document.documentElement).fontSize);
      this.#height = this.#list.clientHeight;
      if (chosen >= 0 && this.#height > 0) {
        this.#draw(this.#before(chosen));
      }
      this.#look();
    }).observe(this.#list);
    this.#list.addEventListener("scroll", () => this.#look(), { passive: true });
  }

  /** @param strip gives an alarm's row
   * @param nobody said where there are none
   * @return false where all is drawn so already */
  show(alarms, strip, nobody) {
    if (nobody === this.#nobody && same(alarms, this.#alarms)) {
      this.#alarms = alarms;
      return false;
    }
    const top = this.#top;
    const before = this.#alarms;
    this.#nobody = nobody;
    this.#alarms = alarms;
    this.#strip = strip;
    // Whoever has scrolled down keeps before the eye what stands there, whatever comes in above. At the top the top is shown.
    if (top > 0 && before !== alarms) {
      const first = Math.min(before.length - 1, Math.floor(top / this.#row));
      const now = first < 0 ? -1 : alarms.findIndex((alarm) => alarm.id === before[first].id);
      this.#draw(now < 0 ? top : top + (now - first) * this.#row);
    } else {
      this.#draw(top);
    }
    if (!alarms.length) {
      const item = document.createElement("li");
      item.className = "bay-empty";
      item.textContent = nobody;
      this.#list.replaceChildren(item);
    }
    return true;
  }

  /** Those that have a row on the page now. */
  drawn() {
    return this.#alarms.slice(this.#from, this.#to);
  }

  /** How many whole rows can be seen at once; at least two. */
  inSight() {
    return Math.max(2, Math.floor(this.#height / this.#row));
  }

  /** Brings this row before the eye and gives it. */
  reach(at) {
    this.#draw(this.#before(at));
    return this.#strip(this.#alarms[at]);
  }

  // How far down the list must stand for this row to be seen whole; no further than it stands already, if it is.
  #before(at) {
    const lowest = (at + 1) * this.#row - this.#height;
    return Math.min(at * this.#row, Math.max(this.#top, lowest));
  }

  // A banner that comes takes its room from the lists: the chosen row that was before the eye stays there. Where it stands
  // among all, or -1.
  #chosenInSight() {
    const { activeElement } = document;
    const id = this.#list.contains(activeElement) ? activeElement.closest("[data-alarm]")?.dataset.alarm : undefined;
    const at = id ? this.#alarms.findIndex((alarm) => alarm.id === id) : -1;
    return at >= 0 && Math.abs(this.#before(at) - this.#top) < 1 ? at : -1;
  }

  // Read while the page is laid out anyway; asking for it at every drawing would have it laid out each time.
  #look() {
    const top = this.#list.scrollTop;
    this.#top = top;
    const first = Math.floor(top / this.#row);
    const last = first + this.inSight() + 1;
    const above = this.#from > 0 && first - EDGE < this.#from;
    const below = this.#to < this.#alarms.length && last + EDGE > this.#to;
    if (above || below) {
      this.#draw(top);
    } else {
      this.#say(top);
    }
  }

  #draw(top) {
    const count = this.#alarms.length;
    const room = Math.max(DRAWN, this.inSight() + 2 * BEFORE);
    const first = Math.floor(top / this.#row);
    this.#from = Math.max(0, Math.min(first - BEFORE, count - room));
    this.#to = Math.min(count, this.#from + room);
    const many = count > room;
    const strips = this.drawn().map((alarm, i) => {
      const item = this.#strip(alarm);
      place(item, many ? this.#from + i + 1 : null, count);
      return item;
    });
    this.#room("--above", this.#from * this.#row);
    this.#room("--below", (count - this.#to) * this.#row);
    arrange(this.#list, strips);
    if (this.#top !== top) {
      this.#list.scrollTop = top;
      this.#top = this.#list.scrollTop;
    }
    this.#say(top);
  }

  #room(name, px) {
    const room = `${px}px`;
    if (this.#list.style.getPropertyValue(name) !== room) {
      this.#list.style.setProperty(name, room);
    }
  }

  // What is out of sight is never out of the count.
  #say(top) {
    if (!this.#words) {
      return;
    }
    const count = this.#alarms.length;
    // A row that is cut is not in sight; a hair's breadth cuts none.
    const above = Math.min(count, Math.ceil(top / this.#row - HAIR));
    const below = Math.max(0, count - Math.floor((top + this.#height) / this.#row + HAIR));
    const words = [String(count), above > 0 && `${above} above`, below > 0 && `${below} more below`].filter(Boolean).join(", ");
    if (this.#words.textContent !== words) {
      this.#words.textContent = words;
    }
  }
}

/** For who does not see the room above and below: which of how many this is. */
function place(item, at, count) {
  for (const [name, value] of [["aria-posinset", at], ["aria-setsize", count]]) {
    if (at === null) {
      item.removeAttribute(name);
    } else if (item.getAttribute(name) !== String(value)) {
      item.setAttribute(name, value);
    }
  }
}

/** Puts the strips in order and touches only those that are out of place, so that focus and scroll stay. */
function arrange(list, strips) {
  const focused = list.contains(document.activeElement) ? document.activeElement : null;
  const wanted = new Set(strips);
  for (const child of [...list.children]) {
    if (!wanted.has(child)) {
      child.remove();
    }
  }
  let at = list.firstElementChild;
  for (const strip of strips) {
    if (strip === at) {
      at = at.nextElementSibling;
    } else {
      list.insertBefore(strip, at);
    }
  }
  if (focused && focused !== document.activeElement && list.contains(focused)) {
    focused.focus({ preventScroll: true });
  }
}
