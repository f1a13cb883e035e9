package org.tocsin.alarm;

import java.util.List;

/** What became of an operator's act on an alarm. */
public sealed interface ActResult {
    /** It is so: done now, or it was already. */
    record Done(Alarm alarm) implements ActResult {}

    /**
     * Somebody else was first.
     *
     * @param takenBy username of the operator who has it
     */
    record LostRace(Alarm alarm, String takenBy) implements ActResult {}

    /**
     * The card of an incident stays open while a home is neither back nor was spoken with.
     *
     * @param count how many
     * @param homes the first of them by risk, each as a line a person reads
     */
    record HomesLeft(int count, List<String> homes) implements ActResult {
        public HomesLeft {
            homes = List.copyOf(homes);
        }

        /** A sentence the person who tried it reads. */
        public String why() {
            String more = count > homes.size() ? "; and " + (count - homes.size()) + " more" : "";
            return (count == 1 ? "1 home is" : count + " homes are")
                    + " neither back nor has anybody spoken with them: " + String.join("; ", homes) + more + ".";
        }
    }

    /** No such alarm in this service. */
    record NotFound() implements ActResult {}

    /** @param why a sentence the person who tried it reads */
    record NotAllowed(String why) implements ActResult {}

    /**
     * Something needed is missing or wrong.
     *
     * @param field name of the field, {@code spokenTo}
     * @param why a sentence the person who tried it reads
     */
    record Invalid(String field, String why) implements ActResult {}
}
