// What has just come, said aloud.
import { nameOf } from "./strips.js";
import { priorityWord } from "./urgency.js";

// In a flood of faults one in two seconds is enough to be heard; what matters of them is the card they end up on.
let faultSaid = 0;

/**
 * Spoken by a screen reader; a life alarm interrupts. Nothing here moves the focus.
 *
 * @return false where it is not said, because so many come
 */
export function announce(alarm, now) {
  if (alarm.priority > 2 && !alarm.incident?.card) {
    if (now - faultSaid < 2_000) {
      return false;
    }
    faultSaid = now;
  }
  const words = `${priorityWord(alarm)}: ${nameOf(alarm)}, ${alarm.trigger}`;
  document.getElementById(alarm.priority === 1 ? "say-now" : "say-polite").textContent = words;
  return true;
}
