package org.tocsin.calllist;

/** On which list a call stands. Stored by name. */
public enum CallKind {
    WELL_BEING("Well-being call"),
    REMINDER("Reminder"),
    INACTIVITY("Inactivity call");

    private final String words;

    CallKind(String words) {
        this.words = words;
    }

    /** "Well-being call". */
    public String words() {
        return words;
    }
}
