package org.tocsin.platform;

import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** The one place where a test may be left out: on a developer's machine that lacks what it needs. In CI it fails. */
public final class OnThisMachine {
    private OnThisMachine() {}

    /**
     * Goes on only where it is there.
     *
     * @param what is needed and where it comes from, "SIPp (Debian: sip-tester)"
     */
    public static void needs(boolean there, String what) {
        if (there) {
            return;
        }
        String words = what + " is not here";
        if (System.getenv("CI") != null) {
            Assertions.fail(words + ", and in CI no test is left out");
        }
        Assumptions.abort(words);
    }
}
