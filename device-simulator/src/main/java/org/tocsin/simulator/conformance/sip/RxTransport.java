package org.tocsin.simulator.conformance.sip;

import static org.tocsin.simulator.conformance.Wrong.unless;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.tocsin.simulator.conformance.Case;
import org.tocsin.simulator.conformance.Wrong;
import org.tocsin.simulator.scaip.SipMessage;

/** SIP itself: what arrives twice, what real units leave out, where answers go. */
final class RxTransport {
    private static final String ONCE = "; that it is one event only the receiver can show";

    private RxTransport() {}

    static List<Case<SipBench>> cases() {
        List<Case<SipBench>> cases = new ArrayList<>(unseen());
        cases.addAll(List.of(
                Case.of(
                        "RX-22",
                        "a retransmission",
                        "The same datagram three times: the same 200 each" + " time, one mrs transaction.",
                        RxTransport::retransmission),
                Case.of(
                        "RX-23",
                        "a repeat",
                        "The same ref in a new request: 200 again and the same mrs" + " again.",
                        RxTransport::repeat),
                Case.of(
                        "RX-25",
                        "a branch that never changes",
                        "Two alarms with the Via branch"
                                + " z9hG4bK-0001 and different Call-IDs (Climax): both get 200 and their own"
                                + " mrs.",
                        RxTransport::constantBranch),
                Case.of(
                        "RX-26",
                        "no From tag",
                        "A From without a tag (Climax): 200 and snu 0.",
                        RxTransport::noFromTag),
                Case.of(
                        "RX-28",
                        "behind a home router",
                        "A private address in Via, with and without"
                                + " rport: 200 and mrs come to where the request came from.",
                        RxTransport::behindRouter),
                Case.of(
                        "RX-32",
                        "other methods",
                        "OPTIONS: 200. REGISTER: 200, 401 or 405. SUBSCRIBE:" + " 405 with Allow.",
                        RxTransport::methods),
                new Case<>(
                        "RX-34",
                        "a unit that does not answer the mrs",
                        "Over UDP the mrs is sent 11"
                                + " times until 31.5 s, over a connection once; a repeat gets it again.",
                        34,
                        RxTransport::unansweredReply)));
        return cases;
    }

    private static List<Case<SipBench>> unseen() {
        return List.of(
                Case.unseen(
                        "RX-35",
                        "storage that is down",
                        "While the receiver cannot store: 503, or 200 and snu 5;" + " never snu 0.",
                        "its storage has to be stopped meanwhile: ask RX-01 then by hand"),
                Case.unseen(
                        "RX-36",
                        "killed between 200 and mrs",
                        "Killed after the 200, started again: the repeat gets" + " snu 0 and adds nothing.",
                        "the receiver has to be killed at that moment"),
                Case.unseen(
                        "RX-37",
                        "overload",
                        "Heartbeats are refused before alarms, with 503 and Retry-After.",
                        "it needs a load no conformance suite should bring: simulator --rate"));
    }

    private static String retransmission(SipBench bench) throws IOException {
        bench.needs(true, "over a connection nothing is retransmitted");
        Mrq mrq = bench.minimal();
        SipAsk ask = bench.message(mrq);
        SipMessage first = bench.askOnce(ask);
        if (first.status() == 401 && bench.subject().secret() != null) {
            ask = bench.prove(ask, first, 1);
            first = bench.askOnce(ask);
        }
        String callId = ask.callId();
        int cseq = ask.cseq();
        bench.pipe().send(ask.bytes());
        bench.pipe().send(ask.bytes());
        List<SipMessage> answers = new ArrayList<>();
        long until = System.nanoTime() + bench.subject().patience().toNanos();
        bench.await(
                message -> {
                    answers.clear();
                    bench.came().stream()
                            .map(Incoming.Came::message)
                            .filter(one -> one.isResponse()
                                    && one.header("call-id").equals(callId)
                                    && one.header("cseq").startsWith(cseq + " "))
                            .forEach(answers::add);
                    return answers.size() >= 3 && !bench.replies(mrq.ref()).isEmpty();
                },
                until);
        String firstTo = first.header("to");
        unless(answers.size() >= 3, "3 sends, " + answers.size() + " answers");
        unless(
                answers.stream()
                        .allMatch(one -> one.status() == 200 && one.header("to").equals(firstTo)),
                "the answers differ: "
                        + answers.stream()
                                .map(one -> one.status() + " " + one.header("to"))
                                .toList());
        bench.await(message -> bench.replies(mrq.ref()).size() > 1, System.nanoTime() + 1_500_000_000L);
        int replies = bench.replies(mrq.ref()).size();
        unless(replies == 1, replies + " mrs transactions for one request");
        return "three times the same 200, one mrs" + ONCE;
    }

    private static String repeat(SipBench bench) throws IOException {
        Mrq mrq = bench.full();
        Mrs first = bench.acknowledged(mrq);
        SipMessage answer = bench.ask(bench.message(mrq));
        unless(answer.status() == 200 || answer.status() == 202, "the repeat was answered " + answer.status());
        List<Mrs> replies = bench.awaitReplies(mrq.ref(), 2);
        unless(replies.size() >= 2, "200 for the repeat, but no second mrs");
        Mrs second = replies.get(1);
        unless(
                second.snu() == 0 && second.mre() == first.mre() && second.tnu().equals(first.tnu()),
                "first mrs " + first.inShort() + ", then " + second.inShort());
        return "mrs " + second.inShort() + " both times" + ONCE;
    }

    private static String constantBranch(SipBench bench) throws IOException {
        Mrq one = bench.minimal();
        Mrq two = bench.minimal();
        bench.acknowledged(bench.message(one).branch("z9hG4bK-0001"), one.ref());
        try {
            bench.acknowledged(bench.message(two).branch("z9hG4bK-0001"), two.ref());
        } catch (Wrong e) {
            throw new Wrong("the second alarm: " + e.getMessage());
        }
        return "both have their 200 and their mrs";
    }

    private static String noFromTag(SipBench bench) throws IOException {
        Mrq mrq = bench.minimal();
        String from = "<sip:" + mrq.cid() + "@units.example.net>";
        return bench.acknowledged(bench.message(mrq).header("From", from), mrq.ref())
                .inShort();
    }

    private static String behindRouter(SipBench bench) throws IOException {
        String transport = bench.subject().target().transport().name();
        for (String parameter : List.of(";rport", "")) {
            Mrq mrq = bench.minimal();
            RxForms.named(
                    parameter.isEmpty() ? "without rport" : "with rport",
                    () -> bench.acknowledged(
                            bench.message(mrq).header("Via", transport + " 192.168.77.7:5060" + parameter), mrq.ref()));
        }
        return "with and without rport: 200 and mrs at the source address";
    }

    private static String methods(SipBench bench) throws IOException {
        String uri = bench.subject().target().requestUri();
        String cid = bench.subject().cid();
        int options = bench.ask(bench.request("OPTIONS", uri, cid)).status();
        unless(options == 200, "OPTIONS: " + options);
        // Takes a registration back: one that stood would draw the replies of every other case to this one.
        SipMessage register = bench.ask(bench.request("REGISTER", uri.replaceFirst("[^:@]+@", ""), cid)
                .header("To", "<sip:" + cid + "@units.example.net>")
                .header("Expires", "0"));
        unless(List.of(200, 401, 405).contains(register.status()), "REGISTER: " + register.status());
        SipMessage subscribe =
                bench.askOnce(bench.request("SUBSCRIBE", uri, cid).header("Event", "presence"));
        unless(subscribe.status() == 405, "SUBSCRIBE: " + subscribe.status());
        unless(!subscribe.header("allow").isEmpty(), "the 405 to SUBSCRIBE has no Allow");
        return "OPTIONS 200, REGISTER " + register.status() + ", SUBSCRIBE 405";
    }

    private static String unansweredReply(SipBench bench) throws IOException {
        Mrq mrq = bench.minimal();
        bench.answering(false);
        SipBench.Reply reply = bench.press(mrq);
        Mrs mrs = reply.mrs();
        if (mrs == null) {
            throw new Wrong(reply.inShort());
        }
        String callId = mrs.message().header("call-id");
        boolean datagrams = bench.subject().target().datagrams();
        bench.await(message -> false, System.nanoTime() + (datagrams ? 33_000_000_000L : 2_000_000_000L));
        List<Long> sends = bench.came().stream()
                .filter(one -> one.message().header("call-id").equals(callId)
                        && !one.message().isResponse())
                .map(Incoming.Came::nanos)
                .toList();
        double last = (sends.get(sends.size() - 1) - sends.get(0)) / 1e9;
        String seen = sends.size() + " sends within " + Math.round(last * 10) / 10.0 + " s";
        unless(
                datagrams ? sends.size() >= 10 && sends.size() <= 11 && last > 26 && last < 33 : sends.size() == 1,
                seen);
        bench.answering(true);
        // A connection may have been given up meanwhile, as a unit's would.
        bench.reconnect();
        SipMessage again = bench.ask(bench.message(mrq));
        unless(again.status() == 200, "the repeat was answered " + again.status());
        List<Mrs> replies = bench.awaitReplies(mrq.ref(), 2);
        unless(replies.size() >= 2 && replies.get(1).snu() == 0, "no mrs 0 for the repeat");
        return seen + "; the repeat got its mrs";
    }
}
