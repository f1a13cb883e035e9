package org.tocsin.platform;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** Identifiers: UUIDv7 (RFC 9562 §5.7) for rows, short spoken references for alarms, random tokens for secrets. */
public final class Ids {
    /** No 0/O, no 1/I: each can be told apart over a bad line. */
    private static final char[] SPOKEN = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ".toCharArray();

    private static final long SPOKEN_SPACE = 1L << 30;
    private static final SecureRandom RANDOM = new SecureRandom();

    private Ids() {}

    /** A new UUIDv7 of this millisecond: rows made later sort later, which keeps their index small and warm. */
    public static UUID next() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long high = (System.currentTimeMillis() << 16) | 0x7000L | random.nextInt(1 << 12);
        long low = (random.nextLong() >>> 2) | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }

    /** Smaller than every id of {@link #next} in the time since then: ids are made by this machine's clock. */
    public static UUID first(Duration ago) {
        return new UUID((System.currentTimeMillis() - ago.toMillis()) << 16, 0L);
    }

    /**
     * The spoken reference of the n-th alarm: six characters, neighbours unlike each other, each n of 2^30 another.
     *
     * @param number from the database's sequence, at least 0
     */
    public static String spokenReference(long number) {
        long scattered = (number * 0x2545_F491L + 0x1234_567L) & (SPOKEN_SPACE - 1);
        char[] text = new char[6];
        for (int i = 5; i >= 0; i--) {
            text[i] = SPOKEN[(int) (scattered & 31)];
            scattered >>>= 5;
        }
        return new String(text);
    }

    /** Random bytes from the system's strong source. */
    public static byte[] randomBytes(int length) {
        byte[] bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return bytes;
    }
}
