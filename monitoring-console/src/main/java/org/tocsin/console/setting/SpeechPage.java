package org.tocsin.console.setting;

import java.util.List;
import java.util.Map;

/**
 * Who is called for speech, ready to be read and changed.
 *
 * @param now what holds, each a sentence
 * @param changed who last changed it, and when; empty where nobody did
 * @param typed what the form shows
 * @param wrong what cannot be, by field, each a sentence
 */
public record SpeechPage(
        List<String> now,
        String changed,
        Map<String, String> typed,
        Map<String, String> wrong,
        List<Model> models,
        boolean saved) {
    /** @param rule what holds, as a sentence */
    public record Model(String id, String words, String rule, boolean held, boolean several) {}

    public String of(String field) {
        return typed.getOrDefault(field, "");
    }

    /** Empty where nothing is wrong with it. */
    public String wrong(String field) {
        return wrong.getOrDefault(field, "");
    }
}
