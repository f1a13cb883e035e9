package org.tocsin.visit;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.tocsin.signal.Estate.await;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Scope;
import org.tocsin.platform.Ids;
import org.tocsin.report.SwitchoverStore;
import org.tocsin.visit.VisitAct.Kind;

/** What a visit takes for heard, and what it must not. */
class VisitProofTest extends VisitDay {
    @Test
    void a_press_of_one_of_two_alike_is_heard_and_rings_all_the_same() {
        act(Kind.BEGIN);
        UUID pendant = trigger("0003", "Pendant");
        act(Kind.TEST_MODE_ON);
        UUID alone = act(Kind.ASK, "step", "TRIGGER", "trigger", pendant);
        send(4, "dty", "0003");
        assertThat(requireNonNull(test(alone).result()).alarmId()).isNull();
        trigger("0003", "Her husband's pendant");
        UUID alike = act(Kind.ASK, "step", "TRIGGER", "trigger", pendant);
        send(4, "dty", "0003");
        assertThat(test(alike).outcome(now)).isEqualTo(VisitTest.Outcome.ONE_OF_SEVERAL);
        assertThat(requireNonNull(test(alike).result()).alarmId()).isNotNull();
        assertThat(estate.rows(
                        "select peripheral_id from proof where signal_id = $1",
                        requireNonNull(requireNonNull(test(alike).result()).signalId())))
                .as("it is a proof of the unit and of nobody's pendant")
                .extracting(row -> row.getUUID(0))
                .containsOnlyNulls();
    }

    @Test
    void the_press_of_one_pendant_never_proves_the_other() {
        act(Kind.BEGIN);
        UUID named = act(Kind.TRIGGER, "dty", "0003", "name", "Pendant", "did", "A1");
        UUID nameless = trigger("0003", "Her husband's pendant");
        act(Kind.TEST_MODE_ON);
        UUID others = act(Kind.ASK, "step", "TRIGGER", "trigger", nameless);
        send(4, "dty", "0003", "did", "a1");
        assertThat(test(others).outcome(now)).as("the one with that number").isEqualTo(VisitTest.Outcome.LISTENING);
        send(1, "dty", "0003", "did", "X9");
        assertThat(test(others).outcome(now)).isEqualTo(VisitTest.Outcome.HEARD);
        now = now.plusSeconds(700);
        UUID unsaid = act(Kind.ASK, "step", "TRIGGER", "trigger", named);
        send(4, "dty", "0003");
        assertThat(test(unsaid).outcome(now)).isEqualTo(VisitTest.Outcome.ONE_OF_SEVERAL);
        assertThat(missing()).as("no number on file would tell").noneMatch(one -> one.startsWith("Pendant"));
        trigger("0003", "A guest's pendant");
        now = now.plusSeconds(700);
        UUID third = act(Kind.ASK, "step", "TRIGGER", "trigger", trigger("0003", "And another"));
        send(4, "dty", "0003", "did", "Y7");
        assertThat(test(third).outcome(now)).isEqualTo(VisitTest.Outcome.ONE_OF_SEVERAL);
        assertThat(missing()).anyMatch(one -> one.startsWith("And another: heard, but from which of several"));
        estate.sql("update home_unit set sim_network = 'of ' || cid where cid = '%s'", cid);
        assertThat(await(new SwitchoverStore(estate.database, () -> now).read(ian))
                        .rates())
                .as("it came, so nothing failed on its way")
                .filteredOn(rate -> rate.network().equals("of " + cid))
                .singleElement()
                .satisfies(rate -> assertThat(rate.notAtFirst() + rate.never()).isZero());
    }

    @Test
    void a_dwelling_of_a_scheme_is_tested_through_its_controller_and_whatever_that_sends_is_live() {
        UUID scheme = Ids.next();
        estate.sql(
                "insert into scheme (id, service_id, name, created_at) values ('%s', '%s', 'Court %s', '2026-01-01Z')",
                scheme, estate.service, scheme);
        UUID flat = estate.home("Flat 12");
        UUID neighbours = estate.home("Flat 13");
        point(scheme, flat, "F12");
        point(scheme, neighbours, "F13");
        cid = estate.unit(null);
        estate.sql("update home_unit set scheme_id = '%s' where cid = '%s'", scheme, cid);
        visit = plan(home, Visit.Kind.RECHECK);
        act(Kind.BEGIN);
        refused("none of its dwellings", Kind.UNIT, "unit", cid);
        visit = plan(flat, Visit.Kind.RECHECK);
        act(Kind.BEGIN);
        UUID cord = act(Kind.TRIGGER, "dty", "0004", "name", "Pull cord", "did", "F12");
        act(Kind.TEST_MODE_ON);
        UUID asked = act(Kind.ASK, "step", "TRIGGER", "trigger", cord);
        send(4, "dty", "0004", "did", "F13");
        assertThat(test(asked).outcome(now)).isEqualTo(VisitTest.Outcome.LISTENING);
        send(4, "dty", "0004", "did", "F12");
        assertThat(test(asked).outcome(now)).isEqualTo(VisitTest.Outcome.HEARD);
        assertThat(estate.rows("select peripheral_id from proof where home_id = $1", flat))
                .extracting(row -> row.getUUID(0))
                .containsExactly(cord);
        assertThat(estate.rows("select home_id from alarm where cid = $1", cid))
                .as("both ring")
                .extracting(row -> row.getUUID(0))
                .containsExactlyInAnyOrder(flat, neighbours);
        UUID power = act(Kind.ASK, "step", "POWER_OFF");
        send(4, "dty", "0041", "stc", "0085");
        assertThat(test(power).outcome(now)).isEqualTo(VisitTest.Outcome.HEARD);
    }

    @Test
    void a_dwelling_that_gets_a_unit_of_its_own_leaves_the_controller_where_it_is() {
        UUID scheme = Ids.next();
        estate.sql(
                "insert into scheme (id, service_id, name, created_at) values ('%s', '%s', 'Court %s', '2026-01-01Z')",
                scheme, estate.service, scheme);
        UUID flat = estate.home("Flat 14");
        point(scheme, flat, "F14");
        String controller = estate.unit(null);
        estate.sql("update home_unit set scheme_id = '%s' where cid = '%s'", scheme, controller);
        estate.sql(
                "insert into peripheral (id, service_id, home_id, unit_id, dty, did, name, since) select '%s', service_id,"
                        + " '%s', id, '0004', 'F14', 'Pull cord', '2026-01-01Z' from home_unit where cid = '%s'",
                Ids.next(), flat, controller);
        visit = plan(flat, Visit.Kind.UPGRADE);
        act(Kind.BEGIN);
        cid = estate.unit(null);
        act(Kind.UNIT, "unit", cid);
        assertThat(requireNonNull(file().place().old()).cid()).isEqualTo(controller);
        assertThat(estate.rows("select 1 from home_unit where cid = $1 and scheme_id = $2", controller, scheme))
                .hasSize(1);
        assertThat(missing()).contains("Pull cord was here before the upgrade and must be heard on the new unit.");
        act(Kind.TEST_MODE_ON);
        act(Kind.ASK, "step", "TRIGGER", "trigger", file().triggers().get(0).id());
        send(4, "dty", "0004", "did", "F14");
        assertThat(missing()).noneMatch(one -> one.startsWith("Pull cord"));
    }

    private static void point(UUID scheme, UUID home, String did) {
        estate.sql(
                "insert into scheme_point (id, service_id, scheme_id, did, kind, name, home_id)"
                        + " values ('%s', '%s', '%s', '%s', 'DWELLING', 'Flat', '%s')",
                Ids.next(), estate.service, scheme, did, home);
    }

    @Test
    void a_path_taken_away_in_test_mode_after_the_last_press_asks_for_one_more() {
        act(Kind.BEGIN);
        UUID pendant = trigger("0003", "Pendant");
        lastPress();
        take("taken_at = '%s'");
        look(5);
        estate.sql("update alarm set state = 'CLOSED', closed_at = '%s' where cid = '%s'", now, cid);
        assertThat(missing()).noneMatch(one -> one.contains("last press"));
        now = now.plusSeconds(60);
        act(Kind.TEST_MODE_ON);
        act(Kind.ASK, "step", "PATH_LOSS", "trigger", pendant);
        send(5, "dty", "0003");
        act(Kind.TEST_MODE_OFF);
        assertThat(missing()).anyMatch(one -> one.contains("last press"));
    }

    @Test
    void one_press_is_not_heard_of_two_triggers() {
        visit = plan(home, Visit.Kind.UPGRADE);
        UUID hers = Ids.next();
        UUID his = Ids.next();
        for (UUID id : List.of(hers, his)) {
            estate.sql(
                    "insert into peripheral (id, service_id, home_id, unit_id, dty, name, since) select '%s', service_id,"
                            + " home_id, id, '0003', '%s', '2026-01-01Z' from home_unit where cid = '%s'",
                    id, id.equals(hers) ? "Her pendant" : "His pendant", cid);
        }
        String next = estate.unit(null);
        act(Kind.BEGIN);
        act(Kind.UNIT, "unit", next);
        cid = next;
        act(Kind.TEST_MODE_ON);
        act(Kind.ASK, "step", "TRIGGER", "trigger", hers);
        now = now.plusSeconds(1);
        act(Kind.ASK, "step", "TRIGGER", "trigger", his);
        send(5, "dty", "0003");
        assertThat(missing())
                .as("one press of two pendants")
                .anyMatch(one -> one.startsWith("Her pendant") || one.startsWith("His pendant"));
    }

    @Test
    void a_test_transmission_asked_for_from_the_centre_proves_no_button() {
        act(Kind.BEGIN);
        UUID button = trigger("0002", "Button of the unit");
        act(Kind.ASK, "step", "TRIGGER", "trigger", button, "how", "DELAYED");
        send(600, "dty", "0002", "stc", "0102");
        assertThat(estate.rows("select peripheral_id from proof where home_id = $1", home))
                .extracting(row -> row.getUUID(0))
                .doesNotContain(button);
    }

    @Test
    void a_test_transmission_during_its_test_button_proves_no_button() {
        act(Kind.BEGIN);
        UUID button = trigger("0002", "Button of the unit");
        act(Kind.TEST_MODE_ON);
        act(Kind.ASK, "step", "TRIGGER", "trigger", button, "how", "TEST_BUTTON");
        send(6, "dty", "0002", "stc", "0102");
        assertThat(estate.rows("select peripheral_id from proof where home_id = $1", home))
                .extracting(row -> row.getUUID(0))
                .doesNotContain(button);
    }

    @Test
    void power_and_path_are_not_settled_by_saying_that_they_speak_later() {
        act(Kind.BEGIN);
        UUID pendant = trigger("0003", "Pendant");
        VisitAct power = act(Ids.next(), Kind.ASK, map("step", "POWER_OFF", "how", "DELAYED"));
        await(desk.act(ian, visit, power));
        VisitAct path = act(Ids.next(), Kind.ASK, map("step", "PATH_LOSS", "how", "DELAYED", "trigger", pendant));
        await(desk.act(ian, visit, path));
        assertThat(missing())
                .contains("Take the power away: the unit must say so.")
                .contains("Take the first path away: an alarm must come by the second.");
    }

    @Test
    void a_manager_who_looks_on_is_not_the_phone() {
        act(Kind.BEGIN);
        UUID pendant = trigger("0003", "Pendant");
        act(Kind.TEST_MODE_ON);
        act(Kind.ASK, "step", "TRIGGER", "trigger", pendant);
        UUID operator = Ids.next();
        estate.sql(
                "insert into operator (id, service_id, username, display_name, role, password_hash, created_at)"
                        + " values ('%s', '%s', 'mary', 'Mary', 'MANAGER', 'x', '2026-01-01Z')",
                operator, estate.service);
        Scope mary = new Scope(estate.service, operator, "operator:mary");
        estate.sql("update test_mode set phone_lost_s = 30 where home_id = '%s'", home);
        now = now.plusSeconds(25);
        await(new TestModes(estate.database, () -> now).seen(mary, visit));
        send(15, "dty", "0003");
        assertThat(estate.rows("select 1 from alarm where cid = $1", cid))
                .as("the phone is lost: live")
                .hasSize(1);
    }
}
