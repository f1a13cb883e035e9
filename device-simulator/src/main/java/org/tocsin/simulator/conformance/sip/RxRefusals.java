package org.tocsin.simulator.conformance.sip;

import static org.tocsin.simulator.conformance.Wrong.unless;
import static org.tocsin.simulator.conformance.sip.RxForms.named;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.List;
import org.tocsin.simulator.conformance.Case;
import org.tocsin.simulator.conformance.Wrong;
import org.tocsin.simulator.scaip.SipMessage;

/** What cannot be taken as it is, and that the refusal says so; never silence, and never a positive answer. */
final class RxRefusals {
    private RxRefusals() {}

    static List<Case<SipBench>> cases() {
        return List.of(
                Case.of(
                        "RX-14",
                        "document types and entities",
                        "A DTD, an external entity and an entity bomb are not"
                                + " taken (snu 2 or 400), and nothing is fetched.",
                        RxRefusals::entities),
                Case.of(
                        "RX-15",
                        "XML that is none",
                        "Broken after a readable ref: snu 2. Without a readable ref: 400 and" + " no mrs.",
                        RxRefusals::broken),
                Case.of(
                        "RX-16",
                        "another root",
                        "A root that is not mrq: snu 2 or 400.",
                        bench -> refused(bench, "<xrq><ref>%s</ref><cid>%s</cid><dty>0003</dty></xrq>")),
                Case.of(
                        "RX-17",
                        "a mandatory element missing",
                        "No cid, no dty, neither, an empty cid: snu 7, and ste" + " names what is missing.",
                        RxRefusals::missing),
                Case.of(
                        "RX-18",
                        "no reference",
                        "Without ref there is nothing to answer to: 400 and no mrs.",
                        bench -> {
                            SipMessage answer =
                                    bench.ask(bench.message(bench.minimal().without("ref")));
                            unless(answer.status() == 400, "answered " + answer.status());
                            return "400" + warning(answer);
                        }),
                new Case<>(
                        "RX-21",
                        "bodies of any size",
                        "1,300 bytes are taken; 64 KiB (1 MiB over a connection) get"
                                + " an answer (413, snu 1, or taken); the next alarm is served.",
                        5,
                        RxRefusals::sizes));
    }

    private static String entities(SipBench bench) throws IOException {
        try (ServerSocket bait = new ServerSocket(0, 5, InetAddress.getByName(hostOf(bench)))) {
            bait.setSoTimeout(500);
            String place = "http://" + hostOf(bench) + ":" + bait.getLocalPort() + "/x";
            String body = "<mrq><ref>%s</ref><cid>%s</cid><dty>0003</dty><dte>&a;</dte></mrq>";
            named("a DTD", () -> refused(bench, "<!DOCTYPE mrq [<!ENTITY a \"b\">]>" + body));
            named(
                    "an external entity",
                    () -> refused(bench, "<!DOCTYPE mrq [<!ENTITY a SYSTEM \"" + place + "\">]>" + body));
            named(
                    "an external DTD",
                    () -> refused(bench, "<!DOCTYPE mrq SYSTEM \"" + place + "\">" + body.replace("&a;", "b")));
            named(
                    "an entity bomb",
                    () -> refused(bench, "<!DOCTYPE mrq [" + bomb() + "]>" + body.replace("&a;", "&i;")));
            try (Socket fetched = bait.accept()) {
                throw new Wrong("something was fetched from " + fetched.getLocalSocketAddress());
            } catch (SocketTimeoutException e) {
                return "none taken, nothing fetched";
            }
        }
    }

    private static String hostOf(SipBench bench) throws IOException {
        String sentBy = bench.pipe().sentBy();
        return sentBy.substring(0, sentBy.lastIndexOf(':'));
    }

    private static String bomb() {
        StringBuilder bomb = new StringBuilder("<!ENTITY a \"aaaaaaaaaa\">");
        for (char name = 'b'; name <= 'i'; name++) {
            String before = "&" + (char) (name - 1) + ";";
            bomb.append("<!ENTITY ")
                    .append(name)
                    .append(" \"")
                    .append(before.repeat(10))
                    .append("\">");
        }
        return bomb.toString();
    }

    private static String broken(SipBench bench) throws IOException {
        String ref = SipBench.freshRef();
        SipBench.Reply reply = bench.press(
                bench.message(
                        "<mrq><ref>" + ref + "</ref><cid>" + bench.subject().cid() + "</cid><dty>0003"),
                ref);
        unless(reply.mrs() != null && reply.mrs().snu() == 2, "with a readable ref: " + reply.inShort());
        SipMessage answer = bench.ask(bench.message("<mrq><re"));
        unless(answer.status() == 400, "without a readable ref: " + answer.status());
        return "mrs snu 2; 400" + warning(answer);
    }

    /** The body with a reference and our identity in it; refused by an mrs 2 or a 400. */
    private static String refused(SipBench bench, String body) throws IOException {
        String ref = SipBench.freshRef();
        SipBench.Reply reply = bench.press(
                bench.message(body.replaceFirst("%s", ref)
                        .replaceFirst("%s", bench.subject().cid())),
                ref);
        Mrs mrs = reply.mrs();
        boolean fits = reply.answer().status() == 400 || mrs != null && (mrs.snu() == 2 || mrs.snu() == 3);
        unless(fits, "answered " + reply.inShort());
        return reply.inShort();
    }

    private static String missing(SipBench bench) throws IOException {
        missing(bench, bench.minimal().without("cid"), "cid");
        missing(bench, bench.minimal().without("dty"), "dty");
        missing(bench, bench.minimal().without("cid").without("dty"), "cid", "dty");
        missing(bench, bench.minimal().with("cid", ""), "cid");
        return "snu 7 each, ste names what is missing";
    }

    private static void missing(SipBench bench, Mrq mrq, String... names) throws IOException {
        SipBench.Reply reply = bench.press(mrq);
        Mrs mrs = reply.mrs();
        String without = "without " + String.join(" and ", names) + ": ";
        if (mrs == null) {
            throw new Wrong(without + reply.inShort());
        }
        unless(mrs.snu() == 7, without + reply.inShort());
        for (String name : names) {
            unless(mrs.text("ste").contains(name), without + "ste says \"" + mrs.text("ste") + "\"");
        }
    }

    private static String sizes(SipBench bench) throws IOException {
        Mrq fits = bench.full();
        String padding = " ".repeat(Math.max(0, 1_300 - fits.bytes().length));
        named(
                "1,300 bytes",
                () -> bench.acknowledged(bench.message(fits.xml().replace("</mrq>", padding + "</mrq>")), fits.ref()));
        boolean datagrams = bench.subject().target().datagrams();
        Mrq huge = bench.minimal();
        String body = huge.xml().replace("</mrq>", "<x>" + "y".repeat(datagrams ? 63_000 : 1 << 20) + "</x></mrq>");
        String seen = tooMuch(bench, bench.message(body), huge.ref());
        bench.reconnect();
        named("the next alarm", () -> bench.acknowledged(bench.minimal()));
        return "1,300 bytes: snu 0; " + (datagrams ? "64 KiB: " : "1 MiB: ") + seen + "; the next alarm: snu 0";
    }

    private static String tooMuch(SipBench bench, SipAsk ask, String ref) throws IOException {
        try {
            SipBench.Reply reply = bench.press(ask, ref);
            Mrs mrs = reply.mrs();
            boolean says = reply.answer().status() == 413 || mrs != null && (mrs.snu() == 1 || mrs.snu() == 0);
            unless(says, reply.inShort());
            return reply.inShort();
        } catch (IOException e) {
            // A receiver that reads no further may close while we still write; its answer is lost with that.
            return "the connection was closed";
        }
    }

    private static String warning(SipMessage answer) {
        return answer.header("warning").isEmpty() ? "" : ", Warning: " + answer.header("warning");
    }
}
