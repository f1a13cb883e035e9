package org.tocsin.notify;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.Map;

/**
 * Texts and e-mails through GOV.UK Notify's HTTP interface (REST API documentation, "Send a message"). The text is the
 * template's, which has the places {@code ((words))} and {@code ((link))}, an e-mail's also {@code ((subject))}. Our own
 * id is the reference, so that a receipt finds the message also when its answer was lost.
 */
final class GovUkNotifyChannel implements NotificationChannel {
    private static final int UUID_LENGTH = 36;
    private static final int LONGEST_PROBLEM = 200;

    private final HttpPost http;
    private final InstantSource clock;

    GovUkNotifyChannel(HttpPost http, InstantSource clock) {
        this.http = http;
        this.clock = clock;
    }

    @Override
    public Future<Outcome> send(Provider provider, Notification notification, Words words) {
        boolean text = notification.channel() == Channel.SMS;
        JsonObject places = new JsonObject()
                .put("words", words.text())
                .put("link", words.link() == null ? "" : words.link())
                .put("subject", words.subject());
        JsonObject body = new JsonObject()
                .put(text ? "phone_number" : "email_address", notification.to())
                .put("template_id", provider.setting(text ? "smsTemplate" : "emailTemplate"))
                .put("personalisation", places)
                .put("reference", notification.id().toString());
        Map<String, String> headers =
                Map.of("Authorization", "Bearer " + token(provider), "Content-Type", "application/json");
        return http.send(
                        provider.setting("url") + "/v2/notifications/" + (text ? "sms" : "email"),
                        headers,
                        body.toBuffer())
                .map(GovUkNotifyChannel::outcome)
                .recover(e -> Future.succeededFuture(Outcome.unanswered("GOV.UK Notify", e)));
    }

    /** The key's last two ids are who sends, and the secret. */
    private String token(Provider provider) {
        String key = provider.secret("apiKey");
        int secret = key.length() - UUID_LENGTH;
        int issuer = secret - 1 - UUID_LENGTH;
        return JsonWebTokens.hs256(key.substring(issuer, issuer + UUID_LENGTH), key.substring(secret), clock.instant());
    }

    private static Outcome outcome(HttpPost.Answer answer) {
        if (answer.status() == 201) {
            JsonObject said = json(answer.body());
            return new Outcome.Accepted(said.getValue("id") instanceof String id ? id : null);
        }
        String why = "GOV.UK Notify says: " + problem(answer);
        // 403: its key was changed, or the clocks differ; 429: too many in a minute; 5xx: its own trouble.
        boolean later = answer.status() == 403 || answer.status() == 429 || answer.status() >= 500;
        return later ? new Outcome.Later(why) : new Outcome.Never(why);
    }

    private static String problem(HttpPost.Answer answer) {
        if (json(answer.body()).getValue("errors") instanceof JsonArray errors
                && !errors.isEmpty()
                && errors.getValue(0) instanceof JsonObject error
                && error.getValue("message") instanceof String message) {
            return message.length() <= LONGEST_PROBLEM ? message : message.substring(0, LONGEST_PROBLEM);
        }
        return "error " + answer.status();
    }

    private static JsonObject json(String text) {
        try {
            return new JsonObject(Buffer.buffer(text));
        } catch (DecodeException e) {
            return new JsonObject();
        }
    }
}
