package org.tocsin.gateway.sip;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.tocsin.gateway.sip.SipDigest.Verdict;
import org.tocsin.platform.Keyring;

class SipDigestTest {
    private static final String SECRET = "s3cret-unit";
    private static final String CID = "12345678";
    private static final String REALM = "arc.example.net";

    private final Keyring keyring = Keyring.fromHex("ab".repeat(32));
    private Instant now = Instant.parse("2026-03-15T09:30:00Z");
    private final SipDigest digest = new SipDigest(REALM, "gw1", keyring, () -> now);

    /** Calculated by hand for the same formula that a foreign SIP stack's answers were checked with. */
    @Test
    void knownAnswers() {
        Map<String, String> given = new HashMap<>(Map.of(
                "username", "12345678",
                "realm", REALM,
                "uri", "sip:alarm@arc.example.net",
                "nonce", "5f1c9a7e0b6d4c3a",
                "nc", "00000001",
                "cnonce", "0a4f113b",
                "qop", "auth"));

        assertThat(SipDigest.response(DigestAlgorithm.MD5, given, "MESSAGE", SECRET))
                .isEqualTo("6990123e904ed14e548f9bcb8acf1252");
        given.remove("qop");
        assertThat(SipDigest.response(DigestAlgorithm.MD5, given, "MESSAGE", SECRET))
                .isEqualTo("5616335494a299b0f4c11f3775844fc0");
    }

    @Test
    void noneAndAnotherRealmAreChallenged() {
        assertThat(check("")).isEqualTo(Verdict.ABSENT);
        assertThat(check("Authorization: Basic MTIzOjQ1Ng==\r\n")).isEqualTo(Verdict.ABSENT);
        assertThat(check(answer(nonce(), "1", SECRET).replace(REALM, "elsewhere")))
                .isEqualTo(Verdict.ABSENT);
    }

    @Test
    void theRightPasswordIsGoodOnceForEachCount() {
        String nonce = nonce();

        assertThat(check(answer(nonce, "1", SECRET))).isEqualTo(Verdict.PROVEN);
        assertThat(check(answer(nonce, "1", SECRET))).isEqualTo(Verdict.STALE);
        assertThat(check(answer(nonce, "2", SECRET))).isEqualTo(Verdict.PROVEN);
        assertThat(check(answer(nonce, "2", "guess"))).isEqualTo(Verdict.WRONG);
    }

    @Test
    void withoutCountANonceIsGoodOnce() {
        String nonce = nonce();

        assertThat(check(answer(nonce, null, SECRET))).isEqualTo(Verdict.PROVEN);
        assertThat(check(answer(nonce, null, SECRET))).isEqualTo(Verdict.STALE);
    }

    @Test
    void aNonceExpiresAndAnotherGatewaysIsStale() {
        String old = nonce();
        now = now.plus(Duration.ofMinutes(6));
        String foreign = challengedNonce(new SipDigest(REALM, "gw2", keyring, () -> now));

        assertThat(check(answer(old, "1", SECRET))).isEqualTo(Verdict.STALE);
        assertThat(check(answer(foreign, "1", SECRET))).isEqualTo(Verdict.STALE);
        assertThat(check(answer("rubbish", "1", SECRET))).isEqualTo(Verdict.STALE);
        assertThat(check(answer(foreign, "1", "guess"))).isEqualTo(Verdict.WRONG);
    }

    @Test
    void onlyTheHostOfTheUriCounts() {
        assertThat(check(answer(nonce(), "1", SECRET, "sip:arc.example.net:5060")))
                .isEqualTo(Verdict.PROVEN);
        assertThat(check(answer(nonce(), "1", SECRET, "sip:alarm@elsewhere.net")))
                .isEqualTo(Verdict.WRONG);
    }

    @Test
    void bothAlgorithmsAreOfferedTheBetterOneFirst() {
        String fields = digest.challenge(CID, Verdict.ABSENT).fields();
        assertThat(fields.indexOf("algorithm=SHA-256")).isBetween(1, fields.indexOf("algorithm=MD5"));
        assertThat(check(answer(DigestAlgorithm.SHA_256, nonce(), "1", SECRET, "sip:alarm@arc.example.net")))
                .isEqualTo(Verdict.PROVEN);
        assertThat(check(answer(DigestAlgorithm.SHA_256, nonce(), "1", "guess", "sip:alarm@arc.example.net")))
                .isEqualTo(Verdict.WRONG);
        assertThat(check(answer(nonce(), "1", SECRET).replace("qop=auth,", "qop=auth, algorithm=SHA-512-256,")))
                .isEqualTo(Verdict.ABSENT);
    }

    /** RFC 7616 §3.9.1, with its own user, realm, nonces and uri. */
    @Test
    void theExampleOfTheStandard() {
        Map<String, String> given = new HashMap<>(Map.of(
                "username", "Mufasa",
                "realm", "http-auth@example.org",
                "uri", "/dir/index.html",
                "nonce", "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
                "nc", "00000001",
                "cnonce", "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
                "qop", "auth"));
        assertThat(SipDigest.response(DigestAlgorithm.SHA_256, given, "GET", "Circle of Life"))
                .isEqualTo("753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1");
        assertThat(SipDigest.response(DigestAlgorithm.MD5, given, "GET", "Circle of Life"))
                .isEqualTo("8ca523f5e9506fed4657c9700eebdbec");
    }

    @Test
    void whoDoesNotUnderstandTheFirstChallengeIsAskedTheOtherWayRound() {
        assertThat(firstAsked(Verdict.ABSENT)).isEqualTo("SHA-256");
        assertThat(firstAsked(Verdict.ABSENT)).isEqualTo("MD5");
        assertThat(firstAsked(Verdict.ABSENT)).isEqualTo("MD5");
        assertThat(check(answer(DigestAlgorithm.SHA_256, nonce(), "1", SECRET, "sip:alarm@arc.example.net")))
                .isEqualTo(Verdict.PROVEN);
        assertThat(firstAsked(Verdict.ABSENT)).isEqualTo("SHA-256");
        assertThat(check(answer(nonce(), "1", SECRET))).isEqualTo(Verdict.PROVEN);
        assertThat(firstAsked(Verdict.STALE)).isEqualTo("MD5");
    }

    private String firstAsked(Verdict verdict) {
        String fields = digest.challenge(CID, verdict).fields();
        return fields.indexOf("algorithm=SHA-256") < fields.indexOf("algorithm=MD5") ? "SHA-256" : "MD5";
    }

    @Test
    void aChallengeSaysWhenOnlyTheNonceWasWrong() {
        assertThat(digest.challenge(CID, Verdict.STALE).fields())
                .startsWith("WWW-Authenticate: Digest realm=\"arc.example.net\"")
                .endsWith("stale=true\r\n");
        assertThat(digest.challenge(CID, Verdict.WRONG).fields()).doesNotContain("stale");
    }

    private Verdict check(String authorization) {
        String frame = Frames.text("full-alarm").replace("Max-Forwards: 70\r\n", authorization);
        byte[] bytes = frame.getBytes(ISO_8859_1);
        return digest.check((SipRequest) SipCodec.parse(bytes, 0, bytes.length), CID, SECRET);
    }

    private String nonce() {
        return challengedNonce(digest);
    }

    private static String challengedNonce(SipDigest digest) {
        return SipParameters.read(digest.challenge(CID, Verdict.WRONG).fields(), "WWW-Authenticate: Digest ".length())
                .getOrDefault("nonce", "");
    }

    private static String answer(String nonce, @Nullable String count, String secret) {
        return answer(nonce, count, secret, "sip:alarm@arc.example.net");
    }

    private static String answer(String nonce, @Nullable String count, String secret, String uri) {
        return answer(DigestAlgorithm.MD5, nonce, count, secret, uri);
    }

    private static String answer(
            DigestAlgorithm algorithm, String nonce, @Nullable String count, String secret, String uri) {
        Map<String, String> given = new HashMap<>(
                Map.of("username", "12345678", "realm", REALM, "uri", uri, "nonce", nonce, "cnonce", "0a4f113b"));
        String quality = "";
        if (count != null) {
            given.put("qop", "auth");
            given.put("nc", "0000000" + count);
            quality = ", qop=auth, nc=0000000" + count + ", cnonce=\"0a4f113b\"";
        }
        String named = algorithm == DigestAlgorithm.MD5 ? "" : ", algorithm=SHA-256";
        return "Authorization: Digest username=\"12345678\", realm=\"" + REALM + "\", nonce=\"" + nonce + "\", uri=\""
                + uri + "\",response=\"" + SipDigest.response(algorithm, given, "MESSAGE", secret) + "\"" + quality
                + named + "\r\n";
    }
}
