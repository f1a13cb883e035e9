package org.tocsin.signal;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What is still to come of one message in several parts. A unit that has more to say than one message holds counts down
 * in {@code ame} how many further messages belong to this one: 2, 1, 0.
 *
 * @param part the first of its parts that came
 * @param missing which counts have not come
 * @param early parts that came before the one that announced them, and sounded as presses
 */
record Expected(Part part, Set<Integer> missing, Set<UUID> early) {
    /** Parts come within seconds; one that took the second path, or was repeated, within a minute. */
    static final Duration WINDOW = Duration.ofSeconds(60);

    private static final int MOST_PARTS = 9;

    /**
     * One message, as far as it matters whether another belongs to it.
     *
     * @param more its {@code ame}: how many further messages it says there are
     */
    record Part(UUID signalId, String cid, Trigger trigger, int more, Instant at) {
        static Part of(Signal signal) {
            SignalBody body = signal.body();
            return of(signal.id(), signal.cid(), body, signal.origin().receivedAt());
        }

        static Part of(UUID id, String cid, SignalBody body, Instant at) {
            Trigger trigger = new Trigger(body.deviceType(), body.get("did"), body.get("stc"));
            return new Part(id, cid, trigger, furtherMessages(body), at);
        }

        /** Of one unit and one trigger, and close enough together to be parts of one message. */
        boolean mayBelongTo(Part other) {
            return cid.equals(other.cid)
                    && trigger.matches(other.trigger)
                    && apart(other).compareTo(WINDOW) <= 0;
        }

        Duration apart(Part other) {
            return Duration.between(at, other.at).abs();
        }
    }

    /** @param did and stc null where the message did not say; a further part need not say them again */
    record Trigger(
            String dty, @Nullable String did, @Nullable String stc) {
        boolean matches(Trigger other) {
            return dty.equals(other.dty) && agree(did, other.did) && agree(stc, other.stc);
        }

        private static boolean agree(@Nullable String one, @Nullable String other) {
            return one == null || one.equals(other) || other == null;
        }
    }

    /** How many further messages this one announces; 0 for a last or only one, and for what is no count. */
    static int furtherMessages(SignalBody body) {
        String more = body.get("ame");
        return more == null || !more.matches("[0-9]{1,3}") ? 0 : Math.min(MOST_PARTS, Integer.parseInt(more));
    }

    /** What a message announces: everything is missing. */
    static Expected after(Part part) {
        Set<Integer> missing =
                new TreeSet<>(IntStream.range(0, part.more()).boxed().toList());
        return new Expected(part, missing, Set.of());
    }

    boolean awaits(Part other) {
        return missing.contains(other.more()) && other.mayBelongTo(part);
    }

    Expected without(int count) {
        Set<Integer> rest = new TreeSet<>(missing);
        rest.remove(count);
        return new Expected(part, rest, early);
    }

    /** The same announced earlier in the countdown, by a message that came later. */
    Expected announcedBy(Part first) {
        Set<Integer> rest = new TreeSet<>(missing);
        IntStream.range(part.more() + 1, first.more()).forEach(rest::add);
        Set<UUID> known = new HashSet<>(early);
        known.add(part.signalId());
        return new Expected(first, rest, known);
    }

    /** With a part that came before it was announced. */
    Expected with(Part earlier) {
        Set<UUID> known = new HashSet<>(early);
        known.add(earlier.signalId());
        Expected rest = without(earlier.more());
        return new Expected(part, rest.missing, known);
    }
}
