package org.tocsin.visit;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.tocsin.signal.Estate.await;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Scope;
import org.tocsin.home.Peripheral;
import org.tocsin.platform.Ids;
import org.tocsin.visit.VisitAct.Kind;

/** Visits as a phone tells them, against a real store and the real way of a signal; the clock is the test's. */
class VisitDeskTest extends VisitDay {
    @Test
    void a_complete_visit_from_the_door_to_the_last_press() {
        act(Kind.BEGIN, "latitude", "51.5", "longitude", "-0.12");
        UUID pendant = trigger("0003", "Pendant");
        UUID smoke = trigger("0023", "Smoke detector");
        UUID bed = trigger("0012", "Bed monitor");
        act(Kind.SIGNAL, "network", "Alpha", "dbm", "-85");
        act(Kind.SIGNAL, "network", "Beta", "dbm", "-112");
        refused("Switch test mode on first", Kind.ASK, "step", "TRIGGER", "trigger", pendant);
        act(Kind.TEST_MODE_ON);

        UUID pressed = act(Kind.ASK, "step", "TRIGGER", "trigger", pendant);
        assertThat(test(pressed).outcome(now)).isEqualTo(VisitTest.Outcome.LISTENING);
        send(4, "dty", "0003");
        assertThat(test(pressed).outcome(now)).isEqualTo(VisitTest.Outcome.HEARD);
        assertThat(requireNonNull(test(pressed).result()).alarmId()).isNull();
        assertThat(test(pressed).expected()).isEqualTo("pendant");

        UUID button = act(Kind.ASK, "step", "TRIGGER", "trigger", smoke, "how", "TEST_BUTTON");
        send(3, "dty", "0023", "stc", "0102");
        assertThat(test(button).outcome(now)).isEqualTo(VisitTest.Outcome.HEARD_BY_TEST_BUTTON);
        UUID later = act(Kind.ASK, "step", "TRIGGER", "trigger", bed, "how", "DELAYED");
        assertThat(test(later).outcome(now)).isEqualTo(VisitTest.Outcome.AWAITING_DELAYED_SIGNAL);

        UUID off = act(Kind.ASK, "step", "POWER_OFF");
        send(20, "dty", "0041", "stc", "0085");
        UUID back = act(Kind.ASK, "step", "POWER_BACK");
        send(20, "dty", "0041", "stc", "0086");
        assertThat(List.of(test(off).outcome(now), test(back).outcome(now))).containsOnly(VisitTest.Outcome.HEARD);
        act(Kind.RENEW);
        UUID path = act(Kind.ASK, "step", "PATH_LOSS", "trigger", pendant);
        send(6, "dty", "0003");
        assertThat(test(path).outcome(now)).isEqualTo(VisitTest.Outcome.LISTENING);
        send(6, "dty", "0041", "stc", "0026");
        assertThat(test(path).outcome(now)).isEqualTo(VisitTest.Outcome.HEARD);
        assertThat(test(path).shown()).isEqualTo("primary communication link failure");
        refused("in a sentence", Kind.NOT_TESTABLE, "step", "HEARTBEAT", "reason", "no");
        act(Kind.NOT_TESTABLE, "step", "HEARTBEAT", "reason", "The unit reports once a day only");
        act(Kind.KEY_SAFE, "result", "OPENED");
        act(Kind.CONTACTS, "note", "Rang the daughter");
        act(Kind.PERSON, "note", "Wears it, can press it, agrees");

        assertThat(missing())
                .containsExactly(
                        "Beta is below -105 dBm: write down why it may stay, or find a better place.",
                        "End test mode.",
                        "After test mode: one last press that an operator answers.",
                        "Speak with the centre, both ways, and say what was heard.");
        act(Kind.SIGNAL, "network", "Beta", "dbm", "-112", "reason", "Alpha carries it; Beta only in the garden");
        refused("End test mode first", Kind.ASK, "step", "LAST_PRESS");
        act(Kind.TEST_MODE_OFF);
        refused("Not complete", Kind.COMPLETE);
        UUID last = act(Kind.ASK, "step", "LAST_PRESS");
        send(5, "dty", "0003");
        assertThat(test(last).outcome(now)).isEqualTo(VisitTest.Outcome.LISTENING);
        estate.sql(
                "update alarm set state = 'TAKEN', taken_by = '%s', taken_at = '%s' where cid = '%s'"
                        + " and joining_class = 'LIFE'",
                Ids.next(), now, cid);
        look(5);
        assertThat(test(last).outcome(now)).isEqualTo(VisitTest.Outcome.HEARD);
        assertThat(test(last).spoken()).as("no telephone system reports speech").isFalse();
        refused("each way", Kind.SPEECH, "there", "HEARD", "with", "Olive");
        refused("Name who", Kind.SPEECH, "there", "HEARD", "here", "HEARD");
        refused("what was wrong", Kind.SPEECH, "there", "HEARD", "here", "NOT_HEARD", "with", "Olive");
        refused("no speech", Kind.SPEECH, "result", "NONE");
        assertThat(missing()).containsExactly("Speak with the centre, both ways, and say what was heard.");
        UUID spoken =
                act(Kind.SPEECH, "there", "HEARD", "here", "NOT_HEARD", "with", "Olive", "note", "Hard of hearing");
        assertThat(spoken).isNotNull();
        assertThat(missing()).as("an honest result, if not a good one").isEmpty();
        act(Kind.COMPLETE);
        assertThat(file().visit().state()).isEqualTo(Visit.State.COMPLETED);
        refused("over", Kind.CONTACTS, "note", "x");

        assertThat(estate.rows("select kind, peripheral_id from proof where home_id = $1 order by received_at", home))
                .extracting(row -> row.getString(0) + " " + row.getUUID(1))
                .containsExactly("VISIT " + pendant, "VISIT " + smoke, "LAST_PRESS " + pendant);
    }

    @Test
    void where_calls_are_reported_a_last_press_is_answered_by_speech_alone() {
        estate.sql("update service set calls_reported = true where id = '%s'", estate.service);
        try {
            UUID taken = lastPress();
            take("taken_at = '%s'");
            look(5);
            assertThat(test(taken).outcome(now)).isEqualTo(VisitTest.Outcome.LISTENING);
            look(1_810);
            assertThat(test(taken).outcome(now)).isEqualTo(VisitTest.Outcome.NOT_HEARD);
            assertThat(missing()).contains("After test mode: one last press that an operator answers.");

            UUID spoken = lastPress();
            take("answered_at = '%s'");
            look(5);
            assertThat(test(spoken).outcome(now)).isEqualTo(VisitTest.Outcome.HEARD);
            assertThat(test(spoken).spoken()).isTrue();

            // What cannot be spoken with is answered by whoever takes it.
            estate.sql("update alarm set state = 'CLOSED', closed_at = '%s' where cid = '%s'", now, cid);
            UUID mute = act(Kind.ASK, "step", "LAST_PRESS");
            send(5, "dty", "0003", "crd", "no-voice:");
            take("taken_at = '%s'");
            look(5);
            assertThat(test(mute).outcome(now)).isEqualTo(VisitTest.Outcome.HEARD);
            assertThat(test(mute).spoken()).isFalse();
        } finally {
            estate.sql("update service set calls_reported = false where id = '%s'", estate.service);
        }
    }

    @Test
    void two_signs_of_life_an_interval_apart_count_from_this_unit_and_only_after_they_were_asked_for() {
        act(Kind.BEGIN);
        estate.sql("update home_unit set heartbeat_s = 300 where cid = '%s'", cid);
        String neighbour = estate.unit(estate.home("3 Visit Street"));
        seen(cid);
        now = now.plusSeconds(1);
        UUID once = act(Kind.ASK, "step", "HEARTBEAT");
        beat(neighbour, 60);
        assertThat(test(once).result()).isNull();
        beat(cid, 60);
        beat(cid, 10);
        assertThat(test(once).outcome(now)).as("ten seconds apart").isEqualTo(VisitTest.Outcome.LISTENING);
        look(1_810);
        assertThat(test(once).outcome(now)).isEqualTo(VisitTest.Outcome.NOT_HEARD);
        assertThat(requireNonNull(test(once).result()).reason())
                .isEqualTo("one sign of life, and no second one an interval later");
        assertThat(missing()).contains("Wait for two signs of life from the unit.");

        UUID heard = act(Kind.ASK, "step", "HEARTBEAT");
        beat(cid, 40);
        // One is missing: what comes then is the first of two again.
        beat(cid, 610);
        assertThat(test(heard).outcome(now)).isEqualTo(VisitTest.Outcome.LISTENING);
        beat(cid, 290);
        assertThat(test(heard).outcome(now)).isEqualTo(VisitTest.Outcome.HEARD);
        assertThat(requireNonNull(test(heard).result()).heardAt()).isEqualTo(now);
        assertThat(requireNonNull(test(heard).result()).heard()).isEqualTo("two signs of life");
        assertThat(missing()).doesNotContain("Wait for two signs of life from the unit.");
        assertThat(estate.rows("select 1 from proof where home_id = $1", home))
                .as("it proves no trigger")
                .isEmpty();
    }

    @Test
    void a_unit_that_reports_once_a_day_is_awaited_after_the_visit() {
        act(Kind.BEGIN);
        UUID daily = act(Kind.ASK, "step", "HEARTBEAT");
        assertThat(test(daily).outcome(now)).isEqualTo(VisitTest.Outcome.AWAITING_DELAYED_SIGNAL);
        assertThat(missing()).as("an honest answer").doesNotContain("Wait for two signs of life from the unit.");
        beat(cid, 3_600);
        assertThat(test(daily).outcome(now)).isEqualTo(VisitTest.Outcome.AWAITING_DELAYED_SIGNAL);
        beat(cid, 86_400);
        assertThat(test(daily).outcome(now)).isEqualTo(VisitTest.Outcome.HEARD);
    }

    @Test
    void the_unit_s_own_button_is_tried_first_whenever_it_came_on_file() {
        act(Kind.BEGIN);
        UUID pendant = trigger("0003", "Pendant");
        now = now.plusSeconds(1);
        UUID smoke = trigger("0023", "Smoke detector");
        now = now.plusSeconds(1);
        UUID button = trigger("0002", "Button of the unit");
        assertThat(file().triggers()).extracting(Peripheral::id).containsExactly(button, pendant, smoke);
        assertThat(missing().stream()
                        .filter(line -> line.endsWith("not heard yet."))
                        .findFirst())
                .contains("Button of the unit: not heard yet.");
    }

    @Test
    void each_network_is_measured_or_somebody_says_why_there_is_one() {
        act(Kind.BEGIN);
        String second = "Measure the second network too, or write down why there is none.";
        assertThat(missing()).contains("Measure the signal of each network.").doesNotContain(second);
        act(Kind.SIGNAL, "network", "Alpha", "dbm", "-85");
        assertThat(missing()).contains(second);
        refused("in a sentence", Kind.SIGNAL, "only", "no");
        act(Kind.SIGNAL, "only", "One SIM, and it roams to no other");
        assertThat(missing()).doesNotContain(second);
        assertThat(file().signals()).hasSize(1);
        assertThat(file().onlyNetwork()).contains("One SIM, and it roams to no other");
    }

    @Test
    void an_alarm_alone_shows_no_second_path() {
        UUID pendant = inTestMode();
        UUID alone = path(pendant);
        unknown(alone);
        assertThat(requireNonNull(test(alone).result()).signalId()).isNotNull();
        assertThat(missing()).as("an honest answer").noneMatch(one -> one.startsWith("Take the first path"));
        // As the previous release settled it.
        estate.sql("update visit_test set result = 'HEARD' where id = '%s'", alone);
        assertThat(test(alone).outcome(now)).isEqualTo(VisitTest.Outcome.ALARM_BY_UNKNOWN_PATH);

        UUID nothing = act(Kind.ASK, "step", "PATH_LOSS", "trigger", pendant);
        look(95);
        assertThat(test(nothing).outcome(now)).isEqualTo(VisitTest.Outcome.NOT_HEARD);
    }

    @Test
    void a_path_that_is_back_before_the_press_or_is_the_second_one_shows_nothing() {
        UUID pendant = inTestMode();
        send(5, "dty", "0041", "stc", "0026");
        send(5, "dty", "0041", "stc", "0115");
        send(5, "dty", "0041", "stc", "0027");
        unknown(path(pendant));
        now = now.plusSeconds(700);
        send(5, "dty", "0041", "stc", "0023");
        now = now.plusSeconds(700);
        unknown(path(pendant));
    }

    @Test
    void a_path_lost_just_before_the_question_another_bearer_or_protocol_show_the_second_path() {
        UUID pendant = inTestMode();
        send(5, "dty", "0041", "stc", "0023");
        UUID lost = path(pendant);
        assertThat(test(lost).outcome(now)).isEqualTo(VisitTest.Outcome.HEARD);
        assertThat(test(lost).shown()).isEqualTo("IP connection failure");

        now = now.plusSeconds(700);
        UUID bearer = act(Kind.ASK, "step", "PATH_LOSS", "trigger", pendant);
        now = now.plusSeconds(1);
        estate.sql(
                "insert into unit_state (unit_id, service_id, state, since, bearer) select id, service_id, 'CONNECTED',"
                        + " '%s', 'gsm' from home_unit where cid = '%s'",
                now, cid);
        estate.sql(
                "insert into unit_change (id, service_id, unit_id, at, kind, was, is_now, noticed_by) select '%s',"
                        + " service_id, id, '%s', 'ROAMING', 'lan', 'gsm', 'unit' from home_unit where cid = '%s'",
                Ids.next(), now, cid);
        send(1, "dty", "0003");
        assertThat(test(bearer).shown()).isEqualTo("gsm instead of lan");

        now = now.plusSeconds(700);
        estate.sql("update signal set protocol = 'MQTT' where cid = '%s'", cid);
        UUID protocol = path(pendant);
        assertThat(test(protocol).shown()).isEqualTo("SCAIP instead of MQTT");
    }

    @Test
    void an_act_that_comes_twice_is_one_act_and_a_question_that_waited_is_none() {
        act(Kind.BEGIN);
        VisitAct note = act(Ids.next(), Kind.CONTACTS, Map.of("note", "rang"));
        assertThat(await(desk.act(ian, visit, note))).isInstanceOf(VisitDesk.Done.class);
        assertThat(await(desk.act(ian, visit, note))).isInstanceOf(VisitDesk.Done.class);
        assertThat(file().notes()).hasSize(2);
        VisitAct old = new VisitAct(Ids.next(), Kind.TEST_MODE_ON, now.minusSeconds(60), Map.of());
        assertThat(await(desk.act(ian, visit, old))).isInstanceOf(VisitDesk.Refused.class);
        // By a clock that is ahead it looks fresh, however long it waited.
        VisitAct ahead = new VisitAct(Ids.next(), Kind.TEST_MODE_ON, now.plusSeconds(46), Map.of());
        assertThat(await(desk.act(ian, visit, ahead)))
                .isInstanceOfSatisfying(
                        VisitDesk.Refused.class, no -> assertThat(no.why()).contains("ahead"));
        UUID other = plan(estate.home("2 Visit Street"), Visit.Kind.RECHECK);
        assertThat(await(desk.act(ian, other, note))).isInstanceOf(VisitDesk.Refused.class);
        Scope stranger = new Scope(Ids.next(), ian.operatorId(), "operator:x");
        assertThat(await(desk.act(stranger, visit, note))).isInstanceOf(VisitDesk.NotFound.class);
        assertThat(await(files.find(stranger, visit))).isEmpty();
    }

    @Test
    void test_mode_ends_by_itself_and_is_never_longer_than_four_hours() {
        act(Kind.BEGIN);
        act(Kind.TEST_MODE_ON);
        Instant begun = now;
        assertThat(requireNonNull(file().testMode()).course().until()).isEqualTo(begun.plusSeconds(1_800));
        for (int i = 0; i < 12; i++) {
            now = now.plusSeconds(1_500);
            if (now.isBefore(begun.plusSeconds(4 * 3_600))) {
                act(Kind.RENEW);
                assertThat(requireNonNull(file().testMode()).course().until())
                        .isBeforeOrEqualTo(begun.plusSeconds(4 * 3_600));
            }
        }
        assertThat(file().testMode()).isNull();
        refused("ended by itself", Kind.RENEW);
        assertThat(await(new TestModes(estate.database, () -> now).ofService(ian)))
                .isEmpty();
    }

    @Test
    void an_upgrade_needs_every_old_trigger_on_the_new_unit() {
        visit = plan(home, Visit.Kind.UPGRADE);
        UUID pendant = Ids.next();
        estate.sql(
                "insert into peripheral (id, service_id, home_id, unit_id, dty, name, since) select '%s', service_id,"
                        + " home_id, id, '0003', 'Old pendant', '2026-01-01Z' from home_unit where cid = '%s'",
                pendant, cid);
        String next = estate.unit(null);
        estate.sql("update home_unit set serial = 'SN-77' where cid = '%s'", next);
        act(Kind.BEGIN);
        refused("No unit of this service", Kind.UNIT, "unit", "nobody knows it");
        act(Kind.UNIT, "unit", "sn-77", "iccid", "8944100000000000001", "network", "Alpha");
        assertThat(requireNonNull(file().place().unit()).cid()).isEqualTo(next);
        assertThat(requireNonNull(file().place().old()).cid()).isEqualTo(cid);
        act(Kind.NOT_TESTABLE, "step", "TRIGGER", "trigger", pendant, "reason", "The resident keeps it elsewhere");
        assertThat(missing()).contains("Old pendant was here before the upgrade and must be heard on the new unit.");
        act(Kind.TEST_MODE_ON);
        act(Kind.ASK, "step", "TRIGGER", "trigger", pendant);
        send(5, "dty", "0003");
        assertThat(missing()).contains("Old pendant was here before the upgrade and must be heard on the new unit.");
        cid = next;
        act(Kind.ASK, "step", "TRIGGER", "trigger", pendant);
        send(5, "dty", "0003");
        assertThat(missing()).noneMatch(one -> one.startsWith("Old pendant"));
        assertThat(estate.rows("select kind from unit_change where home_id = $1", home))
                .extracting(row -> row.getString(0))
                .contains("UNIT_SWAP");
    }

    @Test
    void nobody_opens_twice_and_the_third_attempt_is_planned() {
        now = now.plusSeconds(60);
        act(Kind.NO_ACCESS, "note", "Nobody in", "nextOn", "2026-11-23");
        VisitFiles.Line second = await(files.ofHome(ian, home)).get(0);
        assertThat(second.attempt()).isEqualTo(2);
        assertThat(second.plannedOn()).isEqualTo(LocalDate.of(2026, 11, 23));
        visit = second.id();
        refused("at the door", Kind.NO_ACCESS);
        act(Kind.NO_ACCESS, "note", "A neighbour says: in hospital");
        assertThat(file().visit().state()).isEqualTo(Visit.State.NO_ACCESS);
        visit = plan(home, Visit.Kind.INSTALL);
        assertThat(file().visit().attempt()).isEqualTo(3);
    }

    @Test
    void what_was_not_heard_is_said_so() {
        act(Kind.BEGIN);
        UUID pendant = trigger("0003", "Pendant");
        act(Kind.TEST_MODE_ON);
        UUID asked = act(Kind.ASK, "step", "TRIGGER", "trigger", pendant);
        send(5, "dty", "0004");
        look(91);
        assertThat(test(asked).outcome(now)).isEqualTo(VisitTest.Outcome.NOT_HEARD);
        assertThat(missing()).contains("Pendant: not heard yet.");
        assertThat(file().place().openAlarms()).hasSize(1);
    }
}
