package org.tocsin.console.unit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A unit as a thing, and the forms that change it.
 *
 * @param standing the home it stands in; null where it stands in none
 * @param mayChange installers and managers may; others read
 */
public record UnitThing(
        String cid,
        Label label,
        Sim sim,
        List<Choice> paths,
        @Nullable Standing standing,
        boolean mayChange) {

    /** @param says the firmware it reported of itself, where that is another; empty otherwise */
    public record Label(String serial, String externalId, String firmware, String says, List<Choice> models) {}

    public record Sim(String iccid, String network) {}

    /**
     * @param lineTypes analogue, behind a converter, digital
     * @param mayChange managers may; it is a fact of the home
     */
    public record Standing(String homeId, List<Choice> lineTypes, boolean mayChange) {}

    /** One of a list; {@code value} empty for "not known". */
    public record Choice(String value, String words, boolean chosen) {}

    /** What is chosen, in words. */
    public static String chosen(List<Choice> choices) {
        return choices.stream()
                .filter(Choice::chosen)
                .map(Choice::words)
                .reduce((one, other) -> one + ", " + other)
                .orElse("not on file");
    }
}
