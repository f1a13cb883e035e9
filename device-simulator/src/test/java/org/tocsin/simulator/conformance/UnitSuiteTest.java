package org.tocsin.simulator.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tocsin.simulator.conformance.Finding.Outcome;
import org.tocsin.simulator.conformance.listen.Pace;
import org.tocsin.simulator.conformance.listen.SipReceiver;
import org.tocsin.simulator.conformance.listen.TxBench;
import org.tocsin.simulator.conformance.listen.TxCases;
import org.tocsin.simulator.scaip.HomeOnTheLine;
import org.tocsin.simulator.scaip.ScaipUnit;
import org.tocsin.simulator.unit.Faults;
import org.tocsin.simulator.unit.Timing;

@DisplayName("The suite for SCAIP units: the simulator's own unit passes, careless ones do not")
class UnitSuiteTest {
    private static final String SECRET = "s3cret";
    private static final Timing UNIT = new Timing(20, 160, 200, List.of(0L, 20L, 40L), 40, 100);
    /** Every wait much shorter than in a home, every limit as long as a loaded machine may need. */
    private static final Pace FAST = new Pace(
            Duration.ofMillis(20),
            Duration.ofSeconds(20),
            Duration.ofSeconds(20),
            Duration.ofMillis(400),
            Duration.ofSeconds(5));

    @Test
    @DisplayName("TX-01 … TX-21 over UDP, with a fallback receiver and a password")
    void theSimulatorsUnitOverUdp() throws Exception {
        Findings findings = askSimulated(ScaipUnit.Habits.UDP, false, List.of());

        assertThat(findings.all()).noneMatch(finding -> finding.outcome() == Outcome.FAIL);
        assertThat(findings.all())
                .filteredOn(finding -> finding.outcome() == Outcome.SKIPPED)
                .extracting(Finding::id)
                .containsExactly("TX-22");
    }

    @Test
    @DisplayName("TX-01 … TX-09, TX-12 and TX-18 over TCP")
    void theSimulatorsUnitOverTcp() throws Exception {
        Findings findings = askSimulated(ScaipUnit.Habits.TCP, false, List.of("TX-0*", "TX-12", "TX-18"));

        assertThat(findings.all()).noneMatch(finding -> finding.outcome() == Outcome.FAIL);
        assertThat(findings.all())
                .filteredOn(finding -> finding.outcome() == Outcome.SKIPPED)
                .extracting(Finding::id)
                .containsExactly("TX-18");
    }

    @Test
    @DisplayName("TX-11 a unit that is set to it takes the reply from the body of the 200")
    void replyInAnswer() throws Exception {
        Findings findings = askSimulated(new ScaipUnit.Habits(false, true), true, List.of("TX-11", "TX-01"));

        assertThat(findings.all()).hasSize(2).allMatch(finding -> finding.outcome() == Outcome.PASS);
    }

    @ParameterizedTest
    @EnumSource(CarelessUnit.Flaw.class)
    @DisplayName("each careless unit is noticed")
    void aCarelessUnitIsNoticed(CarelessUnit.Flaw flaw) throws Exception {
        Pace hasty = new Pace(
                Duration.ofMillis(20),
                Duration.ofSeconds(5),
                Duration.ofMillis(700),
                Duration.ofMillis(600),
                Duration.ofSeconds(1));
        try (SipReceiver receiver = new SipReceiver(InetAddress.getLoopbackAddress(), List.of(0));
                CarelessUnit unit = new CarelessUnit(receiver.addresses().get(0), flaw)) {
            TxBench.Setup setup = new TxBench.Setup(what -> unit.press(), hasty, null, 2, false);
            Findings findings = TxCases.suite()
                    .run(run(flaw.noticedBy()), "a careless unit", asked -> new TxBench(receiver, setup));

            assertThat(findings.all())
                    .hasSize(flaw.noticedBy().size())
                    .allMatch(finding -> finding.outcome() == Outcome.FAIL)
                    .noneMatch(finding -> finding.seen().startsWith("no alarm came"))
                    .noneMatch(finding -> finding.seen().startsWith("the conversation broke off"));
        }
    }

    private static Findings askSimulated(ScaipUnit.Habits habits, boolean replyInAnswer, List<String> only)
            throws Exception {
        try (SipReceiver receiver = new SipReceiver(InetAddress.getLoopbackAddress(), List.of(0, 0));
                HomeOnTheLine home = new HomeOnTheLine()) {
            home.open(SECRET, new Faults(Faults.Shares.NONE, 1), UNIT, habits, receiver.addresses());
            @Nullable String secret = SECRET;
            TxBench.Setup setup = new TxBench.Setup(what -> home.press(), FAST, secret, 20, replyInAnswer);
            return TxCases.suite().run(run(only), "the simulator's unit", asked -> new TxBench(receiver, setup));
        }
    }

    private static Suite.Run run(List<String> only) {
        return new Suite.Run(only, false, 1, finding -> {});
    }
}
