package org.tocsin.script;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Ordered steps, written as plain text: a line is a step, an indented line below it says what to mind. At the end of a
 * line stand what the platform can do for it, in braces, and when it is to be done, in square brackets:
 *
 * <pre>
 * Call out whoever is nearest. {call out} [resident not answered] [between 22:00 and 07:00]
 *   Not needed where they are well.
 * </pre>
 */
public record Script(List<Step> steps) {
    public static final int MOST_STEPS = 30;
    public static final int LONGEST_STEP = 300;
    public static final int LONGEST_WORDS = 12_000;

    private static final Pattern ENDING = Pattern.compile("^(.*?)\\s*(?:\\{([^{}]*)}|\\[([^\\[\\]]*)])\\s*$");

    public Script {
        steps = List.copyOf(steps);
    }

    /**
     * What the text comes to.
     *
     * @param problems what cannot be understood, each with its line; such a script is not published
     */
    public record Reading(Script script, List<String> problems) {
        public Reading {
            problems = List.copyOf(problems);
        }
    }

    /** Reads a text. What nobody knows in brackets is a problem; the step stands all the same, and without it. */
    public static Reading read(String text) {
        List<Step> steps = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        if (text.length() > LONGEST_WORDS) {
            return new Reading(new Script(steps), List.of("At most " + LONGEST_WORDS + " characters."));
        }
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            if (line.isBlank()) {
                continue;
            }
            if (Character.isWhitespace(line.charAt(0))) {
                detail(steps, line.strip(), number, problems);
            } else {
                steps.add(step(line.strip(), number, problems));
            }
        }
        if (steps.isEmpty()) {
            problems.add("A script has at least one step.");
        }
        if (steps.size() > MOST_STEPS) {
            problems.add("A script has at most " + MOST_STEPS + " steps: nobody gets through more.");
        }
        return new Reading(new Script(steps), problems);
    }

    private static void detail(List<Step> steps, String words, int number, List<String> problems) {
        if (steps.isEmpty()) {
            problems.add("Line " + number + ": an indented line belongs to a step, and there is none above it.");
            return;
        }
        Step last = steps.get(steps.size() - 1);
        String detail = last.detail() == null ? words : last.detail() + " " + words;
        steps.set(steps.size() - 1, new Step(last.words(), detail, last.act(), last.conditions()));
    }

    private static Step step(String line, int number, List<String> problems) {
        String words = line;
        StepAct act = StepAct.TICK;
        List<Condition> conditions = new ArrayList<>();
        Matcher ending = ENDING.matcher(words);
        while (ending.matches()) {
            String braces = ending.group(2);
            if (braces != null) {
                Optional<StepAct> found = StepAct.read(braces.strip());
                if (found.isEmpty()) {
                    problems.add("Line " + number + ": nobody knows what {" + braces + "} does.");
                }
                act = found.orElse(act);
            } else {
                Optional<Condition> found = Condition.read(ending.group(3));
                if (found.isEmpty()) {
                    problems.add(
                            "Line " + number + ": [" + ending.group(3) + "] is no condition that can be looked at.");
                }
                found.ifPresent(one -> conditions.add(0, one));
            }
            words = ending.group(1);
            ending = ENDING.matcher(words);
        }
        if (words.isBlank()) {
            problems.add("Line " + number + ": say what is to be done.");
        } else if (words.length() > LONGEST_STEP) {
            problems.add("Line " + number + ": at most " + LONGEST_STEP + " characters; put the rest below it.");
        }
        return new Step(words, null, act, conditions);
    }
}
