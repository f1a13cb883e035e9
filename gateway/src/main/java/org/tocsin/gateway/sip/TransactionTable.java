package org.tocsin.gateway.sip;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.tocsin.gateway.sip.SipTransactions.Key;

/** Some transactions in arrays of numbers, by open addressing: 17 bytes each, and no object but for rare replies. */
final class TransactionTable {
    private static final int SMALLEST = 1_024;
    private static final byte EMPTY = 0;
    private static final byte PENDING = 1;
    private static final byte OKAY = 2;
    private static final byte OTHER = 3;
    private static final byte FORGOTTEN = 4;

    private long[] high;
    private long[] low;
    private byte[] state;
    private int used;
    private final Map<Key, SipReply> others = new HashMap<>();

    /** @param expected how many there will be, as far as that is known */
    TransactionTable(int expected) {
        int slots = Math.max(SMALLEST, Integer.highestOneBit(Math.max(1, expected)) * 4);
        high = new long[slots];
        low = new long[slots];
        state = new byte[slots];
    }

    boolean knows(Key key) {
        byte is = state[slot(key)];
        return is != EMPTY && is != FORGOTTEN;
    }

    @Nullable
    SipReply reply(Key key) {
        return switch (state[slot(key)]) {
            case OKAY -> SipReply.OK;
            case OTHER -> Objects.requireNonNull(others.get(key));
            default -> null;
        };
    }

    void open(Key key) {
        if ((used + 1) * 2 > state.length) {
            grow();
        }
        int slot = slot(key);
        if (state[slot] == EMPTY) {
            high[slot] = key.high();
            low[slot] = key.low();
            used++;
        }
        state[slot] = PENDING;
    }

    void answered(Key key, SipReply reply) {
        boolean okay = reply.equals(SipReply.OK);
        if (!okay) {
            others.put(key, reply);
        }
        state[slot(key)] = okay ? OKAY : OTHER;
    }

    void forget(Key key) {
        others.remove(key);
        state[slot(key)] = FORGOTTEN;
    }

    /** Including those that were forgotten. */
    int size() {
        return used;
    }

    /** Where it stands, or would stand. */
    private int slot(Key key) {
        int mask = state.length - 1;
        int slot = (int) key.low() & mask;
        while (state[slot] != EMPTY && (high[slot] != key.high() || low[slot] != key.low())) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private void grow() {
        long[] highs = high;
        long[] lows = low;
        byte[] states = state;
        high = new long[states.length * 2];
        low = new long[states.length * 2];
        state = new byte[states.length * 2];
        for (int i = 0; i < states.length; i++) {
            if (states[i] != EMPTY) {
                int slot = slot(new Key(highs[i], lows[i]));
                high[slot] = highs[i];
                low[slot] = lows[i];
                state[slot] = states[i];
            }
        }
    }
}
