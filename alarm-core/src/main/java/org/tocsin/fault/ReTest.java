package org.tocsin.fault;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tocsin.signal.SignalKind;

/**
 * What ends an open fault: a signal that was received, from that very trigger (or, for a fault of the unit, from the unit).
 * Pure. A press or a test proves that something is heard; where what was lost is a battery or a part, it does so only after
 * the unit has said that it is well, or somebody has written down that it was repaired. That a person says so, alone, ends
 * nothing.
 */
public final class ReTest {
    /** A press received now says nothing about how long the battery or the part will last. */
    private static final Set<String> HEARD_IS_WELL = Set.of(
            "SILENT",
            "PERIPHERAL_SILENT",
            "RADIO_TEST",
            "LOSS",
            "IP",
            "MOBILE",
            "TELEPHONE_LINE",
            "PRIMARY_PATH",
            "REDUNDANT_PATH",
            "LINK");

    private ReTest() {}

    /**
     * The fault that is open.
     *
     * @param did the device; empty where its message named none
     * @param restoredAt when the unit said that it is over; null while it has not
     * @param repairedAt when somebody wrote down that it was repaired
     */
    public record Open(
            String cid,
            String dty,
            String did,
            String kind,
            Instant lostAt,
            @Nullable Instant restoredAt,
            @Nullable Instant repairedAt) {}

    /**
     * A signal of the home.
     *
     * @param cid of a unit that stands in this home now
     * @param did the device; empty where it names none
     */
    public record Heard(SignalKind kind, String cid, String dty, String did, Instant at) {}

    /** What the signal proves, in words; empty where it does not end the fault. */
    public static Optional<String> closes(Open open, Heard heard) {
        if (!heard.at().isAfter(open.lostAt())) {
            return Optional.empty();
        }
        boolean trigger = LifeCritical.isTrigger(open.dty());
        if (trigger ? !sameTrigger(open, heard) : !sameUnit(open, heard)) {
            return Optional.empty();
        }
        return switch (heard.kind()) {
            case ALARM -> lets(open, heard) ? Optional.of("pressed, and received") : Optional.empty();
            case TEST -> lets(open, heard) ? Optional.of("tested, and received") : Optional.empty();
            case RESTORAL, RESET -> restores(open, heard);
            default -> Optional.empty();
        };
    }

    /** The unit's own word that it is over, given in a message about the very device: that device was heard. */
    private static Optional<String> restores(Open open, Heard heard) {
        boolean itself = heard.at().equals(open.restoredAt()) && heard.cid().equals(open.cid());
        return itself && heard.dty().equals(open.dty())
                ? Optional.of("restored, as the unit reports")
                : Optional.empty();
    }

    private static boolean lets(Open open, Heard heard) {
        return HEARD_IS_WELL.contains(open.kind())
                || before(open.restoredAt(), heard)
                || before(open.repairedAt(), heard);
    }

    private static boolean before(@Nullable Instant at, Heard heard) {
        return at != null && at.isBefore(heard.at());
    }

    /** The same kind of device; where both say which one, the same one. On whichever unit it is now. */
    private static boolean sameTrigger(Open open, Heard heard) {
        boolean either = open.did().isEmpty() || heard.did().isEmpty();
        return open.dty().equals(heard.dty()) && (either || open.did().equals(heard.did()));
    }

    /** The unit itself; or, once it was replaced, its successor. */
    private static boolean sameUnit(Open open, Heard heard) {
        return heard.cid().equals(open.cid()) || open.repairedAt() != null;
    }
}
