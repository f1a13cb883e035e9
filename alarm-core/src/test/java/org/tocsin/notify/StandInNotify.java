package org.tocsin.notify;

import static org.tocsin.alarm.Town.await;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * A stand-in for GOV.UK Notify that answers as its REST API documentation says: who signs wrongly, or with a clock more
 * than 30 s off, gets 403, an unknown template or a missing place 400, a number that is none 400.
 */
final class StandInNotify implements AutoCloseable {
    static final String ISSUER = "26785a09-ab16-4eb0-8407-a37497a57506";
    static final String SECRET = "3d844edf-8d35-48ac-975b-e847b4f122b0";
    static final String KEY = "my_test_key-" + ISSUER + "-" + SECRET;
    static final String TEXT = "f33517ff-2a88-4f6e-b855-c550268ce08a";
    static final String MAIL = "740e5834-3a29-46b4-9a6f-16142fde533a";

    final List<JsonObject> taken = new CopyOnWriteArrayList<>();
    /** What it answers before it looks at anything; its own trouble. */
    final Queue<Integer> troubles = new ConcurrentLinkedQueue<>();

    private final InstantSource clock;
    private final HttpServer server;

    StandInNotify(Vertx vertx, InstantSource clock) {
        this.clock = clock;
        this.server =
                await(vertx.createHttpServer().requestHandler(this::handle).listen(0, "127.0.0.1"));
    }

    String url() {
        return "http://127.0.0.1:" + server.actualPort();
    }

    private void handle(HttpServerRequest request) {
        request.body().onSuccess(body -> {
            Integer trouble = troubles.poll();
            if (trouble != null) {
                refuse(request, trouble, trouble == 429 ? "RateLimitError" : "Exception", "Internal server error");
            } else {
                judge(request, body.toJsonObject());
            }
        });
    }

    private void judge(HttpServerRequest request, JsonObject body) {
        String problem = token(request.getHeader("Authorization"));
        if (problem != null) {
            refuse(request, 403, "AuthError", problem);
            return;
        }
        boolean text = request.path().equals("/v2/notifications/sms");
        if (!text && !request.path().equals("/v2/notifications/email")) {
            refuse(request, 404, "NoResultFound", "No result found");
            return;
        }
        if (!body.getString("template_id").equals(text ? TEXT : MAIL)) {
            refuse(request, 400, "BadRequestError", "Template not found");
            return;
        }
        for (String place : text ? List.of("words", "link") : List.of("subject", "words", "link")) {
            if (!body.getJsonObject("personalisation").containsKey(place)) {
                refuse(request, 400, "BadRequestError", "Missing personalisation: " + place);
                return;
            }
        }
        if (text && !body.getString("phone_number").matches("(\\+44|0)7[0-9]{9}")) {
            refuse(request, 400, "ValidationError", "phone_number Not a UK mobile number");
            return;
        }
        taken.add(body);
        JsonObject answer =
                new JsonObject().put("id", UUID.randomUUID().toString()).put("reference", body.getString("reference"));
        request.response()
                .setStatusCode(201)
                .end(answer.toBuffer())
                .onFailure(e -> request.connection().close());
    }

    /** Null for a token that holds. */
    private @Nullable String token(@Nullable String header) {
        String[] parts = header == null
                ? new String[0]
                : header.replaceFirst("^Bearer ", "").split("\\.");
        if (parts.length != 3) {
            return "Unauthorized: authentication bearer scheme must be used";
        }
        JsonObject claims = new JsonObject(Buffer.buffer(Base64.getUrlDecoder().decode(parts[1])));
        if (!claims.getString("iss").equals(ISSUER)) {
            return "Invalid token: service not found";
        }
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            byte[] signed = mac.doFinal((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
            if (!java.util.Arrays.equals(signed, Base64.getUrlDecoder().decode(parts[2]))) {
                return "Invalid token: API key not found";
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        boolean inTime = Math.abs(claims.getLong("iat") - clock.instant().getEpochSecond()) <= 30;
        return inTime ? null : "Error: Your system clock must be accurate to within 30 seconds";
    }

    private static void refuse(HttpServerRequest request, int status, String error, String message) {
        JsonObject answer = new JsonObject()
                .put("status_code", status)
                .put(
                        "errors",
                        new JsonArray().add(new JsonObject().put("error", error).put("message", message)));
        request.response()
                .setStatusCode(status)
                .end(answer.toBuffer())
                .onFailure(e -> request.connection().close());
    }

    @Override
    public void close() {
        await(server.close());
    }
}
