package org.tocsin.readiness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tocsin.alarm.Town.await;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Scope;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Keyring;

/** What was a test of an installer's is answered by nobody. */
class ProveDeskInTestModeTest {
    private static final Keyring KEYRING = Keyring.fromHex("5a".repeat(32));

    @Test
    void a_press_that_nobody_answers_does_not_pass() {
        try (ProofTown town = new ProofTown()) {
            UUID service = town.town.service("doors");
            Scope scope = town.town.person(service, "mary", "Mary", "MANAGER");
            ProofTown.Dwelling home = town.dwelling(service);
            Instant now = town.town.clock.instant();
            UUID visit = Ids.next();
            town.town.sql(
                    "insert into visit (id, service_id, home_id, kind, state, planned_on, created_at, created_by, attempt)"
                            + " values ('%s', '%s', '%s', 'RECHECK', 'OPEN', '2026-11-21', '%s', 'x', 1)",
                    visit, service, home.homeId(), now);
            UUID test = Ids.next();
            town.town.sql(
                    "insert into visit_test (id, service_id, visit_id, home_id, unit_id, peripheral_id, step, how, what,"
                            + " expected, dty, asked_at, listens_until, look_at) values ('%s', '%s', '%s', '%s', '%s', '%s',"
                            + " 'TRIGGER', 'PRESS', 'Pendant', 'pendant', '0003', '%s', '%s', '%s')",
                    test, service, visit, home.homeId(), home.unitId(), home.pendant(), now, now.plusSeconds(90), now);
            town.town.sql(
                    "insert into test_mode (home_id, service_id, visit_id, installer_id, started_at, until, latest,"
                            + " phone_seen_at, phone_lost_s, test_id, asked_unit_id, asked_dty, asked_at) values ('%s', '%s',"
                            + " '%s', '%s', '%s', '%s', '%s', '%s', 60, '%s', '%s', '0003', '%s')",
                    home.homeId(),
                    service,
                    visit,
                    Objects.requireNonNull(scope.operatorId()),
                    now,
                    now.plusSeconds(1800),
                    now.plusSeconds(3600),
                    now,
                    test,
                    home.unitId(),
                    now);
            ProveDesk desk = new ProveDesk(town.town.database, KEYRING, town.town.clock);
            String code = await(new ProveCodes(town.town.database, KEYRING, town.town.clock)
                            .issue(scope, home.homeId(), now, now.plus(Duration.ofDays(1)), null))
                    .orElseThrow()
                    .code();
            String token = await(desk.enter(code)).orElseThrow();
            town.town.pass(Duration.ofSeconds(3));
            UUID signal = town.press(home);
            boolean live = await(town.town
                                    .database
                                    .pool()
                                    .query("select 1 from signal where id = '" + signal + "' and alarm_id is not null")
                                    .execute())
                            .size()
                    == 1;
            await(desk.decide());
            assertThat(live).as("the press is taken as a test").isFalse();
            assertThat(await(desk.find(token)).orElseThrow().state()).isNotEqualTo(ProveDesk.State.PASSED);
        }
    }
}
