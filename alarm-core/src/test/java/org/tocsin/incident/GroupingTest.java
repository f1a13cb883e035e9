package org.tocsin.incident;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.tocsin.incident.Grouping.Group;
import org.tocsin.incident.Grouping.Key;
import org.tocsin.incident.Grouping.Open;
import org.tocsin.incident.Grouping.Shared;

class GroupingTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final IncidentRule RULE = IncidentRule.USUAL;

    @Test
    void five_homes_of_one_area_within_five_minutes_are_one_incident_four_are_none() {
        List<Loss> five = losses(5, 60, LossKind.MAINS, "North", "EE", "BT");
        assertThat(Grouping.of(five, List.of(), RULE)).singleElement().satisfies(group -> {
            assertThat(group.key()).isEqualTo(new Key(Shared.AREA, "North"));
            assertThat(group.cause()).isEqualTo(Cause.MAINS);
            assertThat(group.incidentId()).isNull();
            assertThat(group.losses()).hasSize(5);
        });
        assertThat(Grouping.of(five.subList(0, 4), List.of(), RULE)).isEmpty();
        assertThat(Grouping.of(losses(5, 76, LossKind.MAINS, "North", "EE", "BT"), List.of(), RULE))
                .isEmpty();
    }

    @Test
    void what_was_lost_long_before_the_others_stays_alone() {
        List<Loss> losses = new ArrayList<>(losses(5, 10, LossKind.MAINS, "North", null, null));
        Loss early = loss(LossKind.MAINS, NOON.minusSeconds(3_600), "North", null, null);
        losses.add(early);
        assertThat(Grouping.of(losses, List.of(), RULE))
                .singleElement()
                .satisfies(group -> assertThat(group.losses()).hasSize(5).doesNotContain(early));
    }

    @Test
    void a_mains_failure_is_never_a_carriers() {
        List<Loss> spread = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            spread.add(loss(LossKind.MAINS, NOON, "Area " + i, "EE", "BT"));
        }
        assertThat(Grouping.of(spread, List.of(), RULE)).isEmpty();
    }

    @Test
    void a_mobile_loss_over_many_areas_is_the_networks() {
        List<Loss> spread = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            spread.add(loss(LossKind.MOBILE, NOON, "Area " + i, "EE", "BT"));
        }
        assertThat(Grouping.of(spread, List.of(), RULE)).singleElement().satisfies(group -> {
            assertThat(group.key()).isEqualTo(new Key(Shared.NETWORK, "EE"));
            assertThat(group.cause()).isEqualTo(Cause.PATH);
        });
        assertThat(Grouping.of(spread.subList(0, 9), List.of(), RULE)).isEmpty();
    }

    @Test
    void a_line_is_its_providers_and_a_silence_whatever_explains_the_most() {
        List<Loss> lines = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            lines.add(loss(LossKind.LINE, NOON, "Area " + i, "EE", "BT"));
        }
        assertThat(Grouping.of(lines, List.of(), RULE))
                .singleElement()
                .extracting(Group::key)
                .isEqualTo(new Key(Shared.LINE, "BT"));
        List<Loss> silent = new ArrayList<>(losses(6, 1, LossKind.SILENT, "North", "EE", null));
        for (int i = 0; i < 12; i++) {
            silent.add(loss(LossKind.SILENT, NOON, "Area " + i, "EE", null));
        }
        assertThat(Grouping.of(silent, List.of(), RULE)).singleElement().satisfies(group -> {
            assertThat(group.key()).isEqualTo(new Key(Shared.NETWORK, "EE"));
            assertThat(group.cause()).isEqualTo(Cause.SILENT);
            assertThat(group.losses()).hasSize(18);
        });
    }

    @Test
    void where_area_and_carrier_explain_the_same_a_silence_is_the_areas_and_a_path_the_carriers() {
        List<Loss> silent = losses(12, 1, LossKind.SILENT, "North", "EE", null);
        assertThat(Grouping.of(silent, List.of(), RULE).get(0).key()).isEqualTo(new Key(Shared.AREA, "North"));
        List<Loss> mobile = losses(12, 1, LossKind.MOBILE, "North", "EE", null);
        assertThat(Grouping.of(mobile, List.of(), RULE).get(0).key()).isEqualTo(new Key(Shared.NETWORK, "EE"));
    }

    @Test
    void two_causes_at_once_are_two_cards() {
        List<Loss> both = new ArrayList<>(losses(8, 1, LossKind.MAINS, "North", "EE", null));
        for (int i = 0; i < 12; i++) {
            both.add(loss(LossKind.MOBILE, NOON, "Area " + i, "O2", null));
        }
        assertThat(Grouping.of(both, List.of(), RULE))
                .extracting(Group::key)
                .containsExactlyInAnyOrder(new Key(Shared.AREA, "North"), new Key(Shared.NETWORK, "O2"));
    }

    @Test
    void one_more_home_joins_the_open_incident_at_once_but_not_once_the_others_are_coming_back() {
        UUID id = UUID.randomUUID();
        List<Loss> one = losses(1, 1, LossKind.MAINS, "North", null, null);
        Key north = new Key(Shared.AREA, "North");
        assertThat(Grouping.of(one, List.of(new Open(id, north, true)), RULE))
                .singleElement()
                .extracting(Group::incidentId)
                .isEqualTo(id);
        assertThat(Grouping.of(one, List.of(new Open(id, north, false)), RULE)).isEmpty();
    }

    @Test
    void a_home_without_any_place_is_never_grouped() {
        assertThat(Grouping.of(losses(40, 1, LossKind.SILENT, null, null, null), List.of(), RULE))
                .isEmpty();
    }

    @Test
    void the_tier_comes_first_oxygen_above_all_and_reasons_become_tasks() {
        assertThat(Risk.of("STANDARD", false, 2, false).tasks()).isEmpty();
        assertThat(Risk.of("STANDARD", true, 2, false).rank()).isZero();
        assertThat(Risk.of("STANDARD", true, 1, true).tasks())
                .containsExactlyInAnyOrder(Risk.Task.OXYGEN, Risk.Task.NO_SECOND_PATH, Risk.Task.BATTERY_LOW);
        List<Integer> ranks = List.of(
                Risk.of("STANDARD", true, 2, false).rank(),
                Risk.of("CRITICAL", false, 2, true).rank(),
                Risk.of("CRITICAL", false, 1, false).rank(),
                Risk.of("CRITICAL", false, 2, false).rank(),
                Risk.of("HIGH", false, 1, false).rank(),
                Risk.of("HIGH", false, 2, false).rank(),
                Risk.of("STANDARD", false, 0, false).rank(),
                Risk.of("STANDARD", false, 2, false).rank());
        assertThat(ranks).isSorted().doesNotHaveDuplicates();
    }

    private static List<Loss> losses(
            int count,
            int apart,
            LossKind kind,
            @Nullable String area,
            @Nullable String network,
            @Nullable String line) {
        return IntStream.range(0, count)
                .mapToObj(i -> loss(kind, NOON.plusSeconds((long) i * apart), area, network, line))
                .toList();
    }

    private static Loss loss(
            LossKind kind, Instant at, @Nullable String area, @Nullable String network, @Nullable String line) {
        return new Loss(
                UUID.randomUUID(),
                UUID.randomUUID(),
                Set.of(kind),
                at,
                new Loss.Place(area, network, line),
                Risk.of("STANDARD", false, 2, false));
    }
}
