package org.tocsin.simulator.conformance.listen;

import static org.tocsin.simulator.conformance.Wrong.unless;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tocsin.simulator.conformance.CannotTell;
import org.tocsin.simulator.conformance.Case;
import org.tocsin.simulator.conformance.Wrong;
import org.tocsin.simulator.scaip.Digest;

/** A receiver that says no, in each of the ways it can be said. */
final class TxRefusals {
    private static final List<String> REFUSALS = List.of(
            "503 Service Unavailable",
            "404 Not Found",
            "405 Method Not Allowed",
            "415 Unsupported Media Type",
            "500 Server Internal Error");

    private TxRefusals() {}

    static List<Case<TxBench>> cases() {
        return List.of(
                Case.of(
                        "TX-05",
                        "asked for a proof",
                        "401 once: proves who it is (MD5 and SHA-256). 401 for ever: no more"
                                + " than three times in a row, then the fallback receiver or a pause.",
                        TxRefusals::proof),
                Case.of(
                        "TX-06",
                        "refused by SIP",
                        "503, 404, 405, 415, 500: the next receiver at once, and never given" + " up.",
                        TxRefusals::refused),
                Case.of(
                        "TX-07",
                        "refused by the application",
                        "snu 5, 6, 99: the next receiver. 4: the same one after 5 to"
                                + " 20 s. 1, 2, 3, 7: once more elsewhere, then the least there is to say.",
                        TxRefusals::statusNumbers),
                Case.of(
                        "TX-16",
                        "told when to come again",
                        "503 with Retry-After from every receiver: the alarm comes" + " again.",
                        bench -> {
                            Attempt press = bench.press();
                            bench.answer(press, 503, "Service Unavailable", "Retry-After: 1");
                            Attempt second = bench.repeated(press);
                            bench.answer(second, 503, "Service Unavailable", "Retry-After: 1");
                            Attempt third = bench.repeated(second);
                            bench.settle(third);
                            return "came again after " + TxBench.gap(second, third) + " ms";
                        }));
    }

    private static String proof(TxBench bench) throws Exception {
        String secret = bench.setup().secret();
        if (secret == null) {
            throw new CannotTell("needs --secret, and the unit set to it");
        }
        String seen = "";
        for (String algorithm : List.of("MD5", "SHA-256")) {
            Digest.Challenge challenge = new Digest.Challenge(
                    "conformance", "n" + Long.toString(System.nanoTime(), 36), true, "", algorithm, false);
            Attempt press = bench.press();
            challenge(bench, press, challenge);
            Attempt proven = bench.next(press, bench.pace().atOnce());
            boolean required = algorithm.equals("MD5");
            if (proven != null && proves(proven, challenge, secret)) {
                bench.settle(proven);
                seen += algorithm + " proved; ";
            } else {
                unless(
                        !required,
                        proven == null
                                ? "no second request after the 401"
                                : "the proof is wrong: " + proven.message().header("authorization"));
                seen += algorithm + " not understood; ";
                bench.settle(proven == null ? bench.repeated(press) : proven);
            }
        }
        return seen + forEver(bench);
    }

    private static void challenge(TxBench bench, Attempt attempt, Digest.Challenge challenge) throws Exception {
        bench.answer(
                attempt,
                401,
                "Unauthorized",
                "WWW-Authenticate: Digest realm=\"" + challenge.realm() + "\", nonce=\"" + challenge.nonce()
                        + "\", qop=\"auth\", algorithm=" + challenge.algorithm());
    }

    private static boolean proves(Attempt attempt, Digest.Challenge challenge, String secret) {
        String header = attempt.message().header("authorization");
        String count = parameter(header, "nc");
        if (!count.matches("[0-9a-f]{8}") || !parameter(header, "nonce").equals(challenge.nonce())) {
            return false;
        }
        String expected = Digest.authorization(
                challenge,
                new Digest.Proof(
                        parameter(header, "username"),
                        secret,
                        "MESSAGE",
                        parameter(header, "uri"),
                        Integer.parseInt(count, 16),
                        parameter(header, "cnonce")));
        return parameter(header, "response").toLowerCase(Locale.ROOT).equals(parameter(expected, "response"));
    }

    private static String parameter(String header, String name) {
        Matcher matcher = Pattern.compile("[ ,]" + name + "\\s*=\\s*\"?([^\",]*)", Pattern.CASE_INSENSITIVE)
                .matcher(header);
        return matcher.find() ? matcher.group(1) : "";
    }

    private static String forEver(TxBench bench) throws Exception {
        Attempt first = bench.press();
        Attempt last = first;
        int inARow = 0;
        while (true) {
            challenge(
                    bench, last, new Digest.Challenge("conformance", "x" + System.nanoTime(), true, "", "MD5", false));
            inARow++;
            Attempt next = bench.next(last, bench.pace().repeat());
            if (next == null) {
                throw new Wrong("never came again after " + inARow + " times 401");
            }
            boolean elsewhere = next.receiver() != last.receiver();
            boolean anew =
                    !next.message().header("call-id").equals(last.message().header("call-id"));
            last = next;
            if (elsewhere || anew) {
                break;
            }
            unless(inARow < 4, "asked " + (inARow + 1) + " times in a row, and answered every time");
        }
        bench.settle(last);
        return "401 for ever: " + (last.receiver() == first.receiver() ? "comes again" : "the fallback receiver")
                + " after " + inARow + " times";
    }

    private static String refused(TxBench bench) throws Exception {
        Attempt last = bench.press();
        StringBuilder seen = new StringBuilder();
        for (String refusal : REFUSALS) {
            boolean preferred = last.receiver() == 0;
            String[] words = refusal.split(" ", 2);
            bench.answer(last, Integer.parseInt(words[0]), words[1]);
            Attempt next = bench.repeated(last);
            long gap = TxBench.gap(last, next);
            if (bench.hasFallback()) {
                unless(next.receiver() != last.receiver(), words[0] + ": came to the same receiver again");
                unless(
                        !preferred || gap <= bench.pace().atOnce().toMillis(),
                        words[0] + ": the next receiver was tried after " + gap + " ms only");
            }
            seen.append(words[0]).append(" → ").append(gap).append(" ms, ");
            last = next;
        }
        bench.settle(last);
        return seen + "then its receipt" + (bench.hasFallback() ? "" : "; the order of receivers needs a second one");
    }

    private static String statusNumbers(TxBench bench) throws Exception {
        StringBuilder seen = new StringBuilder();
        Attempt last = bench.press();
        for (int snu : new int[] {5, 6, 99}) {
            Attempt next = refusedWith(bench, last, snu);
            unless(
                    !bench.hasFallback() || next.receiver() != last.receiver(),
                    "snu " + snu + ": came to the same receiver again");
            last = next;
        }
        bench.settle(last);

        Attempt held = bench.press();
        Attempt afterHold = refusedWith(bench, held, 4);
        unless(afterHold.receiver() == held.receiver(), "snu 4: went to the other receiver");
        long gap = TxBench.gap(held, afterHold);
        // 10 s at T1 = 500 ms: between 5 and 20 s, as with a real unit.
        long second = 2 * bench.pace().t1().toMillis();
        unless(
                gap >= second
                        && gap <= Math.max(40 * second, bench.pace().atOnce().toMillis()),
                "snu 4: came again after " + gap + " ms");
        bench.settle(afterHold);
        seen.append("hold: ").append(gap).append(" ms; ");

        for (int snu : new int[] {1, 2, 3, 7}) {
            Attempt wrong = bench.press();
            Attempt elsewhere = refusedWith(bench, wrong, snu);
            Attempt least = refusedWith(bench, elsewhere, snu);
            unless(
                    !least.element("cid").isEmpty() && !least.element("dty").isEmpty(),
                    "snu " + snu + " twice: the third attempt lacks cid or dty");
            seen.append(snu)
                    .append(": ")
                    .append(wrong.message().body().length())
                    .append(" → ")
                    .append(least.message().body().length())
                    .append(" bytes; ");
            bench.settle(least);
        }
        return "5, 6, 99: the next receiver; " + seen;
    }

    private static Attempt refusedWith(TxBench bench, Attempt attempt, int snu) throws Exception {
        bench.ok(attempt);
        int answered = bench.mrs(attempt, snu);
        unless(answered == 200, "the mrs with snu " + snu + " was answered " + answered);
        try {
            return bench.repeated(attempt);
        } catch (Wrong e) {
            throw new Wrong("snu " + snu + ": " + e.getMessage());
        }
    }
}
