package org.tocsin.visit;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.signal.Doubt;
import org.tocsin.signal.Signal;
import org.tocsin.signal.SignalBody;
import org.tocsin.signal.SignalKind;

/**
 * The one trigger of a unit an installer has asked for, as it stands on the way of an alarm. What it does not expect is
 * live, and so is everything about which there is any doubt.
 *
 * @param did its device id; null where none is on file
 */
public record AskedTrigger(
        UUID testId, UUID visitId, Type type, @Nullable String did, Instant askedAt, Window window) {
    /** For how long a trigger is a test at most, once it was asked for. */
    public static final Duration LISTENS = Duration.ofSeconds(90);

    /** A unit whose own clock says it happened so long before it was asked for repeats something older. */
    private static final Duration OLDER = Duration.ofSeconds(90);

    /** One reference with one body again within this is the unit repeating itself; later it is another press. */
    private static final Duration REPEATS = Duration.ofMinutes(2);

    /** That its unit has begun its numbers anew says nothing about which trigger it was. */
    private static final Set<Doubt> HARMLESS = Set.of(Doubt.REFERENCE_REUSED);

    /**
     * @param dty the device type
     * @param others the device ids of the home's other triggers of this type; empty for one of which none is on file
     */
    public record Type(String dty, List<String> others) {
        public Type {
            others = List.copyOf(others);
        }

        /** Whether the trigger of this device id can be told from the others by what a unit says. */
        boolean tellsApart(@Nullable String did) {
            return others.isEmpty()
                    || (did != null
                            && others.stream().noneMatch(other -> other.isEmpty() || other.equalsIgnoreCase(did)));
        }

        private boolean onlyOneSaying(@Nullable String said, @Nullable String did) {
            return others.isEmpty() || (did != null && did.equalsIgnoreCase(said) && tellsApart(did));
        }
    }

    /**
     * @param until when test mode ends by itself; once this trigger was heard, a moment after that
     * @param phoneSeenAt the phone's last sign of life
     * @param phoneLost without a further one for so long, everything is live
     */
    public record Window(Instant until, Instant phoneSeenAt, Duration phoneLost) {
        boolean open(Instant at) {
            return at.isBefore(until) && at.isBefore(phoneSeenAt.plus(phoneLost));
        }
    }

    /**
     * True for the asked-for trigger, received in time and in earnest doubt of nothing.
     *
     * @param doubts what is doubted about the signal
     * @param callOpen somebody has called for help from this home and the case is open
     */
    public boolean expects(Signal signal, Set<Doubt> doubts, boolean callOpen) {
        return !callOpen && HARMLESS.containsAll(doubts) && listensAt(signal) && isTrigger(signal);
    }

    /** True when an earlier signal, itself a test, is merely sent again by this one. */
    public boolean repeats(Signal signal, Instant earlier) {
        return listensAt(signal)
                && isTrigger(signal)
                && signal.origin().receivedAt().isBefore(earlier.plus(REPEATS));
    }

    private boolean listensAt(Signal signal) {
        Instant at = signal.origin().receivedAt();
        Instant own = signal.body().unitTime();
        return at.isAfter(askedAt)
                && at.isBefore(askedAt.plus(LISTENS))
                && window.open(at)
                && (own == null || own.isAfter(askedAt.minus(OLDER)));
    }

    private boolean isTrigger(Signal signal) {
        return signal.kind() == SignalKind.ALARM
                && isFrom(signal.body(), type.dty(), did)
                && type.onlyOneSaying(signal.body().get("did"), did);
    }

    /** The same device type and, where both name one, the same device id. */
    static boolean isFrom(SignalBody body, String dty, @Nullable String did) {
        String said = body.get("did");
        return dty.equals(body.deviceType())
                && (did == null || said == null || said.isEmpty() || did.equalsIgnoreCase(said));
    }
}
