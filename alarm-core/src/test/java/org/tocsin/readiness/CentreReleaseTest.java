package org.tocsin.readiness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.tocsin.alarm.Town.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Scope;
import org.tocsin.platform.Page;
import org.tocsin.readiness.CentreMoves.Line;
import org.tocsin.readiness.CentreRelease.Result;
import org.tocsin.readiness.Moved.State;

/** A home is let go by the centre it came from only when each of its units is proven here. */
class CentreReleaseTest {
    private static final String CENTRE = "Fern Valley Control";

    static ProofTown town;
    static CentreMoves moves;
    static CentreRelease release;
    static ReadinessWorker worker;
    static int services;

    private UUID service = new UUID(0, 0);
    private Scope scope = Scope.platform(service);

    @BeforeAll
    static void open() {
        town = new ProofTown();
        moves = new CentreMoves(town.town.database);
        release = new CentreRelease(town.town.database, town.town.clock);
        worker = new ReadinessWorker(town.town.vertx, town.town.database, town.town.clock);
    }

    @AfterAll
    static void close() {
        town.close();
    }

    @BeforeEach
    void found() {
        service = town.town.service("moving-" + ++services);
        scope = town.town.person(service, "mover" + services, "Mary", "MANAGER");
    }

    @Test
    void a_home_is_released_only_when_each_trigger_is_proved_and_each_unit_is_heard() {
        ProofTown.Dwelling home = moving();
        assertThat(state(home)).isEqualTo(State.NOT_PROVEN);
        assertThat(ask(home, null)).isEqualTo(new Result.NotProven(new Moved(1, 0, 1, 0)));
        town.prove(home);
        assertThat(ask(home, " ")).isEqualTo(new Result.NotProven(new Moved(1, 1, 1, 0)));
        heard(home, "SILENT");
        assertThat(ask(home, null)).isEqualTo(new Result.NotProven(new Moved(1, 1, 1, 0)));
        heard(home, "ALIVE");
        assertThat(state(home)).isEqualTo(State.MAY_BE_RELEASED);
        ProofTown.Dwelling second = town.dwelling(service, home.homeId());
        assertThat(state(home)).isEqualTo(State.NOT_PROVEN);
        assertThat(ask(home, null)).isEqualTo(new Result.NotProven(new Moved(2, 1, 2, 1)));
        town.prove(second);
        heard(second, "LATE");
        assertThat(ask(home, null)).isInstanceOf(Result.Released.class);
        assertThat(state(home)).isEqualTo(State.RELEASED);
        assertThat(ask(home, "once more")).isInstanceOf(Result.NothingToRelease.class);
        assertThat(value("select string_agg(action, ' ') from audit where subject = 'home:" + home.homeId() + "'"))
                .isEqualTo("release-from-centre");
    }

    @Test
    void a_written_reason_releases_what_is_not_proven_and_stays_beside_it() {
        ProofTown.Dwelling home = moving();
        assertThat(ask(home, "x".repeat(CentreRelease.LONGEST_REASON + 1))).isInstanceOf(Result.Invalid.class);
        assertThat(ask(home, "Moved to a care home on Monday")).isInstanceOf(Result.Released.class);
        Line line = line(home);
        assertThat(line.state()).isEqualTo(State.RELEASED_NOT_PROVEN);
        assertThat(line.released())
                .isEqualTo(new CentreMoves.Released(
                        town.town.clock.instant(), scope.actor(), "Moved to a care home on Monday"));
        assertThat(value("select triggers || ' ' || current || ' ' || units || ' ' || heard"
                        + " from centre_release where home_id = '" + home.homeId() + "'"))
                .isEqualTo("1 0 1 0");
    }

    @Test
    void a_release_that_was_proven_needs_no_reason_and_keeps_none() {
        ProofTown.Dwelling home = ready();
        assertThat(ask(home, "not needed")).isInstanceOf(Result.Released.class);
        assertThat(line(home).released())
                .extracting(CentreMoves.Released::overrideReason)
                .isNull();
    }

    @Test
    void what_ceases_to_be_proven_after_its_release_shows() {
        ProofTown.Dwelling home = ready();
        ask(home, null);
        heard(home, "SILENT");
        assertThat(state(home)).isEqualTo(State.RELEASED_NOT_PROVEN);
        heard(home, "ALIVE");
        assertThat(state(home)).isEqualTo(State.RELEASED);
    }

    @Test
    void a_release_is_taken_back_with_its_reason_and_given_again() {
        ProofTown.Dwelling home = ready();
        assertThat(await(release.takeBack(scope, home.homeId(), "none yet", null)))
                .isFalse();
        ask(home, null);
        town.town.pass(Duration.ofMinutes(5));
        assertThat(await(release.takeBack(scope, home.homeId(), "Wrong flat", "192.0.2.1")))
                .isTrue();
        assertThat(await(release.takeBack(scope, home.homeId(), "twice", null))).isFalse();
        assertThat(state(home)).isEqualTo(State.MAY_BE_RELEASED);
        assertThat(ask(home, null)).isInstanceOf(Result.Released.class);
        assertThat(await(moves.acts(scope, home.homeId())))
                .extracting(CentreMoves.Act::takenBackWhy)
                .containsExactly(null, "Wrong flat");
    }

    @Test
    void another_former_centre_is_another_release() {
        ProofTown.Dwelling home = ready();
        ask(home, null);
        town.town.sql("update home set former_centre = 'Hillside' where id = '%s'", home.homeId());
        assertThat(state(home)).isEqualTo(State.MAY_BE_RELEASED);
        assertThat(ask(home, null)).isInstanceOf(Result.Released.class);
        town.town.sql("update home set former_centre = null where id = '%s'", home.homeId());
        work();
        assertThat(await(moves.home(scope, home.homeId()))).isEmpty();
        assertThat(ask(home, null)).isInstanceOf(Result.NothingToRelease.class);
        assertThat(await(moves.acts(scope, home.homeId()))).hasSize(2);
    }

    @Test
    void all_that_may_be_are_released_at_once_and_nothing_else() {
        List<ProofTown.Dwelling> homes = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            homes.add(i < 3 ? ready() : moving());
        }
        ProofTown.Dwelling elsewhere = ready();
        town.town.sql("update home set former_centre = 'Hillside' where id = '%s'", elsewhere.homeId());
        work();
        // Its proof ends after the list was worked out: what stands now decides.
        town.town.sql(
                "update unit_watch set state = 'SILENT' where unit_id = '%s'",
                homes.get(0).unitId());
        town.town.sql(
                "insert into unit_change (id, service_id, home_id, unit_id, at, kind, noticed_by)"
                        + " values (gen_random_uuid(), '%s', '%s', '%s', '%s', 'SIM_SWAP', 'unit')",
                service, homes.get(1).homeId(), homes.get(1).unitId(), town.town.clock.instant());
        assertThat(await(release.releaseProven(scope, CENTRE, null))).isEqualTo(new CentreRelease.Several(1, false));
        work();
        assertThat(await(moves.figures(scope)))
                .isEqualTo(Map.of(
                        CENTRE,
                        Map.of(State.NOT_PROVEN, 4L, State.RELEASED, 1L),
                        "Hillside",
                        Map.of(State.MAY_BE_RELEASED, 1L)));
        assertThat(line(homes.get(2)).released()).isNotNull();
        assertThat(await(release.releaseProven(scope, CENTRE, null)).released()).isZero();
    }

    @Test
    void the_list_is_narrowed_and_turned_over_in_pages() {
        for (int i = 0; i < 5; i++) {
            ProofTown.Dwelling home = i < 2 ? ready() : moving();
            town.town.sql(
                    "update home set risk_tier = '%s' where id = '%s'",
                    i == 4 ? "CRITICAL" : "STANDARD", home.homeId());
        }
        town.dwelling(service);
        work();
        Page<Line> first = await(moves.list(scope, CENTRE, null, 3, null));
        Page<Line> second = await(moves.list(scope, CENTRE, null, 3, first.next()));
        assertThat(first.items()).hasSize(3);
        assertThat(first.items().get(0).risk().name()).isEqualTo("CRITICAL");
        assertThat(second.items()).hasSize(2).doesNotContainAnyElementsOf(first.items());
        assertThat(second.next()).isNull();
        assertThat(await(moves.list(scope, null, State.MAY_BE_RELEASED, 10, null))
                        .items())
                .hasSize(2);
        assertThat(await(moves.list(scope, "nowhere", null, 10, null)).items()).isEmpty();
        assertThat(catchThrowable(() -> await(moves.list(scope, null, null, 10, "x"))))
                .hasRootCauseInstanceOf(NumberFormatException.class);
    }

    @Test
    void another_service_sees_and_does_nothing() {
        ProofTown.Dwelling home = ready();
        work();
        Scope other = Scope.platform(town.town.service("move-stranger-" + services));
        assertThat(await(moves.list(other, null, null, 10, null)).items()).isEmpty();
        assertThat(await(moves.figures(other))).isEmpty();
        assertThat(await(moves.home(other, home.homeId()))).isEmpty();
        assertThat(await(release.release(other, home.homeId(), "mine", null))).isInstanceOf(Result.NotFound.class);
        assertThat(await(release.releaseProven(other, CENTRE, null)).released()).isZero();
        ask(home, null);
        assertThat(await(release.takeBack(other, home.homeId(), "mine", null))).isFalse();
        assertThat(await(moves.acts(other, home.homeId()))).isEmpty();
        assertThat(state(home)).isEqualTo(State.RELEASED);
    }

    private ProofTown.Dwelling moving() {
        ProofTown.Dwelling home = town.dwelling(service);
        town.town.sql("update home set former_centre = '%s' where id = '%s'", CENTRE, home.homeId());
        return home;
    }

    private ProofTown.Dwelling ready() {
        ProofTown.Dwelling home = moving();
        town.prove(home);
        heard(home, "ALIVE");
        return home;
    }

    /** As supervision keeps it. */
    private void heard(ProofTown.Dwelling home, String state) {
        town.town.sql(
                "update unit_watch set state = '%s', heard_at = '%s' where unit_id = '%s'",
                state, town.town.clock.instant(), home.unitId());
    }

    private Result ask(ProofTown.Dwelling home, @Nullable String reason) {
        return await(release.release(scope, home.homeId(), reason, "192.0.2.1"));
    }

    private State state(ProofTown.Dwelling home) {
        return line(home).state();
    }

    /** The same in the list and alone. */
    private Line line(ProofTown.Dwelling home) {
        work();
        Line line = await(moves.home(scope, home.homeId())).orElseThrow();
        assertThat(await(moves.list(scope, null, line.state(), 200, null)).items())
                .contains(line);
        assertThat(line.state()).isEqualTo(line.stands().state(line.released() != null));
        return line;
    }

    private static String value(String sql) {
        return await(town.town.database.pool().query(sql).execute())
                .iterator()
                .next()
                .getString(0);
    }

    private static void work() {
        boolean more = true;
        while (more) {
            more = await(worker.round());
        }
    }
}
