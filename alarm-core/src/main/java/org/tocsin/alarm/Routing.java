package org.tocsin.alarm;

import org.jspecify.annotations.Nullable;
import org.tocsin.signal.Classification;
import org.tocsin.signal.SignalBody;
import org.tocsin.signal.SignalKind;

/**
 * Where a new signal goes: into a new alarm, into an open one, or only on file. Pure. Joining is per home and class; life
 * never joins technical; nothing from the wire closes anything. Retransmissions never come this far.
 */
public final class Routing {
    private Routing() {}

    /** What to do with one signal. */
    public sealed interface Decision {}

    /** Nothing open to join: a person is needed. */
    public record Open(JoiningClass joiningClass, Priority priority) implements Decision {}

    /**
     * One more in an open alarm.
     *
     * @param soundsAgain every new press does, also on a taken or handled alarm
     */
    public record Join(JoiningClass joiningClass, Priority priority, boolean soundsAgain) implements Decision {}

    /** A line in the open alarm's log; it neither counts nor sounds. */
    public record Note(JoiningClass joiningClass) implements Decision {}

    /** On file, no person needed. */
    public record File() implements Decision {}

    /**
     * @param life state of the home's open life alarm; null when there is none
     * @param technical state of the home's open technical alarm; null when there is none
     */
    public static Decision decide(
            SignalKind kind, SignalBody body, @Nullable AlarmState life, @Nullable AlarmState technical) {
        Priority priority = Classification.priority(kind, body);
        return switch (kind) {
            case ALARM, UNREADABLE ->
                life == null ? new Open(JoiningClass.LIFE, priority) : new Join(JoiningClass.LIFE, priority, true);
            case TECHNICAL ->
                technical == null
                        ? new Open(JoiningClass.TECHNICAL, priority)
                        : new Join(JoiningClass.TECHNICAL, priority, technical == AlarmState.HANDLED);
            case RESET, CANCEL, PRESENCE, INFORMATION -> life == null ? new File() : new Note(JoiningClass.LIFE);
            case RESTORAL -> technical == null ? new File() : new Note(JoiningClass.TECHNICAL);
            case TEST, HEARTBEAT -> new File();
        };
    }

    /** The state of an alarm after one more press: handled comes back, at its taker if it has one. */
    public static AlarmState afterPress(AlarmState state, boolean taken) {
        if (state == AlarmState.HANDLED) {
            return taken ? AlarmState.TAKEN : AlarmState.WAITING;
        }
        return state;
    }
}
