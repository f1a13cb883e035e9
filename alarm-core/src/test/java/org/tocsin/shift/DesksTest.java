package org.tocsin.shift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tocsin.alarm.Town.await;

import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tocsin.access.Role;
import org.tocsin.access.Scope;
import org.tocsin.alarm.AlarmRow;
import org.tocsin.alarm.Priority;
import org.tocsin.alarm.Town;

class DesksTest {
    private static final Instant NOW = Town.MORNING;

    static Town town;

    @BeforeAll
    static void open() {
        town = new Town();
    }

    @AfterAll
    static void close() {
        town.close();
    }

    /** What a desk answers, what the alarm asks for, what those present answer, seconds until it is everybody's. */
    @ParameterizedTest
    @CsvSource({
        "FIRE,FIRE,FIRE,10,true",
        "DOOR,FIRE,FIRE DOOR,10,false",
        "DOOR,FIRE,FIRE DOOR,0,true",
        "DOOR,FIRE,DOOR,10,true",
        "DOOR,,DOOR,10,true",
        "ESCALATION,EMERGENCY ESCALATION,EMERGENCY,10,true",
        "DOOR,EMERGENCY ESCALATION,ESCALATION,10,false",
    })
    void a_desk_is_quiet_only_while_somebody_else_is_there_for_it(
            String mine, @Nullable String needed, String present, int seconds, boolean hears) {
        assertThat(Desks.hears(skills(mine), skills(needed), skills(present), NOW.plusSeconds(seconds), NOW))
                .isEqualTo(hears);
    }

    @Test
    void the_partner_s_desk_is_quiet_until_it_is_needed() {
        AlarmRow.Untaken manager = new AlarmRow.Untaken(false, null, null, NOW);
        AlarmRow.Untaken partner = new AlarmRow.Untaken(true, null, null, NOW);
        assertThat(Desks.partnerHears(false, null)).isFalse();
        assertThat(Desks.partnerHears(false, manager)).isFalse();
        assertThat(Desks.partnerHears(false, partner)).isTrue();
        assertThat(Desks.partnerHears(true, null)).isTrue();
    }

    @Test
    void a_room_that_was_left_without_a_word_is_nobody_s() {
        ShiftStore.Person here = person(false, true);
        assertThat(Desks.nobodyInTheRoom(List.of(here, person(true, true)))).isFalse();
        assertThat(Desks.nobodyInTheRoom(List.of(person(false, false), person(true, true))))
                .isTrue();
        assertThat(Desks.nobodyInTheRoom(List.of())).isTrue();
    }

    private static ShiftStore.Person person(boolean partner, boolean there) {
        return new ShiftStore.Person(
                UUID.randomUUID(), "olga", "Olga", Role.OPERATOR, EnumSet.allOf(Skill.class), partner, there, null);
    }

    @Test
    void a_life_alarm_is_everybody_s_sooner() {
        ShiftRules.Hearing usual = ShiftRules.USUAL.hearing();
        assertThat(Desks.forAll(usual, Priority.LIFE, NOW)).isBefore(Desks.forAll(usual, Priority.URGENT, NOW));
    }

    @ParameterizedTest
    @CsvSource({
        "LIFE,'Pendant, kitchen',EMERGENCY",
        "LIFE,'Smoke detector, hall',FIRE",
        "LIFE,'Carbon monoxide detector, battery low',FIRE",
        "LIFE,'Pendant (smoke detector), kitchen',EMERGENCY",
        "DOOR,'Home unit, front door',DOOR",
        "COMMUNAL,'Home unit, lounge',COMMUNAL",
        "TECHNICAL,'Power supply, mains',",
    })
    void what_an_alarm_asks_for(String joiningClass, String words, @Nullable String skill) {
        UUID service = town.service("s" + UUID.randomUUID().toString().substring(0, 8));
        Scope olga = town.person(service, "o" + UUID.randomUUID().toString().substring(0, 8), "Olga", "OPERATOR");
        UUID alarm = town.alarm(service, null);
        town.sql(
                "update alarm set joining_class = '%s', trigger_words = '%s' where id = '%s'",
                joiningClass, words, alarm);
        assertThat(Skill.neededBy(await(town.alarms.find(olga, alarm)).orElseThrow()))
                .isEqualTo(skills(skill));
        if (skill != null) {
            town.sql("update alarm set plan_round = 2 where id = '%s'", alarm);
            assertThat(Skill.neededBy(await(town.alarms.find(olga, alarm)).orElseThrow()))
                    .contains(Skill.ESCALATION);
        }
    }

    @Test
    void a_desk_answers_everything_until_it_is_told_otherwise_and_only_of_its_own_service() {
        UUID service = town.service("demo");
        Scope olga = town.person(service, "olga", "Olga", "OPERATOR");
        Scope other = town.person(town.service("other"), "otto", "Otto", "MANAGER");
        ShiftStore store = new ShiftStore(town.database);
        assertThat(await(store.people(olga)).get(0).skills()).containsExactly(Skill.values());
        assertThat(await(store.answer(other, "olga", Set.of(Skill.DOOR), false)))
                .isFalse();
        assertThat(await(store.answer(olga, "olga", Set.of(Skill.DOOR), false))).isTrue();
        assertThat(await(store.people(olga)).get(0).skills()).containsExactly(Skill.DOOR);
        assertThat(await(store.people(other))).hasSize(1);
    }

    private static Set<Skill> skills(@Nullable String words) {
        return words == null
                ? EnumSet.noneOf(Skill.class)
                : Arrays.stream(words.split(" "))
                        .map(Skill::valueOf)
                        .collect(Collectors.toCollection(() -> EnumSet.noneOf(Skill.class)));
    }
}
