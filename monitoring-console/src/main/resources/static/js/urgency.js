// How urgent an alarm is, whose it is to answer, and which comes first: rules of alarms, people and time, nothing of a page.
const PRIORITIES = { 1: ["life", "LIFE"], 2: ["urgent", "URGENT"], 3: ["fault", "FAULT"], 4: ["information", "INFO"] };

export const priorityName = (alarm) => PRIORITIES[alarm.priority][0];
export const priorityWord = (alarm) => (alarm.incident?.card ? "INCIDENT" : PRIORITIES[alarm.priority][1]);

/** True while an incident's card stands here in its place: no row, no sound. */
export const behindCard = (alarm) => Boolean(alarm.incident && !alarm.incident.card && alarm.state === "WAITING");

/** True while it waits for somebody: nobody has it, it sounds again at me, or I am asked to take over. */
export function waits(alarm, me) {
  return alarm.state === "WAITING" || (alarm.sounding && (!alarm.takenBy || alarm.takenBy === me)) || askedOf(alarm, me);
}

/** True while somebody asks me, and nobody else, to take this over. */
export const askedOf = (alarm, me) => alarm.offered?.to === me && alarm.takenBy !== me && alarm.state !== "CLOSED";

/** What desks answer: mine, and those who are there; until it is known everybody answers everything. */
export const desks = { mine: null, there: null, partner: false, lifeMs: 0, othersMs: 0 };

/** False while this is another desk's, somebody is there for it, and it has not waited for long: then it is quiet here. */
export function meantForMe(alarm, now) {
  if (desks.partner) {
    return Boolean(alarm.untaken?.partner);
  }
  const needed = alarm.skills ?? [];
  if (!desks.mine || !needed.length || needed.some((skill) => desks.mine.has(skill))) {
    return true;
  }
  const after = alarm.priority === 1 ? desks.lifeMs : desks.othersMs;
  return !needed.some((skill) => desks.there.has(skill)) || now - clockOf(alarm) >= after;
}

/** Where its clock stands: since it was raised while nobody came, since the last press once somebody has it. Read once:
 * the board sorts by it whenever anything comes. */
export function clockOf(alarm) {
  alarm.clock ??= Date.parse(alarm.state !== "WAITING" && alarm.sounding ? alarm.pressedAt : alarm.raisedAt);
  return alarm.clock;
}

/** True while it sounds because nobody has spoken with the home. */
export function unheard(alarm) {
  return Boolean(alarm.sounding && alarm.flags?.includes("NO_SPEECH"));
}

// Within one priority: a person in need before the door, the door before a communal room.
const QUEUES = ["EMERGENCY", "DOOR", "COMMUNAL", "TECHNICAL"];

/** Until when a scheme's manager has it, and it is quiet here; null once that time is over. */
export function withManager(alarm, now) {
  const until = alarm.state === "WAITING" && alarm.managerUntil ? Date.parse(alarm.managerUntil) : 0;
  return until > now ? until : null;
}

/**
 * Most urgent first; within, who has not been heard before the others, what a manager has behind what sounds here, and
 * the oldest first.
 */
export function byUrgency(a, b) {
  return a.priority - b.priority || unheard(b) - unheard(a) || Boolean(a.managerUntil) - Boolean(b.managerUntil)
    || QUEUES.indexOf(a.queue) - QUEUES.indexOf(b.queue) || clockOf(a) - clockOf(b) || (a.id < b.id ? -1 : 1);
}
