package org.tocsin.simulator.ledger;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Counts over the whole estate, written by every loop and read by the progress line. */
public final class Tally {
    public final AtomicInteger enrolled = new AtomicInteger();
    public final AtomicInteger connected = new AtomicInteger();
    public final LongAdder raised = new LongAdder();
    public final LongAdder acknowledged = new LongAdder();
    /** Further attempts with the same reference. */
    public final LongAdder repeated = new LongAdder();
    /** Refused by the platform in so many words: 4xx, 5xx, a status number other than 0. */
    public final LongAdder refused = new LongAdder();
    /** Not raised, because too much of that home was unanswered. */
    public final LongAdder heldBack = new LongAdder();

    public final LongAdder beatsSent = new LongAdder();
    public final LongAdder beatsAnswered = new LongAdder();
    /** Test transmissions, asked for or by themselves. */
    public final LongAdder tests = new LongAdder();
    /** SIP retransmissions of one and the same attempt. */
    public final LongAdder retransmitted = new LongAdder();
    /** Answers that cannot be read, or that belong to nobody. */
    public final LongAdder strange = new LongAdder();

    public final Latencies toTransportAnswer = new Latencies();
    public final Latencies toAcknowledgement = new Latencies();
    public final Latencies toPuback = new Latencies();
    public final Latencies toMqttAck = new Latencies();

    public long pending() {
        return Math.max(0, raised.sum() - acknowledged.sum());
    }
}
