package org.tocsin.estate;

/** What the facts of one row belong to: the home itself, or one of several things in it. Stored by name. */
public enum Part {
    HOME(1, "Home"),
    RESIDENT(4, "Resident"),
    UNIT(2, "Unit"),
    CONTACT(6, "Contact"),
    TRIGGER(8, "Trigger");

    private final int most;
    private final String words;

    Part(int most, String words) {
        this.most = most;
        this.words = words;
    }

    /** As many as one row can name. */
    public int most() {
        return most;
    }

    public String words() {
        return words;
    }
}
