// When the responder will be there: one tap, and another one changes it. Each is an act of its own, kept in the phone and
// sent like the others.
import { field, form, h } from "./dom.js";

const MINUTES = [10, 20, 30, 45];

// What was said last, also where the platform has not heard it yet.
function said(page, job) {
  const waiting = page.acts.waiting.filter((act) => act.kind === "ETA" && act.data.callout === job.id).at(-1);
  if (!waiting) {
    return job.expected || null;
  }
  const at = Date.parse(waiting.at) + 60_000 * Number(waiting.data.minutes);
  // In the service's zone, like every time on this page, wherever the phone thinks it is.
  return { at, time: new Date(at).toLocaleTimeString("en-GB", { timeZone: page.state.zone }), after: null };
}

export function eta(page, job) {
  const last = said(page, job);
  const say = (minutes) => page.act(job, "ETA", { minutes: String(minutes) });
  const choose = [
    h("div", { class: "minutes" }, ...MINUTES.map((minutes) =>
      h("button", { type: "button", onclick: () => say(minutes) }, `${minutes} min`))),
    h("details", { id: `eta-other-${job.id}` }, h("summary", {}, "Other minutes"),
      form("Say so", [field("Minutes from now", { name: "minutes", type: "number", inputmode: "numeric", min: 1, max: 240, required: true })],
        (data) => say(data.minutes)))];
  return h("section", { class: "eta" }, h("h2", {}, "When will you be there?"),
    ...(last ? [
      h("p", {}, `You are expected at ${last.time}, `, h("b", { class: "figure", "data-due": last.at, "data-late": "late" }), "."),
      last.after ? h("p", { class: "problem" }, last.after) : null,
      h("details", { id: `eta-${job.id}` }, h("summary", {}, "It will be another time"), ...choose),
    ] : choose));
}
