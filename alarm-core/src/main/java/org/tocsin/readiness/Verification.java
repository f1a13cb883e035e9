package org.tocsin.readiness;

import java.util.ArrayList;
import java.util.List;

/**
 * What came of checking proofs: what is wrong, what was checked, and what no such check can know. Each is a sentence for
 * a person.
 *
 * @param faults empty where all is as it was sealed
 */
public record Verification(List<String> faults, List<String> checked, List<String> unknown) {
    /** A fault is as good as a hundred; of more only the number is told. */
    private static final int MOST_FAULTS = 20;

    public Verification {
        faults = List.copyOf(faults);
        checked = List.copyOf(checked);
        unknown = List.copyOf(unknown);
    }

    /** True when nothing is wrong. */
    public boolean valid() {
        return faults.isEmpty();
    }

    /** Gathers it. One thread only. */
    static final class Findings {
        private final List<String> faults = new ArrayList<>();
        private final List<String> checked = new ArrayList<>();
        private final List<String> unknown = new ArrayList<>();
        private int more;

        void fault(String sentence, Object... values) {
            if (faults.size() < MOST_FAULTS) {
                faults.add(sentence.formatted(values));
            } else {
                more++;
            }
        }

        void checked(String sentence, Object... values) {
            checked.add(sentence.formatted(values));
        }

        void unknown(String sentence) {
            unknown.add(sentence);
        }

        Verification done() {
            if (more > 0) {
                faults.add(more + " more.");
            }
            return new Verification(faults, checked, unknown);
        }
    }
}
