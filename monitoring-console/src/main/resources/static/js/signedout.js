// Whoever stands before the sign-in finds nothing on this phone about anybody.
import { forgetSeen } from "./outbox.js";

forgetSeen().catch(() => {});
