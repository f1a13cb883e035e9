package org.tocsin.notify;

/** By what a message reaches somebody. Stored by name. */
public enum Channel {
    SMS("Text"),
    EMAIL("E-mail"),
    PUSH("Notice on the phone");

    private final String words;

    Channel(String words) {
        this.words = words;
    }

    /** As a sentence begins: "Text to Dora Daughter sent". */
    public String words() {
        return words;
    }
}
