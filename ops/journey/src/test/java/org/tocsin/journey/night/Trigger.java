package org.tocsin.journey.night;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * What a home sends, in the table's words and in the codes of SCAIP.
 *
 * @param meaning whether somebody has to come
 * @param speaks whether the home asks to be spoken with
 */
record Trigger(Meaning meaning, boolean speaks, Map<String, String> codes) {
    enum Meaning {
        LIFE,
        URGENT,
        FAULT,
        /** A fault is over; nobody is needed. */
        OVER,
        /** Nobody is needed. */
        NOTHING
    }

    private static final Map<String, Trigger> ALL = all();

    /** Everything a home can send, in words. */
    static Set<String> words() {
        return ALL.keySet();
    }

    static Trigger of(String words) {
        Trigger found = ALL.get(words);
        if (found == null) {
            throw new AssertionError("no home sends: " + words);
        }
        return found;
    }

    /** It sounds at once. */
    boolean calls() {
        return meaning == Meaning.LIFE || meaning == Meaning.URGENT;
    }

    private static Map<String, Trigger> all() {
        Map<String, Trigger> all = new LinkedHashMap<>();
        spoken(all, "pendant", "0003", "0010");
        spoken(all, "pull cord", "0004", "0010");
        spoken(all, "fall", "0005", "0010");
        spoken(all, "smoke", "0023", "0009");
        spoken(all, "carbon monoxide", "0026", "0009");
        mute(all, "flood", Meaning.URGENT, "0033", "0046");
        mute(all, "bed", Meaning.URGENT, "0012", "0003");
        mute(all, "door", Meaning.URGENT, "0014", "0076");
        mute(all, "inactivity", Meaning.URGENT, "0010", "0049");
        mute(all, "medication", Meaning.URGENT, "0011", "0081");
        mute(all, "battery low", Meaning.FAULT, "0003", "0016");
        mute(all, "mains lost", Meaning.FAULT, "0002", "0085");
        mute(all, "mains back", Meaning.OVER, "0002", "0086");
        mute(all, "network lost", Meaning.FAULT, "0002", "0024");
        mute(all, "network back", Meaning.OVER, "0002", "0113");
        mute(all, "test press", Meaning.NOTHING, "0003", "0102");
        return all;
    }

    private static void spoken(Map<String, Trigger> all, String words, String device, String status) {
        all.put(words, new Trigger(Meaning.LIFE, true, Map.of("dty", device, "stc", status, "crd", "sip:")));
    }

    private static void mute(Map<String, Trigger> all, String words, Meaning meaning, String device, String status) {
        all.put(words, new Trigger(meaning, false, Map.of("dty", device, "stc", status, "crd", "no-voice:")));
    }
}
