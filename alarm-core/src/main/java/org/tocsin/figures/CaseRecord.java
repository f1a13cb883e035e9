package org.tocsin.figures;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.alarm.JoiningClass;

/**
 * What is on record of one alarm, as far as figures are counted from it. Lists in any order.
 *
 * @param openings when a person took it, noticed a press, took it over, went on with it or closed it
 * @param pauses when nobody was busy with it any more for the time being: parked, handed back, released, or somebody
 *     had said that they go there
 * @param calls of the telephone system with this home about this alarm
 */
public record CaseRecord(
        Head head,
        @Nullable Ending ending,
        List<Press> presses,
        List<Opening> openings,
        List<Instant> pauses,
        List<Call> calls,
        List<Sending> sendings) {

    /** @param rang999 a 999 call is on record */
    public record Head(
            UUID alarmId,
            UUID serviceId,
            @Nullable UUID homeId,
            String reference,
            JoiningClass joined,
            Instant raisedAt,
            boolean rang999) {}

    /**
     * @param rule the outcome's own rule; null where it has none
     * @param by null for a program
     */
    public record Ending(
            Instant at,
            @Nullable String outcome,
            @Nullable String rule,
            @Nullable UUID by) {}

    /**
     * One press of the home: a retransmission, or a further part of the same message, is none.
     *
     * @param speaks what called can speak
     * @param reported the telephone system reported its calls at that time
     */
    public record Press(UUID signalId, Instant at, boolean speaks, boolean reported) {}

    /** @param by null for a program */
    public record Opening(Instant at, @Nullable UUID by) {}

    public record Call(
            @Nullable Instant ringing,
            @Nullable Instant connected,
            @Nullable Instant cleared) {}

    /** One person asked to go. */
    public record Sending(
            Instant asked,
            @Nullable Instant arrived,
            @Nullable Instant proven) {}

    public CaseRecord {
        presses = List.copyOf(presses);
        openings = List.copyOf(openings);
        pauses = List.copyOf(pauses);
        calls = List.copyOf(calls);
        sendings = List.copyOf(sendings);
    }
}
