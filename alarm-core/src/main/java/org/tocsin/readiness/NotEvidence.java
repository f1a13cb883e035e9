package org.tocsin.readiness;

/** Why something is no evidence, in a sentence. */
public final class NotEvidence extends RuntimeException {
    NotEvidence(String sentence) {
        super(sentence, null, false, false);
    }
}
