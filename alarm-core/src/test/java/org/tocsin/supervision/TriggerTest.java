package org.tocsin.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.LocalDate;
import java.util.Map;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Scope;
import org.tocsin.alarm.Town;
import org.tocsin.platform.Ids;
import org.tocsin.platform.LastCommit;
import org.tocsin.signal.SignalBody;

/** Triggers that report every nine hours and are out of range after seventy-three; and where a battery's days lead. */
class TriggerTest {
    static Street street;
    static SupervisionWorker worker;

    @BeforeAll
    static void open() {
        street = new Street();
        worker = street.worker("gateway-1");
        street.listen(Duration.ofMinutes(1));
    }

    @AfterAll
    static void close() {
        street.close();
    }

    @Test
    void a_trigger_not_heard_for_73_hours_is_out_of_range_until_it_is_heard() {
        String cid = unit(true);
        UUID pendant = trigger(cid, "0003", "00A1");
        signal(cid, "0003", "00a1", "0010");
        beating(cid, Duration.ofHours(18));
        assertThat(onFile(cid).late()).isFalse();
        beating(cid, Duration.ofHours(54));
        assertThat(faults(cid)).isZero();
        assertThat(onFile(cid).late()).isTrue();
        assertThat(onFile(cid).expectedEvery()).isEqualTo(Duration.ofHours(9));

        beating(cid, Duration.ofHours(2));
        assertThat(faults(cid)).isEqualTo(1);
        beating(cid, Duration.ofHours(30));
        assertThat(faults(cid)).isEqualTo(1);
        assertThat(street.row("select trigger_words from alarm where cid = $1", cid)
                        .getString(0))
                .isEqualTo("Pendant (Mum's), not heard by its home unit for too long");

        signal(cid, "0003", "00A1", "0010");
        beating(cid, Duration.ofMinutes(1));
        assertThat(street.count(
                        "select count(*) from fault where cid = $1 and kind = 'PERIPHERAL_SILENT' and restored_at is null",
                        cid))
                .isZero();
        assertThat(street.row("select silence_id from peripheral_watch where peripheral_id = $1", pendant)
                        .getUUID(0))
                .isNull();
        assertThat(onFile(cid).late()).isFalse();
    }

    @Test
    void a_dwelling_s_trigger_is_watched_through_its_controller_and_told_of_that_dwelling() {
        String cid = unit(true);
        UUID flat = street.behind(cid, "12", "STANDARD");
        UUID pendant = Ids.next();
        street.town.sql(
                "insert into peripheral (id, service_id, home_id, dty, name, since)"
                        + " values ('%s', '%s', '%s', '0003', 'Flat''s', now())",
                pendant, street.service, flat);
        signal(cid, "0003", "0012", "0010");
        beating(cid, Duration.ofHours(40));
        signal(cid, "0003", "0013", "0010");
        assertThat(onFile(cid).late()).isTrue();
        beating(cid, Duration.ofHours(36));
        assertThat(faults(cid)).isEqualTo(1);
        assertThat(street.row("select home_id from alarm where cid = $1", cid).getUUID(0))
                .isEqualTo(flat);

        signal(cid, "0003", "0012", "0010");
        beating(cid, Duration.ofMinutes(1));
        assertThat(street.count(
                        "select count(*) from fault where cid = $1 and kind = 'PERIPHERAL_SILENT' and restored_at is null",
                        cid))
                .isZero();
    }

    @Test
    void a_word_that_cannot_be_read_stops_nobody_else_s() {
        String cid = unit(true);
        UUID pendant = trigger(cid, "0003", "00A1");
        signal(cid, "0003", "00\\u0000", "0010");
        signal(cid, "0003", "00A1", "0016");
        beating(cid, Duration.ofMinutes(1));

        assertThat(street.count(
                        "select count(*) from peripheral_watch where peripheral_id = $1 and battery_low_at is not null",
                        pendant))
                .isEqualTo(1);
    }

    @Test
    void a_heartbeat_that_names_what_cannot_be_kept_costs_no_other_unit_its_word() {
        String cid = unit(true);
        UUID pendant = trigger(cid, "0003", "00A1");
        UUID unit = street.row("select id from home_unit where cid = $1", cid).getUUID(0);
        SignsOfLife signs = Town.await(SignsOfLife.start(
                street.town.vertx, street.town.database, street.town.clock, new LastCommit(), "gateway-1"));
        signs.heardOf(unit, heartbeat("0003", "00\0", "0010"), street.town.clock.instant());
        signs.heardOf(unit, heartbeat("00\0", "00A1", "0010"), street.town.clock.instant());
        signs.heardOf(unit, heartbeat("0003", "00A2", "00\0"), street.town.clock.instant());
        signs.heardOf(unit, heartbeat("0003", "00A1", "0016"), street.town.clock.instant());
        Town.await(signs.close());

        assertThat(street.count(
                        "select count(*) from peripheral_watch where peripheral_id = $1 and battery_low_at is not null",
                        pendant))
                .isEqualTo(1);
    }

    @Test
    void where_the_model_s_triggers_do_not_report_their_absence_means_nothing() {
        String cid = unit(false);
        trigger(cid, "0003", "00A1");
        signal(cid, "0003", "00A1", "0010");
        beating(cid, Duration.ofDays(5));
        assertThat(faults(cid)).isZero();
    }

    @Test
    void a_word_without_an_id_is_of_the_only_trigger_of_its_type_or_of_none() {
        String cid = unit(true);
        UUID smoke = trigger(cid, "0023", "00B7");
        UUID one = trigger(cid, "0003", "00A1");
        UUID other = trigger(cid, "0003", "00A2");
        signal(cid, "0023", "", "0016");
        signal(cid, "0003", "", "0010");
        beating(cid, Duration.ofMinutes(1));

        assertThat(street.count(
                        "select count(*) from peripheral_watch where peripheral_id = $1 and battery_low_at is not null",
                        smoke))
                .isEqualTo(1);
        assertThat(street.count("select count(*) from peripheral_watch where peripheral_id = $1", one))
                .isZero();
        assertThat(street.count("select count(*) from peripheral_watch where peripheral_id = $1", other))
                .isZero();
    }

    @Test
    void what_goes_wrong_with_triggers_keeps_no_silent_home_from_being_told() {
        String cid = unit(true);
        street.beat(cid);
        beating(cid, Duration.ofMinutes(1));
        street.town.sql("alter table trigger_reading rename to mislaid");
        try {
            street.listen(Duration.ofDays(4));
            for (int round = 0; round < 5; round++) {
                Town.await(worker.round());
            }
            assertThat(street.count("select count(*) from fault where cid = $1 and kind = 'SILENT'", cid))
                    .isEqualTo(1);
        } finally {
            street.town.sql("alter table mislaid rename to trigger_reading");
        }
    }

    @Test
    void our_own_outage_is_no_time_in_which_a_trigger_could_be_heard() {
        String cid = unit(true);
        trigger(cid, "0003", "00A1");
        signal(cid, "0003", "00A1", "0010");
        beating(cid, Duration.ofHours(40));
        street.out(Duration.ofHours(40));
        beating(cid, Duration.ofHours(20));
        assertThat(faults(cid)).isZero();
        beating(cid, Duration.ofHours(15));
        assertThat(faults(cid)).isEqualTo(1);
    }

    @Test
    void a_battery_that_falls_says_in_how_many_days_it_is_low() {
        LocalDate today = LocalDate.of(2026, 11, 21);
        assertThat(trend(today, 90, 2).daysToLowBattery(today)).isEqualTo(OptionalInt.of(26));
        assertThat(trend(today, 90, 0).daysToLowBattery(today)).isEmpty();
        assertThat(trend(today, 36, 2).daysToLowBattery(today)).isEqualTo(OptionalInt.of(0));
        assertThat(new Trend(trend(today, 90, 2).days().subList(8, 10)).daysToLowBattery(today))
                .isEmpty();
    }

    /** Ten days, the last of them today, each lower by so much than the one before. */
    private static Trend trend(LocalDate today, int first, int fall) {
        return new Trend(IntStream.range(0, 10)
                .mapToObj(i -> new Trend.Day(today.minusDays(9 - i), first - fall * i, first, null, null))
                .toList());
    }

    private static String unit(boolean reporting) {
        String cid = street.unit("STANDARD");
        UUID model = UUID.randomUUID();
        street.town.sql(
                "insert into unit_model (id, service_id, make, name, created_at, trigger_heartbeat_s, trigger_silent_s)"
                        + " values ('%s', '%s', 'Maker', '%s', now(), %s)",
                model, street.service, model, reporting ? "32400, 262800" : "null, null");
        street.town.sql("update home_unit set model_id = '%s' where cid = '%s'", model, cid);
        street.beat(cid);
        return cid;
    }

    private static UUID trigger(String cid, String dty, String did) {
        UUID id = Ids.next();
        street.town.sql(
                "insert into peripheral (id, service_id, home_id, unit_id, dty, did, name, since) select '%s', service_id,"
                        + " home_id, id, '%s', '%s', 'Mum''s', now() from home_unit where cid = '%s'",
                id, dty, did, cid);
        return id;
    }

    private static SignalBody heartbeat(String dty, String did, String stc) {
        return new SignalBody(Map.of("mty", "PI", "dty", dty, "did", did, "stc", stc), null);
    }

    private static void signal(String cid, String dty, String did, String stc) {
        street.town.sql(
                "insert into signal (id, service_id, unit_id, cid, ref, protocol, kind, body_hash, received_at, recorded_at,"
                        + " remote_address, gateway_id, doubts, body, raw) select '%s', service_id, id, cid, 'A1', 'SCAIP',"
                        + " 'ALARM', '', '%s', '%s', '', '', '{}', '{\"dty\":\"%s\",\"did\":\"%s\",\"stc\":\"%s\"}', ''"
                        + " from home_unit where cid = '%s'",
                Ids.next(), street.town.clock.instant(), street.town.clock.instant(), dty, did, stc, cid);
    }

    /** Time passes, and the unit itself is heard every two hours. */
    private static void beating(String cid, Duration time) {
        Duration step = Duration.ofHours(2);
        for (Duration left = time; !left.isNegative() && !left.isZero(); left = left.minus(step)) {
            street.listen(left.compareTo(step) < 0 ? left : step);
            street.beat(cid);
            while (Town.await(worker.round())) {
                // until nothing more is waiting
            }
        }
        Town.await(worker.round());
        Town.await(worker.round());
    }

    /** Its only trigger, as people read it. */
    private static WatchFile.Trigger onFile(String cid) {
        SupervisionFiles files = new SupervisionFiles(street.town.database, street.town.clock);
        return Town.await(files.find(Scope.platform(street.service), cid))
                .orElseThrow()
                .more()
                .triggers()
                .get(0);
    }

    private static long faults(String cid) {
        return street.count("select count(*) from fault where cid = $1 and kind = 'PERIPHERAL_SILENT'", cid);
    }
}
