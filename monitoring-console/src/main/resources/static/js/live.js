// The live link. Every connection begins with a full snapshot; nothing is guessed from what was missed.
const SILENCE_MS = 12_000;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 10_000;

/**
 * Keeps a connection to /live.
 * @param on any of `snapshot(alarms, at)`, `alarm(alarm)`, `beat(at, asOf)`, `callout()` (a responder's call-outs changed),
 *    `state("joining" | "live" | "lost")`
 */
export function keepLink(on) {
  let socket = null;
  let pause = FIRST_PAUSE_MS;
  let silence = 0;
  let retry = 0;
  let state = "joining";

  function say(next) {
    if (next !== state) {
      state = next;
      on.state?.(next);
    }
  }

  function open() {
    retry = 0;
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    socket = new WebSocket(`${scheme}//${location.host}/live`);
    const mine = socket;
    socket.addEventListener("message", (event) => mine === socket && heard(event.data));
    socket.addEventListener("close", () => mine === socket && lost());
    watch();
  }

  function heard(text) {
    watch();
    const message = JSON.parse(text);
    if (message.type === "snapshot") {
      pause = FIRST_PAUSE_MS;
      on.snapshot?.(message.alarms, message.at);
      say("live");
    } else if (message.type === "alarm") {
      on.alarm?.(message.alarm);
    } else if (message.type === "beat") {
      if (!on.snapshot) {
        say("live");
      }
      on.beat?.(message.at, message.asOf);
    } else if (message.type === "callout") {
      on.callout?.();
    }
  }

  // A link that is open and says nothing is as good as cut.
  function watch() {
    clearTimeout(silence);
    silence = setTimeout(() => {
      const silent = socket;
      lost();
      silent?.close();
    }, SILENCE_MS);
  }

  function lost() {
    clearTimeout(silence);
    socket = null;
    say("lost");
    if (!retry) {
      retry = setTimeout(open, pause * (0.75 + Math.random() / 2));
      pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
    }
  }

  addEventListener("online", () => {
    if (!socket) {
      clearTimeout(retry);
      open();
    }
  });
  open();
}
