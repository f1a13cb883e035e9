package org.tocsin.incident;

/** What has happened to the homes of an incident. Stored by name. */
public enum Cause {
    MAINS("Mains failure"),
    PATH("Path lost"),
    SILENT("Homes silent");

    private final String words;

    Cause(String words) {
        this.words = words;
    }

    /** As staff say it. */
    public String words() {
        return words;
    }
}
