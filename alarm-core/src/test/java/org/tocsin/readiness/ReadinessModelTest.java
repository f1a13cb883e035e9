package org.tocsin.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.tocsin.home.Equipment;
import org.tocsin.readiness.ReadinessFacts.Change;
import org.tocsin.readiness.ReadinessFacts.Heard;
import org.tocsin.readiness.ReadinessFacts.Limits;
import org.tocsin.readiness.ReadinessFacts.Trigger;
import org.tocsin.readiness.TriggerProof.State;
import org.tocsin.unit.UnitChange.Kind;

/** Random histories of a home with two units, against a model that goes through them day by day with a pencil. */
class ReadinessModelTest {
    private static final int HISTORIES = 3_000;
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration LIMIT = Duration.ofDays(30);
    private static final Limits LIMITS = new Limits(LIMIT, LIMIT, ZoneId.of("Europe/London"));
    private static final Set<Kind> AGAIN = EnumSet.of(Kind.UNIT_SWAP, Kind.SIM_SWAP, Kind.LINE, Kind.MOVED_HOME);
    private static final Set<Kind> REMOTELY = EnumSet.of(Kind.FIRMWARE, Kind.CONFIGURATION);
    private static final List<UUID> UNITS = List.of(new UUID(0, 1), new UUID(0, 2));

    /** One trigger, in pencil: what it is now, and when it was heard. */
    private static final class Pencilled {
        private final UUID unit;
        private State state = State.NEVER;
        private Instant heard = Instant.MIN;

        Pencilled(UUID unit) {
            this.unit = unit;
        }

        void heard(Instant at) {
            state = State.CURRENT;
            heard = at;
        }

        void changed(Kind kind, @Nullable UUID of) {
            boolean mine = of == null || of.equals(unit);
            if (state == State.NEVER || state == State.REVISIT) {
                return;
            }
            if (AGAIN.contains(kind) && (mine || kind != Kind.SIM_SWAP)) {
                state = State.REVISIT;
            } else if (REMOTELY.contains(kind) && mine) {
                state = State.RECHECK_REMOTELY;
            }
        }

        void remote(UUID of) {
            if (state == State.RECHECK_REMOTELY && of.equals(unit)) {
                state = State.CURRENT;
            }
        }

        State at(Instant now) {
            boolean old = state != State.NEVER && now.isAfter(heard.plus(LIMIT));
            return old ? State.REVISIT : state;
        }
    }

    @Test
    void the_rules_say_what_the_pencil_says() {
        for (int seed = 0; seed < HISTORIES; seed++) {
            history(seed);
        }
    }

    private static void history(int seed) {
        Random random = new Random(seed);
        Map<UUID, Pencilled> model = new HashMap<>();
        List<Trigger> triggers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Trigger trigger = new Trigger(new UUID(1, i), UNITS.get(i % 2));
            triggers.add(trigger);
            model.put(trigger.id(), new Pencilled(UNITS.get(i % 2)));
        }
        List<Heard> heard = new ArrayList<>();
        List<Change> changes = new ArrayList<>();
        Instant now = BEGIN;
        for (int day = 0; day < 25; day++) {
            now = now.plus(Duration.ofHours(1 + random.nextInt(96)));
            UUID unit = UNITS.get(random.nextInt(2));
            switch (random.nextInt(3)) {
                case 0 -> {
                    Trigger trigger = triggers.get(random.nextInt(3));
                    heard.add(
                            new Heard(trigger.id(), UNITS.get((int) trigger.id().getLeastSignificantBits() % 2), now));
                    pencil(model, trigger.id()).heard(now);
                }
                case 1 -> {
                    heard.add(new Heard(null, unit, now));
                    model.values().forEach(trigger -> trigger.remote(unit));
                }
                default -> {
                    Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
                    UUID of = random.nextInt(4) == 0 ? null : unit;
                    changes.add(new Change(kind, of, now));
                    model.values().forEach(trigger -> trigger.changed(kind, of));
                }
            }
            Instant looked = now.plus(Duration.ofHours(random.nextInt(400)));
            compare(seed, model, facts(triggers, heard, changes), looked);
            compare(seed, model, facts(triggers, newest(heard), newestChanges(changes)), looked);
        }
    }

    private static void compare(int seed, Map<UUID, Pencilled> model, ReadinessFacts facts, Instant now) {
        Readiness readiness = Readiness.of(facts, LIMITS, now);
        for (TriggerProof trigger : readiness.triggers()) {
            assertThat(trigger.state())
                    .as("history %d, trigger %s, at %s", seed, trigger.triggerId(), now)
                    .isEqualTo(pencil(model, trigger.triggerId()).at(now));
        }
        State worst = model.values().stream()
                .map(trigger -> trigger.at(now))
                .max(State::compareTo)
                .orElseThrow();
        assertThat(readiness.proof()).isEqualTo(worst);
    }

    private static Pencilled pencil(Map<UUID, Pencilled> model, UUID trigger) {
        return java.util.Objects.requireNonNull(model.get(trigger));
    }

    private static ReadinessFacts facts(List<Trigger> triggers, List<Heard> heard, List<Change> changes) {
        return new ReadinessFacts(
                Equipment.DIGITAL,
                new ReadinessFacts.Line(null, null),
                Set.copyOf(UNITS),
                triggers,
                heard,
                changes,
                ReadinessFacts.Visits.NONE);
    }

    /** As the store reads them: the newest of each trigger and of each unit's remote tests. */
    private static List<Heard> newest(List<Heard> all) {
        Map<String, Heard> newest = new HashMap<>();
        all.forEach(
                heard -> newest.put(heard.triggerId() == null ? "u" + heard.unitId() : "t" + heard.triggerId(), heard));
        return List.copyOf(newest.values());
    }

    private static List<Change> newestChanges(List<Change> all) {
        Map<String, Change> newest = new HashMap<>();
        all.forEach(change -> newest.put(change.kind() + " " + change.unitId(), change));
        return List.copyOf(newest.values());
    }
}
