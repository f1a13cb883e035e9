package org.tocsin.script;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/** The scripts that come with the platform, one for every occasion: text files beside this class. */
public final class ShippedScripts {
    private static final Map<Occasion, String> WORDS = load();

    private ShippedScripts() {}

    /** As it is written. */
    public static String words(Occasion occasion) {
        return WORDS.getOrDefault(occasion, "");
    }

    private static Map<Occasion, String> load() {
        Map<Occasion, String> words = new EnumMap<>(Occasion.class);
        for (Occasion occasion : Occasion.values()) {
            try (InputStream file = ShippedScripts.class.getResourceAsStream(occasion.name() + ".txt")) {
                if (file == null) {
                    throw new IllegalStateException("missing from the class path: the script for " + occasion);
                }
                words.put(occasion, new String(file.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return Collections.unmodifiableMap(words);
    }
}
