package org.tocsin.alarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tocsin.alarm.Town.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Scope;
import org.tocsin.platform.Page;

class AlarmStoreTest {
    static Town town;

    @BeforeAll
    static void open() {
        town = new Town();
    }

    @AfterAll
    static void close() {
        town.close();
    }

    @Test
    void a_line_that_a_newer_release_wrote_is_read_as_a_note() {
        assertThat(EntryKind.read("OF_A_LATER_RELEASE")).isEqualTo(EntryKind.NOTE);
        assertThat(EntryKind.values())
                .allSatisfy(kind -> assertThat(EntryKind.read(kind.name())).isEqualTo(kind));
    }

    @Test
    void an_alarm_is_read_with_the_people_and_the_place() {
        UUID service = town.service("with-people");
        UUID home = town.home(service, "7 Mill Lane");
        town.resident(service, home, "Ada Byron", "ACTIVE", Town.MORNING);
        town.resident(service, home, "Charles Babbage", "IN_HOSPITAL", Town.MORNING);
        UUID id = town.alarm(service, home);

        AlarmRow row = await(town.alarms.find(Scope.platform(service), id)).orElseThrow();

        assertThat(row.person()).isEqualTo("Ada Byron, Charles Babbage");
        assertThat(row.place()).isEqualTo("7 Mill Lane, Leeds, LS1 4AP");
        assertThat(row.homeFlags()).containsExactly("IN_HOSPITAL");
        assertThat(row.takenBy()).isNull();
        assertThat(row.callout()).isNull();
        assertThat(row.alarm().trigger().words()).isEqualTo("Pendant, kitchen");
        assertThat(row.alarm().progress().raisedAt()).isEqualTo(Town.MORNING);
        assertThat(row.alarm().progress().sounding()).isTrue();
        assertThat(row.alarm().closing()).isNull();
    }

    @Test
    void an_alarm_of_a_stranger_says_that_nobody_is_on_file() {
        UUID service = town.service("stranger");
        AlarmRow row = await(town.alarms.find(Scope.platform(service), town.alarm(service, null)))
                .orElseThrow();
        assertThat(row.person()).isEqualTo("Nobody on file");
        assertThat(row.place()).isEqualTo("No home on file");
    }

    @Test
    void an_alarm_of_a_unit_taken_out_of_use_says_where_it_stood_last_and_who_lives_there() {
        UUID service = town.service("swapped");
        UUID before = town.home(service, "6 Mill Lane");
        UUID home = town.home(service, "7 Mill Lane");
        town.resident(service, home, "Ada Byron", "ACTIVE", Town.MORNING.minus(Duration.ofDays(9)));
        String cid = town.unit(service, home);
        for (int i = 0; i < 2; i++) {
            town.sql(
                    "insert into unit_placement (id, service_id, unit_id, home_id, since, until, placed_by)"
                            + " select gen_random_uuid(), service_id, id, '%s', '%s', '%s', 'x' from home_unit where cid = '%s'",
                    i == 0 ? before : home,
                    Town.MORNING.minus(Duration.ofDays(9 - i)),
                    Town.MORNING.minus(Duration.ofDays(8 - i)),
                    cid);
        }
        UUID alarm = town.alarm(service, null);
        town.sql("update alarm set unit_id = (select id from home_unit where cid = '%s') where id = '%s'", cid, alarm);
        AlarmRow row = await(town.alarms.find(Scope.platform(service), alarm)).orElseThrow();
        assertThat(row.person()).isEqualTo("Nobody on file");
        assertThat(row.place())
                .startsWith("7 Mill Lane, Leeds, LS1 4AP (Ada Byron): this unit was taken out of use here on ");
    }

    @Test
    void a_closed_alarm_stays_under_the_name_of_whoever_lived_there_then() {
        UUID service = town.service("moved");
        UUID home = town.home(service, "8 Mill Lane");
        UUID first = town.resident(service, home, "First Tenant", "MOVED", Town.MORNING.minus(Duration.ofDays(90)));
        UUID alarm = town.alarm(service, home);
        town.sql(
                "update alarm set state = 'CLOSED', closed_at = '%s', outcome = 'accidental' where id = '%s'",
                Town.MORNING.plusSeconds(60), alarm);
        town.sql(
                "update resident set until = '%s' where service_user_id = '%s'", Town.MORNING.plusSeconds(3600), first);
        town.resident(service, home, "Second Tenant", "ACTIVE", Town.MORNING.plusSeconds(7200));

        assertThat(await(town.alarms.find(Scope.platform(service), alarm))
                        .orElseThrow()
                        .person())
                .isEqualTo("First Tenant");
    }

    @Test
    void the_list_pages_from_the_newest_to_the_oldest_without_gap_or_repetition() {
        UUID service = town.service("pages");
        List<UUID> made = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            made.add(0, town.alarm(service, null));
        }
        List<UUID> read = new ArrayList<>();
        @Nullable String cursor = null;
        do {
            Page<AlarmRow> page = await(town.alarms.list(
                    Scope.platform(service), new AlarmStore.Query(null, AlarmStore.Which.OPEN, 3, cursor)));
            page.items().forEach(row -> read.add(row.alarm().id()));
            cursor = page.next();
        } while (cursor != null);
        assertThat(read)
                .containsExactlyElementsOf(made.stream()
                        .sorted((a, b) -> b.toString().compareTo(a.toString()))
                        .toList());
    }

    @Test
    void the_list_can_be_of_one_unit_and_of_closed_ones_only() {
        UUID service = town.service("filters");
        UUID open = town.alarm(service, null);
        UUID closed = town.alarm(service, null);
        town.sql(
                "update alarm set state = 'CLOSED', closed_at = now(), outcome = 'accidental' where id = '%s'", closed);
        Scope scope = Scope.platform(service);
        String cid = await(town.alarms.find(scope, open))
                .orElseThrow()
                .alarm()
                .trigger()
                .cid();

        assertThat(ids(scope, null, AlarmStore.Which.ALL)).containsExactlyInAnyOrder(open, closed);
        assertThat(ids(scope, null, AlarmStore.Which.OPEN)).containsExactly(open);
        assertThat(ids(scope, null, AlarmStore.Which.CLOSED)).containsExactly(closed);
        assertThat(ids(scope, cid, AlarmStore.Which.ALL)).containsExactly(open);
        assertThat(ids(scope, cid, AlarmStore.Which.CLOSED)).isEmpty();
    }

    @Test
    void a_foreign_cursor_is_told_so() {
        assertThatThrownBy(() -> await(town.alarms.list(
                        Scope.platform(UUID.randomUUID()),
                        new AlarmStore.Query(null, AlarmStore.Which.ALL, 10, "'; drop table"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cursor");
    }

    @Test
    void the_past_of_a_home_is_its_other_alarms_the_newest_first() {
        UUID service = town.service("past");
        UUID home = town.home(service, "11 Mill Lane");
        List<UUID> closed = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            UUID id = town.alarm(service, home);
            town.sql(
                    "update alarm set state = 'CLOSED', sounding = false, outcome = 'accidental', closed_at = raised_at"
                            + " where id = '%s'",
                    id);
            closed.add(0, id);
        }
        UUID open = town.alarm(service, home);
        Scope scope = Scope.platform(service);

        assertThat(await(town.alarms.pastOfHome(scope, home, open, 2)))
                .isEqualTo(await(town.alarms.lastOfHome(scope, home, 3)).stream()
                        .skip(1)
                        .map(AlarmRow::alarm)
                        .toList())
                .extracting(Alarm::id)
                .containsExactlyElementsOf(closed.subList(0, 2));
        assertThat(await(town.alarms.pastOfHome(Scope.platform(town.service("not-theirs")), home, open, 2)))
                .isEmpty();
    }

    @Test
    void no_service_reads_anothers_alarms() {
        UUID ours = town.service("ours");
        UUID theirs = town.service("theirs");
        UUID home = town.home(ours, "9 Mill Lane");
        UUID alarm = town.alarm(ours, home);
        town.sql(
                "insert into alarm_entry (alarm_id, service_id, at, kind, actor, words) values ('%s', '%s', now(), 'NOTE', 'x', 'x')",
                alarm, ours);
        Scope stranger = Scope.platform(theirs);

        assertThat(await(town.alarms.find(stranger, alarm))).isEmpty();
        assertThat(await(town.alarms.log(stranger, alarm))).isEmpty();
        assertThat(await(town.alarms.lastOfHome(stranger, home, 10))).isEmpty();
        assertThat(ids(stranger, null, AlarmStore.Which.ALL)).isEmpty();
        assertThat(await(town.alarms.lastOfHome(Scope.platform(ours), home, 10)))
                .hasSize(1);
        assertThat(await(town.alarms.log(Scope.platform(ours), alarm))).hasSize(1);
    }

    private static List<UUID> ids(Scope scope, @Nullable String cid, AlarmStore.Which which) {
        return await(town.alarms.list(scope, new AlarmStore.Query(cid, which, 50, null))).items().stream()
                .map(row -> row.alarm().id())
                .toList();
    }
}
