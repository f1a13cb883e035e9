// What was done on a phone is kept in the phone until the platform has it: each act under an id of its own, so that
// sending it twice does it once. For every page that must work where there is no signal.

const NAME = "tocsin";

function open() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      const acts = request.result.createObjectStore("acts", { keyPath: "order", autoIncrement: true });
      acts.createIndex("of", "of");
      request.result.createObjectStore("seen", { keyPath: "of" });
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function done(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function store(name, mode, work) {
  const database = await open();
  try {
    const transaction = database.transaction(name, mode);
    const result = await work(transaction.objectStore(name));
    if (mode === "readwrite") {
      await new Promise((resolve, reject) => {
        transaction.oncomplete = resolve;
        transaction.onerror = () => reject(transaction.error);
        transaction.onabort = () => reject(transaction.error);
      });
    }
    return result;
  } finally {
    database.close();
  }
}

// Ids that sort by time (UUIDv7), also where the browser is old.
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  let now = Date.now();
  for (let i = 5; i >= 0; i--) {
    bytes[i] = now % 256;
    now = Math.floor(now / 256);
  }
  bytes[6] = (bytes[6] & 0x0f) | 0x70;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((one) => one.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

// The outbox of one thing: a visit, a call-out.
//   of       its id
//   send     async (acts) => [{ id, refused, shut }], null where they were not understood; throws where nobody can be reached.
//            `shut`: nothing is wrong with it, but whoever did it may not, or no longer; then it may be sent again
//   changed  called with { waiting, sent, refused, trouble } whenever that changes
//   sendFile async (act) => { refused, shut } for one act with a file; throws where nobody can be reached
export class Outbox {
  constructor(of, send, changed, sendFile) {
    this.of = of;
    this.send = send;
    this.changed = changed;
    this.sendFile = sendFile;
    this.sending = false;
    this.sendingFile = false;
    this.trouble = "";
  }

  // `file`, bytes, goes by itself and after everything that is said.
  async add(kind, data, file) {
    const act = { id: newId(), kind, at: new Date().toISOString(), data, ...(file ? { file } : {}) };
    await store("acts", "readwrite", (acts) => done(acts.add({ of: this.of, state: "waiting", ...act })));
    await this.tell();
    this.flush();
    return act.id;
  }

  async all() {
    return store("acts", "readonly", (acts) => done(acts.index("of").getAll(this.of)));
  }

  async flush() {
    if (this.sending) {
      return;
    }
    this.sending = true;
    try {
      let waiting = await this.words();
      while (waiting.length > 0) {
        const some = waiting.slice(0, 20);
        const answers = await this.ask(some.map(({ id, kind, at, data }) => ({ id, kind, at, data })));
        await this.answered(some, answers);
        this.trouble = "";
        await this.tell();
        waiting = await this.words();
      }
      this.trouble = "";
      this.flushFiles();
    } catch (problem) {
      this.trouble = problem.message || "no signal";
    } finally {
      this.sending = false;
      await this.tell();
    }
  }

  // What is not understood together is said one by one: a platform that does not know one act yet still hears the others.
  async ask(some) {
    const answers = await this.send(some);
    if (answers) {
      return answers;
    }
    if (some.length === 1) {
      return [{ id: some[0].id, refused: "The platform did not understand this." }];
    }
    const each = [];
    for (const act of some) {
      each.push(...await this.ask([act]));
    }
    return each;
  }

  async words() {
    return (await this.all()).filter((act) => act.state === "waiting" && !act.file);
  }

  // One after another, each under its own id; whatever is said meanwhile does not wait for it, and goes before the next.
  async flushFiles() {
    if (this.sendingFile || !this.sendFile) {
      return;
    }
    this.sendingFile = true;
    try {
      let next = await this.nextFile();
      while (next) {
        const answer = await this.sendFile(next);
        await this.answered([next], [{ ...answer, id: next.id }]);
        this.trouble = "";
        await this.tell();
        next = await this.nextFile();
      }
    } catch (problem) {
      this.trouble = problem.message || "no signal";
    } finally {
      this.sendingFile = false;
      await this.tell();
    }
  }

  async nextFile() {
    const waiting = (await this.all()).filter((act) => act.state === "waiting");
    return waiting.every((act) => act.file) ? waiting[0] : null;
  }

  async answered(acts, answers) {
    const receivedAt = new Date().toISOString();
    await store("acts", "readwrite", async (kept) => {
      for (const act of acts) {
        const answer = answers.find((one) => one.id === act.id);
        if (answer) {
          const state = answer.refused ? "refused" : "received";
          // What was received is not kept here a second time, and what can never be taken is of no use.
          const { file, ...rest } = act;
          kept.put({ ...(answer.shut ? act : rest), state, receivedAt, why: answer.refused || null, shut: Boolean(answer.shut) });
        }
      }
    });
    if (answers.length === 0) {
      throw new Error("the platform did not answer");
    }
  }

  // A refusal was read.
  async dismiss(id) {
    const act = (await this.all()).find((one) => one.id === id);
    if (act) {
      await dismiss(act);
    }
    await this.tell();
  }

  // Whoever did it may again.
  async again(id) {
    const act = (await this.all()).find((one) => one.id === id && one.shut);
    if (act) {
      await store("acts", "readwrite", (acts) => done(acts.put({ ...act, state: "waiting", why: null, shut: false })));
    }
    await this.tell();
    this.flush();
  }

  async tell() {
    const acts = await this.all();
    this.changed({
      waiting: acts.filter((act) => act.state === "waiting"),
      received: acts.filter((act) => act.state === "received"),
      refused: acts.filter((act) => act.state === "refused"),
      trouble: this.trouble,
    });
  }
}

// What was last seen of it, for a page that is opened without a signal.
export async function keepSeen(of, what) {
  await store("seen", "readwrite", (seen) => done(seen.put({ of, what, at: new Date().toISOString() })));
}

export async function lastSeen(of) {
  return store("seen", "readonly", (seen) => done(seen.get(of)));
}

// What was seen of it is needed no longer.
export async function dropSeen(of) {
  await store("seen", "readwrite", (seen) => done(seen.delete(of)));
}

// What this person did here that has not reached the platform, whatever it belongs to.
export async function unsent(by) {
  const all = await store("acts", "readonly", (acts) => done(acts.getAll()));
  return all.filter((act) => act.of.startsWith(`${by}:`) && act.state !== "received");
}

// A refusal was read where nobody can open the page it belongs to.
export async function dismiss(act) {
  await store("acts", "readwrite", (acts) => done(acts.delete(act.order)));
}

// Nothing about anybody stays on a phone whose owner has signed out; what was not sent yet does, until it is, and what was
// refused, until they have read it.
export async function forget() {
  const waiting = await store("acts", "readonly", async (acts) =>
    (await done(acts.getAll())).filter((act) => act.state === "waiting").length);
  if (waiting > 0) {
    return waiting;
  }
  await store("seen", "readwrite", (seen) => done(seen.clear()));
  await dropReceived();
  return 0;
}

// Nobody is signed in here: what was seen goes, however they left; what was not received, or was refused and not read
// yet, stays for whoever did it.
export async function forgetSeen() {
  await store("seen", "readwrite", (seen) => done(seen.clear()));
  await dropReceived();
  for (const name of await caches.keys()) {
    if (name.startsWith("tocsin-shell-")) {
      await caches.delete(name);
    }
  }
}

async function dropReceived() {
  await store("acts", "readwrite", async (acts) => {
    for (const act of await done(acts.getAll())) {
      if (act.state === "received") {
        acts.delete(act.order);
      }
    }
  });
}

// The worker that keeps the pages under this path for when there is no signal.
export async function keepShell(scope) {
  if ("serviceWorker" in navigator) {
    await navigator.serviceWorker.register("/shell.js", { scope });
  }
}
