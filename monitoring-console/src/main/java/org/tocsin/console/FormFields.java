package org.tocsin.console;

import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What somebody filled in, by name, as a page's form or a program sends it, and the first thing that is wrong with it. */
public final class FormFields {
    private final Function<String, @Nullable String> fields;
    private @Nullable Wrong wrong;

    /** @param fields the value of a name; null where it is left out */
    public FormFields(Function<String, @Nullable String> fields) {
        this.fields = fields;
    }

    /**
     * @param field its name
     * @param problem what to say to whoever filled it in
     */
    public record Wrong(String field, String problem) {}

    /** The first thing that was found to be wrong so far; null where nothing was. */
    public @Nullable Wrong wrong() {
        return wrong;
    }

    /** Only the first thing is told. */
    public void wrong(String field, String problem) {
        if (wrong == null) {
            wrong = new Wrong(field, problem);
        }
    }

    /** As it was sent; null where it is left out. */
    public @Nullable String value(String name) {
        return fields.apply(name);
    }

    /** Null where it is left out or wrong. */
    public @Nullable String text(String name, int longest) {
        String value = fields.apply(name);
        if (value != null && (value.length() > longest || value.indexOf(0) >= 0)) {
            wrong(name, "At most " + longest + " characters.");
            return null;
        }
        return value;
    }

    /** Whole seconds; the usual time where they are left out or wrong. */
    public Duration seconds(String name, int least, int most, Duration usual) {
        String value = fields.apply(name);
        if (value == null) {
            return usual;
        }
        int seconds = value.matches("[0-9]{1,6}") ? Integer.parseInt(value) : -1;
        if (seconds < least || seconds > most) {
            wrong(name, "From " + least + " to " + most + " seconds.");
            return usual;
        }
        return Duration.ofSeconds(seconds);
    }
}
