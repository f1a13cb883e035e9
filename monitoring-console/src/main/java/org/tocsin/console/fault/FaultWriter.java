package org.tocsin.console.fault;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.tocsin.console.board.WallClock;
import org.tocsin.fault.FaultCase;

/** From what the store has to what a person reads. Pure. */
final class FaultWriter {
    private final WallClock clock;
    private final Instant now;

    FaultWriter(WallClock clock, Instant now) {
        this.clock = clock;
        this.now = now;
    }

    FaultPage.Line line(FaultCase fault) {
        Instant told = fault.clock().escalatedAt();
        return new FaultPage.Line(
                fault.id().toString(),
                fault.what(),
                fault.place(),
                fault.telephone(),
                lasting(fault),
                due("rung", fault.clock().nextCallAt()),
                told == null ? due("told", fault.clock().managerAt()) : "told " + clock.day(told));
    }

    FaultPage.One one(FaultCase fault, List<FaultCase.WelfareCall> calls, boolean mayCall) {
        List<String> sentences = new ArrayList<>();
        sentences.add("Lost " + clock.full(fault.clock().lostAt()) + ", " + lasting(fault) + ". It is watched because "
                + fault.why() + ".");
        FaultCase.Closed closed = fault.closed();
        if (closed != null) {
            sentences.add("Closed " + clock.full(closed.at()) + " by a signal that was received: " + closed.words()
                    + ". Signal " + closed.signalId() + ".");
        } else {
            sentences.add("The home is " + due("rung", fault.clock().nextCallAt())
                    + ", and then again and again: each call that is due sounds on the board.");
            Instant told = fault.clock().escalatedAt();
            sentences.add("The manager is " + due("told", fault.clock().managerAt())
                    + (told == null ? "." : ", and was told last " + clock.full(told) + "."));
            sentences.add("It closes by itself when a press or a test of it was received, and by nothing else.");
        }
        FaultCase.Repaired repaired = fault.clock().repaired();
        if (repaired != null) {
            sentences.add("Repaired, says " + actor(repaired.by()) + " " + clock.full(repaired.at()) + ": "
                    + repaired.words() + ". It still has to be heard.");
        }
        return new FaultPage.One(
                fault.id().toString(),
                fault.what(),
                fault.place(),
                sentences,
                closed == null,
                mayCall && closed == null,
                fault.controller(),
                fault.telephone(),
                calls.stream().map(this::call).toList());
    }

    private FaultPage.Call call(FaultCase.WelfareCall call) {
        Instant done = call.doneAt();
        if (done == null) {
            return new FaultPage.Call(clock.full(call.dueAt()), "Due, and on the board", true);
        }
        String note = call.note() == null ? "" : "; " + call.note();
        String outcome = call.outcome() == null ? "" : call.outcome().words();
        String by = call.doneBy() == null ? "" : ", " + actor(call.doneBy());
        return new FaultPage.Call(clock.full(done), outcome + note + by, false);
    }

    private String due(String done, Instant at) {
        return at.isAfter(now) ? "to be " + done + " " + clock.day(at) : "to be " + done + " now";
    }

    private String lasting(FaultCase fault) {
        FaultCase.Closed closed = fault.closed();
        Duration lasting = Duration.between(fault.clock().lostAt(), closed == null ? now : closed.at());
        String word = closed == null ? "open for " : "it was open for ";
        if (lasting.toHours() < 2) {
            return word + Math.max(0, lasting.toMinutes()) + " minutes";
        }
        return lasting.toDays() < 2
                ? word + lasting.toHours() + " hours"
                : word + lasting.toDays() + " days " + lasting.toHoursPart() + " hours";
    }

    private static String actor(String actor) {
        return actor.startsWith("operator:") ? actor.substring("operator:".length()) : actor;
    }
}
