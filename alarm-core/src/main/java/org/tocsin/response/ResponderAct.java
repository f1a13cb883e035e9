package org.tocsin.response;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One thing a responder did or wrote down on their phone.
 *
 * @param id made by the phone; the same again is the same act
 * @param saidAt by the phone's clock
 * @param data what belongs to it, texts by name
 */
public record ResponderAct(UUID id, UUID calloutId, Kind kind, Instant saidAt, Map<String, String> data) {
    static final int LONGEST = 2_000;

    /** Stored by name. */
    public enum Kind {
        ACCEPT,
        /** Accepted and on the way, in one. */
        RESPOND,
        /** {@code reason}. */
        DECLINE,
        EN_ROUTE,
        /** {@code minutes} from when it is said until they are there. */
        ETA,
        ARRIVED,
        /** {@code done}. */
        LEFT,
        /** Alone in the home, and well. */
        SAFE,
        /** The on-scene form. */
        REPORT,
        /** {@code reference}: 999 was rung from the home. */
        RANG_999,
        /** The way in was looked at on the phone, where there was no signal. */
        WAY_IN_SHOWN,
        /** {@code version} of the way in that was shown: its code does not open the key safe. */
        CODE_FAILED
    }

    public ResponderAct {
        data = Map.copyOf(data);
    }

    /** The text without white space around it and cut to what a page holds; null where it is absent or blank. */
    public @Nullable String text(String name) {
        String value = data.get(name);
        if (value == null) {
            return null;
        }
        String text = value.replaceAll("[\\p{Cntrl}&&[^\\n]]+", " ").strip();
        if (text.isEmpty()) {
            return null;
        }
        return text.length() > LONGEST ? text.substring(0, LONGEST) : text;
    }

    /** One of an enum by its name, or this where it is absent or none of them. */
    <E extends Enum<E>> E oneOf(String name, Class<E> type, E absent) {
        String text = text(name);
        for (E one : type.getEnumConstants()) {
            if (one.name().equals(text)) {
                return one;
            }
        }
        return absent;
    }
}
