package org.tocsin.simulator.estate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.tocsin.simulator.estate.Outfit.Fitting;
import org.tocsin.simulator.estate.SimulatedHome.Shares;

class OutfitTest {
    private static final List<Outfit> ESTATE = IntStream.range(0, 7_000)
            .mapToObj(number -> Outfit.of(SimulatedHome.of(number, 42, Shares.USUAL)))
            .toList();

    @Test
    void theSameHomeIsFurnishedTheSame() {
        assertThat(Outfit.of(SimulatedHome.of(17, 42, Shares.USUAL))).isEqualTo(ESTATE.get(17));
    }

    @Test
    void everybodyHasAPendantAndSomeHaveMore() {
        assertThat(ESTATE).allMatch(home -> has(home, Trigger.PENDANT));
        assertThat(share(home -> has(home, Trigger.SMOKE))).isCloseTo(0.4, within(0.03));
        assertThat(share(home -> home.triggers().size() == 1)).isBetween(0.2, 0.5);
        assertThat(ESTATE).noneMatch(home -> has(home, Trigger.BATTERY_LOW) || has(home, Trigger.MAINS_FAILURE));
    }

    @Test
    void mostHomesAreOfStandardRiskAndFewAreCritical() {
        assertThat(share(home -> home.home().riskTier().equals("standard"))).isBetween(0.7, 0.95);
        assertThat(share(home -> home.home().riskTier().equals("critical"))).isBetween(0.02, 0.1);
        assertThat(share(home -> home.home().equipment().word().equals("converter")))
                .isBetween(0.05, 0.2);
        assertThat(ESTATE.stream().map(home -> home.home().area()).distinct()).hasSize(5);
    }

    @Test
    void aHomeRaisesOnlyWhatHangsThere() {
        SplittableRandom random = new SplittableRandom(3);

        assertThat(ESTATE).allSatisfy(home -> {
            Trigger drawn = home.draw(random);
            assertThat(drawn.technical() || has(home, drawn)).isTrue();
        });
    }

    @Test
    void whatHangsOnAWallIsRaisedWhereItHangs() {
        SplittableRandom random = new SplittableRandom(5);

        assertThat(ESTATE)
                .flatExtracting(Outfit::triggers)
                .extracting(Fitting.class::cast)
                .filteredOn(fitting -> fitting.trigger() == Trigger.SMOKE)
                .allMatch(fitting -> fitting.room() != null);
        assertThat(ESTATE.stream().filter(home -> has(home, Trigger.SMOKE)))
                .allSatisfy(home ->
                        assertThat(home.room(Trigger.SMOKE, random)).isEqualTo(home.room(Trigger.SMOKE, random)));
    }

    private static boolean has(Outfit home, Trigger trigger) {
        return home.triggers().stream().anyMatch(fitting -> fitting.trigger() == trigger);
    }

    private static double share(Predicate<Outfit> which) {
        return ESTATE.stream().filter(which).count() / (double) ESTATE.size();
    }
}
