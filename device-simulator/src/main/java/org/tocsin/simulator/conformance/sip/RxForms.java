package org.tocsin.simulator.conformance.sip;

import static org.tocsin.simulator.conformance.Wrong.unless;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.tocsin.simulator.conformance.Case;
import org.tocsin.simulator.conformance.Wrong;

/** The same thing written in another way, as real units do. */
final class RxForms {
    private RxForms() {}

    static List<Case<SipBench>> cases() {
        return List.of(
                Case.of("RX-05", "leading zeros", "dty 3, 03, 003 and 0003 are one code: snu 0 each.", RxForms::zeros),
                Case.of(
                        "RX-06",
                        "white space around the identity",
                        "A cid with spaces around it (Doro) gets snu 0.",
                        bench -> bench.acknowledged(bench.full()
                                        .with("cid", " " + bench.subject().cid() + " "))
                                .inShort()),
                Case.of(
                        "RX-12",
                        "XML a reader must bear",
                        "An unknown element, a declaration, a comment, CDATA, a"
                                + " character reference, a line break at the end: snu 0 each.",
                        RxForms::markup),
                Case.of(
                        "RX-13",
                        "letters",
                        "UTF-8 beyond ASCII, and ISO-8859-1 that says so and that does not: snu 0" + " each.",
                        RxForms::letters),
                Case.of(
                        "RX-19",
                        "references at their limits",
                        "A ref of 1 and of 16 characters: snu 0. Of 17, or with a" + " hyphen: snu 3, or accepted.",
                        RxForms::references),
                Case.of(
                        "RX-20",
                        "texts at their limits",
                        "dte of 32 and 33, crd of 256 and 257, ite of 128 and 129"
                                + " characters: snu 0, beyond the limit also snu 1.",
                        RxForms::texts),
                Case.of(
                        "RX-33",
                        "types of content",
                        "No Content-Type and text/plain: 415. With a charset parameter, and" + " in upper case: 200.",
                        RxForms::contentTypes));
    }

    private static String zeros(SipBench bench) throws IOException {
        for (String code : List.of("3", "03", "003", "0003")) {
            named("dty " + code, () -> bench.acknowledged(bench.minimal().with("dty", code)));
        }
        return "four ways to write it, snu 0 each; that they are one type only the receiver can show";
    }

    private static String markup(SipBench bench) throws IOException {
        String ref = SipBench.freshRef();
        named("an unknown element", () -> bench.acknowledged(bench.minimal().with("xyz", "<abc>1</abc>")));
        named(
                "a declaration",
                () -> bench.acknowledged(
                        bench.message("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                                + Mrq.minimal(ref, bench.subject().cid()).xml()),
                        ref));
        named("a comment", () -> bench.acknowledged(bench.minimal().with("dte", "Pen<!-- x -->dant")));
        named("CDATA", () -> bench.acknowledged(bench.minimal().with("dte", "<![CDATA[Pendant <hall>]]>")));
        named("a character reference", () -> bench.acknowledged(bench.minimal().with("dte", "K&#xFC;che &amp; hall")));
        Mrq mrq = bench.minimal();
        named("a line break at the end", () -> bench.acknowledged(bench.message(mrq.xml() + "\r\n"), mrq.ref()));
        return "six forms, snu 0 each";
    }

    private static String letters(SipBench bench) throws IOException {
        named("UTF-8", () -> bench.acknowledged(bench.minimal().with("dte", "Pförtner Åsa, café, 5 €")));
        named("ISO-8859-1 that says nothing", () -> latin(bench, "", "application/scaip+xml"));
        named(
                "ISO-8859-1 in the declaration",
                () -> latin(bench, "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>", "application/scaip+xml"));
        named("ISO-8859-1 as a parameter", () -> latin(bench, "", "application/scaip+xml; charset=ISO-8859-1"));
        return "four encodings, snu 0 each; the letters kept only the receiver can show";
    }

    private static void latin(SipBench bench, String declaration, String type) throws IOException {
        Mrq mrq = bench.minimal().with("dte", "Pförtner Åsa");
        byte[] body = (declaration + mrq.xml()).getBytes(StandardCharsets.ISO_8859_1);
        bench.acknowledged(bench.message(body, bench.subject().cid()).header("Content-Type", type), mrq.ref());
    }

    private static String references(SipBench bench) throws IOException {
        String fresh = SipBench.freshRef();
        named("1 character", () -> bench.acknowledged(bench.minimal().with("ref", fresh.substring(15))));
        named("16 characters", () -> bench.acknowledged(bench.minimal().with("ref", fresh)));
        String longer = SipBench.freshRef() + "x";
        String hyphen = SipBench.freshRef().substring(0, 8) + "-1";
        return "1 and 16 characters: snu 0; 17: "
                + takenOr(bench, bench.minimal().with("ref", longer), 3) + "; with a hyphen: "
                + takenOr(bench, bench.minimal().with("ref", hyphen), 3);
    }

    private static String texts(SipBench bench) throws IOException {
        named("dte of 32", () -> bench.acknowledged(bench.minimal().with("dte", "x".repeat(32))));
        named("crd of 256", () -> bench.acknowledged(bench.minimal().with("crd", "sip:" + "x".repeat(252))));
        named("ite of 128", () -> bench.acknowledged(bench.minimal().with("ite", "x".repeat(128))));
        return "at the limit snu 0; dte of 33: "
                + takenOr(bench, bench.minimal().with("dte", "x".repeat(33)), 1, 3)
                + "; crd of 257: " + takenOr(bench, bench.minimal().with("crd", "sip:" + "x".repeat(253)), 1, 3)
                + "; ite of 129: " + takenOr(bench, bench.minimal().with("ite", "x".repeat(129)), 1, 3);
    }

    /** A reply with status number 0 or one of these. */
    private static String takenOr(SipBench bench, Mrq mrq, int... refusals) throws IOException {
        SipBench.Reply reply = bench.press(mrq);
        Mrs mrs = reply.mrs();
        if (mrs == null) {
            throw new Wrong("to the ref " + mrq.ref() + " came " + reply.inShort());
        }
        boolean fits = mrs.snu() == 0;
        for (int refusal : refusals) {
            fits |= mrs.snu() == refusal;
        }
        unless(fits, "to the ref " + mrq.ref() + " came " + reply.inShort());
        return "snu " + mrs.snu();
    }

    private static String contentTypes(SipBench bench) throws IOException {
        for (String type : List.of("", "text/plain")) {
            SipAsk ask = bench.message(bench.minimal()).header("Content-Type", type.isEmpty() ? null : type);
            int status = bench.ask(ask).status();
            unless(status == 415, (type.isEmpty() ? "without a Content-Type: " : type + ": ") + status);
        }
        for (String type : List.of("application/scaip+xml; charset=utf-8", "APPLICATION/SCAIP+XML")) {
            Mrq mrq = bench.minimal();
            named(type, () -> bench.acknowledged(bench.message(mrq).header("Content-Type", type), mrq.ref()));
        }
        return "415, 415, 200, 200";
    }

    /** One of several steps; what goes wrong in it is told with its name. */
    interface Step {
        void take() throws IOException;
    }

    static void named(String name, Step step) throws IOException {
        try {
            step.take();
        } catch (Wrong e) {
            throw new Wrong(name + ": " + e.getMessage());
        }
    }
}
