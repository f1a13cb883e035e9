package org.tocsin.journey.night;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tocsin.alarm.EntryKind;

/** What the table did, written down as it is done, without asking the platform anything. */
final class Ledger {
    private final Map<String, Case> open = new LinkedHashMap<>();
    private final List<Case> all = new ArrayList<>();

    /** One line that must stand in a case's log, at this very moment. */
    record Line(Instant at, EntryKind kind) {}

    /** A case as the table has it. */
    static final class Case {
        final String name;
        /** The unit's number; empty for the card of an incident. */
        final String cid;

        final Trigger.Meaning meaning;
        final boolean speaks;
        final Instant raisedAt;
        final List<Line> lines = new ArrayList<>();
        final List<Press> presses = new ArrayList<>();
        final List<Call> calls = new ArrayList<>();
        /** When a person took it, noticed a press, took it over or closed it. */
        final List<Instant> opened = new ArrayList<>();

        final List<Journey> journeys = new ArrayList<>();
        /** An operator started the clock of somebody on the floor. */
        boolean onTheFloor;

        /** A responder reported that they lifted somebody who would have gone to hospital. */
        boolean lifted;

        /** Where the moment of a line is the platform's own: its kind alone counts. */
        boolean timesKnown = true;

        /** Opened by no signal of the home: for a call that came in, or by the platform. */
        boolean withoutSignal;

        @Nullable
        String id;

        @Nullable
        Instant closedAt;

        @Nullable
        String outcome;

        private Case(String name, String cid, Trigger.Meaning meaning, boolean speaks, Instant raisedAt) {
            this.name = name;
            this.cid = cid;
            this.meaning = meaning;
            this.speaks = speaks;
            this.raisedAt = raisedAt;
        }

        void wrote(Instant at, EntryKind... kinds) {
            Arrays.stream(kinds).forEach(kind -> lines.add(new Line(at, kind)));
        }

        /** No signal of the home has begun it. */
        void withoutSignal() {
            presses.clear();
            lines.clear();
            withoutSignal = true;
        }

        int signals() {
            return withoutSignal ? 1 : presses.size();
        }

        boolean technical() {
            return meaning == Trigger.Meaning.FAULT;
        }

        @Override
        public String toString() {
            return "case " + name;
        }
    }

    /** @param speaks the home asked to be spoken with */
    record Press(Instant at, boolean speaks) {}

    /** A call of the telephone system with the home. */
    static final class Call {
        final String id;

        @Nullable
        Instant connected;

        @Nullable
        Instant cleared;

        Call(String id) {
            this.id = id;
        }
    }

    /** Somebody was asked to go. */
    static final class Journey {
        final String who;
        final Instant asked;

        @Nullable
        Instant arrived;

        @Nullable
        Instant proven;

        Journey(String who, Instant asked) {
            this.who = who;
            this.asked = asked;
        }
    }

    /** A case begins. */
    Case begin(String name, String cid, Trigger.Meaning meaning, boolean speaks, Instant at) {
        Case begun = new Case(name, cid, meaning, speaks, at);
        if (open.putIfAbsent(name, begun) != null) {
            throw new AssertionError("there is a case " + name + " already");
        }
        all.add(begun);
        begun.wrote(at, EntryKind.SIGNAL);
        begun.presses.add(new Press(at, speaks));
        return begun;
    }

    boolean isOpen(String name) {
        return open.containsKey(name);
    }

    Case of(String name) {
        Case found = open.get(name);
        if (found == null) {
            throw new AssertionError("there is no open case " + name);
        }
        return found;
    }

    void closed(Case one, Instant at, String outcome) {
        one.closedAt = at;
        one.outcome = outcome;
        open.remove(one.name);
    }

    List<Case> all() {
        return List.copyOf(all);
    }

    Set<String> stillOpen() {
        return Set.copyOf(open.keySet());
    }

    /** The last journey of this responder in this case. */
    static Journey journey(Case one, String who) {
        return one.journeys.stream()
                .filter(journey -> journey.who.equals(who))
                .reduce((earlier, later) -> later)
                .orElseThrow(() -> new AssertionError(who + " was not called out for " + one));
    }
}
