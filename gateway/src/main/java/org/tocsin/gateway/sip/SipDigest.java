package org.tocsin.gateway.sip;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Keyring;

/**
 * The digest of RFC 7616 and RFC 8760 as units speak it over SIP: SHA-256 or MD5, {@code qop} auth or absent (RFC
 * 2617). Nonces hold no state: time, a random part and an HMAC; what is remembered, bounded, is only how often each was
 * used, and which algorithm a unit knows. On the endpoint's thread.
 */
public final class SipDigest {
    private static final String PURPOSE = "sip-nonce";
    private static final long VALID_MILLIS = 5 * 60 * 1000L;
    private static final int TIME_DIGITS = 12;
    private static final int RANDOM_DIGITS = 16;
    private static final int MAC_BYTES = 12;
    private static final int MOST_NONCES = 65_536;

    private final String realm;
    private final String gatewayId;
    private final Keyring keyring;
    private final InstantSource clock;
    private final Map<String, Integer> used = new LinkedHashMap<>();
    private final ChallengeOrder order = new ChallengeOrder();
    private long forgottenUntil;

    /** What a digest proves. */
    public enum Verdict {
        PROVEN,
        /** None was sent, or not for this realm: challenge. */
        ABSENT,
        /** The password is right, the nonce used up, expired or another gateway's: challenge with {@code stale=true}. */
        STALE,
        WRONG
    }

    /**
     * @param realm as configured in the units
     * @param gatewayId whose nonces are valid here
     */
    public SipDigest(String realm, String gatewayId, Keyring keyring, InstantSource clock) {
        this.realm = realm;
        this.gatewayId = gatewayId;
        this.keyring = keyring;
        this.clock = clock;
    }

    /**
     * The answer to a request that did not prove itself: one challenge for each algorithm, with a fresh nonce.
     *
     * @param cid who is asked
     * @param verdict on what it has sent
     */
    public SipReply challenge(String cid, Verdict verdict) {
        List<DigestAlgorithm> algorithms = verdict == Verdict.ABSENT ? order.ask(cid) : order.again(cid);
        String nonce = nonce();
        return SipReply.challenge(algorithms.stream()
                .map(algorithm -> "Digest realm=\"" + realm + "\", nonce=\"" + nonce + "\", algorithm="
                        + algorithm.wire() + ", qop=\"auth\"" + (verdict == Verdict.STALE ? ", stale=true" : ""))
                .toList());
    }

    /**
     * Judges the Authorization of a request. Each nonce count is good once.
     *
     * @param cid who it must be
     * @param secret of that unit
     */
    public Verdict check(SipRequest request, String cid, String secret) {
        Map<String, String> given = given(request);
        DigestAlgorithm algorithm = given == null ? null : algorithm(given);
        if (given == null || algorithm == null) {
            return Verdict.ABSENT;
        }
        String uri = given.getOrDefault("uri", "");
        String expected = response(algorithm, given, request.method(), secret);
        byte[] answer =
                given.getOrDefault("response", "").toLowerCase(Locale.ROOT).getBytes(ISO_8859_1);
        // Senders differ in the user part and parameters; only the host is the same everywhere.
        boolean sameHost = SipAddress.host(uri).equals(SipAddress.host(request.uri()));
        if (expected == null || !MessageDigest.isEqual(expected.getBytes(US_ASCII), answer) || !sameHost) {
            return Verdict.WRONG;
        }
        if (!fresh(given)) {
            return Verdict.STALE;
        }
        order.proved(cid, algorithm);
        return Verdict.PROVEN;
    }

    /** RFC 7616 §3.4.1; null for a quality of protection that was not offered. */
    static @Nullable String response(
            DigestAlgorithm algorithm, Map<String, String> given, String method, String secret) {
        String user = given.getOrDefault("username", "");
        String ha1 = algorithm.hash(user + ":" + given.getOrDefault("realm", "") + ":" + secret);
        String ha2 = algorithm.hash(method + ":" + given.getOrDefault("uri", ""));
        String nonce = given.getOrDefault("nonce", "");
        String qop = given.get("qop");
        if (qop == null) {
            return algorithm.hash(ha1 + ":" + nonce + ":" + ha2);
        }
        if (!qop.equalsIgnoreCase("auth")) {
            return null;
        }
        String count = given.getOrDefault("nc", "");
        return algorithm.hash(
                ha1 + ":" + nonce + ":" + count + ":" + given.getOrDefault("cnonce", "") + ":" + qop + ":" + ha2);
    }

    private @Nullable Map<String, String> given(SipRequest request) {
        for (String field : request.headers().all(HeaderName.AUTHORIZATION)) {
            if (field.regionMatches(true, 0, "Digest ", 0, 7)) {
                Map<String, String> parameters = SipParameters.read(field, 7);
                if (realm.equals(parameters.get("realm")) && algorithm(parameters) != null) {
                    return parameters;
                }
            }
        }
        return null;
    }

    private static @Nullable DigestAlgorithm algorithm(Map<String, String> given) {
        return DigestAlgorithm.named(given.getOrDefault("algorithm", DigestAlgorithm.MD5.wire()))
                .orElse(null);
    }

    private String nonce() {
        String time = HexFormat.of().toHexDigits(clock.millis(), TIME_DIGITS);
        String random = HexFormat.of().formatHex(Ids.randomBytes(RANDOM_DIGITS / 2));
        return time + random + mac(time + random);
    }

    private String mac(String text) {
        byte[] mac = keyring.digest(PURPOSE, (gatewayId + ":" + text).getBytes(UTF_8));
        return HexFormat.of().formatHex(mac, 0, MAC_BYTES);
    }

    private boolean fresh(Map<String, String> given) {
        String nonce = given.getOrDefault("nonce", "");
        int signed = TIME_DIGITS + RANDOM_DIGITS;
        if (nonce.length() != signed + 2 * MAC_BYTES) {
            return false;
        }
        byte[] mac = mac(nonce.substring(0, signed)).getBytes(US_ASCII);
        if (!MessageDigest.isEqual(mac, nonce.substring(signed).getBytes(ISO_8859_1))) {
            return false;
        }
        long issued = HexFormat.fromHexDigitsToLong(nonce, 0, TIME_DIGITS);
        long age = clock.millis() - issued;
        return age <= VALID_MILLIS
                && age >= -VALID_MILLIS
                && issued > forgottenUntil
                && countedUp(nonce, issued, given);
    }

    /** A nonce without quality of protection has no count, so it is good once. */
    private boolean countedUp(String nonce, long issued, Map<String, String> given) {
        int count = given.get("qop") == null ? Integer.MAX_VALUE : hex(given.getOrDefault("nc", ""));
        Integer before = used.get(nonce);
        if (count <= 0 || (before != null && count <= before)) {
            return false;
        }
        if (before == null && used.size() >= MOST_NONCES) {
            forgetOldest();
        }
        used.put(nonce, count);
        return issued > 0;
    }

    /** What is forgotten can no more be told from unused; so nonces as old as that are no longer taken. */
    private void forgetOldest() {
        String oldest = used.keySet().iterator().next();
        used.remove(oldest);
        forgottenUntil = Math.max(forgottenUntil, HexFormat.fromHexDigitsToLong(oldest, 0, TIME_DIGITS));
    }

    private static int hex(String text) {
        try {
            return text.length() > 8 ? -1 : Integer.parseUnsignedInt(text, 16) & Integer.MAX_VALUE;
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
