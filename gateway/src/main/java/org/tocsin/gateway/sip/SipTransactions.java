package org.tocsin.gateway.sip;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Server transactions over UDP (RFC 3261 §17.2.2): a retransmission is dropped while its answer is pending and gets the
 * same answer afterwards, until Timer J. Only a digest of what tells them apart is kept, and which reply was given:
 * the retransmission itself carries what the rest of the answer is copied from. They stand in tables by the time of
 * their beginning, and are forgotten a table at a time, so that hundreds of thousands of them are nothing that the
 * garbage collector would have to copy.
 *
 * <p>RFC 3261 §17.2.3 would match on branch, sent-by and method. Real units send one constant branch for ever, behind
 * equal private addresses; matched so, their second alarm would be swallowed. So Call-ID, CSeq, the source and the body
 * must be the same too. What is wrongly taken for new does no harm: the store recognises it.
 */
final class SipTransactions {
    /** How long an answer may be pending on top of Timer J: the intake answers within 2 s. */
    private static final long PENDING_NANOS = 3_000_000_000L;
    /** Each is kept for its life time and at most a third of it longer. */
    private static final int TABLES_A_LIFETIME = 3;

    private final long lifetime;
    private final int mostInTable;
    private final MessageDigest digest = sha256();
    /** The newest first. */
    private final Deque<Table> tables = new ArrayDeque<>();

    /** What tells one transaction from another. */
    record Key(long high, long low) {}

    private record Table(long begunAt, TransactionTable of) {}

    SipTransactions(SipTimers timers, SipLimits limits) {
        this.lifetime = timers.lifetime().toNanos() + PENDING_NANOS;
        this.mostInTable = Math.max(1, limits.serverTransactions() / (TABLES_A_LIFETIME + 1));
    }

    Key key(SipRequest request, SipFlow flow) {
        Via via = Via.top(request.headers().text(HeaderName.VIA));
        CRC32C body = new CRC32C();
        body.update(request.body());
        String all = String.join(
                "\n",
                via.branch(),
                via.sentBy(),
                request.callId(),
                request.headers().text(HeaderName.CSEQ),
                request.method(),
                flow.remoteAddress(),
                Integer.toString(flow.remotePort()),
                Long.toString(body.getValue()));
        ByteBuffer digested = ByteBuffer.wrap(digest.digest(all.getBytes(ISO_8859_1)));
        return new Key(digested.getLong(), digested.getLong());
    }

    /** Whether this request belongs to a transaction; if not, it is a new one, which {@link #open} then starts. */
    boolean knows(Key key) {
        return tableOf(key) != null;
    }

    /** The answer that was given; null while it is pending. */
    @Nullable
    SipReply reply(Key key) {
        TransactionTable table = tableOf(key);
        return table == null ? null : table.reply(key);
    }

    void open(Key key, long now) {
        forgetOld(now);
        Table newest = tables.peekFirst();
        boolean full = newest != null && newest.of().size() >= mostInTable;
        if (newest == null || full || now - newest.begunAt() > lifetime / TABLES_A_LIFETIME) {
            // As large as the last one became: in a flood none has to grow.
            newest = new Table(
                    now, new TransactionTable(newest == null ? 0 : newest.of().size()));
            tables.addFirst(newest);
            if (tables.size() > TABLES_A_LIFETIME + 1) {
                tables.removeLast();
            }
        }
        newest.of().open(key);
    }

    void answered(Key key, SipReply reply) {
        TransactionTable table = tableOf(key);
        if (table != null) {
            table.answered(key, reply);
        }
    }

    /** The next copy of this request is a new one. */
    void forget(Key key) {
        TransactionTable table = tableOf(key);
        if (table != null) {
            table.forget(key);
        }
    }

    void forgetOld(long now) {
        long age = lifetime + lifetime / TABLES_A_LIFETIME;
        while (!tables.isEmpty() && now - tables.getLast().begunAt() > age) {
            tables.removeLast();
        }
    }

    int size() {
        return tables.stream().mapToInt(table -> table.of().size()).sum();
    }

    private @Nullable TransactionTable tableOf(Key key) {
        for (Table table : tables) {
            if (table.of().knows(key)) {
                return table.of();
            }
        }
        return null;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
