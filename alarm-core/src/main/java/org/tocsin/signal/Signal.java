package org.tocsin.signal;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/**
 * One message from a home unit, as received; never changed afterwards.
 *
 * @param id UUIDv7, made when the frame was read
 * @param key what makes a retransmission recognisable
 * @param kind what it means
 * @param body what it said; {@link SignalBody#EMPTY} when unreadable
 * @param raw the body's bytes as they came, kept for inspection
 * @param context where it came from and what to doubt about it
 */
public record Signal(UUID id, Key key, SignalKind kind, SignalBody body, byte[] raw, Context context) {

    private static final int LONGEST_KEY = 64;

    /**
     * Duplicate key: same unit, same reference, same body within the window.
     *
     * @param cid the unit's own id; empty when it could not be read
     * @param ref the unit's own number for its message; empty when it could not be read
     * @param bodyHash SHA-256 over what must not change between repeats
     */
    public record Key(String cid, String ref, byte[] bodyHash) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Key key
                    && cid.equals(key.cid)
                    && ref.equals(key.ref)
                    && Arrays.equals(bodyHash, key.bodyHash);
        }

        @Override
        public int hashCode() {
            return Objects.hash(cid, ref, Arrays.hashCode(bodyHash));
        }
    }

    /**
     * @param origin where and when it reached us
     * @param serviceCode the service its address names; the default service where it names none
     * @param doubts what the gateway doubts about it
     */
    public record Context(Origin origin, String serviceCode, Set<Doubt> doubts) {
        public Context {
            doubts = Set.copyOf(doubts);
        }
    }

    public String cid() {
        return key.cid();
    }

    public String ref() {
        return key.ref();
    }

    public Origin origin() {
        return context.origin();
    }

    /** The same bytes, to be shown to a person as something that could not be read; what no store can hold is cut out. */
    public Signal asUnreadable() {
        EnumSet<Doubt> doubts = EnumSet.of(Doubt.UNREADABLE);
        doubts.addAll(context.doubts());
        Context doubted = new Context(context.origin(), context.serviceCode(), doubts);
        Key storable = new Key(storable(key.cid()), storable(key.ref()), key.bodyHash());
        return new Signal(id, storable, SignalKind.UNREADABLE, SignalBody.EMPTY, raw, doubted);
    }

    private static String storable(String text) {
        String clean = text.replace("\0", "");
        return clean.length() > LONGEST_KEY ? clean.substring(0, LONGEST_KEY) : clean;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Signal signal && id.equals(signal.id);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    /** Ids only: what a resident's unit said is not for logs. */
    @Override
    public String toString() {
        return "Signal[" + id + " " + kind + "]";
    }
}
