// What was done and not taken: what it was, why, and what can be done about it. It stays readable until somebody has read it.
import { h } from "./dom.js";

const DID = {
  ACCEPT: "That you accept", RESPOND: "That you respond", EN_ROUTE: "That you are on the way", ARRIVED: "That you arrived",
  LEFT: "That you left", DECLINE: "That you cannot go", SAFE: "That you are well", REPORT: "Your report", RANG_999: "That you rang 999",
  CODE_FAILED: "That the code did not open", WAY_IN_SHOWN: "That the way in was shown", ETA: "When you come", PHOTO: "Your photo",
  BEGIN: "That you began", UNIT: "The unit", TRIGGER: "A trigger", NOT_TESTABLE: "What cannot be tested", SIGNAL: "The signal",
  KEY_SAFE: "The key safe", CONTACTS: "The contacts", PERSON: "The resident", SPEECH: "The speech", NO_ACCESS: "That nobody opened",
  LEAVE: "That the work is left", COMPLETE: "That the visit is complete",
};
// What only programs read.
const IDS = new Set(["callout", "version", "trigger", "latitude", "longitude"]);
// What somebody wrote about the way in may hold a code: it is not shown to whoever may not be there any more.
const UNSHOWN = new Set(["KEY_SAFE", "CODE_FAILED"]);

// Of a call-out.
export function refused(page, act) {
  return [
    h("p", {}, `Not taken: ${act.why}`),
    told(act, page.state.zone),
    ...whatNow(act, () => page.again(act.id)),
    h("button", { type: "button", onclick: () => page.dismiss(act.id) }, "I have read it"),
  ];
}

// What it was and when, with what was written.
//   timeZone the service's; where it is not known, the phone's
export function told(act, timeZone) {
  const wrote = Object.entries(UNSHOWN.has(act.kind) ? {} : act.data || {})
    .filter(([name, value]) => !IDS.has(name) && ["string", "number"].includes(typeof value) && value !== "").map(([, value]) => value);
  const at = new Date(act.at).toLocaleString("en-GB", { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", timeZone });
  return h("p", { class: "quiet" }, h("span", {}, DID[act.kind] || act.kind), ", ", h("span", {}, at),
    wrote.length > 0 ? h("span", { translate: "no" }, `: ${wrote.join(" · ")}`) : null);
}

// Nothing is wrong with it: whoever did it may not, or no longer.
//   again  sends it once more; left out where it cannot be sent from
export function whatNow(act, again) {
  return act.shut ? [
    h("p", {}, "It is kept here. Tell your manager what it says; when you may again, send it once more."),
    again ? h("button", { type: "button", onclick: again }, "Send it again") : null,
  ] : [];
}
