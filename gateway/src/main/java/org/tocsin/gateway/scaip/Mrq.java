package org.tocsin.gateway.scaip;

import java.util.Set;
import org.tocsin.signal.SignalBody;

/** What a unit's request turned out to be. */
sealed interface Mrq {
    /** The unit's own number for its message, byte for byte; empty where it could not be read. */
    String ref();

    /** The unit's own id; empty where it could not be read. */
    String cid();

    /**
     * Everything needed is there.
     *
     * @param regular false for a reference outside letters and digits: stored all the same, answered 3
     * @param cut the elements whose text was too long; what is left of it is in the body
     */
    record Read(String ref, String cid, SignalBody body, boolean regular, Set<String> cut) implements Mrq {}

    /**
     * Cannot be read, or lacks what is mandatory; a person sees it.
     *
     * @param status the status number of the reply: 2 invalid format, 3 wrong content, 7 mandatory tag missing,
     *     10 reference missing
     * @param reason for the status text, without anything the sender wrote
     */
    record Broken(String ref, String cid, int status, String reason) implements Mrq {}

    /** No request at all but somebody's reply. To answer it would begin a conversation without an end. */
    record Reply(String ref) implements Mrq {
        @Override
        public String cid() {
            return "";
        }
    }
}
