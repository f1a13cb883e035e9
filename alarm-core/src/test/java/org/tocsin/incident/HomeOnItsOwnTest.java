package org.tocsin.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tocsin.signal.Estate.after;
import static org.tocsin.signal.Estate.await;

import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tocsin.alarm.ActResult;
import org.tocsin.alarm.CloseRequest;
import org.tocsin.incident.Outage.Home;

/** What a home of an incident keeps to itself: its alarms, whoever has one, and a loss that stays. Each test has an area of its own. */
class HomeOnItsOwnTest {
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
    void a_life_alarm_of_such_a_home_is_untouched_and_stands_on_its_own() {
        List<Home> homes = town.homes("Lifton", 5);
        town.mainsLost(homes, 10);
        town.look(11);
        town.press(homes.get(2), 60);
        town.look(61);
        Row life = town.estate.row(
                "select * from alarm where home_id = $1 and joining_class = 'LIFE'",
                homes.get(2).id());
        assertThat(life.getBoolean("sounding")).isTrue();
        assertThat(life.getUUID("incident_id")).isNull();
        assertThat(life.getInteger("priority")).isEqualTo(1);
        assertThat(town.list(town.open("Lifton")).get(0).lifeAlarmId()).isEqualTo(life.getUUID("id"));
    }

    @Test
    void who_is_still_off_half_an_hour_after_the_others_came_back_sounds_again_and_is_never_grouped_with_that_loss() {
        List<Home> homes = town.homes("Stillwell", 12);
        town.mainsLost(homes, 10);
        town.look(11);
        town.mainsBack(homes.subList(0, 6), 600);
        town.look(601);
        Incident incident = town.open("Stillwell");
        assertThat(incident.counts().restored()).isEqualTo(6);
        assertThat(incident.times().restoringSince()).isEqualTo(after(601));
        town.look(600 + 1_800);
        assertThat(town.alarmOf(homes.get(11)).getBoolean("sounding")).isFalse();
        town.look(601 + 1_800);
        assertThat(town.open("Stillwell").counts()).isEqualTo(new Incident.Counts(12, 6, 0, 6, 0, 0));
        Row alarm = town.alarmOf(homes.get(11));
        assertThat(alarm.getBoolean("sounding")).isTrue();
        assertThat(alarm.getUUID("incident_id")).isNull();
        assertThat(town.estate.log(alarm.getUUID("id"))).last().asString().startsWith("RETURNED Still off");
        town.look(5_000);
        assertThat(town.alarmOf(homes.get(11)).getUUID("incident_id")).isNull();
        assertThat(town.open("Stillwell").counts().popped()).isEqualTo(6);
    }

    @Test
    void power_that_goes_again_takes_the_restoration_back_and_stays_quiet() {
        List<Home> homes = town.homes("Backley", 6);
        town.mainsLost(homes, 10);
        town.look(11);
        town.mainsBack(homes, 600);
        town.look(601);
        assertThat(town.open("Backley").counts().restored()).isEqualTo(6);
        town.mainsLost(homes, 1_000);
        town.look(1_001);
        Incident incident = town.open("Backley");
        assertThat(incident.counts().restored()).isZero();
        assertThat(incident.times().restoringSince()).isNull();
        assertThat(town.alarmOf(homes.get(0)).getBoolean("sounding")).isFalse();
    }

    @Test
    void another_fault_of_a_home_is_its_own_and_sounds() {
        List<Home> homes = town.homes("Otherby", 5);
        town.mainsLost(homes, 10);
        town.look(11);
        Home home = homes.get(1);
        town.estate.send(home.cid(), "other", after(100), "dty", "0003", "stc", "0123");
        town.look(101);
        Row alarm = town.alarmOf(home);
        assertThat(alarm.getBoolean("sounding")).isTrue();
        assertThat(alarm.getUUID("incident_id")).isNull();
        assertThat(town.open("Otherby").counts().popped()).isEqualTo(1);
    }

    @Test
    void a_fault_that_came_just_before_the_card_was_closed_does_not_end_with_it() {
        List<Home> homes = town.homes("Settleham", 5);
        town.mainsLost(homes, 10);
        town.look(11);
        Incident incident = town.open("Settleham");
        List<UUID> alarms = homes.stream().map(town::alarmId).toList();
        await(town.desk.contacted(
                town.olive, incident.id(), new IncidentDesk.Contact(alarms, ContactResult.WELL, null)));
        // The pendant of one home cannot be heard any more, and nobody has looked at the incident since.
        town.estate.send(homes.get(1).cid(), "pendant", after(100), "dty", "0003", "stc", "0123");
        await(town.alarms.take(town.olive, incident.cardId()));
        assertThat(await(town.alarms.close(town.olive, incident.cardId(), new CloseRequest("power", null, null))))
                .isInstanceOf(ActResult.Done.class);
        town.look(101);
        Row alarm = town.alarmOf(homes.get(1));
        assertThat(alarm.getString("state")).isEqualTo("WAITING");
        assertThat(alarm.getBoolean("sounding")).isTrue();
        assertThat(alarm.getUUID("incident_id")).isNull();
        assertThat(town.estate.rows("select 1 from alarm where id = $1 and state = 'CLOSED'", alarms.get(2)))
                .hasSize(1);
    }

    @Test
    void whoever_takes_a_homes_alarm_has_it_for_themselves() {
        List<Home> homes = town.homes("Takeley", 5);
        town.mainsLost(homes, 10);
        town.look(11);
        await(town.alarms.take(town.olive, town.alarmId(homes.get(0))));
        town.look(20);
        assertThat(town.alarmOf(homes.get(0)).getUUID("incident_id")).isNull();
        assertThat(town.alarmOf(homes.get(0)).getString("state")).isEqualTo("TAKEN");
        assertThat(town.open("Takeley").counts().popped()).isEqualTo(1);
    }

    @Test
    void what_somebody_has_already_taken_stays_with_them() {
        List<Home> homes = town.homes("Mineham", 6);
        town.mainsLost(homes.subList(0, 1), 10);
        await(town.alarms.take(town.olive, town.alarmId(homes.get(0))));
        town.mainsLost(homes.subList(1, 6), 12);
        town.look(13);
        assertThat(town.open("Mineham").counts().homes()).isEqualTo(5);
        assertThat(town.alarmOf(homes.get(0)).getUUID("incident_id")).isNull();
    }
}
