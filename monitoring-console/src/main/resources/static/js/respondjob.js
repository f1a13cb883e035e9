// The parts of the responder's page: each has an id, what it is drawn from, and how it is drawn.
import { h, form, field } from "./dom.js";
import { codeFailed, codeKnownToFail } from "./codefailed.js";
import { refused } from "./refused.js";
import { eta } from "./eta.js";

const STAGES = ["OFFERED", "ACCEPTED", "EN_ROUTE", "ARRIVED"];
const WORDS = { OFFERED: "offered", ACCEPTED: "accepted", EN_ROUTE: "on the way", ARRIVED: "arrived" };
const MOVES = { ACCEPT: "ACCEPTED", RESPOND: "EN_ROUTE", EN_ROUTE: "EN_ROUTE", ARRIVED: "ARRIVED", LEFT: "GONE", DECLINE: "GONE" };

export function over(ms) {
  const s = Math.floor(ms / 1000);
  const two = (n) => String(n).padStart(2, "0");
  return s < 3600 ? `${two(Math.floor(s / 60))}:${two(s % 60)}` : `${Math.floor(s / 3600)}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`;
}

// How far it is, with what the platform has not heard yet laid over it.
function stage(page, job) {
  let at = job.stage;
  for (const act of page.acts.waiting) {
    if (act.data.callout === job.id && MOVES[act.kind]) {
      const next = MOVES[act.kind];
      at = next === "GONE" || STAGES.indexOf(next) > STAGES.indexOf(at) ? next : at;
    }
  }
  return at;
}

export function draw(page) {
  const { state, acts } = page;
  const jobs = state.jobs.map((job) => ({ job, at: stage(page, job) })).filter((one) => one.at !== "GONE");
  const parts = [];
  for (const act of acts.refused) {
    parts.push({ id: `refused-${act.id}`, tone: "problem", from: act, draw: () => refused(page, act) });
  }
  if (jobs.length === 0) {
    parts.push({ id: "none", tone: "nothing", from: state.duty, draw: () => [
      h("h1", {}, "No call-out for you"),
      h("p", {}, "When you are called out it appears here by itself. Keep this page open."),
      h("p", { class: "duty" }, state.duty)] });
  }
  jobs.forEach(({ job, at }, index) => {
    const waiting = acts.waiting.filter((act) => act.data.callout === job.id).map((act) => act.id);
    parts.push({ id: `job-${job.id}`, tag: "article", tone: "job", data: { state: at },
      from: { job: { ...job, now: 0 }, at, waiting, index, way: page.opened.get(job.id) || null, kept: page.ways.has(job.id) },
      draw: () => article(page, job, at, index, waiting.length) });
    if (at === "ARRIVED") {
      parts.push({ id: `scene-${job.id}`, tone: "scene", from: { report: job.report, waiting, left: job.photosLeft, photos: state.photos },
        draw: () => scene(page, job, waiting.length) });
      parts.push({ id: `leave-${job.id}`, tone: "leave act", from: { at }, draw: () => leave(page, job) });
    }
  });
  return parts;
}

function article(page, job, at, index, waiting) {
  return [
    index > 0 ? h("h2", { class: "also" }, "Also waiting for you") : null,
    h("header", { class: "head" }, shape(job.priority),
      h("div", {}, h("h1", { translate: job.address ? "no" : null }, job.who), h("p", {}, h("b", {}, job.what)),
        h("p", { class: "when" }, `${job.priorityWord} · ${job.raised} · ${job.reference}`))),
    h("ol", { class: "steps", "aria-label": "How far you are" }, ...STAGES.map((one) => h("li", {
      class: STAGES.indexOf(one) < STAGES.indexOf(at) ? "past" : one === at ? "now" : "to-come",
      "aria-current": one === at ? "step" : "false" }, WORDS[one]))),
    waiting > 0 ? h("p", { class: "saved" }, "Saved here, not received there yet.") : null,
    job.late ? h("p", { class: "problem" }, "The time to arrive has passed and the centre was told. Say so if you get there.") : null,
    job.leftBehind ? h("p", { class: "problem" }, "The centre has closed this alarm. Say when you have left.") : null,
    job.risks || job.before?.length ? h("section", { class: "risks" }, h("h2", {}, "Before you go in"),
      job.risks ? h("p", { translate: "no" }, job.risks) : null, ...lines(job.before)) : null,
    clock(job),
    where(page, job, at),
    at === "ACCEPTED" || at === "EN_ROUTE" ? eta(page, job) : null,
    h("section", { class: "known" }, h("h2", {}, "What is known"),
      h("ul", {}, ...job.circumstances.map((one) => h("li", {}, one))),
      job.needs ? h("p", { class: "needs" }, `Needs: ${job.needs}.`) : null,
      h("p", {}, job.attending.length > 0 ? `Also asked: ${job.attending.join("; ")}.` : "Nobody else has been asked."),
      job.because ? h("p", { class: "quiet" }, `You were asked because: ${job.because}.`) : null),
    job.notes || job.about?.length ? h("section", { class: "about" }, h("h2", {}, "About the person"),
      ...lines(job.about), job.notes ? h("p", { class: "notes", translate: "no" }, job.notes) : null) : null,
    at === "ARRIVED" ? proof(job) : null,
    at === "ARRIVED" ? alone(page, job) : h("div", { class: "act" }, ...next(page, job, at)),
  ];
}

// What stands on the home's card, each with who asked for it last. A phone may still show what it kept before there was any.
function lines(card = []) {
  return card.map((line) => h("p", { class: "card-line" }, h("b", {}, `${line.title}: `), h("span", { translate: "no" }, line.words),
    line.always ? h("span", { class: "always" }, ` ${line.always}`) : null, h("span", { class: "quiet" }, ` ${line.asked}`)));
}

function shape(priority) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", `shape priority-${priority.toLowerCase()}`);
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#shape-${priority.toLowerCase()}`);
  svg.append(use);
  return svg;
}

function clock({ clock: { received, decided, arrived, promise, rule } }) {
  const since = (from) => h("b", { class: "figure", "data-since": from, "data-until": arrived || "" });
  return h("section", { class: "clocks" },
    h("p", {}, since(decided || received), decided ? " since the decision to send you or another" : " since receipt"),
    h("p", {}, since(received), " since the alarm was received"),
    h("details", { id: `rule-${received}` }, h("summary", {}, `Promise: ${promise}`), h("p", { class: "quiet" }, rule)));
}

function where(page, job, at) {
  const way = page.opened.get(job.id);
  return h("section", { class: "where" }, h("h2", {}, "Where"),
    job.address ? h("p", { class: "address", translate: "no" }, job.address) : h("p", {}, "No address is on file. Ring the alarm centre."),
    h("p", { class: "links" },
      job.address ? h("a", { class: "button", href: job.geo }, "Open the map") : null,
      job.telephone ? h("a", { class: "button", href: `tel:${job.telephone.replace(/[^0-9+]/g, "")}` }, `Ring ${job.telephone}`) : null),
    job.customer ? h("p", { class: "quiet" }, "Customer id ", h("b", { translate: "no" }, job.customer)) : null,
    ...lines(job.getIn),
    codeKnownToFail(job),
    at === "OFFERED" ? null
      : way && !way.problem ? wayIn(way, way.code ? codeFailed(page, job) : null)
        : job.wayIn ? h("div", { class: "way-in" }, way ? h("p", { role: "status" }, way.problem) : null,
          h("button", { type: "button", onclick: () => page.wayIn(job) }, "Show the way in"),
          h("p", { class: "quiet" }, page.ways.has(job.id) ? "Kept on this phone: it opens without a signal."
            : "Not on this phone yet: it opens only with a signal."))
          : h("p", { class: "quiet" }, "No key safe and no note on how to get in is on file."));
}

function wayIn(way, failed) {
  return h("div", { class: "way-in", role: "status" }, h("h3", {}, "Way in"),
    way.code ? h("p", {}, "Key safe ", h("b", { class: "code", translate: "no" }, way.code)) : null,
    failed,
    way.note ? h("p", { translate: "no" }, way.note) : null,
    !way.code && !way.note ? h("p", {}, "Nothing is on file.") : null);
}

function go(page, job, kind) {
  page.act(job, kind);
  if (job.address) {
    window.open(job.geo, "_self");
  }
}

function next(page, job, at) {
  if (at === "OFFERED") {
    return [
      h("button", { type: "button", class: "primary", onclick: () => go(page, job, "RESPOND") }, "Respond and navigate"),
      h("div", { class: "pair" },
        h("button", { type: "button", onclick: () => page.act(job, "ACCEPT") }, "Accept"),
        h("details", { id: `more-${job.id}` }, h("summary", {}, "I cannot go"),
          form("Decline", [field("Why?", { name: "reason", required: true })], (data) => page.act(job, "DECLINE", data))))];
  }
  if (at === "ACCEPTED") {
    return [
      h("button", { type: "button", class: "primary", onclick: () => go(page, job, "EN_ROUTE") }, "I am on the way"),
      h("p", { class: "next" }, "Opens the map. Next: press the alarm in the home when you get there."),
      cannot(page, job)];
  }
  return [
    h("button", { type: "button", class: "primary", onclick: () => page.act(job, "ARRIVED") }, "I have arrived"),
    h("p", { class: "next" }, "Press the pendant or pull the cord too: the alarm centre hears you, and the home proves that you are there."),
    cannot(page, job)];
}

function cannot(page, job) {
  return job.late ? null : h("details", { id: `more-${job.id}` }, h("summary", {}, "I cannot go after all"),
    form("Hand it back", [field("Why?", { name: "reason", required: true })], (data) => page.act(job, "DECLINE", data)));
}

function proof(job) {
  return h("section", { class: "proof" },
    h("p", { class: "outcome good" }, job.arrivedAt ? `You said at ${job.arrivedAt} that you arrived.` : "Arrived: saved here."),
    job.arrivalPress
      ? h("p", { class: "outcome good" }, `The home was pressed at ${job.arrivalPress}: your arrival is proven.`)
      : h("p", { class: "outcome" }, "No press of the home has proven it yet. Press the pendant or pull the cord."));
}

function alone(page, job) {
  return h("section", { class: "alone" },
    h("p", {}, "Your next word is due ", job.checkInDue ? h("b", { class: "figure", "data-due": job.checkInDue }) : "soon", "."),
    h("button", { type: "button", onclick: () => page.act(job, "SAFE") }, "I am well"));
}

function yes(label, name, more = {}) {
  return h("fieldset", { class: "yes-no" }, h("legend", {}, label),
    ...[["yes", "Yes"], ["no", "No"]].map(([value, words]) =>
      h("label", {}, h("input", { type: "radio", name, value, ...more }), ` ${words}`)));
}

function choice(label, name, options) {
  return h("label", {}, label, h("select", { name }, ...options.map(([value, words]) => h("option", { value }, words))));
}

// Only where the service wants any.
function photos(page, job) {
  if (!page.state.photos) {
    return null;
  }
  const waiting = page.acts.waiting.filter((act) => act.kind === "PHOTO" && act.data.callout === job.id).length;
  const left = (job.photosLeft ?? 0) - waiting;
  return h("div", { class: "photos" },
    h("p", { class: "quiet" }, `Photos: ${left} more may be sent${waiting > 0 ? `, ${waiting} saved here` : ""}. Only what somebody must see; whoever looks is on record.`),
    left > 0 ? h("label", { class: "button" }, "Take a photo", h("input", { type: "file", accept: "image/*", capture: "environment",
      onchange: (event) => {
        const [file] = event.target.files;
        event.target.value = "";
        event.target.dataset.typed = "no";
        event.target.blur();
        if (file) {
          page.photo(job, file);
        }
      } })) : null);
}

function scene(page, job, waiting) {
  const { forms } = page.state;
  const verdict = h("p", { class: "verdict", role: "status" }, "");
  const screen = h("div", { class: "screen", hidden: true }, ...forms.questions.map((one) => yes(one.words, `q.${one.name}`)), verdict);
  const report = form("Keep the report", [
    yes("Were they on the floor?", "onTheFloor", { required: true }),
    screen,
    choice("Injury", "injury", forms.injuries),
    choice("How they got up", "lift", forms.lifts),
    choice("How you leave them", "outcome", forms.outcomes),
    yes("Would they have gone to hospital, or an ambulance have come, without you?", "hospitalAvoided", { required: true }),
    field("To follow up", { name: "followUp" }, "who must do what"),
    field("Note", { name: "note" }),
  ], (data) => page.act(job, "REPORT", data));
  report.addEventListener("change", () => judge(report, screen, verdict, forms.questions));
  return [
    h("h2", {}, "In the home"),
    job.report ? h("p", { class: "outcome good" }, job.report) : h("p", { class: "outcome" }, waiting > 0 ? "Saved here." : "Nothing reported yet."),
    h("details", { id: `report-${job.id}` }, h("summary", {}, "What you found and did"), report),
    photos(page, job),
    h("details", { id: `nine-${job.id}` }, h("summary", {}, "I rang 999"),
      form("Send the reference", [field("Reference the ambulance service gave", { name: "reference", required: true, maxlength: 60 })],
        (data) => page.act(job, "RANG_999", data))),
  ];
}

// The same rule as the platform's: one answer that speaks against it is enough.
function judge(report, screen, verdict, questions) {
  const said = new FormData(report);
  screen.hidden = said.get("onTheFloor") !== "yes";
  const danger = questions.some((one) => said.get(`q.${one.name}`) === (one.dangerous ? "yes" : "no"));
  const open = questions.some((one) => !said.get(`q.${one.name}`));
  verdict.className = `verdict ${danger ? "problem" : ""}`;
  verdict.textContent = danger
    ? "Do not lift. Keep them still and warm, stay with them, ring 999."
    : open ? "Ask every question before you lift." : "Nothing said here speaks against helping them up. Stop if anything hurts.";
}

function leave(page, job) {
  return [form("I have left", [
    h("p", { class: "next" }, "Press the alarm once more as you go, or ask the crew to: the home proves that you left."),
    h("label", {}, "What was done?", h("textarea", { name: "done", required: true, maxlength: 2000 })),
  ], (data) => page.act(job, "LEFT", data), { primary: true })];
}
