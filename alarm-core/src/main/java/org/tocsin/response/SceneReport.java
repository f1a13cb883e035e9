package org.tocsin.response;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a responder found and did.
 *
 * @param dangers the answers of the {@link InjuryScreen} that speak against lifting
 * @param hospitalAvoided somebody would have gone to hospital, or rung for an ambulance, without this visit
 * @param reference999 the number the ambulance service gave
 * @param followUp what somebody must do afterwards
 */
public record SceneReport(
        boolean onTheFloor,
        List<InjuryScreen.Question> dangers,
        Injury injury,
        Lift lift,
        Outcome outcome,
        boolean hospitalAvoided,
        @Nullable String reference999,
        @Nullable String followUp,
        @Nullable String note) {
    public SceneReport {
        dangers = List.copyOf(dangers);
    }

    /** Stored by name. */
    public enum Injury {
        NONE("no injury"),
        MINOR("minor injury"),
        SERIOUS("serious injury"),
        NOT_KNOWN("injury not known");

        private final String words;

        Injury(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }
    }

    /** How they got up. Stored by name. */
    public enum Lift {
        NONE("not on the floor"),
        BY_THEMSELVES("got up by themselves, guided"),
        BY_HAND("helped up by hand"),
        CUSHION("with a lifting cushion"),
        CHAIR("with a lifting chair"),
        HOIST("with a hoist"),
        NOT_LIFTED("not lifted");

        private final String words;

        Lift(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }
    }

    /** How they were left. Stored by name. */
    public enum Outcome {
        SETTLED("settled at home"),
        AMBULANCE_LEFT_AT_HOME("ambulance came, stays at home"),
        TO_HOSPITAL("taken to hospital"),
        WITH_FAMILY("with family"),
        NO_ENTRY("could not get in"),
        DIED("found dead, or died"),
        OTHER("other");

        private final String words;

        Outcome(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }
    }

    /** Why it cannot be taken as it is; null where it can. */
    public @Nullable String unfit() {
        if (!dangers.isEmpty() && lifted()) {
            return "An answer speaks against lifting, and a lift is written down. Correct one of the two, or write what"
                    + " happened in the note and choose “not lifted”.";
        }
        return hospitalAvoided && outcome == Outcome.TO_HOSPITAL
                ? "Taken to hospital, and hospital avoided: only one can be."
                : null;
    }

    /** For the log, in one line. */
    public String words() {
        StringBuilder words = new StringBuilder(onTheFloor ? "On the floor; " : "")
                .append(injury.words())
                .append("; ")
                .append(lift.words())
                .append("; ")
                .append(outcome.words());
        append(words, "; hospital avoided", hospitalAvoided ? "" : null);
        append(words, "; 999 reference ", reference999);
        append(words, "; to follow up: ", followUp);
        append(words, "; ", note);
        return words.toString();
    }

    private static void append(StringBuilder words, String before, @Nullable String text) {
        if (text != null) {
            words.append(before).append(text);
        }
    }

    private boolean lifted() {
        return lift == Lift.BY_HAND || lift == Lift.CUSHION || lift == Lift.CHAIR || lift == Lift.HOIST;
    }

    /** Answers as a phone sends them: {@code q.PAIN = yes}. */
    public static Map<InjuryScreen.Question, Boolean> answers(ResponderAct act) {
        Map<InjuryScreen.Question, Boolean> answers = new EnumMap<>(InjuryScreen.Question.class);
        for (InjuryScreen.Question question : InjuryScreen.Question.values()) {
            String said = act.text("q." + question.name());
            if ("yes".equals(said) || "no".equals(said)) {
                answers.put(question, "yes".equals(said));
            }
        }
        return answers;
    }
}
