package org.tocsin.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tocsin.signal.Estate.after;
import static org.tocsin.signal.Estate.await;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tocsin.alarm.ActResult;
import org.tocsin.alarm.CloseRequest;
import org.tocsin.incident.Outage.Home;

/** A power cut from its first home to its closed card, on a real PostgreSQL. Each test has an area of its own. */
class IncidentWorkerTest {
    static Outage town;

    @BeforeAll
    static void open() {
        town = new Outage();
    }

    @AfterAll
    static void close() {
        town.close();
    }

    @Test
    void homes_of_one_area_without_mains_become_one_card_and_are_quiet_on_their_own() {
        List<Home> homes = town.homes("Northgate", 6);
        town.mainsLost(homes.subList(0, 4), 10);
        town.look(11);
        assertThat(await(town.store.list(town.olive)))
                .noneMatch(incident -> incident.key().name().equals("Northgate"));
        assertThat(town.alarmOf(homes.get(0)).getBoolean("sounding")).isTrue();

        town.mainsLost(homes.subList(4, 5), 20);
        town.look(21);
        Incident incident = town.open("Northgate");
        assertThat(incident.title()).isEqualTo("Mains failure in Northgate");
        assertThat(incident.counts()).isEqualTo(new Incident.Counts(5, 0, 0, 0, 0, 0));
        Row alarm = town.alarmOf(homes.get(0));
        assertThat(alarm.getBoolean("sounding")).isFalse();
        assertThat(alarm.getUUID("incident_id")).isEqualTo(incident.id());
        assertThat(town.estate.log(alarm.getUUID("id")))
                .last()
                .isEqualTo("NOTE Part of an incident, quiet here: Mains failure in Northgate");
        Row card = town.estate.row("select * from alarm where id = $1", incident.cardId());
        assertThat(card.getBoolean("sounding")).isTrue();
        assertThat(card.getString("trigger_words")).isEqualTo("5 homes, 0 back, 0 to ring");

        town.mainsLost(homes.subList(5, 6), 1_800);
        town.look(1_801);
        assertThat(town.open("Northgate").counts().homes()).isEqualTo(6);
        assertThat(town.list(town.open("Northgate")))
                .filteredOn(home -> home.standing().late())
                .singleElement()
                .satisfies(
                        home -> assertThat(home.homeId()).isEqualTo(homes.get(5).id()));
        assertThat(town.estate.log(incident.cardId()))
                .last()
                .isEqualTo(
                        "NOTE 1 home joined late, lost more than 5 minutes after the incident began: marked in the list");
    }

    @Test
    void a_card_whose_homes_are_all_back_stands_open_and_sounds_no_more_until_one_is_lost_again() {
        List<Home> homes = town.homes("Backworth", 5);
        town.mainsLost(homes, 10);
        town.look(11);
        UUID card = town.open("Backworth").cardId();
        town.mainsBack(homes.subList(0, 4), 60);
        town.look(61);
        assertThat(standing(card)).isEqualTo("WAITING sounding 5 homes, 4 back, 0 to ring []");
        town.mainsBack(homes.subList(4, 5), 70);
        town.look(71);
        assertThat(standing(card)).isEqualTo("WAITING quiet 5 homes, 5 back, 0 to ring [RESTORED]");
        town.mainsLost(homes.subList(0, 1), 80);
        town.look(81);
        assertThat(standing(card)).isEqualTo("WAITING sounding 5 homes, 4 back, 0 to ring []");
    }

    private static String standing(UUID card) {
        Row row = town.estate.row("select * from alarm where id = $1", card);
        return row.getString("state") + (row.getBoolean("sounding") ? " sounding " : " quiet ")
                + row.getString("trigger_words") + " " + List.of(row.getArrayOfStrings("flags"));
    }

    @Test
    void oxygen_and_no_second_path_are_tasks_and_stand_first() {
        List<Home> homes = town.homes("Oxley", 6);
        town.estate.sql(
                "update home set vulnerabilities = '{OXYGEN}' where id = '%s'",
                homes.get(3).id());
        town.estate.sql(
                "update home_unit set paths = '{MOBILE}' where cid = '%s'",
                homes.get(4).cid());
        town.estate.sql(
                "update home set risk_tier = 'CRITICAL' where id = '%s'",
                homes.get(5).id());
        town.mainsLost(homes, 10);
        town.look(11);
        Incident incident = town.open("Oxley");
        assertThat(incident.counts().tasks()).isEqualTo(2);
        assertThat(town.list(incident))
                .extracting(IncidentStore.Home::homeId)
                .startsWith(homes.get(3).id(), homes.get(5).id(), homes.get(4).id());
        assertThat(town.list(incident).get(0).risk().tasks()).isEqualTo(Set.of(Risk.Task.OXYGEN));
        Row card = town.estate.row("select priority from alarm where id = $1", incident.cardId());
        assertThat(card.getInteger(0)).isEqualTo(2);

        town.say(homes.subList(0, 1), 900, "0014");
        town.look(901);
        assertThat(town.open("Oxley").counts().tasks()).isEqualTo(3);

        town.estate.sql(
                "insert into fault (id, service_id, cid, did, dty, kind, alarm_id, lost_at) select gen_random_uuid(),"
                        + " service_id, cid, '', '0002', 'SILENT', id, '%s' from alarm where id = '%s'",
                after(1_000), town.alarmId(homes.get(1)));
        town.estate.sql(
                "update alarm set change_xid = pg_current_xact_id() where id = '%s'", town.alarmId(homes.get(1)));
        town.look(1_001);
        assertThat(town.list(town.open("Oxley")))
                .filteredOn(home -> home.homeId().equals(homes.get(1).id()))
                .singleElement()
                .satisfies(home -> assertThat(home.risk().tasks()).containsExactly(Risk.Task.NOT_HEARD));
    }

    @Test
    void one_more_home_that_must_be_rung_is_heard_although_somebody_has_the_card() {
        List<Home> homes = town.homes("Rungley", 7);
        town.estate.sql(
                "update home set vulnerabilities = '{OXYGEN}' where id = '%s'",
                homes.get(6).id());
        town.mainsLost(homes.subList(0, 5), 10);
        town.look(11);
        UUID card = town.open("Rungley").cardId();
        await(town.alarms.take(town.olive, card));
        town.mainsLost(homes.subList(5, 6), 100);
        town.look(101);
        assertThat(town.estate
                        .row("select sounding from alarm where id = $1", card)
                        .getBoolean(0))
                .isFalse();
        town.mainsLost(homes.subList(6, 7), 1_800);
        town.look(1_801);
        Row sounds = town.estate.row("select state, sounding from alarm where id = $1", card);
        assertThat(sounds.getString("state")).isEqualTo("TAKEN");
        assertThat(sounds.getBoolean("sounding")).isTrue();
    }

    @Test
    void a_home_that_must_be_rung_again_because_its_power_went_again_is_heard_although_somebody_has_the_card() {
        List<Home> homes = town.homes("Rungbury", 5);
        town.estate.sql(
                "update home set vulnerabilities = '{OXYGEN}' where id = '%s'",
                homes.get(0).id());
        town.mainsLost(homes, 10);
        town.look(11);
        UUID card = town.open("Rungbury").cardId();
        await(town.alarms.take(town.olive, card));
        town.mainsBack(homes.subList(0, 1), 600);
        town.look(601);
        assertThat(standing(card)).isEqualTo("TAKEN quiet 5 homes, 1 back, 0 to ring []");
        town.mainsLost(homes.subList(0, 1), 1_000);
        town.look(1_001);
        assertThat(standing(card)).isEqualTo("TAKEN sounding 5 homes, 0 back, 1 to ring []");
    }

    @Test
    void a_card_is_as_urgent_as_the_most_urgent_alarm_it_keeps_quiet() {
        List<Home> homes = town.homes("Urgeham", 5);
        town.mainsLost(homes.subList(0, 4), 10);
        town.estate.send(homes.get(4).cid(), "urgent", after(10), "dty", "0002", "stc", "0085", "pri", "6");
        town.look(11);
        Row card = town.estate.row(
                "select priority from alarm where id = $1", town.open("Urgeham").cardId());
        assertThat(card.getInteger(0)).isEqualTo(2);
    }

    @Test
    void two_processes_open_one_card() {
        List<Home> homes = town.homes("Twinford", 20);
        town.look(0);
        town.mainsLost(homes, 10);
        Future<Boolean> one = town.worker.round();
        Future<Boolean> other = town.second.round();
        await(one);
        await(other);
        town.look(12);
        assertThat(town.open("Twinford").counts().homes()).isEqualTo(20);
    }

    @Test
    void a_running_worker_does_it_by_itself_and_sevenhundred_homes_are_one_card() {
        String area = "Floodham";
        town.estate.sql("""
                with homes as (
                  insert into home (id, service_id, line1, postcode, area, created_at)
                  select gen_random_uuid(), '%1$s', n || ' Flood Lane', 'FL1 1AA', '%2$s', '2026-01-01Z'
                  from generate_series(1, 700) n returning id),
                alarms as (
                  insert into alarm (id, service_id, reference, home_id, cid, join_key, joining_class, kind, priority,
                    state, flags, trigger_words, signal_count, raised_at, pressed_at, sounding)
                  select gen_random_uuid(), '%1$s', 'FLOOD', id, '', 'home:' || id, 'TECHNICAL', 'TECHNICAL', 3, 'WAITING',
                    '{}', 'Mains failure', 1, '%3$s', '%3$s', true from homes returning id)
                insert into fault (id, service_id, cid, did, dty, kind, alarm_id, lost_at)
                select gen_random_uuid(), '%1$s', '', '', '0002', 'MAINS', id, '%3$s' from alarms
                """, town.estate.service, area, after(0));
        town.look(0);
        assertThat(town.open(area).counts()).isEqualTo(new Incident.Counts(700, 0, 0, 0, 700, 700));
        assertThat(town.estate.rows(
                        "select 1 from incident_home where incident_id = $1",
                        town.open(area).id()))
                .hasSize(700);
        town.estate.sql(
                "update alarm set flags = '{RESTORED}', change_xid = pg_current_xact_id() where incident_id ="
                        + " '%s'",
                town.open(area).id());
        town.worker.start();
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> town.open(area).counts().restored() == 700);
        await(town.worker.stop());
        UUID card = town.open(area).cardId();
        await(town.alarms.take(town.olive, card));
        assertThat(await(town.alarms.close(town.olive, card, new CloseRequest("power", null, null))))
                .isInstanceOf(ActResult.Done.class);
        town.look(20);
        assertThat(town.estate.rows("select 1 from alarm where trigger_words = 'Mains failure' and state <> 'CLOSED'"
                        + " and reference = 'FLOOD'"))
                .isEmpty();
    }
}
