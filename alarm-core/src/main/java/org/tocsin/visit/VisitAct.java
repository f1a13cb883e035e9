package org.tocsin.visit;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One thing an installer did or wrote down.
 *
 * @param id made by the phone; the same again is the same act
 * @param saidAt by the phone's clock
 * @param data what belongs to it: texts, numbers
 */
public record VisitAct(UUID id, Kind kind, Instant saidAt, Map<String, Object> data) {
    static final int LONGEST = 500;

    /** Stored by name. */
    public enum Kind {
        /** Stands in the home; {@code latitude}, {@code longitude} where the phone knows them. */
        BEGIN,
        /** The unit that stands here: {@code unit} its id or serial number, {@code iccid}, {@code network}. */
        UNIT,
        /** A trigger of this home: {@code dty}, {@code did}, {@code name}, {@code room}. */
        TRIGGER,
        TEST_MODE_ON,
        RENEW,
        TEST_MODE_OFF,
        /** {@code step}, {@code trigger}, {@code how}. */
        ASK,
        /** {@code step}, {@code trigger}, {@code reason}. */
        NOT_TESTABLE,
        /**
         * {@code network}, {@code technology}, {@code dbm}; below the limit also {@code reason}. Or {@code only}: why there is
         * no second network.
         */
        SIGNAL,
        /** {@code result} OPENED, DID_NOT_OPEN or NONE; {@code note}. */
        KEY_SAFE,
        /** {@code note}: who was rung or verified. */
        CONTACTS,
        /** {@code note}: presses it, wears it, has agreed. */
        PERSON,
        /** {@code there}, {@code here} HEARD or NOT_HEARD, {@code with}, {@code room}, {@code note}: {@link Speech}. */
        SPEECH,
        /** {@code note}, {@code nextOn}. */
        NO_ACCESS,
        /** {@code note}: why the work was left. */
        LEAVE,
        COMPLETE
    }

    public VisitAct {
        data = Map.copyOf(data);
    }

    /** The text without white space around it and cut to what a page holds; null where it is absent or blank. */
    public @Nullable String text(String name) {
        Object value = data.get(name);
        if (value == null) {
            return null;
        }
        String text = value.toString().replaceAll("\\p{Cntrl}+", " ").strip();
        if (text.isEmpty()) {
            return null;
        }
        return text.length() > LONGEST ? text.substring(0, LONGEST) : text;
    }

    /** The number; null where there is none. */
    public @Nullable Double number(String name) {
        String text = text(name);
        try {
            return text == null ? null : Double.valueOf(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** The id; null where there is none. */
    public @Nullable UUID id(String name) {
        String text = text(name);
        try {
            return text == null ? null : UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
