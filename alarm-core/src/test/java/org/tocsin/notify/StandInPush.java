package org.tocsin.notify;

import static org.tocsin.alarm.Town.await;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.Signature;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.tocsin.platform.Ids;

/**
 * A push service and the browser behind it: checks who signs (RFC 8292) as the one the browser was told, opens what was
 * sealed (RFC 8291) by itself, and says 410 once the browser has gone.
 */
final class StandInPush implements AutoCloseable {
    final KeyPair browser = P256.generate();
    final byte[] authentication = Ids.randomBytes(16);
    final List<JsonObject> shown = new CopyOnWriteArrayList<>();
    final List<String> problems = new CopyOnWriteArrayList<>();
    volatile boolean gone;
    private final HttpServer server;

    StandInPush(Vertx vertx) {
        this.server =
                await(vertx.createHttpServer().requestHandler(this::handle).listen(0, "127.0.0.1"));
    }

    String origin() {
        return "http://127.0.0.1:" + server.actualPort();
    }

    PushSubscriptions.Subscription subscription() {
        Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
        return PushSubscriptions.Subscription.of(
                        origin() + "/push/abc",
                        base64.encodeToString(P256.point(browser)),
                        base64.encodeToString(authentication))
                .orElseThrow();
    }

    private void handle(HttpServerRequest request) {
        request.body().onSuccess(body -> {
            int status = gone ? 410 : 201;
            try {
                check(request);
                if (!gone) {
                    shown.add(new JsonObject(Buffer.buffer(open(body.getBytes()))));
                }
            } catch (Exception e) {
                problems.add(e.toString());
                status = 400;
            }
            request.response()
                    .setStatusCode(status)
                    .end()
                    .onFailure(e -> request.connection().close());
        });
    }

    private void check(HttpServerRequest request) throws Exception {
        String[] said =
                request.getHeader("Authorization").replaceFirst("^vapid t=", "").split(", k=");
        String[] parts = said[0].split("\\.");
        Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
        signature.initVerify(P256.publicKey(Base64.getUrlDecoder().decode(said[1])));
        signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
        JsonObject claims = new JsonObject(Buffer.buffer(Base64.getUrlDecoder().decode(parts[1])));
        boolean right = signature.verify(Base64.getUrlDecoder().decode(parts[2]))
                && claims.getString("aud").equals(origin())
                && claims.getString("sub").startsWith("mailto:")
                && Integer.parseInt(request.getHeader("TTL")) > 0
                && request.getHeader("Content-Encoding").equals("aes128gcm");
        if (!right) {
            throw new IllegalArgumentException("not signed as it should be");
        }
    }

    /** As a browser does, from the text of the standard. */
    private byte[] open(byte[] body) throws Exception {
        ByteBuffer in = ByteBuffer.wrap(body);
        byte[] salt = new byte[16];
        in.get(salt);
        in.getInt();
        byte[] sender = new byte[in.get()];
        in.get(sender);
        byte[] sealed = new byte[in.remaining()];
        in.get(sealed);
        byte[] secret = P256.agree(browser.getPrivate(), P256.publicKey(sender));
        byte[] info = concat(
                "WebPush: info\0".getBytes(StandardCharsets.US_ASCII), P256.point(browser), sender, new byte[] {1});
        byte[] prk = mac(salt, mac(mac(authentication, secret), info));
        byte[] key = Arrays.copyOf(mac(prk, "Content-Encoding: aes128gcm\0\1".getBytes(StandardCharsets.US_ASCII)), 16);
        byte[] nonce = Arrays.copyOf(mac(prk, "Content-Encoding: nonce\0\1".getBytes(StandardCharsets.US_ASCII)), 12);
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, nonce));
        byte[] padded = cipher.doFinal(sealed);
        return Arrays.copyOf(padded, padded.length - 1);
    }

    private static byte[] mac(byte[] key, byte[] text) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text);
    }

    private static byte[] concat(byte[]... parts) {
        Buffer all = Buffer.buffer();
        for (byte[] part : parts) {
            all.appendBytes(part);
        }
        return all.getBytes();
    }

    @Override
    public void close() {
        await(server.close());
    }
}
