package org.tocsin.simulator.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tocsin.simulator.conformance.Finding.Outcome;
import org.tocsin.simulator.conformance.sip.RxCases;
import org.tocsin.simulator.conformance.sip.SipBench;
import org.tocsin.simulator.conformance.sip.SipSubject;
import org.tocsin.simulator.conformance.sip.SipTarget;
import org.tocsin.simulator.unit.TlsFiles;

@DisplayName("The suite for SCAIP receivers tells right from wrong")
class ReceiverSuiteTest {
    @Test
    @DisplayName("a decent receiver passes every case that is used against a flawed one")
    void aDecentReceiverPasses() throws Exception {
        List<String> used = Arrays.stream(Flaw.values())
                .flatMap(flaw -> flaw.noticedBy().stream())
                .distinct()
                .toList();
        Findings findings = ask(null, used, Duration.ofSeconds(20));

        assertThat(findings.all()).hasSize(used.size());
        assertThat(findings.all()).allMatch(finding -> finding.outcome() == Outcome.PASS);
        assertThat(findings.exitCode()).isZero();
    }

    @ParameterizedTest
    @EnumSource(Flaw.class)
    @DisplayName("each flaw is noticed")
    void aFlawIsNoticed(Flaw flaw) throws Exception {
        Findings findings = ask(flaw, flaw.noticedBy(), Duration.ofMillis(900));

        assertThat(findings.all()).allMatch(finding -> finding.outcome() == Outcome.FAIL);
        assertThat(findings.exitCode()).isEqualTo(1);
    }

    private static Findings ask(@Nullable Flaw flaw, List<String> only, Duration patience) throws Exception {
        try (FlawedReceiver receiver = new FlawedReceiver(flaw)) {
            SipSubject subject = new SipSubject(
                    SipTarget.of("sip:127.0.0.1:" + receiver.port()),
                    FlawedReceiver.CID,
                    null,
                    new SipSubject.Other("87654321", null),
                    TlsFiles.NONE,
                    patience);
            Suite.Run run = new Suite.Run(only, false, 8, finding -> {});
            assertThat(SipBench.whatIsWrong(subject)).isNull();
            Findings findings = RxCases.suite().run(run, "a flawed receiver", asked -> new SipBench(subject));
            assertThat(receiver.broken()).isNull();
            return findings;
        }
    }
}
