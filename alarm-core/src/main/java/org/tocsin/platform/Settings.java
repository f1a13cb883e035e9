package org.tocsin.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Configuration from the environment. Reads everything first and reports all faults at once with {@link #check}; a
 * secret may also be given as a file, {@code TOCSIN_X_FILE}.
 */
public final class Settings {
    private final Map<String, String> environment;
    private final List<String> faults = new ArrayList<>();

    public Settings(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /** The text of a variable, or the fallback where it is unset or blank. */
    public String text(String name, String fallback) {
        return optional(name).orElse(fallback);
    }

    /** The text of a variable that must be set; a fault and an empty text where it is not. */
    public String required(String name) {
        return optional(name).orElseGet(() -> {
            faults.add(name + " is not set");
            return "";
        });
    }

    /** The variable, or the content of the file that {@code name_FILE} names, without surrounding white space. */
    public Optional<String> optional(String name) {
        String file = environment.getOrDefault(name + "_FILE", "");
        if (!file.isBlank()) {
            try {
                return Optional.of(Files.readString(Path.of(file)).strip());
            } catch (IOException e) {
                faults.add(name + "_FILE cannot be read: " + file);
                return Optional.empty();
            }
        }
        return Optional.ofNullable(environment.get(name)).map(String::strip).filter(value -> !value.isEmpty());
    }

    /** A whole number between the two limits, both allowed. */
    public int number(String name, int fallback, int least, int most) {
        Optional<String> text = optional(name);
        if (text.isEmpty()) {
            return fallback;
        }
        try {
            int value = Integer.parseInt(text.get());
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // reported below, with the limits
        }
        faults.add("%s must be a whole number from %d to %d".formatted(name, least, most));
        return fallback;
    }

    /** A TCP or UDP port; 0 lets the system choose a free one. */
    public int port(String name, int fallback) {
        return number(name, fallback, 0, 65535);
    }

    /** Adds a fault found by the caller. */
    public void fault(String fault) {
        faults.add(fault);
    }

    /** Throws when anything read so far was wrong, naming every fault. */
    public void check() {
        if (!faults.isEmpty()) {
            throw new InvalidSettings(faults);
        }
    }

    /** One or more settings are wrong; the message names them all, one a line. */
    public static final class InvalidSettings extends RuntimeException {
        InvalidSettings(List<String> faults) {
            super(String.join(System.lineSeparator(), faults));
        }
    }
}
