package org.tocsin.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** Against the worked example of RFC 8291, appendix A, and the tokens of RFC 7519. */
class PushSealingTest {
    private static final Base64.Decoder BASE64 = Base64.getUrlDecoder();

    @Test
    void a_message_is_sealed_as_in_the_standard_s_example() {
        KeyPair sender = new KeyPair(
                P256.publicKey(BASE64.decode(
                        "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8")),
                P256.privateKey("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"));
        byte[] sealed = PushSealing.seal(
                "When I grow up, I want to be a watermelon".getBytes(StandardCharsets.UTF_8),
                BASE64.decode(
                        "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"),
                BASE64.decode("BTBZMqHH6r4Tts7J_aSIgg"),
                sender,
                BASE64.decode("DGv6ra1nlYgDCS1FRnbzlw"));
        assertThat(Base64.getUrlEncoder().withoutPadding().encodeToString(sealed))
                .isEqualTo("DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27ml"
                        + "mlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPT"
                        + "pK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN");
    }

    @Test
    void what_is_no_point_of_the_curve_is_no_key() {
        byte[] point = P256.point(P256.generate());
        assertThat(P256.publicKey(point)).isNotNull();
        assertThatThrownBy(() -> PushSealing.seal(new byte[4_000], point, new byte[16]))
                .isInstanceOf(IllegalArgumentException.class);
        point[64] ^= 1;
        assertThatThrownBy(() -> P256.publicKey(point)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> P256.publicKey(new byte[65])).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void tokens_are_signed_so_that_others_can_check_them() throws Exception {
        KeyPair keys = P256.generate();
        String token = JsonWebTokens.es256(P256.privateKey(P256.scalar(keys)), new JsonObject().put("aud", "x"));
        String[] parts = token.split("\\.");
        Signature check = Signature.getInstance("SHA256withECDSAinP1363Format");
        check.initVerify(P256.publicKey(P256.point(keys)));
        check.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
        assertThat(check.verify(BASE64.decode(parts[2]))).isTrue();

        String shared = JsonWebTokens.hs256(
                "26785a09-ab16-4eb0-8407-a37497a57506",
                "3d844edf-8d35-48ac-975b-e847b4f122b0",
                Instant.ofEpochSecond(1_568_818_578));
        String[] said = shared.split("\\.");
        assertThat(new String(BASE64.decode(said[0]), StandardCharsets.UTF_8))
                .isEqualTo("{\"typ\":\"JWT\",\"alg\":\"HS256\"}");
        assertThat(new String(BASE64.decode(said[1]), StandardCharsets.UTF_8))
                .isEqualTo("{\"iss\":\"26785a09-ab16-4eb0-8407-a37497a57506\",\"iat\":1568818578}");
        assertThat(BASE64.decode(said[2])).hasSize(32);
    }
}
