// What stands over the board until a person does something about it. Everything is text.
import { h } from "./dom.js";
import { nameOf } from "./strips.js";

// What stands above the board takes its room.
const MOST = 2;

/** Life alarms nobody takes, and whom to ring. */
export function showUntaken(list, alarms, open) {
  show(list, [...alarms.values()].filter((alarm) => alarm.untaken && alarm.state === "WAITING"), (alarm) => {
    const { partner, name, number } = alarm.untaken;
    const who = partner ? "the partner centre" : "the manager on call";
    const dial = number?.match(/[+0-9][+0-9 ()-]{3,}/)?.[0];
    const ring = number
      ? [`Ring ${who}: ${name ?? ""} `, dial ? h("a", { href: `tel:${dial.replace(/[^+0-9]/g, "")}`, "data-rings": alarm.id, "data-whom": `${who}${name ? `, ${name}` : ""}` }, dial) : number]
      : [`No number of ${who} is on file.`];
    return [h("b", {}, "Nobody takes a life alarm. "), link(alarm, open), ". ", ...ring];
  }, (alarm) => `${alarm.id} ${alarm.untaken.at}`);
}

/** Alarms whose taker's browser is gone, and when they go back to the board. */
export function showReleases(list, alarms, me, open) {
  const going = [...alarms.values()].filter((alarm) => alarm.releaseAt && typeof alarm.releaseInMs === "number" && alarm.takenBy);
  show(list, going, (alarm) => [
    h("b", {}, `${alarm.takenBy === me ? "Your" : `${alarm.takenBy}'s`} browser is gone. `), link(alarm, open),
    " goes back to the board in ", h("b", { class: "left" }), " s.",
  ], (alarm) => `${alarm.id} ${alarm.takenBy}`);
  going.slice(0, MOST).forEach((alarm, at) => {
    const left = list.children[at]?.querySelector(".left");
    if (left) {
      left.textContent = String(Math.max(0, Math.ceil((alarm.releaseAt - performance.now()) / 1000)));
    }
  });
}

function link(alarm, open) {
  return h("a", {
    href: `/alarms/${alarm.id}`,
    onclick: (event) => {
      if (!event.ctrlKey && !event.metaKey && !event.shiftKey) {
        event.preventDefault();
        open(alarm.id);
      }
    },
  }, `${alarm.trigger}, ${nameOf(alarm)}`);
}

// A banner that says the same is left alone: a screen reader says it once.
function show(list, alarms, words, key) {
  const said = `${alarms.slice(0, MOST).map(key).join(" ")} ${alarms.length}`;
  if (list.dataset.said === said) {
    return;
  }
  list.dataset.said = said;
  const more = alarms.length > MOST ? [h("li", { class: "banner" }, `and ${alarms.length - MOST} more`)] : [];
  list.replaceChildren(...alarms.slice(0, MOST).map((alarm) => h("li", { class: "banner" }, ...words(alarm))), ...more);
}
