package org.tocsin.readiness;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One link of a service's chain.
 *
 * @param number from 1, without a gap
 * @param subjectId the proof or confirmation it seals; null for a part of the log
 * @param homeId the home it is about; null for a part of the log
 * @param homeNumber which record of that home it is, from 1
 * @param canonical what is hashed and signed, to the byte
 * @param hash SHA-256 of {@code canonical}, 64 hexadecimal digits
 * @param signature Ed25519 over {@code canonical}, 128 hexadecimal digits
 */
record ChainRecord(
        UUID serviceId,
        long number,
        Kind kind,
        @Nullable UUID subjectId,
        @Nullable UUID homeId,
        @Nullable Long homeNumber,
        String canonical,
        String hash,
        String signature,
        String keyId) {
    static final String FORMAT = "tocsin-proof/1";

    /** Stored by name; in lower case the {@code type} of the canonical record. */
    enum Kind {
        PROOF,
        CONFIRMATION,
        LOG
    }
}
