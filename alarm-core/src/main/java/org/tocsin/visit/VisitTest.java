package org.tocsin.visit;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.home.Peripheral;
import org.tocsin.home.TriggerMatch;
import org.tocsin.signal.SignalBody;
import org.tocsin.signal.SignalKind;

/**
 * One question to a home, and what was heard of it. Only a signal that was really received gives a good result.
 *
 * @param what what is tested, in words
 * @param expected what should be received, in words
 * @param from the device asked for; null where the unit itself answers
 * @param result null while none is known
 */
public record VisitTest(
        UUID id,
        Step step,
        How how,
        UUID unitId,
        @Nullable UUID triggerId,
        String what,
        String expected,
        @Nullable Device from,
        Listening listening,
        @Nullable Result result) {

    /** Kept with a last press in which speech was connected, as the telephone system reported. */
    static final String SPOKEN = "speech was connected";

    /** In the order in which they are done. Stored by name. */
    public enum Step {
        TRIGGER,
        POWER_OFF,
        POWER_BACK,
        PATH_LOSS,
        HEARTBEAT,
        LAST_PRESS
    }

    /** Stored by name. */
    public enum How {
        /** As the resident would. */
        PRESS,
        /** By the trigger's own test button: proves its way, not that it notices anything. */
        TEST_BUTTON,
        /** It speaks later by itself: an open door at night, a bed left. */
        DELAYED,
        NOT_TESTABLE
    }

    /** What can be said honestly of a test. */
    public enum Outcome {
        LISTENING("listening"),
        HEARD("heard"),
        HEARD_BY_TEST_BUTTON("heard by its test button"),
        AWAITING_DELAYED_SIGNAL("awaiting a delayed signal"),
        NOT_TESTABLE("not testable"),
        /** Nothing shows that it took another path than always. Never stored, but told from what is. */
        ALARM_BY_UNKNOWN_PATH("an alarm came; by which path is not known"),
        /** A press of the right kind, of which nobody can tell whose it was. Never stored, but told from what is. */
        ONE_OF_SEVERAL("heard; from which of several is not known"),
        NOT_HEARD("not heard");

        private final String words;

        Outcome(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }

        /** A signal was received after it was asked for. */
        public boolean heard() {
            return this == HEARD || this == HEARD_BY_TEST_BUTTON;
        }
    }

    public record Device(String dty, @Nullable String did) {}

    public record Listening(Instant askedAt, Instant until) {}

    /**
     * @param signalId what was received; null where nothing was, or for a sign of life
     * @param alarmId the alarm it raised; null for a test
     * @param reason why it could not be heard, or whose it was is not known; of what was heard, what shows more than its signal: see {@link #shown}
     * @param heard what was received, in words
     * @param answeredAt when an operator spoke, or where that is not reported took it; for the last press
     */
    public record Result(
            Outcome outcome,
            @Nullable String reason,
            @Nullable UUID signalId,
            @Nullable UUID alarmId,
            @Nullable String heard,
            @Nullable Instant heardAt,
            @Nullable Instant answeredAt) {}

    /** What is known by then. */
    public Outcome outcome(Instant now) {
        if (result != null) {
            return pathUnknown(result)
                    ? Outcome.ALARM_BY_UNKNOWN_PATH
                    : oneOfSeveral(result) ? Outcome.ONE_OF_SEVERAL : result.outcome();
        }
        if (!now.isBefore(listening.until())) {
            return Outcome.NOT_HEARD;
        }
        return how == How.DELAYED ? Outcome.AWAITING_DELAYED_SIGNAL : Outcome.LISTENING;
    }

    /**
     * What shows that the alarm came by another path, or of the last press that speech was connected; null where it was
     * not heard, and where nothing but the signal itself is known.
     */
    public @Nullable String shown() {
        return result != null && result.outcome() == Outcome.HEARD ? result.reason() : null;
    }

    /** An operator spoke with the home, and did not only take its alarm. False where calls are not reported. */
    public boolean spoken() {
        return step == Step.LAST_PRESS && shown() != null;
    }

    /** So are visits of earlier releases, which took any alarm for one by the second path. */
    private boolean pathUnknown(Result result) {
        return step == Step.PATH_LOSS && result.signalId() != null && shown() == null;
    }

    private boolean oneOfSeveral(Result result) {
        return step == Step.TRIGGER && result.outcome() == Outcome.NOT_HEARD && result.signalId() != null;
    }

    /**
     * Whether this is what was asked for: of this unit, in time, and from whom it should be.
     *
     * @param others the device ids of the home's other triggers of the type asked for; empty for one of which none is on
     *     file
     */
    public TriggerMatch hears(SignalKind kind, SignalBody body, Instant receivedAt, List<String> others) {
        if (!receivedAt.isAfter(listening.askedAt()) || !receivedAt.isBefore(listening.until())) {
            return TriggerMatch.NO;
        }
        return switch (step) {
            case TRIGGER -> isKind(kind) ? match(body, others) : TriggerMatch.NO;
            case PATH_LOSS -> kind == SignalKind.ALARM ? match(body, others) : TriggerMatch.NO;
            case LAST_PRESS -> when(kind == SignalKind.ALARM);
            case POWER_OFF -> when(body.statusCode().equals("0085"));
            case POWER_BACK -> when(body.statusCode().equals("0086"));
            case HEARTBEAT -> TriggerMatch.NO;
        };
    }

    private static TriggerMatch when(boolean heard) {
        return heard ? TriggerMatch.YES : TriggerMatch.NO;
    }

    /** What the unit says of itself, its own test transmissions too, is no press of the button on it. */
    private boolean isKind(SignalKind kind) {
        if (from != null && from.dty().equals(Peripheral.HOME_UNIT)) {
            return how != How.NOT_TESTABLE && kind == SignalKind.ALARM;
        }
        return switch (how) {
            case PRESS -> kind == SignalKind.ALARM;
            case TEST_BUTTON -> kind == SignalKind.ALARM || kind == SignalKind.TEST;
            case DELAYED ->
                kind == SignalKind.ALARM
                        || kind == SignalKind.TEST
                        || kind == SignalKind.INFORMATION
                        || kind == SignalKind.PRESENCE;
            case NOT_TESTABLE -> false;
        };
    }

    private TriggerMatch match(SignalBody body, List<String> others) {
        return from != null && from.dty().equals(body.deviceType())
                ? TriggerMatch.of(from.did(), others, body.get("did"))
                : TriggerMatch.NO;
    }
}
