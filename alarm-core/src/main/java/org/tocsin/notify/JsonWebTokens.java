package org.tocsin.notify;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The two kinds of signed tokens (RFC 7519) providers ask for. Pure. */
final class JsonWebTokens {
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private JsonWebTokens() {}

    /** As GOV.UK Notify asks for it: who sends, and when (HS256, RFC 7518 §3.2). */
    static String hs256(String issuer, String secret, Instant at) {
        String signed = part(new JsonObject().put("typ", "JWT").put("alg", "HS256"))
                + "."
                + part(new JsonObject().put("iss", issuer).put("iat", at.getEpochSecond()));
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return signed + "." + BASE64.encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    /** With an elliptic curve's key (ES256, RFC 7518 §3.4). */
    static String es256(PrivateKey key, JsonObject claims) {
        String signed = part(new JsonObject().put("typ", "JWT").put("alg", "ES256")) + "." + part(claims);
        try {
            Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initSign(key);
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + BASE64.encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the key cannot sign", e);
        }
    }

    private static String part(JsonObject json) {
        return BASE64.encodeToString(json.encode().getBytes(StandardCharsets.UTF_8));
    }
}
