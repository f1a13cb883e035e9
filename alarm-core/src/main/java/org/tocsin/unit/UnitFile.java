package org.tocsin.unit;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is on file about a unit, and what is known of it now; nothing about the person.
 *
 * @param make the maker; null where nobody has put the model on file
 * @param proof how it proves itself
 */
public record UnitFile(
        HomeUnit unit, @Nullable String make, @Nullable String model, Credential.Authentication proof, Known known) {

    /**
     * @param lastHeard the last signal or heartbeat; null for one that was never heard
     * @param connection its latest lasting connection; null for one that has none, as over UDP
     * @param state what it says of itself; null where it never did
     * @param registration where it has registered itself over SIP; null where it has not, or its time is over
     * @param undelivered which of our replies it has not confirmed; null while it confirms them
     * @param faults what it has lost and not regained, the latest first; at most {@link UnitFiles#MOST_FAULTS}
     */
    public record Known(
            @Nullable Instant lastHeard,
            @Nullable UnitConnection connection,
            @Nullable UnitState state,
            @Nullable Registration registration,
            @Nullable UndeliveredReply undelivered,
            List<Fault> faults) {}

    /**
     * @param uri as the unit wrote it
     * @param proven false where it could have been anybody; then replies go to their sender only
     */
    public record Registration(String uri, boolean proven, Instant since, Instant until) {}

    /**
     * @param kind BATTERY, MAINS …; a status code where no status restores it
     * @param device the id of the device that reported it, as the unit names it; may be empty
     */
    public record Fault(String kind, String device, Instant since) {}
}
