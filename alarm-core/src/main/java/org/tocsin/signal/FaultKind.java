package org.tocsin.signal;

import java.util.Optional;
import java.util.Set;

/**
 * Which status restores which fault (SCAIP's status codes, as spoken by open implementations). Stored by name; a fault
 * that no status restores is kept under its own code.
 */
public enum FaultKind {
    BATTERY(Set.of("0014", "0016"), Set.of("0015")),
    MAINS(Set.of("0085"), Set.of("0086")),
    IP(Set.of("0023"), Set.of("0112")),
    MOBILE(Set.of("0024"), Set.of("0113")),
    TELEPHONE_LINE(Set.of("0025"), Set.of("0114")),
    PRIMARY_PATH(Set.of("0026"), Set.of("0115")),
    REDUNDANT_PATH(Set.of("0027"), Set.of("0116")),
    LINK(Set.of("0073"), Set.of("0075")),
    RADIO_TEST(Set.of("0123"), Set.of("0124")),
    LOSS(Set.of("0042", "0063"), Set.of("0091", "0094")),
    /** The whole unit: nobody told us, we did not hear it. */
    SILENT(PlatformSignal.Word.SILENT, PlatformSignal.Word.HEARD_AGAIN),
    /** One trigger of a unit that itself is heard. */
    PERIPHERAL_SILENT(PlatformSignal.Word.TRIGGER_SILENT, PlatformSignal.Word.TRIGGER_HEARD_AGAIN),
    /** No fault of a home: an area without a responder. */
    NOBODY_ON_DUTY(PlatformSignal.Word.NOBODY_ON_DUTY, PlatformSignal.Word.SOMEBODY_ON_DUTY);

    /** What is received while one of these is lost came by another; the redundant path is that other one. */
    private static final Set<FaultKind> FIRST_PATHS = Set.of(IP, MOBILE, TELEPHONE_LINE, PRIMARY_PATH);

    private final Set<String> lost;
    private final Set<String> restored;
    /** Only the platform's own word counts: a unit cannot say of itself that it was heard. */
    private final boolean ours;

    FaultKind(Set<String> lost, Set<String> restored) {
        this.lost = lost;
        this.restored = restored;
        this.ours = false;
    }

    FaultKind(PlatformSignal.Word lost, PlatformSignal.Word restored) {
        this.lost = Set.of(lost.code());
        this.restored = Set.of(restored.code());
        this.ours = true;
    }

    /** Under what a fault with this status is kept. */
    static String ofLoss(String statusCode) {
        for (FaultKind kind : values()) {
            if (kind.lost.contains(statusCode)) {
                return kind.name();
            }
        }
        return statusCode;
    }

    /** The path a unit might have used and reports lost with this status; empty for any other status. */
    public static Optional<FaultKind> pathLostBy(String statusCode) {
        return FIRST_PATHS.stream()
                .filter(kind -> kind.lost.contains(statusCode))
                .findFirst();
    }

    /** Whether a unit says with this status that it is back. */
    public boolean isRestoredBy(String statusCode) {
        return !ours && restored.contains(statusCode);
    }

    /** What a message restores; empty for any other. 0094 is a reset to most units and a restoral to some. */
    static Optional<FaultKind> restoredBy(Signal signal) {
        if (signal.kind() != SignalKind.RESTORAL && signal.kind() != SignalKind.RESET) {
            return Optional.empty();
        }
        boolean ours = PlatformSignal.is(signal);
        for (FaultKind kind : values()) {
            if (kind.ours == ours && kind.restored.contains(signal.body().statusCode())) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }

    /** True when faults have to be read for this signal. */
    static boolean concerns(Signal signal) {
        return signal.kind() == SignalKind.TECHNICAL || restoredBy(signal).isPresent();
    }
}
