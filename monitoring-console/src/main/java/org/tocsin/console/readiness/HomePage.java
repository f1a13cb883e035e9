package org.tocsin.console.readiness;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The readiness of one home: its three facts, its triggers, what stands in the way, what was told and heard.
 *
 * @param proven true when every trigger is proved
 * @param exception what stands in the way; null for nothing
 * @param code a code that was issued just now, shown this once
 * @param problem why the last act was refused; empty for none
 * @param may what this reader may do
 */
public record HomePage(
        String homeId,
        String place,
        String state,
        boolean proven,
        List<Fact> facts,
        List<Trigger> triggers,
        @Nullable String exception,
        List<String> told,
        List<String> codes,
        List<ProofLine> proofs,
        @Nullable String code,
        String problem,
        May may) {
    public record Fact(String name, String words, boolean concern) {}

    public record Trigger(String name, String state, String why, boolean concern) {}

    public record ProofLine(String when, String what, String by) {}

    public record May(boolean manage, boolean except) {}
}
