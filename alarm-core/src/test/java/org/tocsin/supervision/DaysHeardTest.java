package org.tocsin.supervision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tocsin.alarm.Town;
import org.tocsin.platform.LastCommit;
import org.tocsin.platform.Times;

/** Of each day it is on record which units were heard, whatever they report, and at the price of one row. */
class DaysHeardTest {
    static Street street;

    @BeforeAll
    static void open() {
        street = new Street();
    }

    @AfterAll
    static void close() {
        street.close();
    }

    @Test
    void a_unit_that_reports_neither_battery_nor_signal_has_a_line_for_each_day_it_was_heard() {
        UUID unit = unit();
        SignsOfLife signs = signs();
        LocalDate first = TrendStore.day(street.town.clock.instant());
        signs.heard(unit, street.service, street.town.clock.instant());
        street.town.pass(Duration.ofHours(1));
        signs.heard(unit, street.service, street.town.clock.instant());
        // A day without a word between two with one.
        street.town.pass(Duration.ofDays(2));
        Town.await(signs.close());
        SignsOfLife next = signs();
        next.heard(unit, street.service, street.town.clock.instant());
        Town.await(next.close());
        assertThat(days(unit)).containsExactly(first, first.plusDays(2));
        assertThat(Town.await(TrendStore.read(
                                street.town.database.pool(), street.olive, unit, street.town.clock.instant(), 30))
                        .days())
                .as("nothing to draw")
                .isEmpty();
    }

    @Test
    void what_it_reported_on_that_day_stands_in_the_same_line() {
        UUID unit = unit();
        DaysHeard days = new DaysHeard();
        days.heard(unit, street.service, street.town.clock.instant());
        Town.await(TrendStore.note(street.town.database.pool(), List.of(report(unit, 80, -71))));
        Town.await(days.writeAll(street.town.database.pool()));
        Town.await(TrendStore.note(street.town.database.pool(), List.of(report(unit, 64, -90))));
        Town.await(TrendStore.note(street.town.database.pool(), List.of(report(unit, null, -85))));
        Trend trend = Town.await(
                TrendStore.read(street.town.database.pool(), street.olive, unit, street.town.clock.instant(), 30));
        assertThat(trend.days())
                .containsExactly(new Trend.Day(TrendStore.day(street.town.clock.instant()), 64, 80, -90, -71));
    }

    @Test
    void a_day_is_written_once_and_midnight_a_little_at_a_time() {
        DaysHeard days = new DaysHeard();
        List<UUID> units = new ArrayList<>();
        for (int i = 0; i < 1_200; i++) {
            units.add(UUID.randomUUID());
        }
        units.forEach(unit -> days.heard(unit, street.service, street.town.clock.instant()));
        units.forEach(unit -> days.heard(unit, street.service, street.town.clock.instant()));
        Town.await(days.write(street.town.database.pool()));
        assertThat(kept(units)).isEqualTo(500);
        Town.await(days.writeAll(street.town.database.pool()));
        assertThat(kept(units)).isEqualTo(1_200);
        // Known for today: another word costs no write.
        units.forEach(unit -> days.heard(unit, street.service, street.town.clock.instant()));
        street.town.sql("delete from unit_trend where unit_id = '%s'", units.get(0));
        Town.await(days.writeAll(street.town.database.pool()));
        assertThat(kept(units)).isEqualTo(1_199);
        street.town.pass(Duration.ofDays(1));
        days.heard(units.get(0), street.service, street.town.clock.instant());
        Town.await(days.writeAll(street.town.database.pool()));
        assertThat(kept(units)).isEqualTo(1_200);
    }

    @Test
    void what_could_not_be_written_is_written_the_next_time() {
        UUID unit = unit();
        DaysHeard days = new DaysHeard();
        days.heard(unit, street.service, street.town.clock.instant());
        street.town.sql("alter table unit_trend rename to unit_trend_away");
        assertThat(catchThrowable(() -> Town.await(days.write(street.town.database.pool()))))
                .isNotNull();
        street.town.sql("alter table unit_trend_away rename to unit_trend");
        Town.await(days.write(street.town.database.pool()));
        assertThat(days(unit)).hasSize(1);
    }

    @Test
    void while_a_day_waits_to_be_written_heartbeats_do_not() {
        UUID unit = unit();
        SignsOfLife signs = signs();
        SqlConnection holder = Town.await(street.town.database.pool().getConnection());
        try {
            Town.await(holder.query("begin").execute());
            Town.await(holder.query("insert into unit_trend (unit_id, day, service_id) values ('%s', '%s', '%s')"
                            .formatted(unit, TrendStore.day(street.town.clock.instant()), street.service))
                    .execute());
            signs.heard(unit, street.service, street.town.clock.instant());
            AtomicReference<@Nullable Object> waiting = new AtomicReference<>();
            await().atMost(Duration.ofSeconds(20)).until(() -> {
                boolean stored = street.count(
                                "select count(*) from sign_of_life where unit_id = $1 and last_seen_at = $2",
                                unit,
                                Times.toRow(street.town.clock.instant()))
                        == 1;
                Object since = street.row("select min(query_start) from pg_stat_activity where wait_event_type = 'Lock'"
                                + " and query like '%unit_trend%' and datname = current_database()")
                        .getValue(0);
                if (since != null && since.equals(waiting.get())) {
                    return stored;
                }
                // Another one waits than when it was last heard.
                waiting.set(since);
                street.town.pass(Duration.ofSeconds(1));
                signs.heard(unit, street.service, street.town.clock.instant());
                return false;
            });
            Town.await(holder.query("rollback").execute());
        } finally {
            Town.await(holder.close());
        }
        Town.await(signs.close());
        assertThat(days(unit)).hasSize(1);
    }

    private static SignsOfLife signs() {
        return Town.await(SignsOfLife.start(
                street.town.vertx, street.town.database, street.town.clock, new LastCommit(), "gateway-1"));
    }

    private static UUID unit() {
        return street.row("select id from home_unit where cid = $1", street.unit("STANDARD"))
                .getUUID(0);
    }

    private static TrendStore.Report report(UUID unit, @Nullable Integer battery, @Nullable Integer rssi) {
        return new TrendStore.Report(unit, street.service, street.town.clock.instant(), battery, rssi);
    }

    private static List<LocalDate> days(UUID unit) {
        return street.rows("select day from unit_trend where unit_id = $1 order by day", unit).stream()
                .map(row -> row.getLocalDate(0))
                .toList();
    }

    private static long kept(List<UUID> units) {
        Row row = street.row(
                "select count(*) from unit_trend where unit_id = any ($1)", (Object) units.toArray(UUID[]::new));
        return row.getLong(0);
    }
}
