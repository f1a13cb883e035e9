package org.tocsin.response;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which press of the home is the responder's: arrival and leaving are proven by the home's own device, not by a tap on a
 * phone alone. A press is found to be theirs beside everything else it does: it has sounded and opened speech like any.
 * Pure.
 */
public final class PressProof {
    private PressProof() {}

    /** One press heard from the home. */
    public record Press(UUID signalId, Instant at) {}

    /**
     * What the responder said.
     *
     * @param arrived and left null until they said so
     */
    public record Said(
            Instant accepted,
            @Nullable Instant arrived,
            @Nullable Instant left) {}

    /** The press nearest to the word "arrived", no further from it than the window, and never before they accepted. */
    public static Optional<Press> arrival(Said said, List<Press> presses, Duration window) {
        Instant arrived = said.arrived();
        return arrived == null
                ? Optional.empty()
                : presses.stream()
                        .filter(press -> !press.at().isBefore(said.accepted()))
                        .filter(press -> apart(press, arrived).compareTo(window) <= 0)
                        .filter(press -> said.left() == null || press.at().isBefore(said.left()))
                        .min(Comparator.comparing(press -> apart(press, arrived)));
    }

    /**
     * The press nearest to the word "left" and no further from it than the window; it comes after the word "arrived" and
     * is not the one that proved the arrival.
     */
    public static Optional<Press> leaving(
            Said said, @Nullable UUID arrivalPress, List<Press> presses, Duration window) {
        Instant left = said.left();
        Instant arrived = said.arrived();
        return left == null || arrived == null
                ? Optional.empty()
                : presses.stream()
                        .filter(press -> press.at().isAfter(arrived))
                        .filter(press -> !press.signalId().equals(arrivalPress))
                        .filter(press -> apart(press, left).compareTo(window) <= 0)
                        .min(Comparator.comparing(press -> apart(press, left)));
    }

    private static Duration apart(Press press, Instant said) {
        return Duration.between(press.at(), said).abs();
    }
}
