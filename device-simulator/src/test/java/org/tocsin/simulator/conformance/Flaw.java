package org.tocsin.simulator.conformance;

import java.util.List;

/** One thing a SCAIP receiver does wrong, and the cases that must notice it. */
enum Flaw {
    REPLY_INSIDE_THE_200("RX-01"),
    FOREIGN_REFERENCE("RX-01"),
    NO_REPLY("RX-01", "RX-11"),
    BODY_AS_TEXT("RX-01"),
    ORDER_OF_ELEMENTS_MATTERS("RX-03"),
    OPTIONAL_MADE_MANDATORY("RX-01", "RX-04"),
    LEADING_ZEROS_NEEDED("RX-05"),
    SPACES_IN_THE_IDENTITY_REFUSED("RX-06"),
    STATUS_BEFORE_TYPE("RX-09"),
    CANCEL_IS_CALLED("RX-10"),
    UNKNOWN_CODES_REFUSED("RX-11"),
    ONLY_UTF8("RX-13"),
    EVERYTHING_IS_FINE("RX-15", "RX-16", "RX-17"),
    ENTITIES_RESOLVED("RX-14"),
    NAMES_NOTHING("RX-17"),
    SILENT_WITHOUT_A_REFERENCE("RX-18"),
    SHORT_REFERENCES_ONLY("RX-19"),
    LONG_TEXTS_REFUSED("RX-20"),
    ANSWERS_A_RETRANSMISSION_ANEW("RX-22"),
    REPLIES_TO_EVERY_DATAGRAM("RX-22"),
    NO_REPLY_TO_A_REPEAT("RX-23"),
    ANOTHER_ANSWER_TO_A_REPEAT("RX-23"),
    BRANCH_IS_THE_KEY("RX-25"),
    FROM_TAG_NEEDED("RX-26"),
    FROM_MUST_MATCH_SILENTLY("RX-27"),
    ANSWERS_WHERE_VIA_SAYS("RX-28"),
    TAKES_ANY_METHOD("RX-32"),
    NO_PARAMETERS_IN_CONTENT_TYPE("RX-33"),
    ANY_CONTENT_TYPE("RX-33"),
    WRONG_KIND_OF_NUMBER("RX-38"),
    CALLS_WITHOUT_A_NUMBER("RX-38"),
    WEST_REFUSED("RX-41"),
    STRANGERS_IGNORED("RX-43"),
    RESET_IS_CALLED("RX-08", "RX-44");

    private final List<String> noticedBy;

    Flaw(String... noticedBy) {
        this.noticedBy = List.of(noticedBy);
    }

    List<String> noticedBy() {
        return noticedBy;
    }
}
