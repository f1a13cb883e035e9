package org.tocsin.hold;

import java.util.UUID;

/** What came of placing, reviewing or lifting a hold. */
public sealed interface HoldResult {
    /** @param again true where it had been done before */
    record Done(UUID holdId, boolean again) implements HoldResult {}

    /** The scope's service has no such record, or no such hold. */
    record NotOnFile() implements HoldResult {}

    /** @param why a sentence */
    record Unfit(String field, String why) implements HoldResult {}
}
