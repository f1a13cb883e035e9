// One sound per priority, made here, repeated until the alarm is taken. The ear must tell them apart without the eye:
// life climbs fast, urgent is two tones, a fault is one low tone, information a soft tick. A lost link falls.
const PATTERNS = {
  life: { every: 1600, notes: [[880, 0, 0.16], [1109, 0.18, 0.16], [1319, 0.36, 0.26]], wave: "square", loud: 0.2 },
  urgent: { every: 3200, notes: [[740, 0, 0.22], [587, 0.28, 0.3]], wave: "triangle", loud: 0.34 },
  fault: { every: 8000, notes: [[392, 0, 0.35]], wave: "triangle", loud: 0.26 },
  information: { every: 20000, notes: [[660, 0, 0.08]], wave: "sine", loud: 0.2 },
  reminder: { every: 15000, notes: [[523, 0, 0.14], [659, 0.2, 0.2]], wave: "sine", loud: 0.22 },
  lost: { every: 4000, notes: [[523, 0, 0.2], [415, 0.24, 0.2], [330, 0.48, 0.4]], wave: "sawtooth", loud: 0.14 },
};

let context = null;
let playing = "quiet";
let timer = 0;
let heardState = () => {};

/** @param changed told "on" or "off" whenever the browser allows or forbids sound */
export function prepareSound(changed) {
  heardState = changed;
  context = new AudioContext();
  context.addEventListener("statechange", tell);
  for (const gesture of ["pointerdown", "keydown"]) {
    addEventListener(gesture, allow, { capture: true });
  }
  tell();
}

/** Asks the browser for sound; it agrees only while a person presses or clicks something. */
export function allow() {
  if (context && context.state !== "running") {
    context.resume().then(tell, tell);
  }
}

/** Plays one pattern once, for whoever wants to know how it sounds. */
export function sample(name) {
  context?.resume().then(() => sound(PATTERNS[name]));
}

/** Plays one pattern until told otherwise: a key of PATTERNS, or "quiet". */
export function play(name) {
  if (name === playing) {
    return;
  }
  playing = name;
  document.body.dataset.sounds = name;
  clearInterval(timer);
  if (name === "quiet") {
    return;
  }
  once();
  timer = setInterval(once, PATTERNS[name].every);
}

function tell() {
  const running = context.state === "running";
  document.body.dataset.sound = running ? "on" : "off";
  heardState(running ? "on" : "off");
}

function once() {
  if (context?.state === "running") {
    sound(PATTERNS[playing]);
  }
}

function sound(pattern) {
  if (!pattern) {
    return;
  }
  for (const [pitch, after, length] of pattern.notes) {
    const start = context.currentTime + 0.02 + after;
    const tone = context.createOscillator();
    const gain = context.createGain();
    tone.type = pattern.wave;
    tone.frequency.value = pitch;
    gain.gain.setValueAtTime(0, start);
    gain.gain.linearRampToValueAtTime(pattern.loud, start + 0.015);
    gain.gain.setValueAtTime(pattern.loud, start + length - 0.04);
    gain.gain.linearRampToValueAtTime(0, start + length);
    tone.connect(gain).connect(context.destination);
    tone.start(start);
    tone.stop(start + length);
  }
}
