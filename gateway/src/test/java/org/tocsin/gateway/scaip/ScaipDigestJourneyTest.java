package org.tocsin.gateway.scaip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Units with a password: who proves it, who fails, and who never answers the challenge. */
class ScaipDigestJourneyTest {
    private static final AtomicInteger COUNT = new AtomicInteger();

    static Centre centre;

    @BeforeAll
    static void open() throws Exception {
        centre = Centre.quick();
    }

    @AfterAll
    static void close() throws Exception {
        centre.close();
    }

    @ParameterizedTest
    @CsvSource({"UDP, MD5", "UDP, SHA_256", "TLS, MD5", "TLS, SHA_256"})
    @DisplayName("RX-31 none: 401; the right password: 200; the same count of the nonce again: stale")
    void theRightPasswordAfterTheChallenge(Wire wire, HandDigest digest) throws Exception {
        String cid = centre.unitWithSecret();
        String body = HandUnit.press(cid, "A1");
        try (HandUnit unit = wire.to(centre)) {
            String right = answer(digest, challenge(unit, cid, body), cid, Centre.SECRET, "00000001");
            unit.send(message(cid, body, right));

            assertThat(unit.receive()).startsWith("SIP/2.0 200 ");
            assertThat(unit.receiveAndAnswer()).contains("<ref>A1</ref><snu>0</snu>");

            unit.send(message(cid, body, right));
            assertThat(unit.receive()).startsWith("SIP/2.0 401 ").contains("stale=true");
            onFileOnceWithoutADoubt(cid);
        }
    }

    @ParameterizedTest
    @CsvSource({"UDP, MD5", "UDP, SHA_256", "TLS, MD5", "TLS, SHA_256"})
    @DisplayName("RX-31 a nonce that is not valid here: stale, and the right password with the fresh one is believed")
    void aStaleNonce(Wire wire, HandDigest digest) throws Exception {
        String cid = centre.unitWithSecret();
        String body = HandUnit.press(cid, "S1");
        try (HandUnit unit = wire.to(centre)) {
            String old = challenge(unit, cid, body).replaceAll("nonce=\"....", "nonce=\"0000");
            unit.send(message(cid, body, answer(digest, old, cid, Centre.SECRET, "00000001")));
            String stale = unit.receive();
            assertThat(stale).startsWith("SIP/2.0 401 ").contains("stale=true");

            unit.send(message(cid, body, answer(digest, stale, cid, Centre.SECRET, "00000001")));
            assertThat(unit.receive()).startsWith("SIP/2.0 200 ");
            assertThat(unit.receiveAndAnswer()).contains("<ref>S1</ref><snu>0</snu>");
            assertThat(centre.signals(cid))
                    .singleElement()
                    .satisfies(
                            row -> assertThat(row.getArrayOfStrings("doubts")).isEmpty());
        }
    }

    @ParameterizedTest
    @CsvSource({"TCP, MD5", "UDP, SHA_256"})
    @DisplayName("RX-31 without quality of protection: 200")
    void withoutQualityOfProtection(Wire wire, HandDigest digest) throws Exception {
        String cid = centre.unitWithSecret();
        String body = HandUnit.press(cid, "B1");
        try (HandUnit unit = wire.to(centre)) {
            unit.send(message(cid, body, answer(digest, challenge(unit, cid, body), cid, Centre.SECRET, null)));

            assertThat(unit.receive()).startsWith("SIP/2.0 200 ");
        }
    }

    @ParameterizedTest
    @CsvSource({"UDP, MD5", "UDP, SHA_256", "TLS, MD5", "TLS, SHA_256"})
    @DisplayName("RX-31 a wrong password: heard, marked, and 401")
    void aWrongPasswordIsHeardMarkedAndRefused(Wire wire, HandDigest digest) throws Exception {
        String cid = centre.unitWithSecret();
        String body = HandUnit.press(cid, "C1");
        try (HandUnit unit = wire.to(centre)) {
            unit.send(message(cid, body, answer(digest, challenge(unit, cid, body), cid, "guess", "00000001")));

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
            challenge(unit, cid, HandUnit.press(cid, "D1"));
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
            challenge(unit, cid, body);
            await().pollDelay(Centre.CHALLENGE_WAIT.plusMillis(700)).untilAsserted(() -> {
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
            challenge(unit, cid, HandUnit.press(cid, "F1"));
            ending.stop();

            assertThat(ending.signals(cid)).hasSize(1);
        }
    }

    /** Also once the time is over in which whoever was challenged should have answered. */
    private static void onFileOnceWithoutADoubt(String cid) {
        await().pollDelay(Centre.CHALLENGE_WAIT.plusMillis(200))
                .untilAsserted(() -> assertThat(centre.signals(cid))
                        .singleElement()
                        .satisfies(row ->
                                assertThat(row.getArrayOfStrings("doubts")).isEmpty()));
    }

    private static String challenge(HandUnit unit, String cid, String body) throws Exception {
        unit.send(message(cid, body, ""));
        String challenge = unit.receive();
        assertThat(challenge)
                .startsWith("SIP/2.0 401 Unauthorized\r\n")
                .contains(
                        "WWW-Authenticate: Digest realm=\"arc.example.net\", nonce=\"",
                        "algorithm=SHA-256, qop=\"auth\"",
                        "algorithm=MD5, qop=\"auth\"");
        return challenge;
    }

    private static String answer(HandDigest digest, String challenge, String cid, String secret, @Nullable String count)
            throws Exception {
        return digest.authorization("MESSAGE", challenge, cid, secret, count);
    }

    /** A request of its own: one with the branch of an earlier one would be taken for its repeat. */
    private static String message(String cid, String body, String further) {
        int n = COUNT.incrementAndGet();
        return HandUnit.message(cid, body, "z9hG4bKd" + n, "digest" + n, 1, further);
    }
}
