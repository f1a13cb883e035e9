package org.tocsin.estate;

import java.util.Map;
import java.util.UUID;

/** One thing that has to happen for a home to be as its row says. */
public sealed interface Step {
    Part part();

    /** Some facts of what is on file become others; both are kept, so that it can be undone. */
    record Amend(Part part, UUID id, Map<Fact, String> was, Map<Fact, String> is) implements Step {}

    /** It comes: into the home, or with the home. */
    record Add(Part part, int slot, Thing thing) implements Step {}

    /**
     * Another comes in its place: the old one goes, and what the row leaves unsaid of the new one is as it was. The id that
     * the service gave it passes on.
     */
    record Replace(Part part, int slot, Thing was, Thing is) implements Step {}

    /** It goes: a resident moves out, a unit leaves, a trigger is taken away. */
    record End(Part part, UUID id, Thing was) implements Step {}
}
