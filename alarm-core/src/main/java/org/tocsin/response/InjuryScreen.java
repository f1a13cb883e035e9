package org.tocsin.response;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Plain questions before anybody is lifted off a floor. One answer that speaks against it is enough: then the person
 * stays where they are, warm and spoken to, and 999 is rung. It helps a trained person to forget nothing; it judges
 * nobody's health. Pure.
 */
public final class InjuryScreen {
    private InjuryScreen() {}

    /** Asked in this order. Stored by name. */
    public enum Question {
        AWAKE("Awake, and talking as they usually do?", false),
        PAIN("New or strong pain anywhere: head, chest, hip?", true),
        NECK_OR_BACK("Does the neck or the back hurt, or did they fall from a height or down stairs?", true),
        NUMB("Numb, tingling or weak in an arm, a leg or the face?", true),
        MOVES("Can they move arms and legs as they could before?", false),
        BLEEDING("Bleeding that does not stop, or a knock to the head while taking blood thinners?", true),
        UNWELL("Looks or feels ill: short of breath, confused, feverish, fainted before the fall?", true);

        private final String words;
        private final boolean dangerous;

        Question(String words, boolean dangerous) {
            this.words = words;
            this.dangerous = dangerous;
        }

        public String words() {
            return words;
        }

        /** The answer that speaks against lifting: true for yes. */
        public boolean dangerous() {
            return dangerous;
        }
    }

    /** What the answers come to. */
    public enum Verdict {
        /** No answer speaks against helping them up. */
        MAY_BE_HELPED_UP("Nothing said here speaks against helping them up. Stop if anything hurts."),
        DO_NOT_LIFT("Do not lift. Keep them still and warm, stay with them, ring 999."),
        /** Not every question was answered. */
        ASK_ON("Ask every question before you lift.");

        private final String words;

        Verdict(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }
    }

    /** One danger is enough, however many questions are open. */
    public static Verdict verdict(Map<Question, Boolean> answers) {
        if (!dangers(answers).isEmpty()) {
            return Verdict.DO_NOT_LIFT;
        }
        return answers.keySet().containsAll(Set.of(Question.values())) ? Verdict.MAY_BE_HELPED_UP : Verdict.ASK_ON;
    }

    /** The questions whose answer speaks against lifting, in their order. */
    public static List<Question> dangers(Map<Question, Boolean> answers) {
        return Arrays.stream(Question.values())
                .filter(question -> Boolean.valueOf(question.dangerous()).equals(answers.get(question)))
                .collect(Collectors.toList());
    }
}
