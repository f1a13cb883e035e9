package org.tocsin.simulator.conformance.sip;

import static org.tocsin.simulator.conformance.Wrong.unless;

import java.io.IOException;
import java.util.List;
import org.tocsin.simulator.conformance.CannotTell;
import org.tocsin.simulator.conformance.Case;
import org.tocsin.simulator.conformance.Wrong;
import org.tocsin.simulator.scaip.SipMessage;

/** Whom the unit is told to call, and what happens to its call. */
final class RxSpeech {
    private RxSpeech() {}

    static List<Case<SipBench>> cases() {
        return List.of(
                Case.of(
                        "RX-38",
                        "who is called",
                        "crd sip:, gsm:, tel:, bare and absent: a number of that kind (gsm: and"
                                + " tel: are one kind), or cre 61, or hold (4), or snu 5 without speech; no-voice: no speech.",
                        RxSpeech::instructions),
                Case.of(
                        "RX-39",
                        "the call",
                        "An INVITE to the tnu gets a final answer: 2xx, or 3xx with a Contact; one"
                                + " from a stranger is not left without an answer.",
                        RxSpeech::call),
                Case.of(
                        "RX-40",
                        "an alarm during the call",
                        "While the unit's call is up, a second alarm is taken with snu 0 and asks for no"
                                + " second call; where the call is sent on (3xx), it is taken with snu 0.",
                        RxSpeech::duringCall));
    }

    private static String instructions(SipBench bench) throws IOException {
        StringBuilder seen = new StringBuilder();
        String own = "sip:" + bench.subject().cid() + "@units.example.net";
        for (String crd : List.of(own, "gsm:+447700900123", "tel:+441632960123", "sip:", "gsm:", "")) {
            Mrq mrq = crd.isEmpty() ? bench.full().without("crd") : bench.full().with("crd", crd);
            String kind = crd.isEmpty() ? "sip" : crd.substring(0, crd.indexOf(':'));
            String told = instruction(bench.press(mrq), kind, crd.isEmpty() ? "no crd" : "crd " + crd);
            seen.append(crd.isEmpty() ? "none" : crd.replace(own, "sip:…"))
                    .append(" → ")
                    .append(told)
                    .append("; ");
        }
        Mrs silent = bench.acknowledged(bench.full().with("crd", "no-voice:"));
        unless(silent.mre() == 0 && silent.tnu().isEmpty(), "crd no-voice: mrs " + silent.inShort());
        return seen + "no-voice: → none";
    }

    private static String instruction(SipBench.Reply reply, String kind, String name) {
        Mrs mrs = reply.mrs();
        if (mrs == null) {
            throw new Wrong(name + ": " + reply.inShort());
        }
        String wrong = name + ": mrs " + mrs.inShort() + ", cre " + mrs.cre();
        if (mrs.snu() == 4) {
            return "hold";
        }
        if (mrs.snu() == 5) {
            unless(mrs.mre() == 0 && mrs.tnu().isEmpty(), wrong);
            return "snu 5";
        }
        unless(mrs.snu() == 0, wrong);
        if (mrs.mre() == 0) {
            // V6: a call of this unit may be up, or the receiver has no speech service at all.
            return "no speech";
        }
        if (mrs.cre().equals("61")) {
            return "its pre-set receiver";
        }
        unless(mrs.cre().equals("62") && !mrs.tnu().isEmpty(), wrong);
        String told = mrs.tnu().replaceFirst(":.*$", "").replaceFirst("^sips$", "sip");
        boolean telephone = kind.equals("gsm") || kind.equals("tel");
        unless(telephone ? told.equals("gsm") || told.equals("tel") : told.equals(kind), wrong);
        return mrs.tnu();
    }

    private static String called(SipBench bench) throws IOException {
        Mrs mrs = bench.acknowledged(bench.full());
        if (mrs.mre() == 0 || !mrs.tnu().startsWith("sip:")) {
            throw new CannotTell("the unit is not told to call over SIP: mrs " + mrs.inShort());
        }
        return mrs.tnu();
    }

    private static SipAsk invite(SipBench bench, String tnu, String from) throws IOException {
        String host = bench.pipe().sentBy().replaceFirst(":[0-9]+$", "");
        return bench.request("INVITE", tnu, from)
                .header("Content-Type", "application/sdp")
                .body("v=0\r\no=- 1 1 IN IP4 " + host + "\r\ns=-\r\nc=IN IP4 " + host
                        + "\r\nt=0 0\r\nm=audio 16384 RTP/AVP 8 0 101\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:0 PCMU/8000\r\n"
                        + "a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\na=ptime:20\r\na=sendrecv\r\n");
    }

    private static void acknowledge(SipBench bench, SipAsk invite, SipMessage answer) throws IOException {
        // RFC 3261 §17.1.1.3 and §13.2.2.4; the way to a receiver under test is always the one we came.
        SipAsk ack = new SipAsk(
                        "ACK",
                        invite.requestUri(),
                        invite.header("Via"),
                        bench.subject().cid(),
                        SipBench.freshRef())
                .header("From", invite.header("From"))
                .header("To", answer.header("to"))
                .header("Call-ID", invite.callId());
        bench.pipe().send((answer.status() < 300 ? ack : ack.branch(invite.branch())).bytes());
    }

    private static void hangUp(SipBench bench, SipAsk invite, SipMessage answer) throws IOException {
        SipAsk bye = bench.request("BYE", invite.requestUri(), bench.subject().cid())
                .header("From", invite.header("From"))
                .header("To", answer.header("to"))
                .header("Call-ID", invite.callId())
                .again("X-Conformance", "end of call");
        bench.tryAsk(bye);
    }

    private static String call(SipBench bench) throws IOException {
        String tnu = called(bench);
        SipAsk invite = invite(bench, tnu, bench.subject().cid());
        SipMessage answer = bench.ask(invite);
        acknowledge(bench, invite, answer);
        if (answer.status() == 405 || answer.status() == 404 || answer.status() == 501) {
            throw new CannotTell(answer.status() + " to the INVITE: speech for " + tnu + " is taken somewhere else");
        }
        boolean redirected = answer.status() >= 300
                && answer.status() < 400
                && !answer.header("contact").isEmpty();
        unless(answer.status() < 300 || redirected, "INVITE " + tnu + ": " + answer.status());
        if (answer.status() < 300) {
            hangUp(bench, invite, answer);
        }
        SipAsk foreign = invite(bench, tnu, "stranger");
        SipMessage refusal = bench.askOnce(foreign);
        acknowledge(bench, foreign, refusal);
        if (refusal.status() < 300) {
            hangUp(bench, foreign, refusal);
        }
        return "the unit's INVITE: " + answer.status() + (redirected ? " to " + answer.header("contact") : "")
                + "; a stranger's: " + refusal.status();
    }

    private static String duringCall(SipBench bench) throws IOException {
        String tnu = called(bench);
        SipAsk invite = invite(bench, tnu, bench.subject().cid());
        SipMessage answer = bench.ask(invite);
        acknowledge(bench, invite, answer);
        if (answer.status() >= 400) {
            throw new CannotTell(answer.status() + " to the INVITE: the call itself is taken somewhere else");
        }
        Mrs second = bench.acknowledged(bench.full());
        if (answer.status() >= 300) {
            return "sent on (" + answer.status() + "), a second alarm all the same: mrs " + second.inShort();
        }
        hangUp(bench, invite, answer);
        unless(second.mre() == 0, "a second call is asked for: mrs " + second.inShort());
        return "mrs " + second.inShort();
    }
}
