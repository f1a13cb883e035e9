package org.tocsin.simulator.conformance.listen;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.tocsin.simulator.conformance.CannotTell;
import org.tocsin.simulator.conformance.Wrong;
import org.tocsin.simulator.scaip.SipMessage;

/** What one case has in hand: the receiver's sockets, the person at the unit, and the words to answer with. */
public final class TxBench implements AutoCloseable {
    private final SipReceiver receiver;
    private final Setup setup;
    private final Set<String> refs = new LinkedHashSet<>();

    /**
     * @param secret of the unit; null where it proves nothing
     * @param burst how many presses in a row make a burst
     * @param replyInAnswer the unit is set to take the mrs from the body of the 200
     */
    public record Setup(Person person, Pace pace, @Nullable String secret, int burst, boolean replyInAnswer) {
        @Override
        public String toString() {
            return "Setup[" + pace + "]";
        }
    }

    public TxBench(SipReceiver receiver, Setup setup) {
        this.receiver = receiver;
        this.setup = setup;
    }

    Setup setup() {
        return setup;
    }

    Pace pace() {
        return setup.pace();
    }

    boolean hasFallback() {
        return receiver.addresses().size() > 1;
    }

    /** Asks the person, and gives the first attempt of the alarm that comes of it. */
    Attempt press() throws Exception {
        setup.person().please("Press the pendant now.");
        return alarm();
    }

    /** The first attempt of an alarm with a reference that is new. */
    Attempt alarm() throws InterruptedException, IOException {
        Attempt attempt = poll(pace().press(), null);
        if (attempt == null) {
            throw new Wrong("no alarm came within " + seconds(pace().press()));
        }
        refs.add(attempt.ref());
        return attempt;
    }

    /** The next attempt with the same reference, or null where none comes in that time. */
    @Nullable
    Attempt next(Attempt before, Duration limit) throws InterruptedException, IOException {
        return poll(limit, before.ref());
    }

    /** The repeat that must come. */
    Attempt repeated(Attempt before) throws InterruptedException, IOException {
        Attempt again = next(before, pace().repeat());
        if (again == null) {
            throw new Wrong("not repeated within " + seconds(pace().repeat()));
        }
        String callId = again.message().header("call-id");
        boolean anew = !callId.equals(before.message().header("call-id"))
                || !again.message().header("cseq").equals(before.message().header("cseq"));
        Wrong.unless(anew, "repeated as the same request");
        return again;
    }

    private @Nullable Attempt poll(Duration limit, @Nullable String ref) throws InterruptedException, IOException {
        long until = System.nanoTime() + limit.toNanos();
        while (true) {
            Attempt attempt = receiver.attempts().poll(until - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (attempt == null) {
                return null;
            }
            boolean fits = ref == null ? !refs.contains(attempt.ref()) : ref.equals(attempt.ref());
            if (fits) {
                return attempt;
            }
            // Something else the unit had to say: it is taken, so that it does not come again and again.
            receiver.settle(attempt.ref());
            receipt(attempt);
        }
    }

    void answer(Attempt attempt, int status, String reason, String... headers) throws IOException {
        attempt.answer(SipAnswers.answer(attempt, status, reason, headers));
    }

    void ok(Attempt attempt) throws IOException {
        answer(attempt, 200, "OK");
    }

    /** 200 and an mrs with snu 0, without looking at what the unit makes of it. */
    void receipt(Attempt attempt) throws IOException {
        ok(attempt);
        attempt.back()
                .send(SipAnswers.mrs(attempt, SipAnswers.body(attempt.ref(), 0, ""), null)
                        .text());
    }

    /** An mrs with that status and nothing else; gives the status the unit answers it with. */
    int mrs(Attempt attempt, int snu) throws Exception {
        return say(attempt, SipAnswers.body(attempt.ref(), snu, ""), null);
    }

    /** Sends an mrs, again as RFC 3261 says over UDP, until the unit answers it. */
    int say(Attempt attempt, String body, @Nullable String callId) throws Exception {
        SipAnswers.Request request = SipAnswers.mrs(attempt, body, callId);
        long pause = pace().t1().toMillis();
        for (int sends = 0; sends < 6; sends++) {
            attempt.back().send(request.text());
            SipMessage response = response(request.branch(), attempt.datagram() ? pause : 32 * pause);
            if (response != null) {
                return response.status();
            }
            if (!attempt.datagram()) {
                break;
            }
            pause = Math.min(2 * pause, 8 * pace().t1().toMillis());
        }
        throw new Wrong("the unit did not answer the mrs");
    }

    private @Nullable SipMessage response(String branch, long millis) throws InterruptedException {
        long until = System.nanoTime() + millis * 1_000_000;
        while (true) {
            SipMessage response = receiver.responseTo(branch);
            if (response != null || System.nanoTime() >= until) {
                return response;
            }
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    /** Ends well: 200, snu 0, both understood. */
    void settle(Attempt attempt) throws Exception {
        ok(attempt);
        int answered = mrs(attempt, 0);
        Wrong.unless(answered == 200, "the unit answered the mrs with " + answered);
    }

    /** Nothing more of that reference may come. */
    void silence(Attempt attempt) throws Exception {
        Attempt again = next(attempt, pace().quiet());
        if (again != null) {
            throw new Wrong("repeated, although it had its receipt");
        }
    }

    /** The next request of a call, or null where none comes in that time; those left over from other calls are passed by. */
    @Nullable
    Attempt call(String method, Duration limit) throws InterruptedException {
        long until = System.nanoTime() + limit.toNanos();
        while (true) {
            Attempt request = receiver.calls().poll(until - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (request == null || request.message().method().equals(method)) {
                return request;
            }
        }
    }

    int beats() {
        return receiver.beats();
    }

    void needsFallback() {
        if (!hasFallback()) {
            throw new CannotTell("needs a second receiver: --fallback-port, and the unit set to it");
        }
    }

    static String seconds(Duration time) {
        return time.toMillis() / 1000.0 + " s";
    }

    /** How long after the other, in milliseconds. */
    static long gap(Attempt earlier, Attempt later) {
        return (later.nanos() - earlier.sends().get(earlier.sends().size() - 1)) / 1_000_000;
    }

    /** Whatever the case left open is acknowledged, so that the unit is calm for the next one. */
    @Override
    public void close() throws IOException {
        List<Attempt> open = new ArrayList<>();
        refs.forEach(receiver::settle);
        receiver.attempts().drainTo(open);
        for (Attempt attempt : open) {
            receiver.settle(attempt.ref());
            receipt(attempt);
        }
        receiver.calls().clear();
    }
}
