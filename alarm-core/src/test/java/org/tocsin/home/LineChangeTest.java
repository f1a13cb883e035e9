package org.tocsin.home;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.tocsin.unit.UnitChange.Values;

/** What is another line, and what only became known. */
class LineChangeTest {
    @Test
    void another_company_or_none_any_more_is_another_line() {
        assertThat(change("BT", "Sky")).isEqualTo(new Values("BT", "Sky"));
        assertThat(change("BT", null)).isEqualTo(new Values("BT", null));
    }

    @Test
    void what_became_known_or_is_written_otherwise_is_the_same_line() {
        assertThat(change(null, "BT")).isNull();
        assertThat(change("BT", "bt")).isNull();
        assertThat(change(null, null)).isNull();
    }

    @Test
    void a_converter_that_came_or_went_is_another_line() {
        assertThat(HomeDesk.lineChange(home("BT", Equipment.ANALOGUE), home("BT", Equipment.CONVERTER)))
                .isEqualTo(new Values("ANALOGUE", "CONVERTER"));
        assertThat(HomeDesk.lineChange(home("BT", Equipment.UNKNOWN), home("BT", Equipment.CONVERTER)))
                .isNull();
    }

    private static @Nullable Values change(@Nullable String was, @Nullable String isNow) {
        return HomeDesk.lineChange(home(was, Equipment.DIGITAL), home(isNow, Equipment.DIGITAL));
    }

    private static HomeFacts home(@Nullable String provider, Equipment equipment) {
        return new HomeFacts(
                null,
                null,
                null,
                RiskTier.STANDARD,
                Set.of(),
                equipment,
                null,
                HomeFacts.Line.of(provider, null),
                null);
    }
}
