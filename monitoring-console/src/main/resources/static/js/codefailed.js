// That the code on file does not open the key safe: said in one tap at the door, kept and sent like every act.
import { h } from "./dom.js";

// What the centre knows already, before anybody stands at the door.
export function codeKnownToFail(job) {
  return job.codeFailed
    ? h("p", { class: "problem" }, `The code on file did not open on ${job.codeFailed}. Get in another way, and ring the alarm centre.`) : null;
}

// Beside the code that is shown. `version` says which one it was: sent late, it says nothing of a newer one.
export function codeFailed(page, job) {
  if (page.acts.waiting.some((act) => act.kind === "CODE_FAILED" && act.data.callout === job.id)) {
    return h("p", { class: "saved" }, "That the code did not open is saved here. Ring the alarm centre if you can.");
  }
  return job.codeFailed ? null
    : h("button", { type: "button", onclick: () => page.act(job, "CODE_FAILED", job.wayInVersion ? { version: job.wayInVersion } : {}) },
      "The code does not open it");
}
