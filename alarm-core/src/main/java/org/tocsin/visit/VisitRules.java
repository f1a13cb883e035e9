package org.tocsin.visit;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tocsin.home.Peripheral;

/** What a visit needs before it may be called complete. Nothing of it can be ticked by hand that can be heard. Pure. */
public final class VisitRules {
    /** The device type by which a unit speaks for itself. */
    private VisitRules() {}

    /** The unit's own button first: where that is not heard, nothing that speaks through the unit is. */
    static List<Peripheral> inOrder(List<Peripheral> triggers) {
        return triggers.stream()
                .sorted(Comparator.comparing(trigger -> !trigger.dty().equals(Peripheral.HOME_UNIT)))
                .toList();
    }

    /** Of two tests of one thing: what was heard before what was not, otherwise the later. */
    static VisitTest better(VisitTest one, VisitTest later, Instant now) {
        return one.outcome(now).heard() && !later.outcome(now).heard() ? one : later;
    }

    /** What is still missing, in sentences for the installer, in the order of the work; empty when all is there. */
    public static List<String> missing(VisitFile file, Instant now) {
        List<String> missing = new ArrayList<>();
        if (file.place().unit() == null) {
            missing.add("Say which unit stands here.");
            return missing;
        }
        if (file.visit().kind() == Visit.Kind.UPGRADE && file.place().old() == null) {
            missing.add("This is an upgrade: scan the new unit that takes the old one's place.");
        }
        signals(file, missing);
        triggers(file, now, missing);
        for (VisitTest.Step step : List.of(
                VisitTest.Step.POWER_OFF,
                VisitTest.Step.POWER_BACK,
                VisitTest.Step.PATH_LOSS,
                VisitTest.Step.HEARTBEAT)) {
            if (!settled(file.best(step, now), now)) {
                missing.add(sentence(step));
            }
        }
        if (file.last(VisitAct.Kind.KEY_SAFE).isEmpty()) {
            missing.add("Try the key safe, or say that there is none.");
        }
        if (file.last(VisitAct.Kind.CONTACTS).isEmpty()) {
            missing.add("Go through the contacts with the resident.");
        }
        if (file.last(VisitAct.Kind.PERSON).isEmpty()) {
            missing.add("Say whether the resident can press it, wears it and agrees.");
        }
        lastPress(file, now, missing);
        if (file.last(VisitAct.Kind.SPEECH).isEmpty()) {
            missing.add("Speak with the centre, both ways, and say what was heard.");
        }
        return missing;
    }

    private static void signals(VisitFile file, List<String> missing) {
        List<VisitFile.Noted> signals = file.signals();
        if (signals.isEmpty()) {
            missing.add("Measure the signal of each network.");
        } else if (signals.size() == 1 && file.onlyNetwork().isEmpty()) {
            missing.add("Measure the second network too, or write down why there is none.");
        }
        for (VisitFile.Noted signal : signals) {
            if (belowLimit(signal.act(), file.place().signalLimitDbm())
                    && signal.act().text("reason") == null) {
                missing.add("%s is below %d dBm: write down why it may stay, or find a better place."
                        .formatted(signal.act().text("network"), file.place().signalLimitDbm()));
            }
        }
    }

    /** Whether a measured network is too weak to be left without a reason. */
    public static boolean belowLimit(VisitAct signal, int limitDbm) {
        Double dbm = signal.number("dbm");
        return dbm == null || dbm < limitDbm;
    }

    private static void triggers(VisitFile file, Instant now, List<String> missing) {
        if (file.triggers().isEmpty()) {
            missing.add("Put the triggers of this home on file: the unit's own button first.");
        }
        boolean upgrade = file.visit().kind() == Visit.Kind.UPGRADE;
        for (Peripheral trigger : file.triggers()) {
            Optional<VisitTest> best = file.best(trigger.id(), now);
            boolean heard = best.isPresent() && (best.get().outcome(now).heard() || nobodyCanTell(best.get(), now));
            if (best.isPresent() && best.get().outcome(now) == VisitTest.Outcome.ONE_OF_SEVERAL && !heard) {
                missing.add(trigger.words()
                        + ": heard, but from which of several is not known. Their device numbers on file would tell.");
            } else if (upgrade && wasThere(trigger, file.visit().course().startedAt()) && !heard) {
                missing.add(trigger.words() + " was here before the upgrade and must be heard on the new unit.");
            } else if (!settled(best, now)) {
                missing.add(trigger.words() + ": not heard yet.");
            }
        }
    }

    /** The unit names no device, so no number on file would tell whose press it was. */
    private static boolean nobodyCanTell(VisitTest test, Instant now) {
        return test.outcome(now) == VisitTest.Outcome.ONE_OF_SEVERAL
                && test.result() != null
                && test.result().reason() == null;
    }

    private static boolean wasThere(Peripheral trigger, @Nullable Instant startedAt) {
        return startedAt == null || trigger.since().isBefore(startedAt);
    }

    /** There is an honest answer, if not a good one. */
    private static boolean settled(Optional<VisitTest> best, Instant now) {
        return best.isPresent()
                && switch (best.get().outcome(now)) {
                    case HEARD, HEARD_BY_TEST_BUTTON, AWAITING_DELAYED_SIGNAL, NOT_TESTABLE, ALARM_BY_UNKNOWN_PATH ->
                        true;
                    case ONE_OF_SEVERAL -> nobodyCanTell(best.get(), now);
                    case LISTENING, NOT_HEARD -> false;
                };
    }

    private static void lastPress(VisitFile file, Instant now, List<String> missing) {
        if (file.testMode() != null) {
            missing.add("End test mode.");
        }
        Optional<VisitTest> press = file.best(VisitTest.Step.LAST_PRESS, now);
        if (press.isEmpty() || press.get().outcome(now) != VisitTest.Outcome.HEARD) {
            missing.add("After test mode: one last press that an operator answers.");
        } else if (file.tests().stream()
                .anyMatch(test -> (test.step() == VisitTest.Step.TRIGGER || test.step() == VisitTest.Step.PATH_LOSS)
                        && test.how() != VisitTest.How.NOT_TESTABLE
                        && test.how() != VisitTest.How.DELAYED
                        && test.listening()
                                .askedAt()
                                .isAfter(press.get().listening().askedAt()))) {
            missing.add("Something was tested after the last press: one last press again.");
        }
    }

    private static String sentence(VisitTest.Step step) {
        return switch (step) {
            case POWER_OFF -> "Take the power away: the unit must say so.";
            case POWER_BACK -> "Give the power back: the unit must say so.";
            case PATH_LOSS -> "Take the first path away: an alarm must come by the second.";
            case HEARTBEAT -> "Wait for two signs of life from the unit.";
            case TRIGGER, LAST_PRESS -> throw new IllegalArgumentException(step.name());
        };
    }
}
