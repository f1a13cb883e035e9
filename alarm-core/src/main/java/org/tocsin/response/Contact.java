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

    /**
     * How they are reached, and what they are to the home.
     *
     * @param operatorId the sign-in under which they answer on their phone; null for one who is telephoned
     * @param relation "daughter", "next door"
     * @param email where they are asked to come as well; null where none is on file
     * @param active false for one whose sign-in was ended: no plan asks them any more
     */
    public record Reach(
            @Nullable String telephone,
            @Nullable String relation,
            @Nullable UUID operatorId,
            @Nullable String email,
            boolean active) {
        /** Of somebody who can be asked. */
        public Reach(@Nullable String telephone, @Nullable String relation, @Nullable UUID operatorId) {
            this(telephone, relation, operatorId, null, true);
        }
    }
}
