package org.tocsin.gateway.scaip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Units with a password: who proves it, who fails, and who never answers the challenge. */
class ScaipDigestJourneyTest {
    static Centre centre;

    @BeforeAll
    static void open() throws Exception {
        centre = Centre.quick();
    }

    @AfterAll
    static void close() throws Exception {
        centre.close();
    }

    @Test
    void theRightPasswordAfterTheChallenge() throws Exception {
        String cid = centre.unitWithSecret();
        String body = HandUnit.press(cid, "A1");
        try (HandUnit unit = HandUnit.udp(centre.port())) {
            String challenge = challenge(unit, cid, body, "right");
            String authorization = HandUnit.authorization(challenge, cid, Centre.SECRET, "00000001");
            String message = HandUnit.message(cid, body, "z9hG4bKright2", "right", 2, authorization);
            unit.send(message);

            assertThat(unit.receive()).startsWith("SIP/2.0 200 ");
            assertThat(unit.receiveAndAnswer()).contains("<ref>A1</ref><snu>0</snu>");
            await().pollDelay(Duration.ofMillis(700))
                    .untilAsserted(() -> assertThat(centre.signals(cid))
                            .singleElement()
                            .satisfies(row ->
                                    assertThat(row.getArrayOfStrings("doubts")).isEmpty()));

            unit.send(message.replace("z9hG4bKright2", "z9hG4bKright3"));
            assertThat(unit.receive()).startsWith("SIP/2.0 401 ").contains("stale=true");
        }
    }

    @Test
    void withoutQualityOfProtection() throws Exception {
        String cid = centre.unitWithSecret();
        String body = HandUnit.press(cid, "B1");
        try (HandUnit unit = HandUnit.tcp(centre.port())) {
            String challenge = challenge(unit, cid, body, "noqop");
            unit.send(HandUnit.message(
                    cid, body, "b2", "noqop", 2, HandUnit.authorization(challenge, cid, Centre.SECRET, null)));

            assertThat(unit.receive()).startsWith("SIP/2.0 200 ");
        }
    }

    @Test
    void aWrongPasswordIsHeardMarkedAndRefused() throws Exception {
        String cid = centre.unitWithSecret();
        String body = HandUnit.press(cid, "C1");
        try (HandUnit unit = HandUnit.udp(centre.port())) {
            String challenge = challenge(unit, cid, body, "wrong");
            unit.send(HandUnit.message(
                    cid,
                    body,
                    "z9hG4bKwrong2",
                    "wrong",
                    2,
                    HandUnit.authorization(challenge, cid, "guess", "00000001")));

            assertThat(unit.receive()).startsWith("SIP/2.0 401 ").doesNotContain("stale");
            assertThat(centre.signals(cid))
                    .singleElement()
                    .satisfies(
                            row -> assertThat(row.getArrayOfStrings("doubts")).containsExactly("FAILED_PASSWORD"));
            assertThat(unit.receive(300)).isEmpty();
        }
    }

    @Test
    void whoNeverAnswersTheChallengeIsHeardAllTheSame() throws Exception {
        String cid = centre.unitWithSecret();
        try (HandUnit unit = HandUnit.udp(centre.port())) {
            challenge(unit, cid, HandUnit.press(cid, "D1"), "never");
            assertThat(centre.signals(cid)).isEmpty();

            await().untilAsserted(() -> assertThat(centre.signals(cid))
                    .singleElement()
                    .satisfies(
                            row -> assertThat(row.getArrayOfStrings("doubts")).containsExactly("FAILED_PASSWORD")));
        }
    }

    @Test
    void aHeartbeatThatProvesNothingIsNoSignOfLife() throws Exception {
        String cid = centre.unitWithSecret();
        String body = "<mrq><ref>E1</ref><mty>PI</mty><cid>" + cid + "</cid><dty>2</dty></mrq>";
        try (HandUnit unit = HandUnit.udp(centre.port())) {
            challenge(unit, cid, body, "beat");
            await().pollDelay(Duration.ofMillis(1200)).untilAsserted(() -> {
                assertThat(centre.signals(cid)).isEmpty();
                assertThat(centre.rows(
                                "select 1 from sign_of_life l join home_unit u on u.id = l.unit_id where u.cid = $1",
                                cid))
                        .isEmpty();
            });
        }
    }

    @Test
    void whoeverIsStillChallengedWhenTheGatewayEndsIsStored() throws Exception {
        try (Centre ending = Centre.standard();
                HandUnit unit = HandUnit.udp(ending.port())) {
            String cid = ending.unitWithSecret();
            challenge(unit, cid, HandUnit.press(cid, "F1"), "ending");
            ending.stop();

            assertThat(ending.signals(cid)).hasSize(1);
        }
    }

    private static String challenge(HandUnit unit, String cid, String body, String callId) throws Exception {
        unit.send(HandUnit.message(cid, body, "z9hG4bK" + callId, callId, 1, ""));
        String challenge = unit.receive();
        assertThat(challenge)
                .startsWith("SIP/2.0 401 Unauthorized\r\n")
                .contains(
                        "WWW-Authenticate: Digest realm=\"arc.example.net\", nonce=\"", "algorithm=MD5, qop=\"auth\"");
        return challenge;
    }
}
