package org.tocsin.console;

/** Why a request is refused, in a sentence for whoever made it; the status stands beside it. */
public final class Refusal extends RuntimeException {
    public Refusal(String sentence) {
        super(sentence, null, false, false);
    }
}
