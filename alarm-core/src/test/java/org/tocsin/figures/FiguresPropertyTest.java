package org.tocsin.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tocsin.alarm.Town.await;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Scope;
import org.tocsin.figures.CountingRule.AnsweredBy;
import org.tocsin.figures.CountingRule.ArrivalClock;
import org.tocsin.speech.CallReport.Event;

/**
 * A seeded history of alarms through the real intake and desk, counted twice: by the platform, and by a simple model that
 * looks through the plain list of what was done to each.
 */
class FiguresPropertyTest {
    static final int ALARMS = 90;
    static Hall hall;

    /** What this test did to one alarm, in the order in which it did it. */
    static final class Story {
        final List<Pressed> presses = new ArrayList<>();
        final List<Instant> opened = new ArrayList<>();
        final List<Spoken> spoken = new ArrayList<>();
        boolean technical;
        boolean test;

        @Nullable
        Instant closed;
    }

    record Pressed(UUID signal, Instant at, boolean speaks) {}

    record Spoken(Instant from, Instant until) {}

    @BeforeAll
    static void open() {
        hall = new Hall();
    }

    @AfterAll
    static void close() {
        hall.close();
    }

    @Test
    @DisplayName(
            "months, and the rows behind them, are what the plain list says; also by another profile and with exclusions")
    void counted_twice() {
        long seed = 20261122;
        Random random = new Random(seed);
        UUID service = hall.service(true);
        Scope olga = hall.operator(service, "OPERATOR");
        Scope mona = hall.operator(service, "MANAGER");
        List<Story> stories = new ArrayList<>();
        for (int i = 0; i < ALARMS; i++) {
            stories.add(story(random, service, olga));
            if (random.nextInt(25) == 0) {
                hall.count();
            }
            hall.pass(random.nextInt(2 * 86_400));
        }
        Set<UUID> excluded = new TreeSet<>();
        hall.count();
        for (Story story : stories) {
            for (Pressed press : story.presses) {
                if (random.nextInt(20) == 0) {
                    excluded.add(press.signal());
                    assertThat(await(hall.acts.exclude(mona, press.signal(), "Drill of the fire service", null)))
                            .isInstanceOf(AuditActs.Result.Done.class);
                }
            }
        }

        agree(mona, stories, excluded, ProfileStore.SHIPPED);

        Profile contract = new Profile(
                LocalDate.parse("2020-01-01"),
                "A contract",
                null,
                new CountingRule(
                        Set.of(CallKind.EMERGENCY, CallKind.TECHNICAL, CallKind.TEST),
                        AnsweredBy.OPENED,
                        ArrivalClock.RECEIPT),
                new Profile.Targets(
                        new Target(Duration.ofSeconds(30), 9000),
                        new Target(Duration.ofSeconds(100), 10_000),
                        ProfileStore.SHIPPED.targets().arrive(),
                        ProfileStore.SHIPPED.targets().arriveLatest(),
                        ProfileStore.SHIPPED.targets().arriveCrisis()));
        assertThat(await(hall.profiles.add(mona, contract, null))).isEmpty();
        agree(mona, stories, excluded, contract);
    }

    /** One alarm from its first press to its closing, or left open; whatever happens, the model hears of it first. */
    private Story story(Random random, UUID service, Scope olga) {
        Story story = new Story();
        String cid = hall.unit(service);
        story.technical = random.nextInt(8) == 0;
        boolean speaks = random.nextInt(4) != 0;
        press(story, cid, speaks);
        UUID alarm = hall.alarm(olga, cid);
        String call = "call-" + cid;
        if (!story.technical && speaks && random.nextInt(5) == 0) {
            hall.pass(random.nextInt(30));
            hall.report(service, call + "-lost", Event.RINGING, hall.now(), cid);
            hall.pass(random.nextInt(30));
            hall.report(service, call + "-lost", Event.CLEARED, hall.now(), cid);
        }
        again(random, story, cid, speaks);
        if (random.nextInt(12) == 0) {
            return story;
        }
        hall.pass(random.nextInt(random.nextInt(6) == 0 ? 400 : 50));
        hall.take(olga, alarm);
        story.opened.add(hall.now());
        boolean late = speak(random, story, service, call, cid);
        again(random, story, cid, speaks);
        hall.pass(random.nextInt(90));
        story.test = !story.technical && random.nextInt(10) == 0;
        hall.close(olga, alarm, story.test ? "test-call" : "ambulance");
        story.closed = hall.now();
        story.opened.add(hall.now());
        if (late) {
            hall.count();
            Spoken spoken = story.spoken.get(0);
            hall.report(service, call, Event.CONNECTED, spoken.from(), cid);
            hall.report(service, call, Event.CLEARED, spoken.until(), cid);
        }
        return story;
    }

    /** Speech, told at once or only after everything is over; whether it is still to be told. */
    private boolean speak(Random random, Story story, UUID service, String call, String cid) {
        if (story.technical || random.nextInt(6) == 0) {
            return false;
        }
        hall.report(service, call, Event.RINGING, hall.now(), cid);
        hall.pass(random.nextInt(random.nextInt(5) == 0 ? 300 : 20));
        Instant from = hall.now();
        hall.pass(1 + random.nextInt(120));
        story.spoken.add(new Spoken(from, hall.now()));
        if (random.nextInt(4) == 0) {
            return true;
        }
        hall.report(service, call, Event.CONNECTED, from, cid);
        hall.report(service, call, Event.CLEARED, hall.now(), cid);
        return false;
    }

    private void press(Story story, String cid, boolean speaks) {
        UUID signal = story.technical ? hall.say(cid, Map.of("dty", "0002", "stc", "0063")) : hall.press(cid, speaks);
        story.presses.add(new Pressed(signal, hall.now(), !story.technical && speaks));
    }

    private void again(Random random, Story story, String cid, boolean speaks) {
        if (!story.technical && random.nextInt(4) == 0) {
            hall.pass(1 + random.nextInt(200));
            press(story, cid, speaks);
        }
    }

    private void agree(Scope mona, List<Story> stories, Set<UUID> excluded, Profile profile) {
        Map<LocalDate, long[]> model = new TreeMap<>();
        Map<LocalDate, Set<UUID>> late = new TreeMap<>();
        for (Story story : stories) {
            CallKind kind = story.technical ? CallKind.TECHNICAL : story.test ? CallKind.TEST : CallKind.EMERGENCY;
            for (Pressed press : story.presses) {
                LocalDate month = Hall.month(press.at());
                long[] counts = model.computeIfAbsent(month, m -> new long[8]);
                Set<UUID> lateOnes = late.computeIfAbsent(month, m -> new TreeSet<>());
                if (!profile.rule().counted().contains(kind)) {
                    counts[6]++;
                } else if (excluded.contains(press.signal())) {
                    counts[5]++;
                } else {
                    judge(story, press, profile, counts, lateOnes);
                }
            }
        }
        assertThat(model).hasSizeGreaterThan(2);
        await(hall.store.read(mona)).answers().forEach(month -> {
            long[] counts = model.getOrDefault(month.month(), new long[8]);
            AnswerMonth.Count counted = month.counted();
            assertThat(List.of(
                            counted.calls(),
                            counted.inTime(),
                            counted.inLatest(),
                            counted.unanswered(),
                            counted.waiting(),
                            month.excluded().calls(),
                            month.apart().values().stream()
                                    .mapToLong(AnswerMonth.Count::calls)
                                    .sum()))
                    .as(month.month() + " of the seed")
                    .containsExactly(counts[0], counts[1], counts[2], counts[3], counts[4], counts[5], counts[6]);
            Instant within = month.month().atTime(12, 0).toInstant(ZoneOffset.UTC);
            assertThat(hall.rows(mona, within, CallRows.Which.LATE))
                    .extracting(CallRow::signalId)
                    .containsExactlyInAnyOrderElementsOf(late.getOrDefault(month.month(), Set.of()));
            assertThat(hall.rows(mona, within, CallRows.Which.COUNTED)).hasSize((int) counts[0]);
        });
    }

    private static void judge(Story story, Pressed press, Profile profile, long[] counts, Set<UUID> late) {
        boolean byOpening = profile.rule().answeredBy() == AnsweredBy.OPENED || !press.speaks();
        Stream<Instant> answers = byOpening
                ? story.opened.stream().filter(at -> !at.isBefore(press.at()))
                : story.spoken.stream().map(spoken -> heard(press, spoken)).filter(Objects::nonNull);
        Instant answer = answers.min(Instant::compareTo).orElse(null);
        Duration waited = answer == null ? null : Duration.between(press.at(), answer);
        Predicate<Target> in = target -> waited != null && waited.compareTo(target.within()) <= 0;
        counts[0]++;
        counts[1] += in.test(profile.targets().answer()) ? 1 : 0;
        counts[2] += in.test(profile.targets().answerLatest()) ? 1 : 0;
        counts[3] += answer == null ? 1 : 0;
        if (!in.test(profile.targets().answer())) {
            late.add(press.signal());
        }
    }

    private static @Nullable Instant heard(Pressed press, Spoken spoken) {
        if (!spoken.from().isBefore(press.at())) {
            return spoken.from();
        }
        return press.at().isBefore(spoken.until()) ? press.at() : null;
    }
}
