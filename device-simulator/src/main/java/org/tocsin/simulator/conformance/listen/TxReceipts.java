package org.tocsin.simulator.conformance.listen;

import static org.tocsin.simulator.conformance.Wrong.unless;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tocsin.simulator.conformance.Case;
import org.tocsin.simulator.conformance.Wrong;

/** What is a receipt, and what is none. */
final class TxReceipts {
    private TxReceipts() {}

    static List<Case<TxBench>> cases() {
        return List.of(
                Case.of(
                        "TX-01",
                        "a good receiver",
                        "200, then an mrs with snu 0: the unit answers it with 200 and says" + " nothing again.",
                        TxReceipts::good),
                Case.of(
                        "TX-02",
                        "a reply to somebody else",
                        "An mrs with a foreign ref: answered 200 or 481, and the own" + " alarm is repeated.",
                        TxReceipts::foreign),
                Case.of(
                        "TX-03",
                        "a 200 and no mrs",
                        "The alarm is repeated with the same ref as a new request.",
                        TxReceipts::noReply),
                Case.of("TX-08", "the mrs twice", "Both are answered 200, nothing is repeated.", bench -> {
                    Attempt press = bench.press();
                    bench.ok(press);
                    unless(bench.mrs(press, 0) == 200, "the first mrs was not answered 200");
                    unless(bench.mrs(press, 0) == 200, "the second mrs was not answered 200");
                    bench.silence(press);
                    return "200 to both, no repeat";
                }),
                Case.of(
                        "TX-09",
                        "the mrs before the 200",
                        "Datagrams overtake each other: the mrs counts, nothing is" + " repeated.",
                        bench -> {
                            Attempt press = bench.press();
                            unless(bench.mrs(press, 0) == 200, "the early mrs was not answered 200");
                            bench.ok(press);
                            bench.silence(press);
                            return "200 to the early mrs, no repeat";
                        }),
                Case.of(
                        "TX-10",
                        "the mrs with the request's Call-ID",
                        "Some receivers use it again: the mrs counts.",
                        bench -> {
                            Attempt press = bench.press();
                            bench.ok(press);
                            int answered = bench.say(
                                    press,
                                    SipAnswers.body(press.ref(), 0, ""),
                                    press.message().header("call-id"));
                            unless(answered == 200, "answered " + answered);
                            bench.silence(press);
                            return "200, no repeat";
                        }),
                Case.of(
                        "TX-11",
                        "the mrs inside the 200",
                        "Ignored unless the unit is set to it (--reply-in-answer): the" + " alarm is repeated, or not.",
                        TxReceipts::inside),
                Case.of(
                        "TX-15",
                        "a burst",
                        "Presses in a row: each has a ref of its own, each is told until it has its" + " receipt.",
                        TxReceipts::burst));
    }

    private static String good(TxBench bench) throws Exception {
        Attempt press = bench.press();
        for (String element : List.of("ref", "cid", "dty")) {
            unless(!press.element(element).isEmpty(), "the alarm has no " + element);
        }
        unless(press.ref().matches("[0-9a-zA-Z]{1,16}"), "the ref is " + press.ref());
        String type = press.message().header("content-type");
        unless(type.toLowerCase(java.util.Locale.ROOT).startsWith("application/scaip+xml"), "it came as " + type);
        bench.settle(press);
        bench.silence(press);
        return "ref " + press.ref() + ", mrs answered 200, no repeat";
    }

    private static String foreign(TxBench bench) throws Exception {
        Attempt press = bench.press();
        bench.ok(press);
        int answered = bench.say(press, SipAnswers.body("foreign1", 0, ""), null);
        unless(answered == 200 || answered == 481, "the foreign mrs was answered " + answered);
        Attempt again;
        try {
            again = bench.repeated(press);
        } catch (Wrong e) {
            throw new Wrong("took a foreign ref for its receipt: " + e.getMessage());
        }
        bench.settle(again);
        return "answered " + answered + ", repeated after " + TxBench.gap(press, again) + " ms";
    }

    private static String noReply(TxBench bench) throws Exception {
        Attempt press = bench.press();
        bench.ok(press);
        Attempt again = bench.repeated(press);
        unless(again.element("dty").equals(press.element("dty")), "the repeat says something else");
        bench.settle(again);
        bench.silence(again);
        return "repeated after " + TxBench.gap(press, again) + " ms with the same ref";
    }

    private static String inside(TxBench bench) throws Exception {
        Attempt press = bench.press();
        press.answer(SipAnswers.answerWithBody(
                press,
                200,
                "OK",
                "<scaip>" + SipAnswers.body(press.ref(), 0, "").replaceAll("</?mrs>", "") + "</scaip>",
                "Content-Type: application/xml"));
        Attempt again = bench.next(
                press,
                bench.setup().replyInAnswer()
                        ? bench.pace().quiet()
                        : bench.pace().repeat());
        if (bench.setup().replyInAnswer()) {
            unless(again == null, "repeated, although the 200 carried its receipt");
            return "taken, no repeat";
        }
        if (again == null) {
            throw new Wrong("took the body of the 200 for its receipt");
        }
        bench.settle(again);
        return "ignored, repeated after " + TxBench.gap(press, again) + " ms";
    }

    private static String burst(TxBench bench) throws Exception {
        int count = bench.setup().burst();
        bench.setup().person().please("Press the pendant " + count + " times, as fast as you can.");
        Map<String, Integer> attempts = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            if (i > 0) {
                bench.setup().person().please("again");
            }
        }
        while (attempts.size() < count) {
            Attempt press;
            try {
                press = bench.alarm();
            } catch (Wrong e) {
                throw new Wrong(attempts.size() + " of " + count + " presses were told");
            }
            attempts.merge(press.ref(), 1, Integer::sum);
            bench.settle(press);
        }
        return count + " presses, " + attempts.size() + " refs, each with its receipt";
    }
}
