package org.tocsin.response;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tocsin.alarm.AlarmState.CLOSED;
import static org.tocsin.alarm.AlarmState.HANDLED;
import static org.tocsin.alarm.AlarmState.RESPONDING;
import static org.tocsin.response.CalloutState.ACCEPTED;
import static org.tocsin.response.CalloutState.ARRIVED;
import static org.tocsin.response.CalloutState.DECLINED;
import static org.tocsin.response.CalloutState.EN_ROUTE;
import static org.tocsin.response.CalloutState.EXPIRED;
import static org.tocsin.response.CalloutState.LEFT;
import static org.tocsin.response.CalloutState.OFFERED;
import static org.tocsin.response.CalloutState.WITHDRAWN;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tocsin.alarm.AlarmState;
import org.tocsin.response.Escalation.Next;
import org.tocsin.response.ResponsePlan.Asked;

class EscalationTest {
    private static final Instant PRESSED = Instant.parse("2026-11-21T03:10:07Z");
    private static final Contact DAUGHTER = contact("Dora Daughter");
    private static final Contact NEIGHBOUR = contact("Ned Neighbour");
    private static final ResponsePlan PLAN = new ResponsePlan(List.of(DAUGHTER, NEIGHBOUR));

    @ParameterizedTest
    @EnumSource(
            value = CalloutState.class,
            names = {"DECLINED", "EXPIRED"})
    void after_an_answer_that_helps_nobody_the_next_is_asked(CalloutState ended) {
        assertThat(after(RESPONDING, asked(DAUGHTER, ended))).isEqualTo(new Next.Ask(NEIGHBOUR));
    }

    @Test
    void when_nobody_is_left_the_alarm_returns() {
        assertThat(after(RESPONDING, asked(DAUGHTER, DECLINED), asked(NEIGHBOUR, EXPIRED)))
                .isEqualTo(new Next.Return());
    }

    @ParameterizedTest
    @EnumSource(
            value = CalloutState.class,
            names = {"ACCEPTED", "EN_ROUTE", "ARRIVED"})
    void while_help_is_under_way_nobody_else_is_asked(CalloutState underWay) {
        assertThat(after(RESPONDING, asked(DAUGHTER, underWay), asked(contact("Other"), DECLINED)))
                .isEqualTo(new Next.Await());
    }

    @Test
    void the_last_one_asked_may_still_answer() {
        assertThat(after(RESPONDING, asked(DAUGHTER, DECLINED), asked(NEIGHBOUR, OFFERED)))
                .isEqualTo(new Next.Await());
    }

    @ParameterizedTest
    @EnumSource(
            value = AlarmState.class,
            names = {"HANDLED", "CLOSED"})
    void after_help_has_been_nothing_more_is_needed(AlarmState state) {
        assertThat(state).isIn(HANDLED, CLOSED);
        assertThat(after(state, asked(DAUGHTER, EXPIRED))).isEqualTo(new Next.Rest());
    }

    @Test
    void a_plan_begins_anew_after_the_alarm_returned_to_the_board() {
        List<Asked> asked = List.of(asked(DAUGHTER, DECLINED), asked(NEIGHBOUR, EXPIRED));
        assertThat(PLAN.next(asked, 1, PRESSED)).isEmpty();
        assertThat(PLAN.next(asked, 2, PRESSED)).contains(DAUGHTER);
    }

    @Test
    void whoever_has_been_there_can_be_asked_again_only_after_a_new_press() {
        List<Asked> asked = List.of(new Asked(DAUGHTER.id(), LEFT, 1, PRESSED.plusSeconds(600)));
        assertThat(PLAN.next(asked, 1, PRESSED)).contains(NEIGHBOUR);
        assertThat(PLAN.next(asked, 1, PRESSED.plusSeconds(601))).contains(DAUGHTER);
    }

    @Test
    void whoever_is_still_there_from_an_earlier_round_is_not_asked_again() {
        assertThat(PLAN.next(List.of(asked(DAUGHTER, ARRIVED)), 2, PRESSED)).contains(NEIGHBOUR);
    }

    @Test
    void only_an_awaited_callout_whose_time_has_come_is_overdue() {
        for (CalloutState state : CalloutState.values()) {
            boolean awaited = state == OFFERED || state == ACCEPTED || state == EN_ROUTE;
            assertThat(Escalation.overdue(callout(state, PRESSED), PRESSED))
                    .as(state.name())
                    .isEqualTo(awaited);
            assertThat(Escalation.overdue(callout(state, PRESSED.plusMillis(1)), PRESSED))
                    .isFalse();
            assertThat(Escalation.overdue(callout(state, null), PRESSED)).isFalse();
        }
        assertThat(WITHDRAWN.open()).isFalse();
    }

    private static Next after(AlarmState state, Asked... asked) {
        return Escalation.after(state, PLAN, List.of(asked), 1, PRESSED);
    }

    private static Asked asked(Contact contact, CalloutState state) {
        return new Asked(contact.id(), state, 1, null);
    }

    private static Contact contact(String name) {
        return new Contact(
                UUID.randomUUID(), null, 1, name, Contact.Kind.RELATIVE, new Contact.Reach(null, null, null));
    }

    private static Callout callout(CalloutState state, @Nullable Instant due) {
        return new Callout(
                UUID.randomUUID(),
                UUID.randomUUID(),
                DAUGHTER,
                state,
                new Callout.Times(PRESSED, due, null, null, null),
                new Callout.Said(null, null));
    }
}
