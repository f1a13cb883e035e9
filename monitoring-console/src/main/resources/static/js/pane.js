// The open alarm: fetched as HTML from the platform; here only what the keyboard needs around its forms, and that what is
// shown is read again whenever something has changed.
import { isPressed } from "./press.js";
import { answered, begunIn, renew, sending } from "./renew.js";

const pane = document.getElementById("alarm");
const nothing = document.getElementById("nothing");
let opening = null;

export const openCase = () => pane.querySelector("#case");
export const openId = () => openCase()?.dataset.alarm ?? null;
/** The alarm that was opened last, whether it is there to be read already or on its way. */
export const meantId = () => opening ?? openId();
export const openPanel = () => pane.querySelector(".panel:not([hidden])");

/** What may be done now, as the platform said when it rendered the alarm. */
export function acts() {
  return new Set((pane.querySelector("#part-head")?.dataset.acts ?? "").split(" ").filter(Boolean));
}

/** Opens an alarm in the pane; the address bar follows, so that a reload returns to it. */
export function openAlarm(id, { remember = true } = {}) {
  // On a narrow or enlarged screen the alarm stands above the board.
  opening = id;
  const opened = fetchInto("GET", `/alarms/${id}`).then((answered) => answered && pane.scrollIntoView({ block: "start" }));
  // Behind the request: the browser takes its time to write the address down.
  if (remember) {
    history.pushState({ id }, "", `/alarms/${id}`);
  }
  return opened;
}

export function takeAlarm(id) {
  history.pushState({ id }, "", `/alarms/${id}`);
  return fetchInto("POST", `/alarms/${id}/take`);
}

export function openNothing({ remember = true } = {}) {
  if (remember) {
    history.pushState({}, "", "/");
  }
  // Nothing is the same each time and stands on the page already. Only what is on its way is waited for, as ever, so that it
  // does not come back behind it.
  if (opening === null && acting === 0 && reading === again) {
    window.htmx.swap(pane, nothing.innerHTML, { swapStyle: "innerHTML", swapDelay: 0, settleDelay: 0 }, { contextElement: pane, eventInfo: { target: pane } });
    return Promise.resolve();
  }
  opening = null;
  return fetchInto("GET", "/nothing");
}

function fetchInto(method, path) {
  const values = method === "POST" ? { _csrf: document.querySelector("input[name=_csrf]").value } : {};
  // Of several that are opened in a row the last one counts; what is taken is taken, whatever is opened meanwhile.
  const source = method === "POST" ? "#takes" : undefined;
  // Whether it was answered. What was not is told of by htmx (unanswered.js, kept.js); what the next one took the place of is none.
  return window.htmx.ajax(method, path, { source, target: "#alarm", swap: "innerHTML", values }).then(() => true, () => false);
}

// How many acts and readings are on their way (of these, how many read what is shown again), and how many acts there have ever been: what was read before an act is not
// shown after it, and what is told while a reading is on its way may be newer than what that one brings.
let acting = 0;
let begunActs = 0;
let reading = 0;
let again = 0;
// True, or the version of what was told: shown already with the answer that is on its way, it is not read once more.
let missed = false;
let withheld = false;

/**
 * Reads the open alarm again; a form that was begun is left alone until it is sent or closed.
 *
 * @param version of the alarm that was told of; what shows it already is not read again. Without it is read in any case
 */
export function refresh(version) {
  if (acting > 0 || reading > 0) {
    missed = missed === true || (version ?? true);
  } else if (openId()) {
    missed = false;
    if (!version || pane.querySelector("#part-head")?.dataset.version !== version) {
      window.htmx.ajax("GET", `/alarms/${openId()}`, { source: "#reads-again", target: "#alarm", swap: "innerHTML" }).catch(() => {});
    }
  }
}

/** What was left alone because a form was begun is read once none is. */
function settle() {
  if (withheld && begunIn(pane).length === 0) {
    withheld = false;
    refresh();
  }
}

const readsAgain = (config) => config.elt.id === "reads-again";

// By the request itself, not by what its element is told: an element that has left the page is told nothing.
document.body.addEventListener("htmx:beforeSend", (event) => {
  const { xhr, requestConfig } = event.detail;
  const form = requestConfig.verb === "post" && requestConfig.elt.matches("form") ? requestConfig.elt : null;
  if (requestConfig.verb === "get" && event.detail.target === pane) {
    const anew = readsAgain(requestConfig) ? 1 : 0;
    reading++;
    again += anew;
    requestConfig.acts = begunActs;
    xhr.addEventListener("loadend", () => {
      reading--;
      again -= anew;
      // Not when htmx says that it is done: of what waits behind another it says so at once.
      opening = requestConfig.path === `/alarms/${opening}` ? null : opening;
      catchUp();
    });
  } else if (requestConfig.verb === "post") {
    acting++;
    requestConfig.acts = ++begunActs;
    if (form) {
      sending(form);
    }
    xhr.addEventListener("loadend", () => {
      acting--;
      if (form) {
        answered(form);
      }
      tellIfLost(event.detail);
      catchUp();
    });
  }
});

function catchUp() {
  if (missed && acting === 0 && reading === 0) {
    refresh(missed === true ? undefined : missed);
  }
}

function tellIfLost(detail) {
  const failed = detail.xhr.status === 0 || detail.xhr.status >= 400;
  if (failed && !detail.requestConfig.elt.isConnected) {
    window.htmx.trigger(document.body, "htmx:sendError", detail);
  }
}

// The alarm that is shown is renewed in its place; any other answer takes the whole pane.
document.body.addEventListener("htmx:beforeSwap", (event) => {
  const { target, requestConfig, serverResponse } = event.detail;
  const shown = openCase();
  if (target !== pane || !event.detail.shouldSwap) {
    return;
  }
  if (!shown) {
    // The alarm has been left since: nothing that is read of it pushes away a search, or whatever was opened instead.
    event.detail.shouldSwap = !readsAgain(requestConfig);
    return;
  }
  const fresh = new DOMParser().parseFromString(serverResponse, "text/html").querySelector("#case");
  if (!fresh) {
    return;
  }
  const same = fresh.dataset.alarm === shown.dataset.alarm;
  const news = readsAgain(requestConfig);
  const overtaken = requestConfig.acts !== undefined && requestConfig.acts !== begunActs;
  const late = overtaken && requestConfig.verb === "get";
  missed = overtaken || (news && !same) || missed;
  if (same && (late || (news && isPressed(refresh)))) {
    event.detail.shouldSwap = false;
  } else if (same) {
    event.detail.shouldSwap = false;
    show(shown, fresh, !news || "kept" in shown.dataset, requestConfig);
  } else if (news || (!requestConfig.elt.isConnected && !fresh.querySelector("#problem"))) {
    // Of an alarm that is no longer shown: another one was opened since.
    event.detail.shouldSwap = false;
  }
});

function show(shown, fresh, whole, requestConfig) {
  const begun = renew(shown, fresh, whole);
  withheld = begun.length > 0;
  window.htmx.process(openCase());
  for (const one of whole ? begun : []) {
    switchOn(one);
  }
  pane.dispatchEvent(new CustomEvent("alarm-renewed", { bubbles: true, detail: { requestConfig } }));
}

/** What was switched off until the platform has answered can be pressed again. */
export function switchOn(place) {
  for (const field of place.querySelectorAll("[data-off]")) {
    field.disabled = false;
    delete field.dataset.off;
  }
}

export function switchOff(field) {
  if (!field.disabled) {
    field.disabled = true;
    field.dataset.off = "";
  }
}

pane.addEventListener("toggle", (event) => event.target.open || settle(), true);
pane.addEventListener("focusout", () => setTimeout(settle, 0));

/** Opens one of the forms over the contacts. */
export function showPanel(id) {
  dismissPanel();
  const panel = document.getElementById(id);
  if (!panel) {
    return;
  }
  panel.hidden = false;
  panel.tabIndex = -1;
  forStep(panel);
  (panel.querySelector("[data-first]") ?? panel).focus({ preventScroll: true });
  describe(panel);
}

// What is done for the step that comes next ticks it; done on its own it ticks nothing.
function forStep(panel) {
  const field = panel.querySelector("input[data-step]");
  const next = pane.querySelector("#step-form");
  if (field) {
    field.value = next?.dataset.act === field.dataset.step ? next.dataset.step : "";
  }
}

export function dismissPanel() {
  const panel = openPanel();
  if (panel) {
    panel.hidden = true;
    panel.reset();
    settle();
  }
  return Boolean(panel);
}

/** Chooses the line with this number, or with this letter, and moves on to what is still missing. */
export function choose(key) {
  const panel = openPanel();
  const option = /[0-9]/.test(key)
    ? panel?.querySelectorAll("[data-choices] input")[key - 1]
    : panel?.querySelector(`[data-choices] input[data-letter="${key}"]`);
  if (!option) {
    return;
  }
  option.checked = true;
  describe(panel);
  const then = panel.querySelector("[data-spoken]:not([hidden]) input, [data-name]:not([hidden]) input, [data-asked]:not([hidden]) input, [data-then]");
  (then ?? panel.querySelector("[data-confirm]")).focus();
}

/** Sends the open form, as pressing its button would. */
export function confirm() {
  const panel = openPanel();
  const button = panel?.querySelector("[data-confirm]");
  if (button && !button.disabled) {
    panel.requestSubmit(button);
  }
}

// The button says what will happen: "Close as accidental, spoken to Mrs Shah".
function describe(panel) {
  const button = panel.querySelector("[data-confirm]");
  const chosen = panel.querySelector("[data-choices] input:checked");
  const asked = showAsked(panel, chosen);
  if (panel.id === "panel-close") {
    describeClosing(panel, button, chosen, asked);
  } else if (panel.id === "panel-spoken" && chosen) {
    describeSpoken(panel, button, chosen);
  } else if (chosen && button.dataset.verb) {
    const then = panel.querySelector("[data-then]");
    button.textContent = `${button.dataset.verb} ${chosen.dataset.label}`;
    button.disabled = [then, asked].some((field) => field && !field.value.trim());
  }
}

/** A line can ask for more than itself: its field is shown with it. */
function showAsked(panel, chosen) {
  let asked = null;
  for (const place of panel.querySelectorAll("[data-asked]")) {
    const field = place.querySelector("input");
    place.hidden = place.dataset.asked !== chosen?.dataset.asks;
    field.disabled = place.hidden;
    asked = place.hidden ? asked : field;
  }
  return asked;
}

function describeSpoken(panel, button, chosen) {
  const named = panel.querySelector("[data-name]");
  const field = named.querySelector("input");
  const asked = "names" in chosen.dataset;
  named.hidden = !asked;
  field.required = asked;
  const name = field.value.trim();
  button.disabled = asked && !name;
  button.textContent = chosen.dataset.words.replace("…", name || "whom?");
}

// Without help sent somebody at the home must have been spoken to; where it is known that nobody was, no name is asked for,
// because none would be believed. An emergency service was sent only where 999 was rung: its reference can be given here.
function describeClosing(panel, button, chosen, call) {
  const spoken = panel.querySelector("[data-spoken]");
  const field = spoken.querySelector("input");
  const { sufficient, spokenTo, takesName } = panel.querySelector("[data-choices]").dataset;
  const reference = call?.value.trim();
  const open = Boolean(chosen) && chosen.dataset.helpSent !== "true" && sufficient !== "true" && !reference;
  const asked = open && takesName === "true" && !call;
  spoken.hidden = !asked;
  field.required = asked;
  field.disabled = !asked;
  const name = field.value.trim() || (open ? "" : spokenTo);
  button.disabled = !chosen || (open && !(asked && name));
  if (!chosen) {
    button.textContent = "Choose an outcome";
  } else if (open && !asked) {
    const why = call ? "no call to 999 is on record" : "nobody there has been spoken to";
    button.textContent = `Not as ${lowerFirst(chosen.dataset.label)}: ${why}`;
  } else if (reference) {
    button.textContent = `Close as ${lowerFirst(chosen.dataset.label)}, 999 reference ${reference}`;
  } else {
    const ending = asked && !name ? ": who was spoken to?" : name && chosen.dataset.helpSent !== "true" ? `, spoken to ${name}` : "";
    button.textContent = `Close as ${lowerFirst(chosen.dataset.label)}${ending}`;
  }
}

function lowerFirst(words) {
  return /^[A-Z][a-z]/.test(words) ? words[0].toLowerCase() + words.slice(1) : words;
}

pane.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) {
    showPanel(opener.dataset.opens);
  } else if (event.target.closest("[data-dismiss]")) {
    dismissPanel();
  }
});
for (const kind of ["input", "change"]) {
  pane.addEventListener(kind, (event) => {
    const panel = event.target.closest(".panel");
    if (panel) {
      describe(panel);
    }
  });
}
// A second Enter while the first is on its way must not act twice.
pane.addEventListener("submit", (event) => {
  for (const button of event.target.querySelectorAll("button[type=submit]")) {
    setTimeout(() => switchOff(button), 0);
  }
});
