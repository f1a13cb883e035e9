package org.tocsin.alarm;

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
