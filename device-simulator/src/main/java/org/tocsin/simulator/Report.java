package org.tocsin.simulator;

import java.util.Locale;
import org.tocsin.simulator.ledger.Latencies;
import org.tocsin.simulator.ledger.Tally;

/** Latencies and counts of a run as a table for people. Every time is counted from the press, repeats included. */
public final class Report {
    private Report() {}

    public static String of(Tally tally) {
        StringBuilder text = new StringBuilder(600);
        text.append(String.format(
                Locale.ROOT,
                "%-28s %10s %10s %10s %10s%n",
                "from the press to",
                "count",
                "p50 ms",
                "p99 ms",
                "max ms"));
        row(text, "SIP 200", tally.toTransportAnswer);
        row(text, "SCAIP mrs 0", tally.toAcknowledgement);
        row(text, "MQTT PUBACK", tally.toPuback);
        row(text, "MQTT PUBACK and ack 0", tally.toMqttAck);
        count(text, "signs of life sent", tally.beatsSent.sum());
        count(text, "signs of life answered", tally.beatsAnswered.sum());
        count(text, "SIP retransmissions", tally.retransmitted.sum());
        count(text, "repeats, same reference", tally.repeated.sum());
        count(text, "refusals", tally.refused.sum());
        count(text, "presses held back", tally.heldBack.sum());
        count(text, "strange answers", tally.strange.sum());
        return text.toString().stripTrailing();
    }

    private static void row(StringBuilder text, String label, Latencies latencies) {
        text.append(String.format(
                Locale.ROOT,
                "%-28s %,10d %10.2f %10.2f %10.2f%n",
                label,
                latencies.count(),
                latencies.millisAt(0.5),
                latencies.millisAt(0.99),
                latencies.millisAt(1)));
    }

    private static void count(StringBuilder text, String label, long count) {
        text.append(String.format(Locale.ROOT, "%-28s %,10d%n", label, count));
    }
}
