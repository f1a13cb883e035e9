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
     * @param onFile how many triggers of its type are in the home by what is on file
     * @param restoredAt when the unit said that it is over; null while it has not
     * @param repairedAt when somebody wrote down that it was repaired
     */
    public record Open(
            String cid,
            String dty,
            String did,
            int onFile,
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
        boolean itself = trigger ? sameTrigger(open, heard) : sameUnit(open, heard);
        // What the unit calls by no name it restores by none: that is the same one, whoever stands beside it.
        boolean sameWords = trigger && open.did().equalsIgnoreCase(heard.did()) && restoral(heard);
        if (!itself && !sameWords) {
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

    private static boolean restoral(Heard heard) {
        return heard.kind() == SignalKind.RESTORAL || heard.kind() == SignalKind.RESET;
    }

    private static boolean lets(Open open, Heard heard) {
        return HEARD_IS_WELL.contains(open.kind())
                || before(open.restoredAt(), heard)
                || before(open.repairedAt(), heard);
    }

    private static boolean before(@Nullable Instant at, Heard heard) {
        return at != null && at.isBefore(heard.at());
    }

    /**
     * The same kind of device, and the same one where both say which. Where one of them does not it is the only one of its
     * kind that is on file; where none is, neither may have been named. On whichever unit it is now.
     */
    private static boolean sameTrigger(Open open, Heard heard) {
        if (!open.dty().equals(heard.dty())) {
            return false;
        }
        if (!open.did().isEmpty() && !heard.did().isEmpty()) {
            return open.did().equalsIgnoreCase(heard.did());
        }
        boolean neither = open.did().isEmpty() && heard.did().isEmpty();
        return open.onFile() == 1 || (neither && open.onFile() == 0);
    }

    /** The unit itself; or, once it was replaced, its successor. */
    private static boolean sameUnit(Open open, Heard heard) {
        return heard.cid().equals(open.cid()) || open.repairedAt() != null;
    }
}
