// Where somebody may not go, or no longer: what they did there before and has not reached the platform can still be read.
import { h } from "./dom.js";
import { unsent } from "./outbox.js";
import { told } from "./refused.js";

const place = document.getElementById("unsent");

unsent(place.dataset.by).then((acts) => {
  place.hidden = acts.length === 0;
  place.append(h("h2", {}, "Kept on this phone, not sent"),
    h("p", {}, "Tell your manager what it says. It stays here, and is sent from its own page when you may go there again."),
    ...acts.map((act) => told(act)));
}).catch(() => {});
