package org.tocsin.figures;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tocsin.alarm.JoiningClass;

/** What a call from a home was, as far as figures tell calls apart. Stored by name. */
public enum CallKind {
    EMERGENCY("calls for help"),
    COMMUNAL("calls from communal rooms"),
    DOOR("door calls"),
    /** Closed as a test, once somebody had answered it. */
    TEST("tests"),
    TECHNICAL("technical");

    /** The outcomes that say so: one by its rule, one by its code, as services are given it. */
    private static final Set<String> TESTS = Set.of("USER_TEST", "test-call");

    private final String words;

    CallKind(String words) {
        this.words = words;
    }

    public String words() {
        return words;
    }

    /**
     * @param outcome the code it was closed with; null while open
     * @param rule that outcome's own rule; null where it has none
     */
    public static CallKind of(JoiningClass joined, @Nullable String outcome, @Nullable String rule) {
        boolean test = (outcome != null && TESTS.contains(outcome)) || (rule != null && TESTS.contains(rule));
        return switch (joined) {
            case TECHNICAL -> TECHNICAL;
            case DOOR -> DOOR;
            case COMMUNAL -> test ? TEST : COMMUNAL;
            case LIFE -> test ? TEST : EMERGENCY;
        };
    }
}
