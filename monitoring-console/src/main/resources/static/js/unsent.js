// Where somebody may not go, or no longer: what they did there before and has not reached the platform can still be read,
// and, apart from it, what the platform has refused: that is not sent by itself.
import { h } from "./dom.js";
import { dismiss, unsent } from "./outbox.js";
import { told, whatNow } from "./refused.js";

const place = document.getElementById("unsent");

async function show() {
  const acts = await unsent(place.dataset.by);
  const [not, waiting] = [acts.filter((act) => act.state === "refused"), acts.filter((act) => act.state !== "refused")];
  place.hidden = acts.length === 0;
  place.replaceChildren(
    ...part(waiting, "Kept on this phone, not sent",
      "Tell your manager what it says. It stays here, and is sent from its own page when you may go there again.", (act) => told(act)),
    ...part(not, "Not taken by the platform",
      "The platform has said no to this, and says why. It is not sent by itself.", refused),
  );
}

function part(acts, heading, words, draw) {
  return acts.length === 0 ? [] : [h("h2", {}, heading), h("p", {}, words), ...acts.map(draw)];
}

// Nothing can be sent from here: what may still be taken stays until its own page is open again.
function refused(act) {
  return h("div", { class: "row" },
    h("p", {}, `Not taken: ${act.why}`),
    told(act),
    act.shut ? whatNow(act) : h("button", { type: "button", onclick: () => dismiss(act).then(show) }, "I have read it"));
}

show().catch(() => {});
