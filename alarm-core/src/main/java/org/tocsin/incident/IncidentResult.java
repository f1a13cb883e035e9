package org.tocsin.incident;

/** What became of an act on an incident. */
public sealed interface IncidentResult {
    /** @param homes how many homes it was done for; those that had left meanwhile are none of them */
    record Done(Incident incident, int homes) implements IncidentResult {}

    /** No such incident in this service. */
    record NotFound() implements IncidentResult {}

    /** @param why a sentence the person who tried it reads */
    record NotAllowed(String why) implements IncidentResult {}

    /**
     * Something needed is missing or wrong.
     *
     * @param why a sentence the person who tried it reads
     */
    record Invalid(String field, String why) implements IncidentResult {}
}
