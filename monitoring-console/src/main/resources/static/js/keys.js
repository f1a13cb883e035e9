// The keys, by the platform's table (Keys.java), which the page carries: there a key is a row, here it is pressed.
const TABLE = JSON.parse(document.querySelector("[data-keys]")?.dataset.keys ?? "[]");

// "along" in the table stands for all of these.
const ALONG = new Set(["ArrowUp", "ArrowDown", "PageUp", "PageDown", "Home", "End"]);

/** The way in which a key works among these facts (a set of words), or undefined. */
const working = (entry, facts) => entry.works.find((when) =>
  when.needs.every((fact) => facts.has(fact)) && !when.not.some((fact) => facts.has(fact)));

/** The act a key press asks for, or null. Letters are letters while a field has the focus. */
export function actFor(event, facts) {
  const along = ALONG.has(event.key) && !event.shiftKey;
  // A key held down goes along the rows; it never acts twice.
  // With caps lock on a letter says the opposite of what shift says, and the two ask for different acts.
  const locked = /^[A-Z]$/.test(event.key) ? !event.shiftKey : /^[a-z]$/.test(event.key) && event.shiftKey;
  if (locked || event.ctrlKey || event.altKey || event.metaKey || (event.repeat && !along)) {
    return null;
  }
  const pressed = along ? ["along"] : [/^[1-9]$/.test(event.key) ? "1-9" : event.key, /^[a-z]$/.test(event.key) ? "a-z" : ""];
  const entry = TABLE.find((one) => pressed.includes(one.key) && working(one, facts));
  if (!entry || (isField(event.target) && entry.key !== "Escape")) {
    return null;
  }
  return entry.act;
}

/** A place where letters belong to what is being written. */
export function isField(element) {
  if (!(element instanceof HTMLElement)) {
    return false;
  }
  return element.matches("input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]");
}

/** What stands on the page to be pressed by a key: `can-` and its act. */
export function pressable() {
  const facts = new Set();
  for (const element of document.querySelectorAll("[data-key-act]")) {
    if (!element.disabled && element.checkVisibility()) {
      facts.add(`can-${element.dataset.keyAct}`);
    }
  }
  return facts;
}

/** Presses what carries this act; false where nothing does. */
export function press(act) {
  for (const element of document.querySelectorAll(`[data-key-act="${act}"]`)) {
    if (!element.disabled && element.checkVisibility()) {
      element.click();
      return true;
    }
  }
  return false;
}

/** The strip: only what works right now, each a button for the mouse. Touched only where it has changed. */
export function renderStrip(list, facts, run) {
  const shown = TABLE.map((entry) => [entry, working(entry, facts)]).filter(([, when]) => when);
  const said = shown.map(([entry, when]) => `${entry.key} ${when.words}`).join("\n");
  if (list.dataset.said === said) {
    return;
  }
  list.dataset.said = said;
  list.replaceChildren(...shown.map(([entry, when]) => {
    const item = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.tabIndex = -1;
    button.dataset.key = entry.key;
    const cap = document.createElement("kbd");
    cap.textContent = entry.shown;
    button.append(cap, ` ${when.words}`);
    button.disabled = ["choose", "letter", "along"].includes(entry.act);
    button.addEventListener("click", () => run(entry.act));
    item.append(button);
    return item;
  }));
}
