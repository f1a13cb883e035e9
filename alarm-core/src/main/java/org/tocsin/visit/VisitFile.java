package org.tocsin.visit;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.home.Peripheral;

/**
 * Everything known of a visit at one moment.
 *
 * @param testMode null while the home is not in test mode
 */
public record VisitFile(
        Visit visit,
        Place place,
        List<Peripheral> triggers,
        List<VisitTest> tests,
        List<Noted> notes,
        @Nullable TestMode testMode) {

    /**
     * @param people who lives there
     * @param risks to whoever goes in
     * @param unit the unit that is tested; null while none is
     * @param old the unit it took the place of on this visit
     * @param openAlarms of this home, faults included; while one that is no fault is open, every press is live
     * @param signalLimitDbm a network weaker than this needs a reason
     * @param wayInVersion of how to get in, as it is on file: another one with each change, telling nothing of it
     */
    public record Place(
            String home,
            List<String> people,
            @Nullable String risks,
            @Nullable Unit unit,
            @Nullable Unit old,
            List<OpenAlarm> openAlarms,
            int signalLimitDbm,
            String wayInVersion) {}

    /**
     * A unit as the label on it says, with the SIM in it, and what it says of itself.
     *
     * @param firmware as the unit says, or as on file where it never said
     * @param settings its own mark of how it is set up; null where it never said
     * @param alike how many other units of its model in this service bear the same mark
     * @param others how many other units of its model say their mark, of the first thousand
     */
    public record Unit(
            UUID id,
            String cid,
            @Nullable String model,
            @Nullable String serial,
            @Nullable String firmware,
            @Nullable String iccid,
            @Nullable String network,
            @Nullable String settings,
            int alike,
            int others) {}

    public record OpenAlarm(UUID id, String reference, String words, boolean technical, boolean taken) {}

    /** What the installer did or wrote down, in the order in which it reached us. */
    public record Noted(VisitAct act, Instant receivedAt, String actor) {}

    /**
     * False where another trigger of the same type stands on file and the two cannot be told apart by their device ids:
     * then its press rings, whatever was asked for.
     */
    public boolean tellsApart(Peripheral trigger) {
        List<String> others = triggers.stream()
                .filter(other -> other.until() == null && other.dty().equals(trigger.dty()))
                .filter(other -> !other.id().equals(trigger.id()))
                .map(other -> other.did() == null ? "" : other.did())
                .toList();
        return new AskedTrigger.Type(trigger.dty(), others).tellsApart(trigger.did());
    }

    /** What was last said of this kind. */
    public Optional<Noted> last(VisitAct.Kind kind) {
        return notes.stream().filter(note -> note.act().kind() == kind).reduce((one, later) -> later);
    }

    /** What was last measured of each network, in the order of the first measuring. */
    public List<Noted> signals() {
        java.util.Map<String, Noted> last = new java.util.LinkedHashMap<>();
        for (Noted note : notes) {
            if (note.act().kind() == VisitAct.Kind.SIGNAL && note.act().text("network") != null) {
                last.put(String.valueOf(note.act().text("network")), note);
            }
        }
        return List.copyOf(last.values());
    }

    /** Why there is no second network to measure; empty where nobody said so. */
    public Optional<String> onlyNetwork() {
        return notes.stream()
                .filter(note -> note.act().kind() == VisitAct.Kind.SIGNAL)
                .flatMap(note -> Optional.ofNullable(note.act().text("only")).stream())
                .reduce((one, later) -> later);
    }

    /** The best that is known of a trigger on the unit that is tested; empty where nothing was tried. */
    public Optional<VisitTest> best(UUID triggerId, Instant now) {
        return tests.stream()
                .filter(test -> test.step() == VisitTest.Step.TRIGGER && triggerId.equals(test.triggerId()))
                .filter(test -> test.unitId().equals(visit.course().unitId()))
                .reduce((one, later) -> VisitRules.better(one, later, now));
    }

    /** The best that is known of a step that is no trigger's. */
    public Optional<VisitTest> best(VisitTest.Step step, Instant now) {
        return tests.stream()
                .filter(test -> test.step() == step)
                .filter(test -> test.unitId().equals(visit.course().unitId()))
                .reduce((one, later) -> VisitRules.better(one, later, now));
    }
}
