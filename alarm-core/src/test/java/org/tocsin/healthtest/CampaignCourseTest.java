package org.tocsin.healthtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Scope;
import org.tocsin.healthtest.Campaign.State;
import org.tocsin.platform.Ids;

/** How a campaign goes on, is held, and ends. */
class CampaignCourseTest extends CampaignTurns {
    @Test
    void a_life_alarm_that_waits_takes_back_what_was_not_sent_and_holds_every_campaign() {
        unit("MQTT", null);
        UUID id = begin(order(null, 0, 1));
        UUID elsewhere = town.alarm(service, null);
        town.pass(Duration.ofSeconds(29));
        turn();
        assertThat(found(id).standing().hold()).isNull();
        town.pass(Duration.ofSeconds(1));
        turn();
        assertThat(found(id).standing().hold()).isNotNull();
        assertThat(standing(id)).isEqualTo("PLANNED 1");
        assertThat(list(id, TestRun.State.PLANNED).get(0).course().asked().attempts())
                .isZero();
        town.sql("update alarm set state = 'TAKEN' where id = '%s'", elsewhere);
        for (int i = 0; i < 8; i++) {
            town.pass(Duration.ofSeconds(10));
            turn();
        }
        assertThat(found(id).standing().hold()).isNull();
        assertThat(standing(id)).isEqualTo("SENT 1");
        assertThat(get(store.events(scope, id)).stream().map(CampaignStore.Event::kind))
                .containsExactly("GONE_ON", "HELD", "BEGUN", "CREATED");
    }

    @Test
    void an_incident_holds_every_campaign_of_its_service_until_it_has_been_settled_for_a_minute() {
        unit("MQTT", null);
        UUID id = begin(order(null, 0, 1));
        UUID incident = Ids.next();
        town.sql(
                "insert into incident (id, service_id, cause, shared, area, card_id, opened_at, joined_at)"
                        + " values ('%s', '%s', 'MAINS', 'AREA', 'North', gen_random_uuid(), '%s', '%s')",
                incident, service, town.clock.instant(), town.clock.instant());
        turn();
        assertThat(found(id).standing().hold())
                .isNotNull()
                .satisfies(hold -> assertThat(hold.why()).isEqualTo(Campaign.Why.INCIDENT));
        assertThat(standing(id)).as("what nobody was told yet is taken back").isEqualTo("PLANNED 1");
        town.sql("update incident set settled_at = '%s' where id = '%s'", town.clock.instant(), incident);
        town.pass(Duration.ofSeconds(10));
        turn();
        assertThat(found(id).standing().hold()).as("not calm for a minute yet").isNotNull();
        for (int i = 0; i < 8; i++) {
            town.pass(Duration.ofSeconds(10));
            turn();
        }
        assertThat(found(id).standing().hold()).isNull();
        assertThat(standing(id)).isEqualTo("SENT 1");
    }

    @Test
    void a_few_of_each_model_are_asked_first_and_the_rest_once_the_trial_is_accepted() {
        UUID model = model("null, null, false");
        List<UUID> units = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            units.add(unit("MQTT", i < 5 ? model : null));
        }
        UUID id = begin(order(null, 2, 1));
        assertThat(found(id).standing().state()).isEqualTo(State.TRIAL);
        assertThat(standing(id)).isEqualTo("PLANNED 5, SENT 4");
        units.forEach(unit -> signal(unit, "TEST", town.clock.instant()));
        turn();
        turn();
        assertThat(found(id).standing().state()).isEqualTo(State.TO_ACCEPT);
        turn();
        assertThat(standing(id)).as("nobody has accepted").isEqualTo("PASSED 4, PLANNED 5");
        Scope other = town.person(town.service("o" + count), "eve" + count, "Eve", "MANAGER");
        assertThat(get(desk.accept(other, id, null))).isInstanceOf(CampaignDesk.Unknown.class);
        assertThat(get(desk.accept(scope, id, null))).isInstanceOf(CampaignDesk.Done.class);
        assertThat(get(desk.accept(scope, id, null))).isInstanceOf(CampaignDesk.NotNow.class);
        turn();
        assertThat(standing(id)).isEqualTo("PASSED 4, SENT 5");
    }

    @Test
    void a_set_pace_is_shared_by_two_processes_and_not_exceeded() {
        for (int i = 0; i < 12; i++) {
            unit("MQTT", null);
        }
        UUID id = begin(order(60, 0, 1));
        for (int i = 0; i < 30; i++) {
            town.pass(Duration.ofMillis(200));
            get(io.vertx.core.Future.all(first.turnAll(), second.turnAll()));
            assertThat(asked(id)).isLessThanOrEqualTo((i + 1) / 5);
        }
        assertThat(asked(id)).isEqualTo(6);
    }

    @Test
    void paused_and_stopped_by_hand_with_a_reason() {
        for (int i = 0; i < 3; i++) {
            unit("MQTT", null);
        }
        UUID id = begin(order(null, 0, 1));
        assertThat(get(desk.pause(scope, id, " ", null))).isInstanceOf(CampaignDesk.Invalid.class);
        assertThat(get(desk.pause(scope, id, "fire drill", null))).isInstanceOf(CampaignDesk.Done.class);
        turn();
        assertThat(standing(id)).isEqualTo("PLANNED 3");
        assertThat(get(desk.resume(scope, id, null))).isInstanceOf(CampaignDesk.Done.class);
        turn();
        assertThat(standing(id)).isEqualTo("SENT 3");
        assertThat(get(desk.stop(scope, id, "wrong homes", null))).isInstanceOf(CampaignDesk.Done.class);
        turn();
        assertThat(standing(id)).isEqualTo("SKIPPED 3");
        assertThat(get(desk.stop(scope, id, "again", null))).isInstanceOf(CampaignDesk.NotNow.class);
    }

    @Test
    void a_periodic_one_begins_again_and_only_chooses_whom_the_selection_means() {
        UUID tested = unit("MQTT", null);
        UUID id = begin(new Campaign.Order("Monthly", Selection.ALL, pacing(null), retries(1), 0, 28));
        signal(tested, "TEST", town.clock.instant());
        turns();
        assertThat(found(id).standing().state()).isEqualTo(State.WAITING);
        Selection untested =
                new Selection(null, null, null, null, town.clock.instant().minusSeconds(60), null);
        assertThat(get(store.preview(scope, untested, 20)).units()).isZero();
        assertThat(get(store.preview(scope, Selection.ALL, 20)).units()).isEqualTo(1);
        town.pass(Duration.ofDays(28));
        turn();
        turn();
        assertThat(found(id).standing().cycle()).isEqualTo(2);
        assertThat(standing(id)).isEqualTo("SENT 1");
        Selection narrow = new Selection("North", null, "DIGITAL", "CRITICAL", null, null);
        assertThat(get(store.preview(scope, narrow, 20)).units()).isZero();
        town.sql(
                "update home set area = 'North', equipment = 'DIGITAL', risk_tier = 'CRITICAL' where id = '%s'",
                home(tested));
        assertThat(get(store.preview(scope, narrow, 20)).units()).isEqualTo(1);
    }
}
