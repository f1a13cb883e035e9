package org.tocsin.gateway.sip;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Server transactions over UDP (RFC 3261 §17.2.2): a retransmission is dropped while its answer is pending and gets the
 * same answer afterwards, until Timer J. Kept lean: no request, no bytes, only the shared reply, since the
 * retransmission itself carries what the rest of the answer is copied from.
 *
 * <p>RFC 3261 §17.2.3 would match on branch, sent-by and method. Real units send one constant branch for ever, behind
 * equal private addresses; matched so, their second alarm would be swallowed. So Call-ID, CSeq, the source and the body
 * must be the same too. What is wrongly taken for new does no harm: the store recognises it.
 */
final class SipTransactions {
    /** How long an answer may be pending on top of Timer J: the intake answers within 2 s. */
    private static final long PENDING_NANOS = 3_000_000_000L;

    private final long lifetime;
    private final int most;
    private final Map<String, Transaction> byKey = new LinkedHashMap<>();

    /** One request and, once there is one, its answer. */
    static final class Transaction {
        private final String key;
        private final long until;
        private @Nullable SipReply reply;

        private Transaction(String key, long until) {
            this.key = key;
            this.until = until;
        }

        String key() {
            return key;
        }

        /** Null while pending. */
        @Nullable
        SipReply reply() {
            return reply;
        }

        void answered(SipReply given) {
            this.reply = given;
        }
    }

    SipTransactions(SipTimers timers, SipLimits limits) {
        this.lifetime = timers.lifetime().toNanos() + PENDING_NANOS;
        this.most = limits.serverTransactions();
    }

    static String key(SipRequest request, SipFlow flow) {
        Via via = Via.top(request.headers().text(HeaderName.VIA));
        CRC32C body = new CRC32C();
        body.update(request.body());
        return String.join(
                "\n",
                via.branch(),
                via.sentBy(),
                request.callId(),
                request.headers().text(HeaderName.CSEQ),
                request.method(),
                flow.remoteAddress(),
                Integer.toString(flow.remotePort()),
                Long.toString(body.getValue()));
    }

    /** The transaction this request belongs to; null when it is a new one, which {@link #open} then starts. */
    @Nullable
    Transaction find(String key) {
        return byKey.get(key);
    }

    Transaction open(String key, long now) {
        forgetOld(now);
        if (byKey.size() >= most) {
            Iterator<Transaction> oldest = byKey.values().iterator();
            oldest.next();
            oldest.remove();
        }
        Transaction transaction = new Transaction(key, now + lifetime);
        byKey.put(key, transaction);
        return transaction;
    }

    /** The next copy of this request is a new one. */
    void forget(String key) {
        byKey.remove(key);
    }

    /** Every transaction lives equally long, so the oldest stand first. */
    void forgetOld(long now) {
        Iterator<Transaction> oldest = byKey.values().iterator();
        while (oldest.hasNext() && oldest.next().until - now < 0) {
            oldest.remove();
        }
    }

    int size() {
        return byKey.size();
    }
}
