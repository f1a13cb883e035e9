package org.tocsin.signal;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.tocsin.platform.Ids;

/** Signals for tests, as a gateway would make them. */
public final class Signals {
    public static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    private Signals() {}

    /** A pendant pressed. */
    public static Signal press(String cid, String ref) {
        return of(cid, ref, Map.of("dty", "0003", "stc", "0010"), NOON);
    }

    /** A message with these elements. */
    public static Signal of(String cid, String ref, Map<String, String> elements, Instant at) {
        Map<String, String> values = new HashMap<>(elements);
        values.put("cid", cid);
        values.put("ref", ref);
        SignalBody body = new SignalBody(values, null);
        return of(cid, ref, Classification.kind(body), body, at);
    }

    public static Signal of(String cid, String ref, SignalKind kind, SignalBody body, Instant at) {
        byte[] raw = new java.util.TreeMap<>(body.values()).toString().getBytes(StandardCharsets.UTF_8);
        Origin origin = new Origin(Protocol.SCAIP, "192.0.2.10", "gateway-test", at);
        return new Signal(
                Ids.next(),
                new Signal.Key(cid, ref, sha256(raw)),
                kind,
                body,
                raw,
                new Signal.Context(origin, "demo", Set.of()));
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
