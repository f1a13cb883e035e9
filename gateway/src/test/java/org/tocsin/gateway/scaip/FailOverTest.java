package org.tocsin.gateway.scaip;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tocsin.gateway.Gateway;
import org.tocsin.gateway.TestGateway;
import org.tocsin.signal.Protocol;
import org.tocsin.unit.Credential.Authentication;

/** A unit whose first receiver falls silent in the middle of an alarm repeats it at the next. */
class FailOverTest {
    @Test
    void the_same_press_at_two_gateways_is_one_alarm_and_both_answer_alike() throws Exception {
        try (TestGateway first = TestGateway.start()) {
            Gateway second = first.another(Map.of("TOCSIN_GATEWAY_ID", "second"), new SimpleMeterRegistry());
            first.enrol("72000001", Protocol.SCAIP, Authentication.NONE);
            try (HandUnit unit = HandUnit.udp(first.gateway().sipPort());
                    HandUnit again = HandUnit.tcp(second.sipPort())) {
                unit.send(HandUnit.message("72000001", HandUnit.press("72000001", "f1")));
                assertThat(unit.receive()).startsWith("SIP/2.0 200");
                // The reply is not confirmed: the unit has gone to its other receiver already.
                assertThat(unit.receive()).startsWith("MESSAGE ").contains("<ref>f1</ref><snu>0</snu>");
                again.send(HandUnit.message("72000001", HandUnit.press("72000001", "f1")));
                assertThat(again.receive()).startsWith("SIP/2.0 200");
                assertThat(again.receiveAndAnswer()).startsWith("MESSAGE ").contains("<ref>f1</ref><snu>0</snu>");
            }
            assertThat(first.signals("72000001"))
                    .singleElement()
                    .satisfies(signal -> assertThat(signal.repeats()).isOne());
            assertThat(first.rows("select 1 from alarm where cid = $1", "72000001"))
                    .hasSize(1);
        }
    }
}
