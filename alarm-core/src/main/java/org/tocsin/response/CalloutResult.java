package org.tocsin.response;

/** What became of a contact's answer. */
public sealed interface CalloutResult {
    /** It is so: done now, or it was already. */
    record Done(Callout callout) implements CalloutResult {}

    /** No such callout in this service. */
    record NotFound() implements CalloutResult {}

    /** @param why a sentence the person who tried it reads */
    record NotAllowed(String why) implements CalloutResult {}

    /**
     * Something needed is missing or wrong.
     *
     * @param field name of the field, {@code reason}
     * @param why a sentence the person who tried it reads
     */
    record Invalid(String field, String why) implements CalloutResult {}
}
