package org.tocsin.journey.night;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.tocsin.alarm.EntryKind;

/** One thing that a ledger has wrong, for as long as it is told. */
record Falsehood(String words, Function<Ledger, Runnable> told) {

    /** What the alarms and their logs must contradict. */
    static List<Falsehood> ofLogs() {
        return List.of(
                new Falsehood("closed with another outcome", ledger -> {
                    Ledger.Case one = named(ledger, "3");
                    String outcome = one.outcome;
                    one.outcome = "reassured";
                    return () -> one.outcome = outcome;
                }),
                new Falsehood("closed a second later", ledger -> {
                    Ledger.Case one = named(ledger, "5");
                    Instant closed = Objects.requireNonNull(one.closedAt);
                    one.closedAt = closed.plusSeconds(1);
                    return () -> one.closedAt = closed;
                }),
                new Falsehood("the partner centre was not told", ledger -> {
                    List<Ledger.Line> lines = named(ledger, "10").lines;
                    List<Ledger.Line> before = List.copyOf(lines);
                    lines.removeIf(line -> line.kind() == EntryKind.UNTAKEN);
                    return () -> restore(lines, before);
                }),
                new Falsehood("pressed once more", ledger -> {
                    List<Ledger.Press> presses = named(ledger, "17").presses;
                    List<Ledger.Press> before = List.copyOf(presses);
                    presses.add(before.get(0));
                    return () -> restore(presses, before);
                }));
    }

    /** What the figures must contradict. */
    static List<Falsehood> ofFigures() {
        return List.of(
                new Falsehood("speech a second later", ledger -> {
                    Ledger.Call call = named(ledger, "1").calls.get(0);
                    Instant connected = Objects.requireNonNull(call.connected);
                    call.connected = connected.plusSeconds(1);
                    return () -> call.connected = connected;
                }),
                new Falsehood("never there", ledger -> {
                    Ledger.Journey journey = Ledger.journey(named(ledger, "11"), "bola");
                    Instant arrived = journey.arrived;
                    journey.arrived = null;
                    return () -> journey.arrived = arrived;
                }),
                new Falsehood("arrival not proven", ledger -> {
                    Ledger.Journey journey = Ledger.journey(named(ledger, "2"), "rhona");
                    Instant proven = journey.proven;
                    journey.proven = null;
                    return () -> journey.proven = proven;
                }),
                new Falsehood("nobody helped up", ledger -> {
                    Ledger.Case one = named(ledger, "2");
                    one.lifted = false;
                    return () -> one.lifted = true;
                }),
                new Falsehood("nobody rang off", ledger -> {
                    List<Ledger.Call> calls = named(ledger, "10").calls;
                    List<Ledger.Call> before = List.copyOf(calls);
                    calls.remove(0);
                    return () -> restore(calls, before);
                }));
    }

    /** Checks while the ledger says so; afterwards it says what was. */
    void told(Ledger ledger, Runnable check) {
        Runnable restored = told.apply(ledger);
        try {
            check.run();
        } finally {
            restored.run();
        }
    }

    private static Ledger.Case named(Ledger ledger, String name) {
        return ledger.all().stream()
                .filter(one -> one.name.equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static <T> void restore(List<T> lines, List<T> before) {
        lines.clear();
        lines.addAll(before);
    }
}
