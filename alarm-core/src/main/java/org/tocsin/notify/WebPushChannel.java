package org.tocsin.notify;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;

/**
 * Notices on people's phones: RFC 8030, signed as RFC 8292 (VAPID) and sealed as RFC 8291 ask. The push service between
 * learns when and how long a message is, nothing else.
 */
final class WebPushChannel implements NotificationChannel {
    /** Less than a day (RFC 8292 §2). */
    private static final Duration SIGNED_FOR = Duration.ofHours(12);

    private final HttpPost http;
    private final PushSubscriptions subscriptions;
    private final InstantSource clock;

    WebPushChannel(HttpPost http, PushSubscriptions subscriptions, InstantSource clock) {
        this.http = http;
        this.subscriptions = subscriptions;
        this.clock = clock;
    }

    @Override
    public Future<Outcome> send(Provider provider, Notification notification, Words words) {
        return subscriptions
                .find(notification.serviceId(), UUID.fromString(notification.to()))
                .compose(found -> {
                    if (found.isEmpty()) {
                        return Future.succeededFuture(new Outcome.Gone());
                    }
                    PushSubscriptions.Subscription to = found.get();
                    return ProviderRules.isAllowed(provider, to.endpoint())
                            ? post(provider, notification, words, to)
                            : Future.succeededFuture(new Outcome.Never("this phone's push service is not allowed"));
                });
    }

    private Future<Outcome> post(
            Provider provider, Notification notification, Words words, PushSubscriptions.Subscription to) {
        Instant now = clock.instant();
        JsonObject notice = new JsonObject()
                .put("title", words.subject())
                .put("body", words.text())
                .put("tag", notification.id().toString())
                .put("path", "/respond");
        byte[] sealed =
                PushSealing.seal(notice.encode().getBytes(StandardCharsets.UTF_8), to.receiver(), to.authentication());
        long seconds =
                Math.max(1, Duration.between(now, notification.expiresAt()).toSeconds());
        Map<String, String> headers = Map.of(
                "TTL", Long.toString(seconds),
                "Urgency", "high",
                "Content-Type", "application/octet-stream",
                "Content-Encoding", "aes128gcm",
                "Authorization", vapid(provider, to.endpoint(), now));
        return http.send(to.endpoint(), headers, Buffer.buffer(sealed))
                .map(WebPushChannel::outcome)
                .recover(e -> Future.succeededFuture(Outcome.unanswered("the push service", e)));
    }

    private static String vapid(Provider provider, String endpoint, Instant now) {
        URI uri = URI.create(endpoint);
        JsonObject claims = new JsonObject()
                .put("aud", uri.getScheme() + "://" + uri.getRawAuthority())
                .put("exp", now.plus(SIGNED_FOR).getEpochSecond())
                .put("sub", provider.setting("subject"));
        return "vapid t=" + JsonWebTokens.es256(P256.privateKey(provider.secret("privateKey")), claims) + ", k="
                + provider.setting("publicKey");
    }

    /** RFC 8030 §5 and §7.3: taken; gone for ever; too many; too long. */
    private static Outcome outcome(HttpPost.Answer answer) {
        int status = answer.status();
        if (status >= 200 && status < 300) {
            return new Outcome.Accepted(null);
        }
        if (status == 404 || status == 410) {
            return new Outcome.Gone();
        }
        String why = "the push service answered " + status;
        return status == 429 || status >= 500 ? new Outcome.Later(why) : new Outcome.Never(why);
    }
}
