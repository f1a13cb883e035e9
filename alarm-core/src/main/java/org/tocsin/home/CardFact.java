package org.tocsin.home;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One thing that whoever answers or goes to a home must know, with who said so and when.
 *
 * @param personId whose it is; null for what is true of the home
 * @param confirmed the last time somebody asked and it still held
 */
public record CardFact(UUID id, UUID homeId, @Nullable UUID personId, Kind kind, String words, Confirmed confirmed) {

    /** @param by as the audit trail names them, {@code operator:olive} */
    public record Confirmed(Instant at, String by) {}

    /** In the order in which it is read. Stored by name. */
    public enum Kind {
        RISK("Risk to whoever goes in", ""),
        SAFEGUARDING("Safeguarding", ""),
        COMMUNICATION("Communication", ""),
        LANGUAGE("Language", ""),
        MEDICAL("Medical", ""),
        /** Where the form is kept. It guides the crew; it never decides whether they are called. */
        RESPECT("DNACPR / ReSPECT", "Never a reason not to call 999."),
        ACCESS("Access", "");

        private final String title;
        private final String always;

        Kind(String title, String always) {
            this.title = title;
            this.always = always;
        }

        /** "DNACPR / ReSPECT". */
        public String title() {
            return title;
        }

        /** What is said with it every time; empty for nothing. */
        public String always() {
            return always;
        }
    }
}
