// The one table of keys. The strip at the bottom, the help and the tests all read it.
//   key    what is pressed, as KeyboardEvent.key
//   shown  how the key is written on screen
//   words  what it does, short, for the strip; a function where that depends on the moment
//   help   what it does, in a sentence
//   when   whether it works right now; `room` says what is open, what may be done to it and how many wait
export const KEYS = [
  {
    key: "n", shown: "n", act: "next",
    words: "next most urgent",
    help: "Open the most urgent alarm that waits; press again for the one after it.",
    when: (room) => room.waiting > 0 && !room.panel,
  },
  {
    key: "t", shown: "t", act: "take",
    words: (room) => (room.open ? "take" : "take the most urgent"),
    help: "Take the open alarm: you become responsible, it falls silent everywhere. With none open, the most urgent one.",
    when: (room) => !room.panel && (room.open ? room.acts.has("take") : room.waiting > 0),
  },
  {
    key: "c", shown: "c", act: "call-out",
    words: "call out",
    help: "Choose whom to call out. A number chooses, Enter confirms.",
    when: (room) => room.acts.has("call-out") && !room.panel,
  },
  {
    key: "o", shown: "o", act: "close",
    words: "close",
    help: "Close with an outcome. A number chooses it, Enter confirms what the button says.",
    when: (room) => room.acts.has("close") && !room.panel,
  },
  {
    key: "b", shown: "b", act: "hand-back",
    words: "hand back",
    help: "Give the alarm back to the board, where it sounds again. Enter confirms.",
    when: (room) => room.acts.has("hand-back") && !room.panel,
  },
  {
    key: "1-9", shown: "1–9", act: "choose",
    words: "choose",
    help: "While you close or call out: choose the line with that number.",
    when: (room) => room.panel === "choices",
  },
  {
    key: "Enter", shown: "Enter", act: "confirm",
    words: "do what the button says",
    help: "Confirm. The button says in words what will happen.",
    when: (room) => Boolean(room.panel),
  },
  {
    key: "?", shown: "?", act: "help",
    words: "all keys",
    help: "Show or hide this table.",
    when: () => true,
  },
  {
    key: "Escape", shown: "Esc", act: "back",
    words: "back",
    help: "Leave what you are doing without doing it; then leave the open alarm.",
    when: (room) => Boolean(room.panel || room.help || room.open || room.typing),
  },
];

/** The act a key press asks for, or null. Letters are letters while a field has the focus. */
export function actFor(event, room) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) {
    return null;
  }
  const typing = isField(event.target);
  for (const entry of KEYS) {
    const digit = entry.key === "1-9" && /^[1-9]$/.test(event.key);
    if (!digit && entry.key !== event.key) {
      continue;
    }
    if (!entry.when(room) || (typing && entry.act !== "back")) {
      return null;
    }
    return entry.act;
  }
  return null;
}

/** A place where letters belong to what is being written. */
export function isField(element) {
  if (!(element instanceof HTMLElement)) {
    return false;
  }
  return element.matches("input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]");
}

/** The strip: only what works right now, each a button for the mouse. */
export function renderStrip(list, room, run) {
  list.replaceChildren(...KEYS.filter((entry) => entry.when(room)).map((entry) => {
    const item = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.tabIndex = -1;
    button.dataset.key = entry.key;
    const words = typeof entry.words === "function" ? entry.words(room) : entry.words;
    button.append(keyCap(entry.shown), ` ${words}`);
    if (entry.act === "choose") {
      button.disabled = true;
    }
    button.addEventListener("click", () => run(entry.act));
    item.append(button);
    return item;
  }));
}

/** The help: every key with its sentence. */
export function renderHelp(table) {
  table.replaceChildren(...KEYS.flatMap((entry) => {
    const term = document.createElement("dt");
    term.append(keyCap(entry.shown));
    const words = document.createElement("dd");
    words.textContent = entry.help;
    return [term, words];
  }));
}

function keyCap(text) {
  const cap = document.createElement("kbd");
  cap.textContent = text;
  return cap;
}
