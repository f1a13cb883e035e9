package org.tocsin.fault;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.tocsin.signal.CodeWords;

/**
 * Which open faults need a net under the home. Pure. A fault does when the home can no longer be relied on to be heard, and
 * either the trigger itself is what somebody would call for help with, or the home is of a high risk. A mains failure does
 * not: the unit's battery carries it, and its low battery is a fault of its own. A lost path does only where there is no
 * second one. What an open incident already watches waits for the incident.
 */
public final class LifeCritical {
    /** A path or a whole home may come back by itself; what does not within this time is a fault. */
    public static final Duration MAY_COME_BACK = Duration.ofMinutes(10);

    /** What a person carries, wears or pulls, and fire, gas, falls: as in a scheme's communal rooms. */
    private static final Set<String> TRIGGERS = Set.of(
            "0003", "0004", "0005", "0006", "0007", "0017", "0019", "0021", "0023", "0025", "0026", "0027", "0030",
            "0046", "0047");

    private static final Set<String> PATHS =
            Set.of("IP", "MOBILE", "TELEPHONE_LINE", "PRIMARY_PATH", "REDUNDANT_PATH", "LINK");

    /** The unit itself, the controller of a scheme, their monitor and power supply. */
    private static final Set<String> UNITS = Set.of("0002", "0031", "0041", "0045", "0048");

    private LifeCritical() {}

    /**
     * @param kind as a fault stores it: a kind by name, or the status code where no status restores it
     * @param dty the device that lost something
     * @param paths how many transmission paths of the unit are on file
     */
    public record Facts(String kind, String dty, int paths, String riskTier, Duration lasting) {}

    /** Why it needs a net, a sentence; empty where it needs none (yet). */
    public static Optional<String> why(Facts facts) {
        boolean path = PATHS.contains(facts.kind());
        boolean silent = facts.kind().equals("SILENT");
        if (facts.kind().equals("MAINS") || (path && facts.paths() > 1)) {
            return Optional.empty();
        }
        if ((path || silent) && facts.lasting().compareTo(MAY_COME_BACK) < 0) {
            return Optional.empty();
        }
        if (silent) {
            return Optional.of("nothing is heard from the home at all");
        }
        if (TRIGGERS.contains(facts.dty())) {
            return Optional.of("it is a trigger that somebody calls for help with");
        }
        return facts.riskTier().equals("CRITICAL") || facts.riskTier().equals("HIGH")
                ? Optional.of(
                        path
                                ? "the home is of a high risk, and no second path is on file"
                                : "the home is of a high risk")
                : Optional.empty();
    }

    /** True for a device a person would call for help with; otherwise it is the unit, or something beside it. */
    public static boolean isTrigger(String dty) {
        return TRIGGERS.contains(dty);
    }

    /** For a statement: what {@link #isTrigger} is true of. */
    static String triggersInSql() {
        return inSql(TRIGGERS);
    }

    /** For a statement: the kinds that may be carried by a second path. */
    static String pathsInSql() {
        return inSql(PATHS);
    }

    /** For a statement: what is the unit itself, and in grouped housing everybody's. */
    static String unitsInSql() {
        return inSql(UNITS);
    }

    private static String inSql(Set<String> words) {
        return words.stream().sorted().collect(Collectors.joining("', '", "('", "')"));
    }

    /** "Pendant, battery low". */
    public static String words(String kind, String dty) {
        String device = CodeWords.device(dty);
        String what = switch (kind) {
            case "BATTERY" -> "battery low";
            case "SILENT", "PERIPHERAL_SILENT" -> "not heard";
            case "RADIO_TEST" -> "its radio test stays away";
            case "LOSS" -> "lost or failed";
            case "IP", "MOBILE", "TELEPHONE_LINE", "PRIMARY_PATH", "REDUNDANT_PATH", "LINK" -> "path lost";
            default -> CodeWords.status(kind);
        };
        return Character.toUpperCase(device.charAt(0)) + device.substring(1) + ", " + what;
    }
}
