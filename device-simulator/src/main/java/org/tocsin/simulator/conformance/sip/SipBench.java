package org.tocsin.simulator.conformance.sip;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.tocsin.simulator.conformance.Busy;
import org.tocsin.simulator.conformance.CannotTell;
import org.tocsin.simulator.conformance.Wrong;
import org.tocsin.simulator.scaip.Digest;
import org.tocsin.simulator.scaip.SipMessage;

/**
 * What one case has in hand: a socket or connection of its own, and everything that came over it. Requests of the
 * receiver are answered by themselves unless a case says otherwise; everything happens on the thread of the case.
 */
public final class SipBench implements AutoCloseable {
    private static final SecureRandom RANDOM = new SecureRandom();
    /** RFC 3261 §17.1.2.1: pauses between retransmissions over UDP. */
    private static final long[] PAUSES = {500, 1_000, 2_000, 4_000};
    /** How long nothing must come before we believe that nothing comes. */
    private static final long QUIET_MILLIS = 1_200;

    private final SipSubject subject;
    private final Incoming incoming = new Incoming();
    private @Nullable SipPipe pipe;
    private boolean answering = true;

    /** What a press led to; the reply is null where none came. */
    record Reply(SipMessage answer, @Nullable Mrs mrs) {
        String inShort() {
            return answer.status() + (mrs == null ? ", no mrs" : ", mrs " + mrs.inShort());
        }
    }

    public SipBench(SipSubject subject) {
        this.subject = subject;
    }

    /** What keeps us from asking anything at all, or null: OPTIONS must get an answer, whatever it says. */
    public static @Nullable String whatIsWrong(SipSubject subject) {
        try (SipBench bench = new SipBench(subject)) {
            String uri = subject.target().requestUri();
            return bench.tryAsk(bench.request("OPTIONS", uri, subject.cid())).isPresent()
                    ? null
                    : "nothing answers at " + subject.target().hostPort();
        } catch (IOException e) {
            return subject.target().hostPort() + ": " + e.getMessage();
        } catch (Wrong e) {
            return e.getMessage();
        }
    }

    SipSubject subject() {
        return subject;
    }

    /** Opened with the first use, so that a case may look at the handshake itself. */
    SipPipe pipe() throws IOException {
        SipPipe open = pipe;
        if (open == null) {
            open = connect();
            pipe = open;
        }
        return open;
    }

    private SipPipe connect() throws IOException {
        try {
            return Connecting.to(subject.target(), subject.tls(), subject.patience());
        } catch (GeneralSecurityException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** Leaves the connection for a new one; what came over it stays known. */
    void reconnect() throws IOException {
        close();
        pipe = null;
    }

    /** A reference nobody has used before. */
    static String freshRef() {
        StringBuilder ref = new StringBuilder("c");
        for (int i = 0; i < 15; i++) {
            ref.append(Character.forDigit(RANDOM.nextInt(36), 36));
        }
        return ref.toString();
    }

    Mrq minimal() {
        return Mrq.minimal(freshRef(), subject.cid());
    }

    Mrq full() {
        return Mrq.full(freshRef(), subject.cid());
    }

    SipAsk message(byte[] body, String fromUser) throws IOException {
        return request("MESSAGE", subject.target().requestUri(), fromUser).body(body);
    }

    SipAsk message(Mrq mrq) throws IOException {
        return message(mrq.bytes(), mrq.cid().isEmpty() ? subject.cid() : mrq.cid());
    }

    SipAsk message(String body) throws IOException {
        return message(body.getBytes(StandardCharsets.UTF_8), subject.cid());
    }

    SipAsk request(String method, String uri, String fromUser) throws IOException {
        String via = subject.target().transport() + " " + pipe().sentBy() + ";rport";
        SipAsk ask = new SipAsk(method, uri, via, fromUser, freshRef());
        return method.equals("MESSAGE") ? ask : ask.header("Contact", "<sip:" + fromUser + "@" + pipe().sentBy() + ">");
    }

    /** Sends it and waits for its answer and the reply to the reference, as a unit would. */
    Reply press(Mrq mrq) throws IOException {
        return press(message(mrq), mrq.ref());
    }

    Reply press(SipAsk ask, String ref) throws IOException {
        SipMessage answer = ask(ask);
        if (answer.status() >= 300) {
            return new Reply(answer, null);
        }
        return new Reply(answer, awaitMrs(ref));
    }

    /** Presses and demands a 200 and a reply with status number 0. */
    Mrs acknowledged(Mrq mrq) throws IOException {
        return acknowledged(message(mrq), mrq.ref());
    }

    Mrs acknowledged(SipAsk ask, String ref) throws IOException {
        Reply reply = press(ask, ref);
        Wrong.unless(reply.answer().status() == 200 || reply.answer().status() == 202, reply.inShort());
        Mrs mrs = reply.mrs();
        if (mrs == null) {
            throw new Wrong("a 200, but no mrs for " + ref + " within "
                    + subject.patience().toSeconds() + " s");
        }
        Wrong.unless(mrs.snu() == 0, "mrs " + mrs.inShort());
        return mrs;
    }

    /** The final answer; proves who we are where that is asked for. Repeats over UDP as RFC 3261 says. */
    SipMessage ask(SipAsk ask) throws IOException {
        SipMessage answer = askOnce(ask);
        if ((answer.status() == 401 || answer.status() == 407) && subject.secret() != null) {
            return askOnce(prove(ask, answer, 1));
        }
        return answer;
    }

    /** The same without a proof. */
    SipMessage askOnce(SipAsk ask) throws IOException {
        Optional<SipMessage> answer = tryAsk(ask);
        if (answer.isPresent() && answer.get().status() == 503) {
            throw new Busy("503 to the " + ask.method() + ", every time it was asked");
        }
        if (answer.isEmpty()) {
            throw new Wrong("no answer to the " + ask.method() + " within "
                    + subject.patience().toSeconds() + " s");
        }
        return answer.get();
    }

    /** Empty where nothing answers in time. */
    Optional<SipMessage> tryAsk(SipAsk ask) throws IOException {
        long until = System.nanoTime() + subject.patience().toNanos();
        pipe().send(ask.bytes());
        Predicate<SipMessage> mine = message -> answers(message, ask);
        if (!subject.target().datagrams()) {
            return await(mine, until);
        }
        for (int i = 0; ; i++) {
            long pause = PAUSES[Math.min(i, PAUSES.length - 1)] * 1_000_000;
            Optional<SipMessage> answer = await(mine, Math.min(until, System.nanoTime() + pause));
            if (answer.isPresent() || System.nanoTime() >= until) {
                return answer;
            }
            pipe().send(ask.bytes());
        }
    }

    private static boolean answers(SipMessage message, SipAsk ask) {
        return message.isResponse()
                && message.status() >= 200
                && message.header("call-id").equals(ask.callId())
                && message.header("cseq").startsWith(ask.cseq() + " ");
    }

    /** The same request with the proof a 401 or 407 asks for. */
    SipAsk prove(SipAsk ask, SipMessage challenge, int count) {
        return ask.again(
                proofHeader(challenge), proof(ask, challenged(challenge), String.valueOf(subject.secret()), count));
    }

    static String proofHeader(SipMessage challenge) {
        return challenge.status() == 407 ? "Proxy-Authorization" : "Authorization";
    }

    String proof(SipAsk ask, Digest.Challenge challenge, String secret, int count) {
        Digest.Proof proof = new Digest.Proof(subject.cid(), secret, ask.method(), ask.requestUri(), count, freshRef());
        return Digest.authorization(challenge, proof);
    }

    static Digest.Challenge challenged(SipMessage answer) {
        return Digest.Challenge.first(answer.all(answer.status() == 407 ? "proxy-authenticate" : "www-authenticate"))
                .orElseThrow(
                        () -> new Wrong(answer.status() + " without a digest challenge we can answer (MD5, SHA-256)"));
    }

    /** The reply to that reference, or null where none comes in time. */
    @Nullable
    Mrs awaitMrs(String ref) throws IOException {
        long until = System.nanoTime() + subject.patience().toNanos();
        await(message -> Incoming.repliesTo(message, ref), until);
        List<Mrs> replies = replies(ref);
        return replies.isEmpty() ? null : replies.get(replies.size() - 1);
    }

    /** Every reply to that reference so far, retransmissions left out, oldest first. */
    List<Mrs> replies(String ref) {
        return incoming.replies(ref);
    }

    List<Incoming.Came> came() {
        return incoming.all();
    }

    /** Waits until so many different replies to that reference have come; gives those there are when time is over. */
    List<Mrs> awaitReplies(String ref, int count) throws IOException {
        await(
                message -> replies(ref).size() >= count,
                System.nanoTime() + subject.patience().toNanos());
        return replies(ref);
    }

    /** From now on requests of the receiver are heard and not answered, or answered again. */
    void answering(boolean yes) {
        answering = yes;
    }

    /** Reads until a message fits, those that came before included only where nothing newer does. */
    Optional<SipMessage> await(Predicate<SipMessage> fits, long untilNanos) throws IOException {
        for (Incoming.Came one : incoming.all()) {
            if (fits.test(one.message())) {
                return Optional.of(one.message());
            }
        }
        while (System.nanoTime() < untilNanos) {
            String text = pipe().receive(1 + (untilNanos - System.nanoTime()) / 1_000_000);
            Optional<SipMessage> message = text == null ? Optional.empty() : SipMessage.read(text);
            if (text != null && message.isEmpty()) {
                throw new Wrong(
                        "what came is no SIP: " + text.lines().findFirst().orElse(""));
            }
            if (message.isPresent()) {
                took(message.get());
                if (fits.test(message.get())) {
                    return message;
                }
            }
        }
        return Optional.empty();
    }

    private void took(SipMessage message) throws IOException {
        incoming.add(message);
        if (!message.isResponse() && answering && !message.method().equals("ACK")) {
            pipe().send(Incoming.okTo(message).getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    /** For a case that only makes sense over UDP, or only over connections. */
    void needs(boolean datagrams, String why) {
        if (subject.target().datagrams() != datagrams) {
            throw new CannotTell(why);
        }
    }

    @Override
    public void close() throws IOException {
        SipPipe open = pipe;
        if (open != null) {
            open.close();
        }
    }
}
