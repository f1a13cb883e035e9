// Only on pages of somebody who reads Welsh. The platform has put the page into Welsh already; here goes what scripts write
// on it afterwards: as soon as it stands there, before it is drawn. The same catalogue and the same rules as on the platform
// (Phrases and Phrase there). What is no phrase of ours stays what it is; translate="no" is never touched.
import words from "../words/cy.js";

const PLACE = /\{([0-9])(?::([ndwt]))?\}/g;
const FIGURE = /^(?:[+-]?[0-9](?:[0-9.,:/ –-]*[0-9])?|[0-9.]+ ?%|–)$/;
const WORD = /[\p{L}'’]+/gu;
const DAYS = "Mon|Tue|Wed|Thu|Fri|Sat|Sun|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday";
const MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|January|February|March|April|June|July|August|September|October|November|December";
const DAY = new RegExp(`^(?:(${DAYS}),? ?)?(?:(?:([0-9]{1,2}) )?(${MONTHS})(?: ([0-9]{4}))?)?(?:(,? ?)([0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\\.[0-9]{3})?)?))?$`);
const MONTH = new RegExp(`^(?:${MONTHS})$`);
const LONGEST = 2000;
const DEEPEST = 4;
const MOST_TRIES = 24;
const MOST_LOOK_UPS = 1000;
const READ = ["title", "aria-label", "placeholder", "alt"];
// Without looking back: a browser of some years ago does not know how, and would not read this file at all.
const STOP = /([.?!]) (?=[\p{Lu}0-9“*])/gu;
const NEVER = "[translate=no], script, style, textarea, svg";

const exact = new Map(Object.entries(words));
const byWord = new Map();
for (const [english, welsh] of exact) {
  if (english.search(PLACE) >= 0 || welsh.search(PLACE) >= 0) {
    const phrase = { ...split(english), english, welsh: split(welsh) };
    phrase.weight = phrase.fixed.join("").match(/\p{L}/gu)?.length ?? 0;
    const word = wholeWord(phrase.fixed);
    byWord.set(word, [...(byWord.get(word) ?? []), phrase]);
  }
}

// The longest word that stands whole in every text that fits.
function wholeWord(fixed) {
  let longest = "";
  fixed.forEach((part, i) => {
    for (const { 0: word, index } of part.matchAll(WORD)) {
      const begins = index > 0 || i === 0;
      const ends = index + word.length < part.length || i === fixed.length - 1;
      longest = begins && ends && word.length > longest.length ? word : longest;
    }
  });
  return longest;
}

function split(phrase) {
  const fixed = [];
  const places = [];
  let at = 0;
  for (const found of phrase.matchAll(PLACE)) {
    fixed.push(phrase.slice(at, found.index));
    places.push({ number: found[1], kind: found[2] ?? "" });
    at = found.index + found[0].length;
  }
  fixed.push(phrase.slice(at));
  return { fixed, places };
}

function inPlace(kind, value, depth) {
  switch (kind) {
    case "n": return FIGURE.test(value) ? value : null;
    case "d": return day(value);
    case "w": return /\p{L}/u.test(value) ? say(value, depth) : null;
    case "t": return say(value, depth) ?? value;
    default: return value;
  }
}

function fit({ fixed, places, welsh }, text, depth) {
  const end = fixed[places.length];
  const limit = text.length - end.length;
  if (limit <= fixed[0].length || !text.startsWith(fixed[0]) || !text.endsWith(end)) {
    return null;
  }
  const found = {};
  let left = MOST_TRIES;
  // Where the words behind a place occur more than once, the next is tried too, but not for ever.
  const fits = (i, from) => {
    if (i === places.length) {
      return from === limit;
    }
    const last = i === places.length - 1;
    const behind = fixed[i + 1];
    let next = last ? limit : text.indexOf(behind, from + 1);
    while (next > from && next <= limit && left-- > 0) {
      const there = text.slice(from, next);
      const value = inPlace(places[i].kind, there, depth);
      // Before other words stands a name or the like; what stands behind a colon may be anybody's sentence.
      const plain = last || !["", "t"].includes(places[i].kind) || !there.includes(": ");
      if (value !== null && plain && fits(i + 1, last ? limit : next + behind.length)) {
        found[places[i].number] = value;
        return true;
      }
      next = last ? -1 : text.indexOf(behind, next + 1);
    }
    return false;
  };
  return fits(0, fixed[0].length)
    ? welsh.places.map((place, i) => welsh.fixed[i] + found[place.number]).join("") + welsh.fixed.at(-1)
    : null;
}

function day(text) {
  const found = /[0-9]/.test(text) ? text.match(DAY) : null;
  if (!found) {
    return null;
  }
  const [, weekday, number, month, year, between, time] = found;
  const date = [exact.get(weekday) ?? weekday, number, exact.get(month) ?? month, year].filter(Boolean).join(" ");
  return date + (time ? (date ? between : "") + time : "");
}

// "Close" and "close" are one phrase.
function otherCase(text) {
  const upper = text?.[0].toUpperCase();
  return text && (text[0] === upper ? text[0].toLowerCase() : upper) + text.slice(1);
}

// Of one text; one of many colons and commas could be cut in any number of ways.
let lookUps = 0;

/** This text in Welsh, or null when it is no phrase of ours. */
export function say(text, depth = 0) {
  lookUps = depth === 0 ? 1 : lookUps + 1;
  if (text.length > LONGEST || depth > DEEPEST || lookUps > MOST_LOOK_UPS) {
    return null;
  }
  if (text.length === 1 || !/\p{L}/u.test(text)) {
    return text;
  }
  const known = exact.get(text) ?? otherCase(exact.get(otherCase(text)));
  if (known !== undefined && !text.includes("{")) {
    return MONTH.test(text) ? null : known;
  }
  const date = day(text);
  if (date !== null) {
    return date;
  }
  const inParts = parts(text, depth) ?? sentences(text, depth);
  if (inParts !== null) {
    return inParts;
  }
  const likely = ["", ...new Set(text.match(WORD))].flatMap((word) => byWord.get(word) ?? [])
    .sort((a, b) => b.weight - a.weight || b.english.length - a.english.length || (a.english < b.english ? -1 : 1));
  for (const phrase of likely) {
    const welsh = fit(phrase, text, depth + 1);
    if (welsh !== null) {
      return welsh;
    }
  }
  return null;
}

// A paragraph is said sentence by sentence, if each is one of ours.
function sentences(text, depth) {
  const each = text.replace(STOP, "$1\n").split("\n");
  return each.length < 2 ? null : joined(each, " ", depth);
}

// What stands between middle dots is said each for itself.
function parts(text, depth) {
  const begun = text.startsWith("· ") ? "· " : "";
  const ended = text.length > begun.length && text.endsWith(" ·") ? " ·" : "";
  const inner = text.slice(begun.length, text.length - ended.length);
  if (inner.length === text.length && !inner.includes(" · ")) {
    return null;
  }
  const welsh = joined(inner.split(" · "), " · ", depth);
  return welsh === null ? null : begun + welsh + ended;
}

// All of them in Welsh, or null where one has none.
function joined(parts, between, depth) {
  const welsh = [];
  for (const part of parts) {
    const one = say(part, depth + 1);
    if (one === null) {
      return null;
    }
    welsh.push(one);
  }
  return welsh.join(between);
}

// Around the words the white space stays as it is.
function inWelsh(text) {
  const core = text.trim().replace(/\s+/g, " ");
  const welsh = core ? say(core) : null;
  return welsh === null || welsh === core ? null : text.match(/^\s*/)[0] + welsh + text.match(/\s*$/)[0];
}

function read(node) {
  if (node.nodeType === Node.TEXT_NODE) {
    const welsh = node.parentElement?.closest(NEVER) ? null : inWelsh(node.data);
    if (welsh !== null) {
      node.data = welsh;
    }
  } else if (node.nodeType === Node.ELEMENT_NODE && !node.closest(NEVER)) {
    READ.forEach((name) => readAttribute(node, name));
    node.childNodes.forEach(read);
  }
}

function readAttribute(element, name) {
  const welsh = element.hasAttribute(name) ? inWelsh(element.getAttribute(name)) : null;
  if (welsh !== null) {
    element.setAttribute(name, welsh);
  }
}

// A phrase that could not be read is no reason to leave the page half written.
function readSafely(change) {
  try {
    if (change.type === "attributes") {
      if (!change.target.closest(NEVER)) {
        readAttribute(change.target, change.attributeName);
      }
    } else if (change.type === "characterData") {
      read(change.target);
    } else {
      change.addedNodes.forEach(read);
    }
  } catch (problem) {
    console.error("not put into Welsh", problem);
  }
}

new MutationObserver((changes) => changes.forEach(readSafely))
  .observe(document.documentElement, { childList: true, characterData: true, subtree: true, attributes: true, attributeFilter: READ });
