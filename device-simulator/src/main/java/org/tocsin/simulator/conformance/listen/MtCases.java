package org.tocsin.simulator.conformance.listen;

import static org.tocsin.simulator.conformance.Wrong.unless;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.tocsin.simulator.conformance.CannotTell;
import org.tocsin.simulator.conformance.Case;
import org.tocsin.simulator.conformance.Suite;
import org.tocsin.simulator.conformance.Wrong;
import org.tocsin.simulator.conformance.listen.MqttReceiver.Connection;
import org.tocsin.simulator.conformance.listen.MqttReceiver.Heard;

/** Every question to an MQTT unit that follows this project's topics and payloads. */
public final class MtCases {
    private MtCases() {}

    public static Suite<MtBench> suite() {
        return new Suite<>(
                "MQTT unit",
                List.of(
                        Case.of(
                                "MT-01",
                                "hello",
                                "CONNECT with the cid as client id, a Will on up/state; SUBSCRIBE to its"
                                        + " own down/; nothing wider.",
                                MtCases::hello),
                        Case.of(
                                "MT-02",
                                "a good receiver",
                                "PUBACK and down/ack with snu 0: nothing is said again.",
                                MtCases::good),
                        Case.of(
                                "MT-03",
                                "no PUBACK, no ack",
                                "Repeated with the same ref, on this connection or a new" + " one.",
                                bench -> {
                                    Heard press = bench.press();
                                    Heard again = bench.repeated(press);
                                    return settle(bench, again, seen(press, again));
                                }),
                        Case.of(
                                "MT-04",
                                "a PUBACK and no ack",
                                "Taken over is not handled: repeated with the same ref.",
                                bench -> {
                                    Heard press = bench.press();
                                    MtBench.puback(press, 0);
                                    Heard again = bench.repeated(press);
                                    return settle(bench, again, seen(press, again));
                                }),
                        Case.of(
                                "MT-05",
                                "a PUBACK that refuses",
                                "MQTT 5, reason 0x97: not lost; it comes again with the" + " same ref.",
                                MtCases::refused),
                        Case.of(
                                "MT-06",
                                "an ack for somebody else",
                                "A foreign ref is no receipt: repeated.",
                                bench -> {
                                    Heard press = bench.press();
                                    MtBench.puback(press, 0);
                                    MtBench.ack(press, "foreign1", 0);
                                    Heard again = bench.repeated(press);
                                    return settle(bench, again, seen(press, again));
                                }),
                        Case.of(
                                "MT-07",
                                "cut off before the answer",
                                "Connects again and says it again with the same" + " ref.",
                                bench -> {
                                    Heard press = bench.press();
                                    press.connection().cut();
                                    Heard again = bench.repeated(press);
                                    unless(again.connection() != press.connection(), "on a connection that was cut");
                                    return settle(bench, again, seen(press, again));
                                }),
                        Case.of(
                                "MT-08",
                                "not let in",
                                "Cut off, then CONNACK \"unavailable\": it keeps coming, and the" + " alarm with it.",
                                MtCases::notLetIn),
                        Case.of(
                                "MT-09",
                                "refused by the application",
                                "snu 1 to 7 and 99: never given up, the same ref.",
                                MtCases::statusNumbers),
                        Case.of(
                                "MT-10",
                                "the ack twice, and before the PUBACK",
                                "Counts once: nothing is said again.",
                                bench -> {
                                    Heard press = bench.press();
                                    MtBench.ack(press, press.ref(), 0);
                                    MtBench.ack(press, press.ref(), 0);
                                    MtBench.puback(press, 0);
                                    bench.silence(press);
                                    return "no repeat";
                                }),
                        Case.of(
                                "MT-11",
                                "a burst",
                                "Presses in a row: each has a ref of its own and is told until it has"
                                        + " its receipt.",
                                MtCases::burst),
                        Case.of(
                                "MT-12",
                                "a receiver that stays silent",
                                "Without any answer the other receiver is tried.",
                                MtCases::fallback)));
    }

    private static String settle(MtBench bench, Heard again, String seen) throws Exception {
        bench.receipt(again);
        bench.silence(again);
        return seen;
    }

    private static String seen(Heard press, Heard again) {
        return "again after " + (again.nanos() - press.nanos()) / 1_000_000 + " ms, "
                + (again.connection() == press.connection()
                        ? "on the same connection"
                        : again.connection().receiver() == press.connection().receiver()
                                ? "on a new connection"
                                : "at the other receiver");
    }

    private static String hello(MtBench bench) throws Exception {
        bench.setup().person().please("Switch the unit on.");
        Connection connection = bench.connection(1);
        long until = System.nanoTime() + bench.pace().repeat().toNanos();
        while (connection.subscriptions.isEmpty() && System.nanoTime() < until) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
        unless(connection.clientId.matches("[0-9]{1,32}"), "the client id is " + connection.clientId);
        unless(
                connection.willTopic.endsWith("/" + connection.clientId + "/up/state"),
                "the Will goes to " + (connection.willTopic.isEmpty() ? "nobody" : connection.willTopic));
        unless(!connection.subscriptions.isEmpty(), "nothing is subscribed to");
        for (String filter : connection.subscriptions) {
            unless(filter.contains("/" + connection.clientId + "/down/"), "subscribed to " + filter);
        }
        return "MQTT " + (connection.five() ? "5" : "3.1.1") + ", client id " + connection.clientId + ", "
                + connection.subscriptions;
    }

    private static String good(MtBench bench) throws Exception {
        Heard press = bench.press();
        unless(
                press.topic().matches("tc/1/[^/]+/" + press.connection().clientId + "/up/.+"),
                "it came on " + press.topic());
        unless(!press.ref().isEmpty(), "the alarm has no ref");
        unless(press.id() > 0, "it came at QoS 0");
        return settle(bench, press, press.topic() + ", ref " + press.ref());
    }

    private static String refused(MtBench bench) throws Exception {
        Heard press = bench.press();
        if (!press.connection().five()) {
            bench.receipt(press);
            throw new CannotTell("the unit speaks MQTT 3.1.1, whose PUBACK has no reason");
        }
        MtBench.puback(press, 0x97);
        Heard again = bench.repeated(press);
        return settle(bench, again, seen(press, again));
    }

    private static String notLetIn(MtBench bench) throws Exception {
        Heard press = bench.press();
        int before = bench.receiver().connections().size();
        bench.receiver().refusing(true);
        press.connection().cut();
        bench.connection(before + 2);
        bench.receiver().refusing(false);
        Heard again = bench.repeated(press);
        int tries = bench.receiver().connections().size() - before;
        return settle(bench, again, tries + " times CONNECT, then the alarm");
    }

    private static String statusNumbers(MtBench bench) throws Exception {
        for (int snu : new int[] {1, 2, 3, 4, 5, 6, 7, 99}) {
            Heard press = bench.press();
            MtBench.puback(press, 0);
            MtBench.ack(press, press.ref(), snu);
            Heard again;
            try {
                again = bench.repeated(press);
            } catch (Wrong e) {
                throw new Wrong("snu " + snu + ": " + e.getMessage());
            }
            bench.receipt(again);
        }
        return "repeated after each of eight";
    }

    private static String burst(MtBench bench) throws Exception {
        int count = bench.setup().burst();
        for (int i = 0; i < count; i++) {
            bench.setup().person().please("Press the pendant, " + (count - i) + " times in all.");
        }
        Set<String> refs = new LinkedHashSet<>();
        while (refs.size() < count) {
            Heard press;
            try {
                press = bench.alarm();
            } catch (Wrong e) {
                throw new Wrong(refs.size() + " of " + count + " presses were told");
            }
            refs.add(press.ref());
            bench.receipt(press);
        }
        return count + " presses, " + refs.size() + " refs, each with its receipt";
    }

    private static String fallback(MtBench bench) throws Exception {
        bench.needsFallback();
        Heard press = bench.press();
        Heard last = press;
        for (int attempt = 1; attempt < 6; attempt++) {
            last = bench.repeated(last);
            if (last.connection().receiver() != press.connection().receiver()) {
                return settle(bench, last, "the other receiver after " + attempt + " attempts");
            }
        }
        throw new Wrong("five repeats, all to the same receiver");
    }
}
