package org.tocsin.console.rollout;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tocsin.console.board.WallClock;
import org.tocsin.rollout.Calm;
import org.tocsin.rollout.Rollout;
import org.tocsin.rollout.Rollout.State;
import org.tocsin.rollout.Rollout.UnitState;
import org.tocsin.rollout.RolloutStore;
import org.tocsin.unit.CommandOp;

/** Says what a rollout is and how far it has come. Pure. */
final class RolloutWriter {
    private final WallClock clock;

    RolloutWriter(WallClock clock) {
        this.clock = clock;
    }

    RolloutPage.Listed listed(Rollout rollout) {
        return new RolloutPage.Listed(
                rollout.id().toString(),
                rollout.order().name(),
                standing(rollout),
                change(rollout.order().change()),
                clock.day(rollout.madeAt()) + ", " + person(rollout.madeBy()));
    }

    RolloutPage page(
            Rollout rollout,
            String model,
            Calm calm,
            Map<Integer, Map<UnitState, Long>> waves,
            List<RolloutStore.Unit> trouble,
            List<RolloutStore.Event> events) {
        State state = rollout.standing().state();
        Rollout.Hold hold = rollout.standing().hold();
        return new RolloutPage(
                new RolloutPage.Head(
                        rollout.id().toString(),
                        rollout.order().name(),
                        standing(rollout),
                        hold == null ? "" : hold.reason() + " (" + person(hold.by()) + ")",
                        state == State.ASKING ? waits(calm) : List.of()),
                order(rollout, model),
                waves.entrySet().stream()
                        .map(wave -> wave(wave.getKey(), wave.getValue()))
                        .toList(),
                trouble.stream().map(this::unit).toList(),
                events.stream()
                        .map(event -> new RolloutPage.Line(clock.day(event.at()), event.words(), person(event.actor())))
                        .toList(),
                new RolloutPage.Acts(
                        state == State.TO_ACCEPT,
                        state.goesOn(),
                        state == State.PAUSED || state == State.HALTED,
                        state == State.HALTED,
                        !state.over()));
    }

    private static List<String> waits(Calm calm) {
        List<String> waits = new ArrayList<>();
        if (calm.incident()) {
            waits.add("Nobody more is asked while an incident is open.");
        }
        if (calm.lifeAlarm()) {
            waits.add("Nobody more is asked while a life alarm waits to be taken.");
        }
        if (!calm.open()) {
            waits.add("Nobody more is asked outside the days and times below.");
        }
        if (calm.held() > 0) {
            waits.add(
                    calm.held() == 1
                            ? "1 unit of this wave waits until the alarm of its home is closed; it counts as no trouble."
                            : "%,d units of this wave wait until the alarms of their homes are closed; they count as no trouble."
                                    .formatted(calm.held()));
        }
        return waits;
    }

    private String standing(Rollout rollout) {
        Rollout.Standing standing = rollout.standing();
        String wave = standing.wave() == 0 ? "the trial" : "wave " + standing.wave();
        Instant until = standing.watchUntil();
        return switch (standing.state()) {
            case PLANNED -> "Begins on " + clock.day(standing.startsAt());
            case ASKING -> "Under way: " + wave;
            case WATCHING -> "Watching " + wave + (until == null ? "" : " until " + clock.day(until));
            case TO_ACCEPT -> "The trial is over: a manager looks at it before the first wave goes";
            case HALTED -> "Halted in " + wave + ": nobody more is asked";
            case PAUSED -> "Paused in " + wave;
            case DONE -> "Done";
            case STOPPED -> "Stopped in " + wave;
        };
    }

    private List<RolloutPage.Fact> order(Rollout rollout, String model) {
        Rollout.Waves waves = rollout.order().waves();
        List<RolloutPage.Fact> facts = new ArrayList<>();
        facts.add(new RolloutPage.Fact("Change", change(rollout.order().change())));
        facts.add(new RolloutPage.Fact("Model", model));
        add(facts, "Area", rollout.order().selection().area());
        add(facts, "Equipment", rollout.order().selection().equipment());
        add(facts, "Risk tier", rollout.order().selection().riskTier());
        facts.add(new RolloutPage.Fact("Trial", waves.trialPerModel() + " of each model, at the least risk first"));
        facts.add(new RolloutPage.Fact("Wave", "%,d units".formatted(waves.units())));
        facts.add(new RolloutPage.Fact(
                "Pace",
                waves.perMinute() == null ? "as fast as they take it" : "%,d a minute".formatted(waves.perMinute())));
        String hours = waves.hours().toString();
        facts.add(new RolloutPage.Fact("Days and times", hours.isEmpty() ? "always" : hours));
        facts.add(new RolloutPage.Fact("Back within", minutes(waves.answerWithin())));
        facts.add(new RolloutPage.Fact("Watched for", minutes(waves.watch())));
        facts.add(new RolloutPage.Fact(
                "Halts", "when more than " + waves.faultPercent() + " in a hundred of a wave are in trouble"));
        return facts;
    }

    private static void add(List<RolloutPage.Fact> facts, String name, @Nullable String words) {
        if (words != null) {
            facts.add(new RolloutPage.Fact(name, words));
        }
    }

    private static String minutes(Duration time) {
        return time.toMinutes() == 1 ? "1 minute" : "%,d minutes".formatted(time.toMinutes());
    }

    private static String change(Rollout.Change change) {
        if (change.op() == CommandOp.FIRMWARE_UPDATE) {
            return "Firmware " + change.args().get("version");
        }
        return change.args().get("values") instanceof Map<?, ?> values
                ? "Settings: "
                        + values.entrySet().stream()
                                .map(entry -> entry.getKey() + " = " + entry.getValue())
                                .collect(Collectors.joining(", "))
                : change.op().wireName();
    }

    private static RolloutPage.Wave wave(int number, Map<UnitState, Long> states) {
        return new RolloutPage.Wave(
                number == 0 ? "The trial" : "Wave " + number,
                of(states, UnitState.PLANNED),
                of(states, UnitState.ASKED) + of(states, UnitState.CHANGED),
                of(states, UnitState.HEARD),
                states.entrySet().stream()
                        .filter(entry -> entry.getKey().trouble())
                        .mapToLong(Map.Entry::getValue)
                        .sum(),
                of(states, UnitState.SKIPPED) + of(states, UnitState.NOT_SUPPORTED));
    }

    private static long of(Map<UnitState, Long> states, UnitState state) {
        return states.getOrDefault(state, 0L);
    }

    private RolloutPage.Unit unit(RolloutStore.Unit unit) {
        String what = switch (unit.state()) {
            case REFUSED -> "said that it could not";
            case NO_ANSWER -> "did not answer in time";
            case NOT_CHANGED -> "said yes, and bears " + (unit.firmware() == null ? "?" : unit.firmware());
            case NOT_HEARD -> "changed, and sent no test afterwards";
            default -> "late with its heartbeats since it was changed";
        };
        String words = unit.words();
        return new RolloutPage.Unit(
                unit.cid(),
                unit.wave() == 0 ? "trial" : String.valueOf(unit.wave()),
                what,
                unit.askedAt() == null ? "" : clock.day(unit.askedAt()),
                words == null ? "" : words);
    }

    private static String person(String actor) {
        return actor.startsWith("operator:") ? actor.substring("operator:".length()) : actor;
    }
}
