package org.tocsin.home;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether a signal can be from one trigger on file, told by what the unit says of the device. Of two that cannot be told
 * apart by it, nobody knows which it was: then it is evidence of neither.
 */
public enum TriggerMatch {
    /** It came from another one. */
    NO,
    /** It came from this one or from another of its type. */
    ONE_OF_SEVERAL,
    YES;

    /**
     * Of a signal of the trigger's device type.
     *
     * @param did the trigger's device id; null or empty where none is on file
     * @param others those of the home's other triggers of this type; empty for one of which none is on file
     * @param said what the unit says; null or empty where it names no device
     */
    public static TriggerMatch of(@Nullable String did, List<String> others, @Nullable String said) {
        if (said == null || said.isEmpty()) {
            return others.isEmpty() ? YES : ONE_OF_SEVERAL;
        }
        boolean anothers = others.stream().anyMatch(said::equalsIgnoreCase);
        if (did == null || did.isEmpty()) {
            return anothers ? NO : others.contains("") ? ONE_OF_SEVERAL : YES;
        }
        return !did.equalsIgnoreCase(said) ? NO : anothers ? ONE_OF_SEVERAL : YES;
    }
}
