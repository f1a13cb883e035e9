package org.tocsin.simulator.conformance.sip;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.tocsin.simulator.unit.TlsFiles;

/**
 * The receiver under test, and who we are towards it.
 *
 * @param cid of a unit that is on file there
 * @param secret its password; null where it proves nothing
 * @param other another unit that is on file; null where there is none
 * @param patience how long an answer may take
 */
public record SipSubject(
        SipTarget target,
        String cid,
        @Nullable String secret,
        @Nullable Other other,
        TlsFiles tls,
        Duration patience) {

    /** A second unit. */
    public record Other(String cid, @Nullable String secret) {
        @Override
        public String toString() {
            return "Other[cid=" + cid + "]";
        }
    }

    @Override
    public String toString() {
        return "SipSubject[" + target + ", cid=" + cid + "]";
    }
}
