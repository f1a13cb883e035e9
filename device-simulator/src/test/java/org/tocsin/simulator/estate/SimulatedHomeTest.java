package org.tocsin.simulator.estate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.tocsin.simulator.estate.SimulatedHome.Authentication;
import org.tocsin.simulator.estate.SimulatedHome.Shares;
import org.tocsin.simulator.estate.SimulatedHome.Speaks;

class SimulatedHomeTest {
    private static final List<SimulatedHome> ESTATE = IntStream.range(0, 7_000)
            .mapToObj(number -> SimulatedHome.of(number, 42, Shares.USUAL))
            .toList();

    @Test
    void theSameSeedGivesTheSameHomes() {
        assertThat(SimulatedHome.of(17, 42, Shares.USUAL)).isEqualTo(ESTATE.get(17));
        assertThat(SimulatedHome.of(17, 43, Shares.USUAL).person())
                .isNotEqualTo(ESTATE.get(17).person());
    }

    @Test
    void theSharesAreKept() {
        double all = ESTATE.size();
        long mqtt = ESTATE.stream().filter(home -> home.speaks() == Speaks.MQTT).count();
        long tcp = ESTATE.stream()
                .filter(home -> home.speaks() == Speaks.SCAIP_TCP)
                .count();
        long digest = ESTATE.stream()
                .filter(home -> home.authentication() == Authentication.DIGEST)
                .count();

        assertThat(mqtt / all).isCloseTo(0.3, within(0.01));
        assertThat(tcp / all).isCloseTo(0.07, within(0.01));
        assertThat(digest / all).isCloseTo(0.42, within(0.02));
    }

    @Test
    void everyIdentityIsEightDigitsAndItsOwn() {
        assertThat(ESTATE)
                .extracting(home -> home.cid(0))
                .doesNotHaveDuplicates()
                .allMatch(cid -> cid.matches("[0-9]{8}"));
        assertThat(ESTATE.get(0).cid(1)).isNotEqualTo(ESTATE.get(0).cid(0));
    }

    @Test
    void nobodyCanBeMistakenForARealPerson() {
        assertThat(ESTATE).allSatisfy(home -> {
            assertThat(home.person().telephone()).startsWith("01632 960");
            assertThat(home.address().postcode()).matches("ZZ99 [0-9][A-Z]{2}");
            assertThat(home.person().contacts())
                    .allMatch(contact -> contact.telephone().startsWith("07700 900"));
        });
        assertThat(ESTATE).anyMatch(home -> home.address().risks() != null);
        assertThat(ESTATE).anyMatch(home -> home.address().keySafe() != null);
        assertThat(ESTATE).anyMatch(home -> home.person().contacts().size() == 3);
    }

    @Test
    void mostSignalsAreForLife() {
        SplittableRandom random = new SplittableRandom(1);
        long technical = IntStream.range(0, 10_000)
                .filter(i -> Trigger.draw(random).technical())
                .count();

        assertThat(technical / 10_000.0).isCloseTo(0.06, within(0.02));
    }
}
