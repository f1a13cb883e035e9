// The sections of a visit, in the order in which a home is tested. Each says from what it is drawn, and how.
import { field, form, h } from "./dom.js";
import { whatNow } from "./refused.js";
import { canScan, scan } from "./scan.js";

const HEARD = new Set(["HEARD", "HEARD_BY_TEST_BUTTON"]);
const UNCLEAR = new Set(["ALARM_BY_UNKNOWN_PATH", "ONE_OF_SEVERAL"]);

export function sections(page) {
  const { state, acts } = page;
  const list = [{ id: "v-home", from: [state.home, state.people, state.risks, state.kindWords, state.attempt], draw: () => home(state) }];
  if (acts.refused.length > 0) {
    list.push({ id: "v-refused", tone: "problem", from: acts.refused.map((act) => [act.id, act.why]), draw: () => refused(page) });
  }
  if (state.state === "PLANNED") {
    const began = kept(page, "BEGIN").length + kept(page, "NO_ACCESS").length;
    list.push({ id: "v-begin", from: [began, state.photos], draw: () => begin(page) });
  } else if (state.state === "OPEN") {
    list.push(...work(page));
  } else {
    list.push({ id: "v-over", from: [state.state, state.noAccess, state.photosKept, kept(page, "PHOTO")], draw: () => over(page) });
  }
  list.push({ id: "v-log", from: [acts.waiting.map((one) => one.id), acts.received.length], draw: () => log(page) });
  const next = state.state === "OPEN" ? nextStep(state) : null;
  if (next) {
    list.push({ id: "v-next", from: next, draw: () => [
      h("p", {}, h("b", {}, "Next: "), next.words),
      h("button", { type: "button", onclick: () => document.getElementById(next.at).scrollIntoView() }, "Go there")] });
  }
  return list;
}

function work(page) {
  const { state, online } = page;
  const alarms = state.openAlarms.filter((one) => !one.technical);
  return [
    { id: "v-unit", from: [state.unit, state.old, kept(page, "UNIT")], draw: () => unit(page) },
    { id: "v-signal", from: [state.signals, state.onlyNetwork, kept(page, "SIGNAL")], draw: () => signal(page) },
    { id: "v-mode", from: [state.testMode, alarms, online], tone: state.testMode ? "on" : "", draw: () => mode(page, alarms) },
    { id: "v-triggers", from: [state.triggers, Boolean(state.testMode), online, Boolean(state.unit), kept(page, "TRIGGER", "NOT_TESTABLE")], draw: () => triggers(page) },
    { id: "v-power", from: [state.steps.POWER_OFF, state.steps.POWER_BACK, online], draw: () => [
      h("h2", {}, "Power"),
      step(page, "POWER_OFF", "Pull the mains plug", "I have pulled the plug: listen"),
      step(page, "POWER_BACK", "Plug it in again", "It is plugged in: listen")] },
    { id: "v-path", from: [state.steps.PATH_LOSS, state.triggers.map((one) => one.id), Boolean(state.testMode), online], draw: () => path(page) },
    { id: "v-life", from: [state.steps.HEARTBEAT, online], draw: () => [
      h("h2", {}, "Sign of life"), step(page, "HEARTBEAT", "The unit reports by itself, twice", "Listen for two signs of life")] },
    { id: "v-way", from: [page.way, online], draw: () => wayIn(page) },
    { id: "v-access", from: [state.written, kept(page, "KEY_SAFE", "CONTACTS", "PERSON")], draw: () => access(page) },
    { id: "v-last", from: [state.steps.LAST_PRESS, Boolean(state.testMode), online], draw: () => lastPress(page) },
    { id: "v-speech", from: [state.written.SPEECH, kept(page, "SPEECH")], draw: () => speech(page) },
    { id: "v-done", from: [state.missing, online, state.photos, kept(page, "COMPLETE", "LEAVE", "NO_ACCESS")], draw: () => done(page) },
  ];
}

// What comes next in the order of the work: the words are the platform's, the place is where it is done.
function nextStep(state) {
  const settled = (test) => Boolean(test) && test.outcome !== "LISTENING" && test.outcome !== "NOT_HEARD"
    && !(test.outcome === "ONE_OF_SEVERAL" && test.reason);
  if (state.missing.length === 0) {
    return { words: "Nothing is missing.", at: "v-done" };
  }
  const places = [
    [!state.unit || (state.kind === "UPGRADE" && !state.old), "v-unit"],
    [state.signals.length === 0 || (state.signals.length === 1 && !state.onlyNetwork) || state.signals.some((one) => one.weak && !one.reason), "v-signal"],
    [state.triggers.length === 0, "v-triggers"],
    [state.triggers.some((one) => !settled(one.test)), state.testMode ? "v-triggers" : "v-mode"],
    [!settled(state.steps.POWER_OFF) || !settled(state.steps.POWER_BACK), "v-power"],
    [!settled(state.steps.PATH_LOSS), "v-path"],
    [!settled(state.steps.HEARTBEAT), "v-life"],
    [["KEY_SAFE", "CONTACTS", "PERSON"].some((kind) => !state.written[kind]), "v-access"],
    [Boolean(state.testMode), "v-mode"],
    [state.missing.length === 1 && !state.written.SPEECH, "v-speech"],
    [true, "v-last"],
  ];
  return { words: state.missing[0], at: places.find(([here]) => here)[1] };
}

// What of these kinds is kept here and has not been received.
function kept(page, ...kinds) {
  return page.acts.waiting.filter((act) => kinds.includes(act.kind)).map((act) => act.id);
}

function waitingNote(page, ...kinds) {
  const some = page.acts.waiting.filter((act) => kinds.includes(act.kind));
  return some.map((act) => h("p", { class: "saved" }, `Saved here at ${time(act.at)}, not received there yet: ${words(page, act)}`));
}

function words(page, act) {
  const { step, trigger, version, ...rest } = act.data || {};
  const of = page.state.triggers.find((one) => one.id === trigger);
  const about = of ? of.words : step ? STEPS[step] : null;
  const said = [about, ...Object.values(rest).map((one) => RESULTS[one] || HOW[one] || one)].filter(Boolean).join(", ");
  return said === "" ? NAMES[act.kind] || act.kind : `${NAMES[act.kind] || act.kind}: ${said}`;
}

const STEPS = { POWER_OFF: "power away", POWER_BACK: "power back", PATH_LOSS: "first path away", HEARTBEAT: "sign of life",
  LAST_PRESS: "last press" };
const HOW = { PRESS: "set off", TEST_BUTTON: "by its test button", DELAYED: "speaks later" };
const NAMES = {
  BEGIN: "Begun", UNIT: "Unit", TRIGGER: "Trigger", TEST_MODE_ON: "Test mode on", RENEW: "Test mode renewed",
  TEST_MODE_OFF: "Test mode ended", ASK: "Asked", NOT_TESTABLE: "Not testable", SIGNAL: "Signal", KEY_SAFE: "Key safe",
  CONTACTS: "Contacts", PERSON: "The resident", SPEECH: "Speech",
  NO_ACCESS: "Nobody opened", PHOTO: "Photo of the door", LEAVE: "Left unfinished", COMPLETE: "Complete",
};

function time(iso) {
  return new Date(iso).toLocaleTimeString("en-GB");
}

function home(state) {
  return [
    h("h1", { translate: state.people.length === 0 ? null : "no" }, state.people.length === 0 ? "Nobody on file" : state.people.join(" and ")),
    h("p", { class: "address", translate: "no" }, state.home),
    h("p", { class: "next left" }, `${state.kindWords}${state.attempt > 1 ? `, attempt ${state.attempt}` : ""}`),
    state.risks ? h("div", { class: "risks" }, h("h2", {}, "Before you go in"), h("p", { translate: "no" }, state.risks)) : null,
  ].filter(Boolean);
}

function refused(page) {
  return page.acts.refused.map((act) => h("div", { class: "row" },
    h("p", {}, `Not accepted: ${words(page, act)}. ${act.why}`),
    ...whatNow(act, () => page.sendAgain(act.id)),
    h("button", { type: "button", onclick: () => page.dismiss(act.id) }, "I have read this")));
}

function begin(page) {
  return [
    ...waitingNote(page, "BEGIN", "NO_ACCESS"),
    h("button", { type: "button", class: "primary", onclick: () => here((place) => page.act("BEGIN", place)) }, "I am in the home"),
    h("details", { id: "v-no-access" }, h("summary", {}, "Nobody opened"), noAccess(page)),
  ];
}

function noAccess(page) {
  return form("Leave: nobody opened", [
    field("What did you find at the door?", { name: "note", required: true }),
    field("Next attempt on", { name: "nextOn", type: "date" }),
    page.state.photos
      ? h("label", {}, "Photo of the door", h("span", { class: "aside" }, " if it shows that you were there"),
        h("input", { type: "file", name: "photo", accept: "image/*", capture: "environment" }))
      : null,
  ], (data) => page.noAccess(data));
}

// Where the phone is, if it says so soon and may.
function here(then) {
  if (!navigator.geolocation) {
    then({});
    return;
  }
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => then({ latitude: coords.latitude.toFixed(5), longitude: coords.longitude.toFixed(5) }),
    () => then({}), { timeout: 4000, maximumAge: 60_000 });
}

function unit(page) {
  const { unit: there, old } = page.state;
  const place = h("div", { class: "camera" });
  const unitField = field("Unit: id or serial number", { name: "unit", required: true, id: "unit-label" });
  const simField = field("SIM: number on the card (ICCID)", { name: "iccid", inputmode: "numeric", id: "sim-label" }, "if it has one");
  return [
    h("h2", {}, "Unit and SIM"),
    there
      ? h("p", { class: "fact" }, `Unit ${there.cid}${there.model ? `, ${there.model}` : ""}${there.serial ? `, serial ${there.serial}` : ""}${there.iccid ? `, SIM ${there.iccid}` : ", no SIM on file"}`)
      : h("p", { class: "problem" }, "No unit stands here yet."),
    there?.firmware ? h("p", { class: "fact" }, `Firmware ${there.firmware}`) : null,
    there?.settings ? h("p", { class: "fact" }, `Settings: ${there.settings}`) : null,
    old ? h("p", {}, `It takes the place of unit ${old.cid}: every old trigger must be heard on it.`) : null,
    ...waitingNote(page, "UNIT"),
    h("details", { id: "v-unit-change", open: !there }, h("summary", {}, there ? "Another unit or SIM" : canScan() ? "Scan or type the unit" : "Type the unit"),
      place,
      canScan()
        ? h("div", { class: "pair" },
          h("button", { type: "button", onclick: () => read(place, unitField) }, "Scan the unit"),
          h("button", { type: "button", onclick: () => read(place, simField) }, "Scan the SIM"))
        : h("p", { class: "quiet" }, "This browser reads no labels: type what stands on them."),
      form("This unit stands here", [unitField, simField, field("Whose SIM", { name: "network" }, "network")],
        (data) => page.act("UNIT", data))),
  ];
}

async function read(place, label) {
  const input = label.querySelector("input");
  try {
    input.value = (await scan(place)) || input.value;
    input.dataset.typed = "yes";
  } catch {
    place.replaceChildren(h("p", { class: "problem" }, "The camera cannot be used. Type what stands on the label."));
  }
}

function signal(page) {
  const { signals, limit, onlyNetwork } = page.state;
  return [
    h("h2", {}, "Signal of each network"),
    ...signals.map((one) => h("p", { class: one.weak && !one.reason ? "problem" : "fact" },
      `${one.network}: ${one.dbm} dBm${one.technology ? `, ${one.technology}` : ""}${one.weak ? `, below ${limit} dBm${one.reason ? `: ${one.reason}` : ". Find a better place, or write down why it may stay."}` : ""}`)),
    ...waitingNote(page, "SIGNAL"),
    h("details", { id: "v-signal-add", open: signals.length === 0 }, h("summary", {}, "Write a signal down"),
      form("Keep it", [
        field("Network", { name: "network", required: true }),
        field("Kind", { name: "technology" }, "4G, 2G, Wi-Fi"),
        field("Strength in dBm", { name: "dbm", required: true, inputmode: "text", pattern: "-[0-9]{2,3}" }, "for example -85"),
        field("Why it may stay so", { name: "reason" }, `only below ${limit} dBm`),
      ], (data) => page.act("SIGNAL", data))),
    onlyNetwork ? h("p", { class: "fact" }, `No second network: ${onlyNetwork}`) : null,
    signals.length !== 1 || onlyNetwork ? null : h("details", { id: "v-signal-only" }, h("summary", {}, "There is no second network"),
      form("Keep it", [field("Why there is none", { name: "only", required: true, minlength: 10 }, "for example: one SIM, one operator")],
        (data) => page.act("SIGNAL", data))),
  ];
}

function mode(page, alarms) {
  const { testMode } = page.state;
  return [
    h("h2", {}, "Test mode"),
    ...alarms.map((one) => h("p", { class: "problem" }, `An alarm from this home is open (${one.reference}: ${one.words}). Until the centre has closed it, every press is live.`)),
    testMode
      ? h("p", { class: "fact" }, `On until ${testMode.until}. ${testMode.askedFor ? `Only this is a test: ${testMode.askedFor}. ` : "Nothing is asked for: everything is live. "}Everything else raises an alarm.`)
      : h("p", {}, "Off: everything raises an alarm."),
    testMode
      ? h("div", { class: "pair" },
        h("button", { type: "button", disabled: !page.online, onclick: () => page.act("RENEW", {}) }, "30 minutes more"),
        h("button", { type: "button", onclick: () => page.act("TEST_MODE_OFF", {}) }, "End test mode"))
      : h("button", { type: "button", class: "primary", disabled: !page.online, onclick: () => page.act("TEST_MODE_ON", {}) },
        page.online ? "Switch test mode on" : "Needs a signal"),
  ];
}

function outcome(test) {
  if (!test) {
    return h("p", { class: "outcome" }, "not tried");
  }
  const good = HEARD.has(test.outcome);
  const parts = [test.outcomeWords];
  if (good || UNCLEAR.has(test.outcome)) {
    parts.push(`received “${test.heard}” at ${test.heardAt}, ${test.took} after it was asked for`);
    if (test.live) {
      parts.push("it raised an alarm");
    }
    if (!good && test.reason) {
      parts.push(test.reason);
    }
    if (test.shown && !test.answeredAt) {
      parts.push(`another path: ${test.shown}`);
    }
    if (test.answeredAt) {
      parts.push(test.spoken ? `answered at ${test.answeredAt}` : `taken by an operator at ${test.answeredAt}`);
    }
  } else if (test.reason) {
    parts.push(test.reason);
  } else if (test.outcome === "LISTENING") {
    parts.push(`expected: ${test.expected}`);
  }
  return h("p", { class: `outcome ${good ? "good" : test.outcome === "LISTENING" ? "listening" : "open"}` }, parts.join(" · "));
}

function triggers(page) {
  const { state, online } = page;
  const ready = online && Boolean(state.testMode) && Boolean(state.unit);
  return [
    h("h2", {}, "Triggers, each at its place"),
    state.triggers.length === 0 ? h("p", { class: "problem" }, "No trigger is on file. Begin with the unit's own button.") : null,
    !state.testMode ? h("p", { class: "next left" }, "Switch test mode on to test them.") : null,
    h("ul", { class: "triggers" }, ...state.triggers.map((one) => trigger(page, one, ready))),
    ...waitingNote(page, "TRIGGER", "NOT_TESTABLE"),
    h("details", { id: "v-trigger-add" }, h("summary", {}, "Another trigger"), addTrigger(page)),
  ];
}

function trigger(page, one, ready) {
  const ask = (how) => () => page.act("ASK", { step: "TRIGGER", trigger: one.id, how });
  const listening = one.test?.outcome === "LISTENING";
  return h("li", { "data-trigger": one.id },
    h("p", {}, h("b", {}, one.words), h("span", { class: "quiet" }, ` ${one.device}`)),
    one.rings ? h("p", { class: "next left rings" }, one.rings) : null,
    outcome(one.test),
    h("button", { type: "button", class: "primary", disabled: !ready, onclick: ask("PRESS") },
      listening ? "Listening for 90 s: set it off now" : one.test && HEARD.has(one.test.outcome) ? "Again" : "Listen: I set it off now"),
    h("details", { id: `more-${one.id}` }, h("summary", {}, "It cannot be set off like that"),
      h("button", { type: "button", disabled: !ready, onclick: ask("TEST_BUTTON") }, "By its test button"),
      h("button", { type: "button", disabled: !page.online, onclick: ask("DELAYED") }, "It speaks later by itself"),
      form("It cannot be tested", [field("Why not?", { name: "reason", required: true, minlength: 10 })],
        (data) => page.act("NOT_TESTABLE", { step: "TRIGGER", trigger: one.id, ...data }))));
}

const DEVICES = [["0003", "Pendant"], ["0002", "Unit's own button"], ["0004", "Pull cord"], ["0005", "Fall detector"],
  ["0023", "Smoke detector"], ["0025", "Heat detector"], ["0026", "Carbon monoxide detector"], ["0033", "Flood detector"],
  ["0012", "Bed monitor"], ["0014", "Door sensor"], ["0010", "Activity detector"], ["0027", "Bogus caller switch"]];

function addTrigger(page) {
  return form("It is here", [
    h("label", {}, "What is it?", h("select", { name: "dty" }, ...DEVICES.map(([code, name]) => h("option", { value: code }, name)))),
    field("Its own id", { name: "did", maxlength: 16 }, "if it has one"),
    field("Room", { name: "room" }),
  ], (data) => page.act("TRIGGER", { ...data, name: DEVICES.find(([code]) => code === data.dty)[1] }));
}

function step(page, name, title, words, more = {}) {
  const test = page.state.steps[name];
  const listening = test?.outcome === "LISTENING";
  return h("div", { class: "step", "data-step": name },
    h("p", {}, h("b", {}, title)), outcome(test),
    h("button", { type: "button", disabled: !page.online || !page.state.unit || more.disabled,
      onclick: () => page.act("ASK", { step: name, ...more.data }) }, listening ? "Listening. Ask again" : words),
    name === "LAST_PRESS" ? null : h("details", { id: `not-${name}` }, h("summary", {}, "It cannot be tested"),
      form("It cannot be tested", [field("Why not?", { name: "reason", required: true, minlength: 10 })],
        (data) => page.act("NOT_TESTABLE", { step: name, ...data }))));
}

function path(page) {
  const { triggers: there, testMode } = page.state;
  return [
    h("h2", {}, "Second path"),
    h("p", {}, "Take the first path away (network cable, SIM). An alarm must come all the same."),
    there.length === 0
      ? h("p", { class: "next left" }, "Needs a trigger.")
      : step(page, "PATH_LOSS", there[0].words, "The first path is off: listen, I press now",
        { disabled: !testMode, data: { trigger: there[0].id } }),
  ];
}

function access(page) {
  const { written } = page.state;
  const said = (kind) => written[kind]
    ? h("p", { class: "outcome good" }, [written[kind].result && RESULTS[written[kind].result], written[kind].note, `at ${written[kind].at}`].filter(Boolean).join(" · "))
    : h("p", { class: "outcome" }, "nothing written down");
  return [
    h("h2", {}, "Way in, contacts, the resident"),
    h("h3", {}, "Key safe"), said("KEY_SAFE"), ...waitingNote(page, "KEY_SAFE"),
    form("Keep it", [
      h("label", {}, "Tried the code on file:", h("select", { name: "result" },
        ...SAFE.map((value) => h("option", { value }, RESULTS[value])))),
      field("Note", { name: "note" }),
    ], (data) => page.act("KEY_SAFE", data)),
    h("h3", {}, "Contacts"), said("CONTACTS"), ...waitingNote(page, "CONTACTS"),
    form("Keep it", [field("Who was rung or checked?", { name: "note", required: true })], (data) => page.act("CONTACTS", data)),
    h("h3", {}, "The resident"), said("PERSON"), ...waitingNote(page, "PERSON"),
    form("Keep it", [field("Presses it, wears it, agrees?", { name: "note", required: true })], (data) => page.act("PERSON", data)),
  ];
}

// Asked for each time the page is opened: it is never kept on the phone.
function wayIn(page) {
  const { way } = page;
  if (!way || way.problem) {
    return [h("h2", {}, "The way in on file"), way ? h("p", { role: "status" }, way.problem) : null,
      h("p", { class: "way-in" }, h("button", { type: "button", disabled: !page.online, onclick: page.showWay },
        page.online ? "Show the way in" : "Needs a signal"))];
  }
  return [h("h2", {}, "The way in on file"), h("div", { class: "way-in", role: "status" },
    way.code ? h("p", {}, "Key safe ", h("b", { class: "code", translate: "no" }, way.code)) : null,
    way.note ? h("p", { translate: "no" }, way.note) : null,
    !way.code && !way.note ? h("p", {}, "Nothing is on file.") : null,
    h("p", { class: "quiet" }, "Your name is in the log.")),
    h("p", { class: "way-in" }, h("button", { type: "button", disabled: !page.online, onclick: page.showWay }, "Show it again"))];
}

const RESULTS = { OPENED: "it opened", DID_NOT_OPEN: "it did not open", NONE: "there is none",
  HEARD: "heard", NOT_HEARD: "not heard" };
const SAFE = ["OPENED", "DID_NOT_OPEN", "NONE"];

// What two people say of speech; a word of theirs, so it is never counted among what was heard of the triggers.
function speech(page) {
  const said = page.state.written.SPEECH;
  const way = (label, name) => h("label", {}, label, h("select", { name, required: true },
    h("option", { value: "" }, "choose"), h("option", { value: "HEARD" }, "heard"), h("option", { value: "NOT_HEARD" }, "not heard")));
  return [
    h("h2", {}, "Speech"),
    h("p", {}, "While an operator is on the line, from the furthest room: the resident speaks, then the operator. It is your word, and counts as no test of a trigger."),
    said
      ? h("p", { class: `outcome ${said.good ? "good" : "open"}` }, `${said.words} · at ${said.at}`)
      : h("p", { class: "outcome" }, "not tried"),
    ...waitingNote(page, "SPEECH"),
    h("details", { id: "v-speech-say", open: !said }, h("summary", {}, said ? "Again" : "Say what was heard"),
      form("Keep it", [
        way("The centre heard the resident:", "there"),
        way("The resident heard the centre:", "here"),
        field("Who spoke at the centre?", { name: "with", required: true }),
        field("From which room?", { name: "room" }, "the furthest"),
        field("What was wrong with it?", { name: "note" }, "only where something was not heard"),
      ], (data) => page.act("SPEECH", data))),
    h("details", { id: "v-speech-none" }, h("summary", {}, "This unit carries no speech"),
      form("It carries no speech", [field("Why not?", { name: "note", required: true })],
        (data) => page.act("SPEECH", { result: "NONE", ...data }))),
  ];
}

function lastPress(page) {
  return [
    h("h2", {}, "Last press, for an operator"),
    page.state.testMode ? h("p", { class: "next left" }, "End test mode first.") : h("p", {}, "Let the resident press. It raises an alarm; somebody answers."),
    step(page, "LAST_PRESS", "One press in earnest", "Listen: the resident presses now", { disabled: Boolean(page.state.testMode) }),
  ];
}

function done(page) {
  const { missing } = page.state;
  return [
    h("h2", {}, "Complete"),
    missing.length === 0
      ? h("p", { class: "outcome good" }, "Nothing is missing.")
      : h("ul", { class: "missing" }, ...missing.map((one) => h("li", {}, one))),
    ...waitingNote(page, "COMPLETE", "LEAVE", "NO_ACCESS"),
    h("button", { type: "button", class: "primary", disabled: missing.length > 0 || !page.online, onclick: () => page.act("COMPLETE", {}) }, "The visit is complete"),
    h("p", { class: "links" }, papers(page.state)),
    h("details", { id: "v-leave" }, h("summary", {}, "Leave without completing"),
      form("Leave it unfinished", [field("Why?", { name: "note", required: true })], (data) => page.act("LEAVE", data)),
      noAccess(page)),
  ];
}

function papers(state) {
  return [
    h("a", { class: "button", href: `/visit/${state.id}/leave-behind.pdf`, target: "_blank", rel: "noopener" }, "Sheet for the resident"),
    document.documentElement.lang === "cy"
      ? h("a", { class: "button", href: `/visit/${state.id}/leave-behind.pdf?lang=en`, target: "_blank", rel: "noopener" }, "The same sheet in English")
      : null,
    h("a", { class: "button", href: `/visit/${state.id}/evidence.pdf`, target: "_blank", rel: "noopener" }, "Evidence"),
  ];
}

function over(page) {
  const { state } = page;
  const said = { COMPLETED: "This visit is complete.", NO_ACCESS: "Nobody opened.", ABANDONED: "This visit was left unfinished." };
  const no = state.state === "NO_ACCESS" ? state.noAccess : null;
  return [h("h2", {}, said[state.state]),
    no ? h("p", { class: "fact" }, `${no.at}${no.note ? `: ${no.note}` : ""}`) : null,
    no ? h("p", { class: "next left" }, no.nextOn ? `Next attempt on ${no.nextOn}.` : "No next attempt is planned.") : null,
    ...waitingNote(page, "PHOTO"),
    state.photosKept > 0 ? h("p", { class: "outcome good" }, state.photosKept === 1 ? "A photo of the door was received." : `${state.photosKept} photos of the door were received.`) : null,
    h("p", { class: "links" }, papers(state)),
    h("p", {}, h("a", { class: "button", href: "/visits" }, "Today's visits"))];
}

function log(page) {
  const { acts } = page;
  const all = [...acts.received.slice(-20), ...acts.waiting];
  return [h("h2", {}, "What you did"), all.length === 0 ? h("p", { class: "quiet" }, "Nothing yet.")
    : h("ol", { class: "done-list" }, ...all.reverse().map((act) => h("li", {},
      h("span", {}, words(page, act)),
      h("span", { class: "quiet" }, act.state === "received" ? ` received there ${time(act.receivedAt)}` : ` saved here ${time(act.at)}`))))];
}
