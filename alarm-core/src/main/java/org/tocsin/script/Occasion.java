package org.tocsin.script;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tocsin.alarm.JoiningClass;

/**
 * What happened, as far as it decides what is to be done. In the order of precedence: of two in one alarm the earlier one
 * is worked on first. Stored by name.
 */
public enum Occasion {
    SMOKE("Smoke, heat or fire", true),
    CARBON_MONOXIDE("Carbon monoxide", true),
    GAS("Gas", true),
    ATTACK("Personal attack or bogus caller", true),
    /** Nobody has spoken with a home that was to be spoken with. */
    NO_SPEECH("No speech", true),
    FALL("Fall", false),
    PENDANT("Pendant, pull cord or call button", false),
    EXIT("Door or wandering", false),
    FLOOD("Flood or bath", false),
    BED_OR_CHAIR("Bed or chair", false),
    INACTIVITY("Inactivity", false),
    MEDICATION("Medication not taken", false),
    DOOR_PANEL("Door panel of a scheme", false),
    OTHER("Any other call", false),
    SILENT_HOME("Silent home", false),
    PATH_LOSS("Path lost", false),
    MAINS("Mains failure", false),
    LOW_BATTERY("Low battery", false),
    FAULT("Any other fault", false);

    private static final Set<String> FIRE = Set.of("0023", "0025", "0037", "0047");
    private static final Set<String> ATTACKED = Set.of("0006", "0007", "0027");
    private static final Set<String> FALLEN = Set.of("0005", "0030");
    private static final Set<String> WATER = Set.of("0033", "0034");
    private static final Set<String> RESTING = Set.of("0012", "0013", "0044");
    private static final Set<String> GOING_OUT = Set.of("0014", "0015", "0029", "0036");
    private static final Set<String> MOVING = Set.of("0010", "0018");
    private static final Set<String> PRESSED = Set.of("0002", "0003", "0004", "0017", "0019", "0048");
    private static final Set<String> PATHS = Set.of("0023", "0024", "0025", "0026", "0027", "0073");

    private final String words;
    private final boolean ownScriptOnly;

    Occasion(String words, boolean ownScriptOnly) {
        this.words = words;
        this.ownScriptOnly = ownScriptOnly;
    }

    /** "Smoke, heat or fire". */
    public String words() {
        return words;
    }

    /** A script for any occasion is not enough here: the order of its steps may cost a life. */
    public boolean ownScriptOnly() {
        return ownScriptOnly;
    }

    /**
     * The occasion of a signal, by the codes of SCAIP.
     *
     * @param kind of the signal: ALARM, TECHNICAL, UNREADABLE
     * @param device its {@code dty}; null where it could not be read
     * @param status its {@code stc}
     */
    public static Occasion of(JoiningClass joined, String kind, @Nullable String device, @Nullable String status) {
        String dty = device == null ? "" : device;
        String stc = status == null ? "" : status;
        if (joined == JoiningClass.TECHNICAL || "TECHNICAL".equals(kind)) {
            return fault(stc);
        }
        Occasion watched = watched(dty, stc);
        // Fire and gas are that at a door too.
        return joined == JoiningClass.DOOR && !watched.ownScriptOnly ? DOOR_PANEL : watched;
    }

    /** Of an alarm that no signal opened. */
    public static Occasion without(JoiningClass joined, String joinKey) {
        if (joinKey.startsWith("call-list:")) {
            return INACTIVITY;
        }
        return switch (joined) {
            case TECHNICAL -> FAULT;
            case DOOR -> DOOR_PANEL;
            case LIFE, COMMUNAL -> OTHER;
        };
    }

    private static Occasion fault(String status) {
        if (PATHS.contains(status)) {
            return PATH_LOSS;
        }
        return switch (status) {
            case "0014", "0016" -> LOW_BATTERY;
            case "0085" -> MAINS;
            case "P001" -> SILENT_HOME;
            default -> FAULT;
        };
    }

    private static Occasion watched(String device, String status) {
        if (FIRE.contains(device)) {
            return SMOKE;
        }
        if (device.equals("0026")) {
            return CARBON_MONOXIDE;
        }
        if (device.equals("0021")) {
            return GAS;
        }
        if (ATTACKED.contains(device)) {
            return ATTACK;
        }
        if (FALLEN.contains(device)) {
            return FALL;
        }
        if (status.equals("0081") || device.equals("0011")) {
            return MEDICATION;
        }
        if (WATER.contains(device)) {
            return FLOOD;
        }
        if (RESTING.contains(device)) {
            return BED_OR_CHAIR;
        }
        if (GOING_OUT.contains(device)) {
            return EXIT;
        }
        if (MOVING.contains(device) || status.equals("0049")) {
            return INACTIVITY;
        }
        return PRESSED.contains(device) ? PENDANT : OTHER;
    }
}
