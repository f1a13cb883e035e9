package org.tocsin.simulator.conformance.sip;

import static org.tocsin.simulator.conformance.Wrong.unless;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tocsin.simulator.conformance.CannotTell;
import org.tocsin.simulator.conformance.Case;
import org.tocsin.simulator.conformance.Wrong;
import org.tocsin.simulator.scaip.Digest;
import org.tocsin.simulator.scaip.SipMessage;

/** Who is calling, how it is proved, and what becomes of those who cannot. */
final class RxProof {
    private RxProof() {}

    static List<Case<SipBench>> cases() {
        return List.of(
                Case.of(
                        "RX-24",
                        "one reference, two units",
                        "The same ref from another unit is another alarm: 200 and" + " snu 0 for both.",
                        RxProof::twoUnits),
                Case.of(
                        "RX-27",
                        "a From that names another",
                        "From user and cid differ: snu 0 (and marked), or snu 99;" + " never silence.",
                        RxProof::anotherFrom),
                Case.of(
                        "RX-31",
                        "digest",
                        "No proof and a wrong password: 401. Right: 200. A made-up nonce: 401 with"
                                + " stale=true. The same nc again: 401. Without qop, and with another user part in uri: 200.",
                        RxProof::digest),
                Case.of(
                        "RX-43",
                        "a unit nobody knows",
                        "A cid that is not on file raises an alarm all the same: 200 and"
                                + " snu 0, or it is asked for a proof.",
                        RxProof::stranger));
    }

    private static String twoUnits(SipBench bench) throws IOException {
        SipSubject mine = bench.subject();
        SipSubject.Other other = mine.other();
        if (other == null) {
            throw new CannotTell("needs a second unit: --other-cid");
        }
        Mrq one = bench.minimal();
        bench.acknowledged(one);
        SipSubject theirs =
                new SipSubject(mine.target(), other.cid(), other.secret(), null, mine.tls(), mine.patience());
        try (SipBench second = new SipBench(theirs)) {
            second.acknowledged(Mrq.minimal(one.ref(), other.cid()));
        } catch (Wrong e) {
            if (other.secret() == null && String.valueOf(e.getMessage()).startsWith("401")) {
                throw new CannotTell("the second unit is asked for a password, too: --other-secret");
            }
            throw new Wrong("the second unit: " + e.getMessage());
        }
        return "snu 0 for both; that they are two only the receiver can show";
    }

    private static String anotherFrom(SipBench bench) throws IOException {
        Mrq mrq = bench.minimal();
        SipBench.Reply reply = bench.press(bench.message(mrq.bytes(), "someone-else"), mrq.ref());
        Mrs mrs = reply.mrs();
        unless(mrs != null && (mrs.snu() == 0 || mrs.snu() == 99), reply.inShort());
        return reply.inShort();
    }

    private static String stranger(SipBench bench) throws IOException {
        String ref = SipBench.freshRef();
        // Random, and long: no unit of anybody.
        String cid = "99" + String.valueOf(1_000_000_000L + Math.floorMod(ref.hashCode(), 1_000_000_000L));
        Mrq mrq = Mrq.minimal(ref, cid).with("dte", "Conformance test");
        SipMessage answer = bench.askOnce(bench.message(mrq));
        if (answer.status() == 401 || answer.status() == 403 || answer.status() == 407) {
            throw new CannotTell(
                    "answered " + answer.status() + "; whether a person was told only the receiver can show");
        }
        unless(answer.status() == 200, "answered " + answer.status());
        Mrs mrs = bench.awaitMrs(ref);
        if (mrs == null) {
            throw new Wrong("a 200 and no mrs");
        }
        unless(mrs.snu() == 0, "mrs " + mrs.inShort());
        return "mrs " + mrs.inShort() + "; that it is marked only the receiver can show";
    }

    private static String digest(SipBench bench) throws IOException {
        String secret = bench.subject().secret();
        if (secret == null) {
            throw new CannotTell("needs --secret");
        }
        Mrq first = bench.minimal();
        SipMessage challenge = bench.askOnce(bench.message(first));
        unless(challenge.status() == 401, "without proof: " + challenge.status());
        Digest.Challenge asked = SipBench.challenged(challenge);
        unless(!asked.realm().isEmpty(), "the challenge names no realm");

        expect(bench, "a wrong password", asked, secret + "x", 1, null, 401);
        Digest.Challenge fresh = challenge(bench);
        expect(bench, "the right password", fresh, secret, 1, null, 200);
        if (fresh.qop()) {
            expect(bench, "the next nc", fresh, secret, 2, null, 200);
            expect(bench, "the same nc again", fresh, secret, 2, null, 401);
        }
        SipMessage stale = expect(
                bench, "a made-up nonce", withNonce(fresh, "bWFkZS11cC1ub25jZQ", fresh.qop()), secret, 1, null, 401);
        unless(SipBench.challenged(stale).stale(), "a made-up nonce with the right password: no stale=true");
        Digest.Challenge third = challenge(bench);
        expect(bench, "without qop", withNonce(third, third.nonce(), false), secret, 1, null, 200);
        String host = bench.subject().target().requestUri().replaceFirst("sip:[^@]*@", "sip:");
        expect(bench, "uri without a user part", challenge(bench), secret, 1, host, 200);
        return asked.algorithm() + (asked.qop() ? ", qop auth" : "") + ": 401, 401, 200, 401 stale, 401, 200, 200";
    }

    private static Digest.Challenge challenge(SipBench bench) throws IOException {
        SipMessage answer = bench.askOnce(bench.message(bench.minimal().with("mty", "PI")));
        unless(answer.status() == 401, "a request without proof: " + answer.status());
        return SipBench.challenged(answer);
    }

    private static Digest.Challenge withNonce(Digest.Challenge challenge, String nonce, boolean qop) {
        return new Digest.Challenge(challenge.realm(), nonce, qop, challenge.opaque(), challenge.algorithm(), false);
    }

    private static SipMessage expect(
            SipBench bench,
            String name,
            Digest.Challenge challenge,
            String secret,
            int count,
            @Nullable String uri,
            int status)
            throws IOException {
        Mrq mrq = bench.minimal();
        SipAsk ask = bench.message(mrq);
        Digest.Proof proof = new Digest.Proof(
                bench.subject().cid(),
                secret,
                "MESSAGE",
                uri == null ? ask.requestUri() : uri,
                count,
                SipBench.freshRef());
        SipMessage answer = bench.askOnce(ask.again("Authorization", Digest.authorization(challenge, proof)));
        unless(answer.status() == status, name + ": " + answer.status() + ", expected " + status);
        if (status == 200) {
            unless(bench.awaitMrs(mrq.ref()) != null, name + ": 200, but no mrs");
        }
        return answer;
    }
}
