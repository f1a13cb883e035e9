// Nothing is drawn anew under a finger, or a mouse button, that is down: what has gone from the page by the time it is let
// go was never tapped, and a tap that does nothing is made once more by nobody who is in a hurry.
const LONGEST_MS = 2000;
// A finger's click may follow its release by a moment.
const CLICK_MS = 50;

let down = false;
let over = 0;
const waiting = new Set();

function ends(after) {
  clearTimeout(over);
  over = setTimeout(() => {
    down = false;
    const draws = [...waiting];
    waiting.clear();
    draws.forEach((draw) => draw());
  }, after);
}

addEventListener("pointerdown", () => {
  down = true;
  ends(LONGEST_MS);
}, true);
for (const kind of ["pointerup", "pointercancel"]) {
  addEventListener(kind, () => down && ends(CLICK_MS), true);
}

/** Whether something is being pressed; what is to be drawn is then kept, and drawn once when it is let go. */
export function isPressed(draw) {
  if (down) {
    waiting.add(draw);
  }
  return down;
}
