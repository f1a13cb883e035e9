package org.tocsin.script;

import java.util.Optional;

/** What the platform can do for a step, beside ticking it. Written in braces: {@code {call out}}. */
public enum StepAct {
    /** Nothing: a person does it and says so. */
    TICK("", ""),
    /** Somebody is spoken with, or nobody answers; done once somebody was, until the home presses again. */
    SPOKEN("spoken to", "Write down who was spoken to, or that nobody answers"),
    /** Done once somebody is called out. */
    CALL_OUT("call out", "Choose whom to call out"),
    /** Done once there is a follow-up task. */
    FOLLOW_UP("follow up", "Note what remains to be done"),
    CLOSE("close", "Choose the outcome");

    private final String written;
    private final String words;

    StepAct(String written, String words) {
        this.written = written;
        this.words = words;
    }

    /** As it stands in braces. */
    public String written() {
        return written;
    }

    /** What pressing the key comes to. */
    public String words() {
        return words;
    }

    static Optional<StepAct> read(String written) {
        for (StepAct act : values()) {
            if (act != TICK && act.written.equalsIgnoreCase(written)) {
                return Optional.of(act);
            }
        }
        return Optional.empty();
    }
}
