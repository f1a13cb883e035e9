package org.tocsin.response;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who can be called out.
 *
 * @param homeId the home whose contact this is; null for a responder of the service, who goes to every home
 * @param position in which order they are asked, among those of the same home or of the service
 */
public record Contact(UUID id, @Nullable UUID homeId, int position, String name, Kind kind, Reach reach) {
    /** Stored by name. */
    public enum Kind {
        KEYHOLDER,
        RELATIVE,
        RESPONDER
    }

    /** What somebody reads. Stored by its code. */
    public enum Language {
        EN("en"),
        CY("cy");

        private final String code;

        Language(String code) {
            this.code = code;
        }

        /** As it is stored, and as a page says it. */
        public String code() {
            return code;
        }

        /** Null for no code, and for one that is none of these. */
        public static @Nullable Language of(@Nullable String code) {
            for (Language language : values()) {
                if (language.code.equals(code)) {
                    return language;
                }
            }
            return null;
        }
    }

    /**
     * How they are reached, and what they are to the home.
     *
     * @param operatorId the sign-in under which they answer on their phone; null for one who is telephoned
     * @param relation "daughter", "next door"
     * @param email where they are asked to come as well; null where none is on file
     * @param language of what is sent to them; null for that of whatever provider sends it
     * @param active false for one whose sign-in was ended: no plan asks them any more
     */
    public record Reach(
            @Nullable String telephone,
            @Nullable String relation,
            @Nullable UUID operatorId,
            @Nullable String email,
            @Nullable Language language,
            boolean active) {
        /** Of somebody who can be asked. */
        public Reach(@Nullable String telephone, @Nullable String relation, @Nullable UUID operatorId) {
            this(telephone, relation, operatorId, null, null, true);
        }
    }
}
