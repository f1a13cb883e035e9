package org.tocsin.response;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tocsin.alarm.Town.await;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tocsin.access.People;
import org.tocsin.access.Role;
import org.tocsin.access.Scope;
import org.tocsin.alarm.ActResult;
import org.tocsin.alarm.Town;
import org.tocsin.notify.AnswerLink;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Keyring;
import org.tocsin.rota.RotaStore;

/** Somebody whose sign-in has ended is asked by no plan, covers nothing, and is seen to stand where they still do. */
class GoneTest {
    static final Keyring KEYRING = Keyring.fromHex("5a".repeat(32));
    static Town town;
    static People people;

    MillLane lane;
    Scope mona;

    @BeforeAll
    static void open() {
        town = new Town();
        people = new People(town.database, town.clock);
    }

    @AfterAll
    static void close() {
        town.close();
    }

    @BeforeEach
    void pressed() {
        lane = new MillLane(town);
        mona = town.person(lane.service, "mona" + lane.number, "Mona Manager", "MANAGER");
    }

    @Test
    void the_plan_passes_them_over_and_the_log_says_so_once() {
        end("dora");
        lane.callOut(null);
        assertThat(town.log(lane.olga, lane.alarm))
                .endsWith(
                        "NOT_CALLED_OUT Still in the plan, but works here no more: Dora Daughter",
                        "CALLED_OUT Called out Rita Responder");
        assertThat(await(lane.desk.callOut(lane.olga, lane.alarm, lane.daughter)))
                .isEqualTo(new ActResult.NotAllowed("Dora Daughter works here no more. Call somebody else out."));
        assertThat(await(lane.desk.callOut(lane.olga, lane.alarm, null)))
                .isEqualTo(new ActResult.NotAllowed("Everybody in the plan has been asked."));
        assertThat(await(new ResponseStore(town.database).contacts(lane.olga, lane.home)))
                .extracting(contact -> contact.reach().active())
                .containsExactly(false, true);
    }

    @Test
    void with_a_rota_they_are_no_candidate_and_their_shift_covers_nothing() {
        for (Scope responder : List.of(lane.rita, lane.dora)) {
            Instant now = town.clock.instant();
            town.sql(
                    "insert into rota_shift (id, service_id, operator_id, starts_at, ends_at, created_at, created_by)"
                            + " values ('%s', '%s', '%s', '%s', '%s', '%s', 'x')",
                    Ids.next(),
                    lane.service,
                    Objects.requireNonNull(responder.operatorId()),
                    now.minusSeconds(60),
                    now.plus(Duration.ofHours(8)),
                    now);
        }
        end("rita");
        Instant now = town.clock.instant();
        assertThat(await(new RotaStore(town.database).rota(lane.olga, now, now.plusSeconds(1)))
                        .shifts())
                .extracting(shift -> shift.operatorId())
                .containsExactly(lane.dora.operatorId());
        lane.callOut(null);
        assertThat(await(lane.desk.callOut(lane.olga, lane.alarm, null)))
                .isEqualTo(new ActResult.NotAllowed("Nobody is left who is on duty and free."));

        People.Standing rita = standing("rita");
        assertThat(rita.active()).isFalse();
        assertThat(rita.stands()).isTrue();
        assertThat(rita.place()).isEqualTo(1);
        assertThat(rita.shifts()).isEqualTo(1);
        People.Standing dora = standing("dora");
        assertThat(dora.homes()).isEqualTo(1);
        assertThat(dora.jobs()).isEqualTo(1);
        assertThat(standing("olga").alarms()).isEqualTo(1);
    }

    @Test
    void the_link_they_were_sent_counts_for_nothing() {
        lane.callOut(lane.daughter);
        UUID callout = lane.onlyCallout().id();
        end("dora");
        KeyholderDesk keyholders = new KeyholderDesk(town.database, KEYRING, town.clock, town.wakeup);
        String token = AnswerLink.token(KEYRING, callout);
        assertThat(await(keyholders.answer(token, true)).orElseThrow().over()).isTrue();
        assertThat(lane.onlyCallout().state()).isEqualTo(CalloutState.OFFERED);
    }

    @Test
    void nobody_ends_their_own_sign_in_or_a_manager_s_or_anybody_s_of_another_service() {
        String mine = "mona" + lane.number;
        assertThat(await(people.setActive(mona, Role.MANAGER, mine, false, null)))
                .isEqualTo(People.Result.NOT_ALLOWED);
        town.person(lane.service, "mike" + lane.number, "Mike", "MANAGER");
        String mike = "mike" + lane.number;
        assertThat(await(people.setActive(mona, Role.MANAGER, mike, false, null)))
                .isEqualTo(People.Result.NOT_ALLOWED);
        assertThat(await(people.setActive(mona, Role.ADMIN, mike, false, null))).isEqualTo(People.Result.DONE);
        assertThat(await(people.setActive(mona, Role.ADMIN, mike, false, null))).isEqualTo(People.Result.SAME);
        assertThat(await(people.setActive(mona, Role.ADMIN, mike, true, null))).isEqualTo(People.Result.DONE);
        Scope elsewhere = town.person(town.service("other-" + lane.number), "eve" + lane.number, "Eve", "ADMIN");
        assertThat(await(people.setActive(elsewhere, Role.ADMIN, mike, false, null)))
                .isEqualTo(People.Result.NOBODY);
        assertThat(await(people.list(elsewhere)))
                .extracting(People.Standing::name)
                .containsExactly("Eve");
    }

    private void end(String name) {
        assertThat(await(people.setActive(mona, Role.MANAGER, name + lane.number, false, null)))
                .isEqualTo(People.Result.DONE);
    }

    private People.Standing standing(String name) {
        return await(people.list(mona)).stream()
                .filter(one -> one.username().equals(name + lane.number))
                .findFirst()
                .orElseThrow();
    }
}
