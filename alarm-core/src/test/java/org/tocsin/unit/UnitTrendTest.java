package org.tocsin.unit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tocsin.alarm.Town;
import org.tocsin.signal.Protocol;
import org.tocsin.unit.UnitState.Report;
import org.tocsin.unit.UnitState.Word;

/** What units report of their battery and signal: one line a unit and day, the lowest and the highest. */
class UnitTrendTest {
    static Town town;
    static UUID service;
    static UUID home;
    static UnitStates states;

    @BeforeAll
    static void open() {
        town = new Town();
        service = town.service("demo");
        home = town.home(service, "1 Trend Street");
        states = new UnitStates(town.database);
    }

    @AfterAll
    static void close() {
        town.close();
    }

    @Test
    void the_reports_of_a_day_leave_their_lowest_and_highest_and_the_next_day_begins_anew() {
        HomeUnit unit = unit();
        reported(unit, report(null, 80, -71));
        reported(unit, report(null, 64, -90));
        reported(unit, report(null, null, -85));
        reported(unit, report(null, 72, null));
        assertThat(lines(unit)).containsExactly("64 80 -90 -71");
        town.pass(Duration.ofDays(1));
        reported(unit, report(null, 70, null));
        assertThat(lines(unit)).containsExactly("64 80 -90 -71", "70 70 - -");
    }

    @Test
    void a_report_of_neither_says_that_it_was_heard_on_that_day() {
        HomeUnit unit = unit();
        reported(unit, report("lte", null, null));
        assertThat(lines(unit)).containsExactly("- - - -");
        reported(unit, report("lte", 90, null));
        assertThat(lines(unit)).containsExactly("90 90 - -");
    }

    @Test
    void whoever_writes_lines_in_the_order_of_the_units_and_units_that_roam_never_wait_in_a_circle() {
        HomeUnit before = unit();
        HomeUnit first = unit();
        HomeUnit second = unit();
        reported(second, report("lte", null, null));
        town.pass(Duration.ofDays(1));
        SqlConnection other = Town.await(town.database.pool().getConnection());
        try {
            Town.await(other.query("begin").execute());
            line(other, first);
            // The first goes alone; the other two gather meanwhile and go together.
            Future<Void> alone = states.reported(before, Word.READY, report(null, null, null));
            Future<Void> battery = states.reported(first, Word.READY, report(null, 80, null));
            Future<Void> roams = states.reported(second, Word.READY, report("2g", null, null));
            await().atMost(Duration.ofSeconds(20)).until(() -> waiting() == 1);
            line(other, second);
            Town.await(other.query("commit").execute());
            Town.await(Future.all(alone, battery, roams));
        } finally {
            Town.await(other.close());
        }
        assertThat(lines(first)).containsExactly("80 80 - -");
        assertThat(lines(second)).hasSize(2);
    }

    private static void line(SqlConnection connection, HomeUnit unit) {
        Town.await(connection
                .query(
                        "insert into unit_trend (unit_id, day, service_id) values ('%s', '%s', '%s') on conflict do nothing"
                                .formatted(
                                        unit.id(),
                                        town.clock
                                                .instant()
                                                .atOffset(ZoneOffset.UTC)
                                                .toLocalDate(),
                                        service))
                .execute());
    }

    private static long waiting() {
        return Town.await(town.database
                        .pool()
                        .query("select count(*) from pg_stat_activity where wait_event_type = 'Lock'"
                                + " and query like '%unit_trend%' and datname = current_database()")
                        .execute())
                .iterator()
                .next()
                .getLong(0);
    }

    private static void reported(HomeUnit unit, Report report) {
        Town.await(states.reported(unit, Word.READY, report));
    }

    private static Report report(@Nullable String bearer, @Nullable Integer battery, @Nullable Integer rssi) {
        return new Report(null, null, null, bearer, rssi, null, battery, town.clock.instant());
    }

    private static HomeUnit unit() {
        String cid = town.unit(service, home);
        UUID id = Town.await(town.database
                        .pool()
                        .query("select id from home_unit where cid = '" + cid + "'")
                        .execute())
                .iterator()
                .next()
                .getUUID(0);
        return new HomeUnit(id, service, home, cid, Protocol.MQTT, HomeUnit.Status.IN_SERVICE);
    }

    /** "battery from to, signal from to", a day a line. */
    private static List<String> lines(HomeUnit unit) {
        return Town.await(town.database
                .pool()
                .query("select concat_ws(' ', coalesce(battery_min::text, '-'), coalesce(battery_max::text, '-'),"
                        + " coalesce(rssi_min::text, '-'), coalesce(rssi_max::text, '-')) from unit_trend"
                        + " where unit_id = '" + unit.id() + "' order by day")
                .execute()
                .map(rows -> rows.stream().map(row -> row.getString(0)).toList()));
    }
}
