package org.tocsin.alarm;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tocsin.home.SchemePoint;
import org.tocsin.signal.Classification;
import org.tocsin.signal.SignalBody;
import org.tocsin.signal.SignalKind;

/**
 * Where a new signal goes: into a new alarm, into an open one, or only on file. Pure. Joining is per home, or per point
 * of a scheme, and class; life never joins technical, a door never joins life; nothing from the wire closes anything.
 * Retransmissions never come this far.
 */
public final class Routing {
    /** What a person carries, wears or pulls, lifts included: pressed anywhere, it is a call for help. */
    private static final Set<String> PERSONAL = Set.of("0003", "0004", "0019", "0027", "0037", "0046");

    /** What watches a building, and the speech point on a wall: in a communal room a call that is nobody's emergency. */
    private static final Set<String> OF_THE_BUILDING = Set.of(
            "0002", "0014", "0018", "0020", "0022", "0024", "0028", "0029", "0031", "0032", "0033", "0035", "0036",
            "0038", "0041", "0043", "0045", "0048");

    /** Alert, assistance: somebody asks for help whatever device it is. */
    private static final Set<String> FOR_HELP = Set.of("0011", "0110");

    /** What may have been set off by fire or gas, or by an attack. */
    private static final Set<String> AT_ONCE =
            Set.of("0006", "0007", "0021", "0023", "0025", "0026", "0027", "0037", "0047");

    private static final Set<String> CALLS = Set.of("0009", "0010", "0011", "0110");

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
     * @param at what stands where it came from; a home of its own is a dwelling
     * @param open the states of the open alarms there, by class
     */
    public static Decision decide(
            SignalKind kind, SignalBody body, SchemePoint.Kind at, Map<JoiningClass, AlarmState> open) {
        Priority priority = Classification.priority(kind, body);
        return switch (kind) {
            case ALARM, UNREADABLE -> press(callClass(kind, body, at), priority, open);
            case TECHNICAL -> fault(priority, open.get(JoiningClass.TECHNICAL));
            case RESET, CANCEL, PRESENCE -> note(open, JoiningClass.LIFE, JoiningClass.DOOR, JoiningClass.COMMUNAL);
            case INFORMATION ->
                note(open, JoiningClass.LIFE, JoiningClass.DOOR, JoiningClass.COMMUNAL, JoiningClass.TECHNICAL);
            case RESTORAL -> note(open, JoiningClass.TECHNICAL);
            case TEST, HEARTBEAT -> new File();
        };
    }

    /**
     * In which queue a call is. A trigger that a person carries or pulls, fire, gas and every device nobody knows are an
     * emergency wherever they are; at a door everything else is somebody at the door; in a communal room only what is
     * known to be of the building, and asks for no help, is a communal call.
     */
    static JoiningClass callClass(SignalKind kind, SignalBody body, SchemePoint.Kind at) {
        String device = body.deviceType();
        boolean personal = kind != SignalKind.ALARM || PERSONAL.contains(device) || Classification.isLifeDevice(device);
        return switch (at) {
            case DWELLING -> JoiningClass.LIFE;
            case DOOR -> personal ? JoiningClass.LIFE : JoiningClass.DOOR;
            case COMMUNAL -> {
                boolean ofTheBuilding = OF_THE_BUILDING.contains(device)
                        && !FOR_HELP.contains(body.statusCode())
                        && !Classification.isRaisedToLife(body);
                yield ofTheBuilding ? JoiningClass.COMMUNAL : JoiningClass.LIFE;
            }
        };
    }

    /**
     * Whether a scheme's manager on duty may have this call first. Only a plain call of somebody there: fire, gas, an
     * attack, a raised rank, anything that cannot be read, is in doubt or is unknown sounds at the centre at once.
     */
    public static boolean managerMayAnswer(SignalKind kind, SignalBody body, boolean doubted) {
        return kind == SignalKind.ALARM
                && !doubted
                && CALLS.contains(body.statusCode())
                && !AT_ONCE.contains(body.deviceType())
                && !Classification.isRaisedToLife(body)
                && body.deviceType().matches("000[2-9]|00[1-4][0-9]|005[01]");
    }

    /**
     * Whether a fault sounds again in an open technical alarm.
     *
     * @param restored everything in it had been restored
     * @param over its restoral came before it
     */
    public static boolean faultSounds(AlarmState state, boolean restored, boolean over) {
        return !over && (restored || state == AlarmState.HANDLED);
    }

    /** The state of an alarm after one more press: handled comes back, at its taker if it has one. */
    public static AlarmState afterPress(AlarmState state, boolean taken) {
        if (state == AlarmState.HANDLED) {
            return taken ? AlarmState.TAKEN : AlarmState.WAITING;
        }
        return state;
    }

    private static Decision press(JoiningClass call, Priority asked, Map<JoiningClass, AlarmState> open) {
        // A door is answered soon; never before somebody who may be lying on the floor.
        Priority priority = call == JoiningClass.LIFE || asked != Priority.LIFE ? asked : Priority.URGENT;
        return open.get(call) == null ? new Open(call, priority) : new Join(call, priority, true);
    }

    private static Decision fault(Priority priority, @Nullable AlarmState technical) {
        return technical == null
                ? new Open(JoiningClass.TECHNICAL, priority)
                : new Join(JoiningClass.TECHNICAL, priority, technical == AlarmState.HANDLED);
    }

    /** In the first of these that is open. */
    private static Decision note(Map<JoiningClass, AlarmState> open, JoiningClass... classes) {
        for (JoiningClass one : classes) {
            if (open.get(one) != null) {
                return new Note(one);
            }
        }
        return new File();
    }
}
