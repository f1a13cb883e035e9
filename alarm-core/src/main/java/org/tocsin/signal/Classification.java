package org.tocsin.signal;

import java.util.Set;
import org.tocsin.alarm.Priority;
import org.tocsin.home.Duty;

/**
 * What a message means. The first rule that fits wins; what no rule knows is an alarm that needs a person. The message
 * type comes before the status: some units put an alarm's status on a heartbeat.
 */
public final class Classification {
    private static final Set<String> RESET = Set.of("0092", "0093", "0094");
    private static final Set<String> CANCEL = Set.of("0002", "0019");
    private static final Set<String> TEST = Set.of("0102", "0103");
    private static final Set<String> LIFE = Set.of("0009", "0010", "0011", "0110");
    /** 0123, a radio test that stayed away, is here: a pendant that cannot be heard is a fault, not a test. */
    private static final Set<String> FAULT = Set.of(
            "0014", "0016", "0023", "0024", "0025", "0026", "0027", "0042", "0051", "0052", "0063", "0065", "0066",
            "0067", "0068", "0073", "0085", "0095", "0105", "0122", "0123", "0125");

    private static final Set<String> RESTORED =
            Set.of("0015", "0020", "0075", "0086", "0091", "0112", "0113", "0114", "0115", "0116", "0124");
    private static final Set<String> PRESENCE = Set.of("0087", "0088", "0111", "0121");

    /** Fire, gas, fall, epilepsy, man down, attack, panic: a life may be at stake whatever status came with it. */
    private static final Set<String> LIFE_DEVICES =
            Set.of("0005", "0006", "0007", "0017", "0021", "0023", "0025", "0026", "0030", "0047");

    private Classification() {}

    /** The kind of a readable message. */
    public static SignalKind kind(SignalBody body) {
        String type = body.messageType();
        String status = body.statusCode();
        if (type.equals("PI")) {
            return SignalKind.HEARTBEAT;
        }
        if (type.equals("RE") || RESET.contains(status)) {
            return SignalKind.RESET;
        }
        if (CANCEL.contains(status)) {
            return SignalKind.CANCEL;
        }
        if (TEST.contains(status)) {
            return SignalKind.TEST;
        }
        boolean information = type.equals("IN") || Duty.isSwitching(body);
        if (!information && LIFE.contains(status)) {
            return SignalKind.ALARM;
        }
        if (FAULT.contains(status)) {
            return SignalKind.TECHNICAL;
        }
        if (RESTORED.contains(status)) {
            return SignalKind.RESTORAL;
        }
        if (PRESENCE.contains(status)) {
            return SignalKind.PRESENCE;
        }
        return information ? SignalKind.INFORMATION : SignalKind.ALARM;
    }

    /**
     * How urgent a message is. Its own {@code pri} (0 lowest, 9 highest) may raise it, never lower it; a fault is never
     * raised to life.
     */
    public static Priority priority(SignalKind kind, SignalBody body) {
        return switch (kind) {
            case ALARM -> isLife(body) || isRaisedToLife(body) ? Priority.LIFE : Priority.URGENT;
            case UNREADABLE -> Priority.URGENT;
            case TECHNICAL -> ownPriority(body) >= 5 ? Priority.URGENT : Priority.FAULT;
            case RESET, CANCEL, RESTORAL, PRESENCE, INFORMATION, HEARTBEAT, TEST -> Priority.INFORMATION;
        };
    }

    /** Devices behind which a life may be at stake whatever they say. */
    public static boolean isLifeDevice(String deviceType) {
        return LIFE_DEVICES.contains(deviceType);
    }

    /** The unit itself says that a life is at stake. */
    public static boolean isRaisedToLife(SignalBody body) {
        return ownPriority(body) >= 8;
    }

    private static boolean isLife(SignalBody body) {
        return LIFE.contains(body.statusCode()) || isLifeDevice(body.deviceType());
    }

    private static int ownPriority(SignalBody body) {
        String text = body.get("pri");
        return text != null && text.length() == 1 && Character.isDigit(text.charAt(0)) ? text.charAt(0) - '0' : 0;
    }
}
