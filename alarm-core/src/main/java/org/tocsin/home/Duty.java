package org.tocsin.home;

import java.util.Optional;
import java.util.Set;
import org.tocsin.signal.SignalBody;

/** Whether a scheme's manager is there, as its units say with each message ({@code sco}). Stored by name. */
public enum Duty {
    /** {@code sco} 1; also where nobody has ever said. */
    OFF,
    /** {@code sco} 2. */
    ON,
    /** {@code sco} 3: on duty, and receiving the scheme's alarms on equipment there. */
    RECEIVING;

    /** Device types of the switch itself, remote and local. */
    private static final Set<String> SWITCHES = Set.of("0008", "0009");

    private static final Set<String> SWITCHED_ON = Set.of("0006", "0007", "0074", "0121");
    private static final Set<String> SWITCHED_OFF = Set.of("0003", "0049", "0050", "0069", "0072");

    /**
     * What this message says of the manager; empty where it says nothing. {@code sco} comes before the words of a duty
     * switch; 0 and values nobody knows say nothing.
     */
    public static Optional<Duty> said(SignalBody body) {
        String configuration = body.get("sco");
        if (configuration != null) {
            Optional<Duty> duty = switch (configuration.replaceFirst("^0+(?=.)", "")) {
                case "1" -> Optional.of(OFF);
                case "2" -> Optional.of(ON);
                case "3" -> Optional.of(RECEIVING);
                default -> Optional.empty();
            };
            if (duty.isPresent()) {
                return duty;
            }
        }
        if (!SWITCHES.contains(body.deviceType())) {
            return Optional.empty();
        }
        if (SWITCHED_ON.contains(body.statusCode())) {
            return Optional.of(ON);
        }
        return SWITCHED_OFF.contains(body.statusCode()) ? Optional.of(OFF) : Optional.empty();
    }

    /** True for a message that only says that the switch was turned: no person is needed. */
    public static boolean isSwitching(SignalBody body) {
        return SWITCHES.contains(body.deviceType())
                && (SWITCHED_ON.contains(body.statusCode()) || SWITCHED_OFF.contains(body.statusCode()));
    }

    /** True when a manager is there. */
    public boolean present() {
        return this != OFF;
    }
}
