package org.tocsin.simulator.conformance.listen;

import static org.tocsin.simulator.conformance.Wrong.unless;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.tocsin.simulator.conformance.CannotTell;
import org.tocsin.simulator.conformance.Case;
import org.tocsin.simulator.conformance.Wrong;

/** A network and a receiver that fail: silence, loss, delay, doubles. */
final class TxFaults {
    private TxFaults() {}

    static List<Case<TxBench>> cases() {
        return List.of(
                new Case<>(
                        "TX-04",
                        "no answer at all",
                        "Over UDP sent at 0, 0.5, 1.5, 3.5, 7.5, 11.5 … 31.5 s; then the"
                                + " fallback receiver, or the same again.",
                        33,
                        TxFaults::noAnswer),
                Case.of(
                        "TX-17",
                        "answers that come twice",
                        "200 twice and the mrs twice: both mrs are answered, nothing is" + " repeated.",
                        TxFaults::doubled),
                Case.of(
                        "TX-18",
                        "a late 200",
                        "Over UDP the 200 comes after two retransmissions: they are the same"
                                + " request, and the alarm counts as told once.",
                        TxFaults::late),
                Case.of("TX-19", "a lost 200", "The 200 never comes, the mrs does: that is the receipt.", bench -> {
                    Attempt press = bench.press();
                    unless(bench.mrs(press, 0) == 200, "the mrs was not answered 200");
                    Attempt again = bench.next(press, bench.pace().quiet());
                    unless(again == null, "repeated, although it had its receipt");
                    return "the mrs counts without its 200";
                }),
                Case.of(
                        "TX-20",
                        "a lost mrs, then a lost 200",
                        "First no mrs, then no answer, then all is well: the same" + " ref every time.",
                        TxFaults::lost),
                Case.of(
                        "TX-21",
                        "an alarm while another waits",
                        "A second press while the first has no receipt: both are" + " told in the end.",
                        TxFaults::sequence),
                new Case<>(
                        "TX-22",
                        "signs of life",
                        "Within the time given a heartbeat (mty PI) comes.",
                        Case.LONG_SECONDS,
                        TxFaults::signsOfLife));
    }

    private static String noAnswer(TxBench bench) throws Exception {
        Attempt press = bench.press();
        long t1 = bench.pace().t1().toMillis();
        Attempt next =
                bench.next(press, Duration.ofMillis(64 * t1).plus(bench.pace().repeat()));
        List<Long> sends = press.sends();
        StringBuilder schedule = new StringBuilder();
        for (long send : sends) {
            schedule.append(Math.round((send - sends.get(0)) / 1e8) / 10.0).append(' ');
        }
        if (next == null) {
            throw new Wrong("given up after " + sends.size() + " sends at " + schedule + "s");
        }
        if (press.datagram()) {
            unless(sends.size() >= 7 && sends.size() <= 12, sends.size() + " sends: " + schedule + "s");
            checkSchedule(sends, t1, schedule.toString());
        } else {
            unless(sends.size() == 1, "retransmitted over a connection");
        }
        unless(!bench.hasFallback() || next.receiver() != press.receiver(), "the same receiver again");
        bench.settle(next);
        return sends.size() + " sends at " + schedule + "s, then " + (bench.hasFallback() ? "the fallback" : "again");
    }

    /** Each pause twice the one before, up to eight T1; single pauses may be squeezed on their way here. */
    private static void checkSchedule(List<Long> sends, long t1, String schedule) {
        long expected = 0;
        long pause = t1;
        for (int i = 1; i < sends.size(); i++) {
            expected += pause;
            pause = Math.min(2 * pause, 8 * t1);
        }
        long took = (sends.get(sends.size() - 1) - sends.get(0)) / 1_000_000;
        unless(took >= expected / 2, "sent again too early: " + schedule + "s");
    }

    private static String doubled(TxBench bench) throws Exception {
        Attempt press = bench.press();
        bench.ok(press);
        bench.ok(press);
        SipAnswers.Request mrs = SipAnswers.mrs(press, SipAnswers.body(press.ref(), 0, ""), null);
        press.back().send(mrs.text());
        press.back().send(mrs.text());
        unless(bench.mrs(press, 0) == 200, "the mrs was not answered 200");
        bench.silence(press);
        return "no repeat";
    }

    private static String late(TxBench bench) throws Exception {
        Attempt press = bench.press();
        if (!press.datagram()) {
            throw new CannotTell("over a connection nothing is retransmitted");
        }
        long until = System.nanoTime() + bench.pace().repeat().toNanos();
        while (press.sends().size() < 3 && System.nanoTime() < until) {
            TimeUnit.MILLISECONDS.sleep(2);
        }
        unless(press.sends().size() >= 3, "sent " + press.sends().size() + " times only");
        bench.settle(press);
        bench.silence(press);
        return press.sends().size() + " sends of one request, then its receipt";
    }

    private static String lost(TxBench bench) throws Exception {
        Attempt press = bench.press();
        bench.ok(press);
        Attempt second = bench.repeated(press);
        Attempt third = bench.next(
                second,
                Duration.ofMillis(64 * bench.pace().t1().toMillis())
                        .plus(bench.pace().repeat()));
        if (third == null) {
            throw new Wrong("given up after the second attempt");
        }
        bench.settle(third);
        bench.silence(third);
        return "three attempts, one ref";
    }

    private static String sequence(TxBench bench) throws Exception {
        Attempt first = bench.press();
        bench.ok(first);
        bench.setup().person().please("Press the pendant once more.");
        @Nullable Attempt again = bench.next(first, bench.pace().quiet().dividedBy(4));
        // The second press may have been told meanwhile: then it has its receipt already.
        Attempt last = again == null ? bench.repeated(first) : again;
        bench.settle(last);
        return "the first was repeated until its receipt";
    }

    private static String signsOfLife(TxBench bench) throws Exception {
        int before = bench.beats();
        bench.setup().person().please("Wait: the unit's next sign of life is expected.");
        long until = System.nanoTime() + Duration.ofMinutes(20).toNanos();
        while (bench.beats() == before && System.nanoTime() < until) {
            TimeUnit.MILLISECONDS.sleep(100);
        }
        unless(bench.beats() > before, "no sign of life within 20 minutes");
        return "a sign of life came";
    }
}
