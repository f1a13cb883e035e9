package org.tocsin.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tocsin.alarm.Town.await;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Scope;
import org.tocsin.alarm.Town;
import org.tocsin.platform.Database;
import org.tocsin.platform.Ids;
import org.tocsin.service.Retention;
import org.tocsin.service.RetentionKind;

/** What responders wrote, to whom messages went, and a person's own scripts: kept no longer than asked, and handed out. */
class KeepingOfRoadTest {
    static Town town;
    static Scope scope;
    static Database owner;
    static Retention retention;
    static UUID service;
    static UUID home;
    static UUID person;
    static Scope rita;
    static UUID alarm;
    static UUID held;

    @BeforeAll
    static void open() {
        town = new Town();
        service = town.service("demo");
        scope = town.person(service, "mary", "Mary", "MANAGER");
        rita = town.person(service, "rita", "Rita Responder", "RESPONDER");
        owner = Database.open(town.vertx, town.test.ownerUrl(), 2);
        retention = new Retention(owner, town.clock);
        home = town.home(service, "7 Mill Lane");
        person = town.resident(service, home, "Ada Byron", "ACTIVE", Town.MORNING.minus(Duration.ofDays(900)));
        alarm = closed(home, false);
        held = closed(home, true);
        script();
    }

    @AfterAll
    static void close() {
        await(owner.close());
        town.close();
    }

    @Test
    void first_it_is_handed_out_then_it_goes_and_what_is_held_stays() {
        SubjectAccess.Copy copy = await(new SubjectAccess(town.database, town.clock).copy(scope, person, null))
                .orElseThrow();
        assertThat(words(copy, "sceneReports")).contains("Bruise on the arm", "LAS-1");
        assertThat(words(copy, "responderActs")).contains("Made tea");
        assertThat(words(copy, "messages")).contains("07700900123", "Dora Daughter");
        assertThat(words(copy, "scripts")).contains("Speak slowly to Ada");

        await(retention.set(scope, new Retention.Rule(RetentionKind.ALARM_NOTE, 365)));
        assertThat(await(retention.due(scope))).extracting(Retention.Due::id).containsExactly(alarm);
        assertThat(await(retention.apply(scope))).hasSize(1);
        assertThat(await(retention.due(scope))).isEmpty();
        assertThat(text("select concat_ws(' ', reference_999, follow_up, note) from scene_report where alarm_id = '"
                        + alarm + "'"))
                .isEmpty();
        assertThat(text("select injury from scene_report where alarm_id = '" + alarm + "'"))
                .isEqualTo("MINOR");
        assertThat(text("select t.data::text from responder_act t join callout c on c.id = t.callout_id"
                        + " where c.alarm_id = '" + alarm + "'"))
                .isEqualTo("{}");
        assertThat(text("select recipient || to_address from notification where alarm_id = '" + alarm + "'"))
                .isEqualTo("RemovedRemoved");
        assertThat(text("select note from scene_report where alarm_id = '" + held + "'"))
                .isEqualTo("Bruise on the arm");
    }

    @Test
    void a_person_s_scripts_go_with_the_person() {
        UUID gone = town.resident(service, home, "Gone Longago", "ACTIVE", Town.MORNING.minus(Duration.ofDays(900)));
        town.sql(
                "update resident set until = '%s' where service_user_id = '%s'",
                town.clock.instant().minus(Duration.ofDays(400)), gone);
        UUID script = Ids.next();
        town.sql(
                "insert into script (id, service_id, service_user_id, created_at) values ('%s', '%s', '%s', '%s')",
                script, service, gone, Town.MORNING);
        town.sql(
                "insert into script_version (id, service_id, script_id, number, withdrawn, words, published_at,"
                        + " published_by) values ('%s', '%s', '%s', 1, false, 'She is deaf', '%s', 'mary')",
                Ids.next(), service, script, Town.MORNING);
        await(retention.set(scope, new Retention.Rule(RetentionKind.PERSON, 365)));
        await(retention.apply(scope));
        assertThat(text("select words from script_version where script_id = '" + script + "'"))
                .isEqualTo("Removed");
    }

    @Test
    void where_a_responder_was_and_phones_that_take_no_notices_go_by_a_rule_of_their_own() {
        Instant before = town.clock.instant().minus(Duration.ofDays(40));
        town.sql(
                "insert into responder_profile (operator_id, service_id, team, latitude, longitude, positioned_at)"
                        + " values ('%s', '%s', 'Nights', 53.8, -1.5, '%s')",
                id(rita), service, before);
        town.sql(
                "insert into push_subscription (id, service_id, operator_id, endpoint, receiver, authentication,"
                        + " created_at, ended_at) values ('%s', '%s', '%s', 'https://push.example.net/1',"
                        + " decode(repeat('00', 65), 'hex'), decode(repeat('00', 16), 'hex'), '%s', '%s')",
                Ids.next(), service, id(rita), before, before);
        town.sql(
                "insert into notification (id, service_id, channel, recipient, to_address, state, asked_at, expires_at)"
                        + " values ('%s', '%s', 'SMS', 'you', '07700900999', 'SENT', '%s', '%s')",
                Ids.next(), service, before, before);
        await(retention.set(scope, new Retention.Rule(RetentionKind.STAFF_TRACE, 30)));
        assertThat(await(retention.apply(scope)))
                .extracting(Retention.Due::words)
                .contains("where a responder was", "a phone that took notices", "a message");
        assertThat(text("select team || coalesce(latitude::text, ' nowhere') from responder_profile"))
                .isEqualTo("Nights nowhere");
        assertThat(text("select count(*)::text from push_subscription")).isEqualTo("0");
        assertThat(await(retention.due(scope))).noneMatch(due -> due.kind() == RetentionKind.STAFF_TRACE);
    }

    private static UUID closed(UUID home, boolean hold) {
        UUID id = town.alarm(service, home);
        Instant then = town.clock.instant().minus(Duration.ofDays(400));
        town.sql(
                "update alarm set state = 'CLOSED', sounding = false, raised_at = '%1$s', closed_at = '%1$s',"
                        + " legal_hold = %2$s where id = '%3$s'",
                then, hold, id);
        UUID contact = town.contact(rita, null, 1, "Rita Responder");
        UUID callout = Ids.next();
        town.sql(
                "insert into callout (id, service_id, alarm_id, contact_id, state, offered_at) values ('%s', '%s', '%s',"
                        + " '%s', 'LEFT', '%s')",
                callout, service, id, contact, then);
        town.sql(
                "insert into scene_report (id, service_id, callout_id, alarm_id, home_id, operator_id, said_at,"
                        + " received_at, on_the_floor, dangers, injury, lift, outcome, hospital_avoided, reference_999,"
                        + " note) values ('%s', '%s', '%s', '%s', '%s', '%s', '%7$s', '%7$s', false, '{}', 'MINOR', 'NONE',"
                        + " 'SETTLED', false, 'LAS-1', 'Bruise on the arm')",
                Ids.next(), service, callout, id, home, id(rita), then);
        town.sql(
                "insert into responder_act (id, service_id, operator_id, callout_id, kind, said_at, received_at, data)"
                        + " values ('%s', '%s', '%s', '%s', 'LEFT', '%5$s', '%5$s', '{\"done\":\"Made tea\"}')",
                Ids.next(), service, id(rita), callout, then);
        town.sql(
                "insert into notification (id, service_id, channel, recipient, to_address, alarm_id, state, asked_at,"
                        + " expires_at) values ('%s', '%s', 'SMS', 'Dora Daughter', '07700900123', '%s', 'SENT', '%4$s',"
                        + " '%4$s')",
                Ids.next(), service, id, then);
        return id;
    }

    private static void script() {
        UUID script = Ids.next();
        town.sql(
                "insert into script (id, service_id, service_user_id, created_at) values ('%s', '%s', '%s', '%s')",
                script, service, person, Town.MORNING);
        town.sql(
                "insert into script_version (id, service_id, script_id, number, withdrawn, words, published_at,"
                        + " published_by) values ('%s', '%s', '%s', 1, false, 'Speak slowly to Ada', '%s', 'mary')",
                Ids.next(), service, script, Town.MORNING);
    }

    private static String words(SubjectAccess.Copy copy, String part) {
        List<JsonObject> rows = copy.parts().get(part);
        return rows == null ? "" : rows.toString();
    }

    private static UUID id(Scope person) {
        return Objects.requireNonNull(person.operatorId());
    }

    private static @Nullable String text(String sql) {
        return await(owner.pool().query(sql).execute()).iterator().next().getString(0);
    }
}
