package org.tocsin.script;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How far a script has come: every step with how it stands. Pure. */
public final class Progress {
    private Progress() {}

    /** How a step stands. */
    public enum State {
        DONE,
        /** It could not be done; why is on record. */
        NOT_POSSIBLE,
        /** The one to do next. */
        NOW,
        LATER,
        /** Its conditions do not hold at this moment. */
        NOT_NOW
    }

    /**
     * @param number from 0
     * @param why it is not to be done now, or could not be
     * @param at when it was dealt with; null where it was not, or where the log says when
     * @param by whom
     */
    public record Line(
            int number,
            Step step,
            State state,
            @Nullable String why,
            @Nullable Instant at,
            @Nullable String by) {}

    /** Of one script of an alarm. */
    public static List<Line> of(Script script, List<Tick> ticks, CaseFacts facts) {
        List<Line> lines = new ArrayList<>();
        boolean found = facts.help().closed();
        for (int i = 0; i < script.steps().size(); i++) {
            Line line = line(i, script.steps().get(i), ticks, facts, found);
            found |= line.state() == State.NOW;
            lines.add(line);
        }
        return List.copyOf(lines);
    }

    /** The one thing to do next, of all scripts of an alarm in their order; empty when nothing is left. */
    public static Optional<Line> next(List<List<Line>> scripts) {
        return scripts.stream()
                .flatMap(List::stream)
                .filter(line -> line.state() == State.NOW)
                .findFirst();
    }

    private static Line line(int number, Step step, List<Tick> ticks, CaseFacts facts, boolean found) {
        Optional<Tick> tick = ticks.stream().filter(one -> one.step() == number).findFirst();
        if (tick.isPresent()) {
            Tick one = tick.get();
            return new Line(
                    number, step, one.done() ? State.DONE : State.NOT_POSSIBLE, one.reason(), one.at(), one.by());
        }
        if (settled(step.act(), facts)) {
            return new Line(number, step, State.DONE, null, null, null);
        }
        Optional<String> otherwise = step.otherwise(facts);
        return otherwise.isPresent()
                ? new Line(number, step, State.NOT_NOW, otherwise.get(), null, null)
                : new Line(number, step, found ? State.LATER : State.NOW, null, null, null);
    }

    /** What the platform itself knows to be done. */
    private static boolean settled(StepAct act, CaseFacts facts) {
        return switch (act) {
            case TICK -> false;
            case SPOKEN -> facts.speech().answered();
            case CALL_OUT -> facts.help().calledOut();
            case FOLLOW_UP -> facts.help().followUp();
            case CLOSE -> facts.help().closed();
        };
    }
}
