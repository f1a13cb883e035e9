package org.tocsin.simulator.conformance.sip;

import static org.tocsin.simulator.conformance.Wrong.unless;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.tocsin.simulator.conformance.Case;
import org.tocsin.simulator.conformance.Wrong;

/** What a signal says, and that each of these is taken for what it is. */
final class RxContent {
    private static final String KEPT = "; what was kept of it only the receiver can show";

    private RxContent() {}

    static List<Case<SipBench>> cases() {
        return List.of(
                Case.of(
                        "RX-01",
                        "the least an alarm can say",
                        "A request of ref, cid and dty gets an empty 200 and, in a"
                                + " MESSAGE of its own, an mrs with snu 0 and the same ref.",
                        RxContent::minimal),
                Case.of(
                        "RX-02",
                        "everything an alarm can say",
                        "A request with every element gets 200 and snu 0.",
                        bench -> bench.acknowledged(bench.full()).inShort() + KEPT),
                Case.of(
                        "RX-03",
                        "elements in reverse order",
                        "The order of elements does not matter: 200 and snu 0.",
                        bench -> bench.acknowledged(bench.full().reversed()).inShort() + KEPT),
                Case.of(
                        "RX-04",
                        "each optional element alone",
                        "The least and one optional element: 200 and snu 0 for" + " each of them.",
                        RxContent::eachAlone),
                Case.of(
                        "RX-07",
                        "no status code",
                        "Without stc it is a manual alarm: the same speech is offered as with" + " stc 0010.",
                        RxContent::withoutStatus),
                Case.of(
                        "RX-08",
                        "four types of message",
                        "mty ME, RE, IN, PI and none of them: 200 and snu 0 each; no" + " speech for RE and PI.",
                        RxContent::types),
                Case.of(
                        "RX-09",
                        "a heartbeat with a status code",
                        "mty PI decides, whatever stc says: snu 0 and no" + " speech, even with a number to call.",
                        RxContent::heartbeatWithStatus),
                Case.of(
                        "RX-10",
                        "a cancel",
                        "stc 0019: snu 0 and no speech.",
                        bench -> silent(bench, bench.full().with("stc", "0019"))),
                Case.of(
                        "RX-11",
                        "codes nobody knows",
                        "dty 9999, stc 9998, lco 999: snu 0; an unknown code blocks no" + " alarm.",
                        bench -> bench.acknowledged(bench.full()
                                                .with("dty", "9999")
                                                .with("stc", "9998")
                                                .with("lco", "999"))
                                        .inShort()
                                + KEPT),
                Case.of(
                        "RX-41",
                        "positions",
                        "Longitude west of Greenwich with a minus, the same as a GGA sentence, a"
                                + " time of the wrong length: snu 0 each.",
                        RxContent::positions),
                Case.of("RX-42", "an alarm in two messages", "ame 1, then ame 0: both get snu 0.", RxContent::twoParts),
                Case.of(
                        "RX-44",
                        "a reset nobody waits for",
                        "mty RE without an alarm before it: snu 0 and no speech.",
                        bench -> silent(bench, bench.full().with("mty", "RE").with("stc", "0093"))));
    }

    private static String minimal(SipBench bench) throws IOException {
        Mrq mrq = bench.minimal();
        SipBench.Reply reply = bench.press(mrq);
        unless(reply.answer().status() == 200 || reply.answer().status() == 202, reply.inShort());
        unless(
                reply.answer().body().isBlank(),
                "the " + reply.answer().status() + " carries a body: "
                        + reply.answer().body().strip());
        Mrs mrs = reply.mrs();
        if (mrs == null) {
            throw new Wrong("a 200, but no mrs with the ref " + mrq.ref());
        }
        unless(mrs.snu() == 0, "mrs " + mrs.inShort());
        unless(mrs.ref().equals(mrq.ref()), "the ref came back as " + mrs.ref());
        String type = mrs.message().header("content-type");
        unless(type.startsWith("application/scaip+xml"), "the mrs came as " + type);
        return "200, empty; mrs " + mrs.inShort();
    }

    private static String eachAlone(SipBench bench) throws IOException {
        Map<String, String> optional = Map.ofEntries(
                Map.entry("ver", "01.00"),
                Map.entry("sco", "1"),
                Map.entry("cha", "1"),
                Map.entry("mty", "ME"),
                Map.entry("hbo", "1"),
                Map.entry("did", "00A1"),
                Map.entry("dco", "002"),
                Map.entry("dte", "Test"),
                Map.entry("crd", "sip:"),
                Map.entry("stc", "0010"),
                Map.entry("stt", "Test"),
                Map.entry("pri", "9"),
                Map.entry("lco", "042"),
                Map.entry("lva", "12"),
                Map.entry("lge", "<geo>52.486200,0.120000</geo>"),
                Map.entry("lte", "Hallway"),
                Map.entry("ico", "090"),
                Map.entry("ite", "Test"),
                Map.entry("ame", "0"));
        for (Map.Entry<String, String> element : optional.entrySet()) {
            Mrq mrq = bench.minimal().with(element.getKey(), element.getValue());
            try {
                bench.acknowledged(mrq);
            } catch (Wrong e) {
                throw new Wrong("with " + element.getKey() + ": " + e.getMessage());
            }
        }
        return optional.size() + " elements, snu 0 each" + KEPT;
    }

    private static String withoutStatus(SipBench bench) throws IOException {
        Mrs with = bench.acknowledged(bench.full());
        Mrs without = bench.acknowledged(bench.full().without("stc"));
        unless(with.mre() == without.mre(), "with stc 0010 " + with.inShort() + ", without " + without.inShort());
        return "both snu 0, mre " + with.mre();
    }

    private static String types(SipBench bench) throws IOException {
        for (String type : List.of("ME", "RE", "IN", "PI", "")) {
            Mrq mrq =
                    type.isEmpty() ? bench.full().without("mty") : bench.full().with("mty", type);
            Mrs mrs;
            try {
                mrs = bench.acknowledged(mrq);
            } catch (Wrong e) {
                throw new Wrong("mty " + type + ": " + e.getMessage());
            }
            unless(!(type.equals("RE") || type.equals("PI")) || mrs.mre() == 0, "mty " + type + ": " + mrs.inShort());
        }
        return "ME, RE, IN, PI and none: snu 0 each";
    }

    private static String heartbeatWithStatus(SipBench bench) throws IOException {
        return silent(
                bench,
                bench.minimal()
                        .with("mty", "PI")
                        .with("dty", "0002")
                        .with("stc", "0009")
                        .with("crd", "gsm:"));
    }

    private static String silent(SipBench bench, Mrq mrq) throws IOException {
        Mrs mrs = bench.acknowledged(mrq);
        unless(mrs.mre() == 0 && mrs.tnu().isEmpty(), "speech is asked for: mrs " + mrs.inShort());
        return "mrs " + mrs.inShort();
    }

    private static String positions(SipBench bench) throws IOException {
        bench.acknowledged(bench.full().with("lge", "<geo>52.486200,-1.890400</geo>"));
        bench.acknowledged(bench.full()
                .with("lge", "<gga>$GPGGA,094100,5229.172,N,00153.424,W,1,08,0.9,120.0,M,48.0,M,,*5B</gga>"));
        bench.acknowledged(bench.full().with("lge", "<geo>52.4,0.1</geo><tim>2026-03-15T09:41:00Z</tim>"));
        return "snu 0 for each" + KEPT;
    }

    private static String twoParts(SipBench bench) throws IOException {
        bench.acknowledged(bench.full().with("ame", "1"));
        bench.acknowledged(bench.full().with("ame", "0"));
        return "snu 0 for both; that they became one case only the receiver can show";
    }
}
