// An alarm that was read again is put in the place of what is shown, around every form somebody has begun: that one stays
// as it is, where it is, with its focus, whatever comes.
const FIELDS = "input:not([type=hidden]), select, textarea";

/** What news alone renews; of the card, what somebody asked to see stays until they act. */
const PARTS = ["part-head", "part-doing", "part-panels", "part-log", "part-past"];

const read = new WeakMap();
const sent = new WeakMap();

/** This form is on its way: what it says is no longer being filled in, unless more is written into it. */
export const sending = (form) => sent.set(form, said(form));

/** Its answer has come, or none will. */
export const answered = (form) => sent.delete(form);

/** What of this place is being filled in: forms, or the fold they are in. */
export function begunIn(place) {
  const begun = new Set();
  for (const form of place.querySelectorAll("form")) {
    const fold = form.closest("details");
    if (sent.get(form) !== said(form) && (form.matches(".panel") ? !form.hidden : fold?.open || isTouched(form))) {
      begun.add(fold ?? form);
    }
  }
  return [...begun];
}

function isTouched(form) {
  const at = document.activeElement;
  return (form.contains(at) && at.matches(FIELDS)) || [...form.elements].some(isChanged);
}

function isChanged(field) {
  if (field.type === "radio" || field.type === "checkbox") {
    return field.checked !== field.defaultChecked;
  }
  if (field.matches("select")) {
    const given = [...field.options].findIndex((option) => option.defaultSelected);
    return field.selectedIndex !== Math.max(0, given);
  }
  return field.matches("input:not([type=hidden]), textarea") && field.value !== field.defaultValue;
}

const said = (form) => new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string")).toString();

/**
 * Renews the alarm that is shown.
 *
 * @param shown the `#case` on the page
 * @param fresh the same alarm as it is now
 * @param whole false for news: then only what news concerns is touched
 * @return what was left alone because somebody has begun it
 */
export function renew(shown, fresh, whole) {
  const focus = document.activeElement;
  const at = shown.contains(focus) && !focus.matches(FIELDS) ? keyOf(focus) : null;
  const begun = begunIn(shown).map((mine) => ({ mine, twin: twinOf(mine, fresh) }));
  if (whole) {
    renewOne(shown, fresh, begun);
  } else {
    for (const id of PARTS) {
      renewPart(shown.querySelector(`#${id}`), fresh.querySelector(`#${id}`), begun);
    }
  }
  if (at && !focus.isConnected) {
    const place = document.getElementById("alarm");
    [...place.querySelectorAll(focus.tagName)].find((one) => keyOf(one) === at)?.focus({ preventScroll: true });
  }
  return begun.map((one) => one.mine);
}

/** What has not changed is not drawn again; what reads further by itself is, and shows until then what it showed. */
function renewPart(old, fresh, begun) {
  const words = fresh.outerHTML;
  const further = fresh.querySelector("[data-reads]");
  if (read.get(old) === words && !further) {
    return;
  }
  keepRefusal(old, fresh);
  further?.replaceChildren(...(old.querySelector("[data-reads]")?.childNodes ?? []));
  const scrolled = old.scrollTop;
  const now = renewOne(old, fresh, begun);
  // Around a form that stays, not all is as it was read: it is drawn again once the form is gone.
  if (begun.some((one) => now.contains(one.mine))) {
    read.delete(now);
  } else {
    read.set(now, words);
  }
  now.scrollTop = scrolled;
}

// Why an act was refused is read until the next act, not until the next news; it has been spoken once.
function keepRefusal(old, fresh) {
  const refused = old.querySelector("#problem");
  if (refused && !fresh.querySelector("#problem")) {
    refused.removeAttribute("role");
    fresh.querySelector(".acts")?.after(refused);
  }
}

// Nothing that was begun is moved: what stands around it is exchanged, down to where it stands.
function renewOne(old, fresh, begun) {
  const inside = begun.filter((one) => old.contains(one.mine));
  if (inside.length === 0) {
    old.replaceWith(fresh);
    return fresh;
  }
  if (inside.some((one) => one.mine === old)) {
    return old;
  }
  takeAttributes(old, fresh);
  const stays = [...old.children].filter((child) => inside.some((one) => child.contains(one.mine)));
  for (const child of [...old.childNodes]) {
    if (!stays.includes(child)) {
      child.remove();
    }
  }
  let next = 0;
  for (const node of [...fresh.childNodes]) {
    const same = stays.findIndex((stay) => inside.some((one) => stay.contains(one.mine) && one.twin && node.contains(one.twin)));
    if (same < 0) {
      old.insertBefore(node, stays[next] ?? null);
    } else if (same >= next) {
      next = same + 1;
      renewOne(stays[same], node, inside);
    }
  }
  return old;
}

function takeAttributes(old, fresh) {
  for (const { name } of [...old.attributes]) {
    if (!fresh.hasAttribute(name)) {
      old.removeAttribute(name);
    }
  }
  for (const { name, value } of fresh.attributes) {
    old.setAttribute(name, value);
  }
}

const twinOf = (mine, fresh) => [...fresh.querySelectorAll(mine.tagName)].find((one) => keyOf(one) === keyOf(mine)) ?? null;

/** What the same thing is known by, before and after. */
function keyOf(element) {
  const summary = element.matches("details") ? element.querySelector("summary") ?? element : element;
  const marks = ["id", "data-key-act", "data-act", "data-opens", "data-dial", "href", "action", "name", "value"];
  const said = marks.map((mark) => summary.getAttribute(mark) ?? "");
  const within = element.matches("button") ? element.form?.getAttribute("action") ?? "" : "";
  return [element.tagName, within, ...said].join("\n");
}
