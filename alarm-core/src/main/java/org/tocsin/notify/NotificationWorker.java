package org.tocsin.notify;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.access.Scope;
import org.tocsin.notify.NotificationChannel.Outcome;
import org.tocsin.platform.Database;
import org.tocsin.platform.Keyring;
import org.tocsin.platform.LoggedError;
import org.tocsin.platform.Wakeup;
import org.tocsin.platform.Worker;

/**
 * Sends what waits, in every process: claimed for a lease, handed over outside any transaction, then marked. At least
 * once: a process that dies in between leaves a message that is sent again. What cannot be sent is tried again for as
 * long as it makes sense, at another provider of the service where there is one, and then stands in the alarm's log.
 */
public final class NotificationWorker {
    private static final Logger LOG = LoggerFactory.getLogger(NotificationWorker.class);
    private static final int MOST_UNDER_WAY = 50;
    private static final int OF_EACH_SERVICE = 5;

    private final NotificationStore store;
    private final ProviderStore providers;
    private final PushSubscriptions subscriptions;
    private final Keyring keyring;
    private final InstantSource clock;
    private final Wakeup wakeup;
    private final HttpPost http;
    private final SmtpChannel smtp;
    private final Map<Provider.Kind, NotificationChannel> channels = new EnumMap<>(Provider.Kind.class);
    private final Worker worker;
    private final Set<Future<?>> underWay = ConcurrentHashMap.newKeySet();

    /** @param reach which servers providers may be */
    public NotificationWorker(
            Vertx vertx, Database database, Keyring keyring, InstantSource clock, Wakeup wakeup, ProviderReach reach) {
        this.store = new NotificationStore(database);
        this.providers = new ProviderStore(database, keyring, clock, reach);
        this.subscriptions = new PushSubscriptions(database, clock);
        this.keyring = keyring;
        this.clock = clock;
        this.wakeup = wakeup;
        this.http = new HttpPost(vertx, reach);
        this.smtp = new SmtpChannel(vertx, reach);
        channels.put(Provider.Kind.GOVUK_NOTIFY, new GovUkNotifyChannel(http, clock));
        channels.put(Provider.Kind.SMTP, smtp);
        channels.put(Provider.Kind.WEB_PUSH, new WebPushChannel(http, subscriptions, clock));
        this.worker = Worker.bounded(vertx, "notification", this::round);
    }

    /** Begins to look about once a second. Called once. */
    public void start() {
        worker.start();
    }

    /** Looks no more; done when what is under way has ended. */
    public Future<Void> stop() {
        return worker.stop().eventually(this::rest).eventually(smtp::close).eventually(http::close);
    }

    /** Done when nothing is under way. */
    Future<Void> rest() {
        return Future.join(List.copyOf(underWay)).transform(ended -> Future.succeededFuture());
    }

    /** Begins to send what is due. A provider that is slow keeps the next look from nobody. */
    Future<Boolean> round() {
        int room = MOST_UNDER_WAY - underWay.size();
        if (room <= 0) {
            return Future.succeededFuture(false);
        }
        return store.claim(clock.instant(), OF_EACH_SERVICE, room).map(claims -> {
            claims.forEach(this::begin);
            return claims.size() == room;
        });
    }

    private void begin(NotificationStore.Claim claim) {
        Future<Void> sending = send(claim).recover(e -> {
            LOG.atError()
                    .addKeyValue("worker", "notification")
                    .addKeyValue("alarmId", claim.notification().alarmId())
                    .addKeyValue("error", LoggedError.of(e))
                    .log("a message could not be sent, it is tried again when its lease is over");
            return Future.succeededFuture();
        });
        underWay.add(sending);
        sending.onComplete(ended -> underWay.remove(sending));
    }

    private Future<Void> send(NotificationStore.Claim claim) {
        Notification one = claim.notification();
        if (!clock.instant().isBefore(one.expiresAt())) {
            return failed(claim, "its time was over");
        }
        return store.about(one)
                .compose(about -> about.wanted()
                        ? providers.list(Scope.platform(one.serviceId())).compose(all -> {
                            Provider provider = choose(all, one);
                            return provider == null
                                    ? failed(claim, "no provider sends it any more")
                                    : handOver(claim, provider, words(provider, one, about));
                        })
                        : store.dropped(claim, clock.instant()));
    }

    /** At each attempt another one, where the service has several for this channel. */
    static @Nullable Provider choose(List<Provider> providers, Notification one) {
        List<Provider> fit = providers.stream()
                .filter(provider -> provider.channels().contains(one.channel()))
                .toList();
        return fit.isEmpty() ? null : fit.get((one.attempt() - 1) % fit.size());
    }

    private Words words(Provider provider, Notification one, NotificationStore.About about) {
        MessageLanguage language = MessageLanguage.of(provider, about.language());
        OutsideCall.Situation untaken = about.untaken();
        if (untaken != null) {
            return Words.untaken(language, about.service(), untaken, about.publicUrl(), clock.instant());
        }
        if (one.calloutId() == null) {
            return Words.trial(language, about.service());
        }
        String link = about.publicUrl() == null
                ? null
                : about.publicUrl() + "/k/" + AnswerLink.token(keyring, one.calloutId());
        boolean replies = one.channel() == Channel.SMS && ProviderRules.takesReplies(provider);
        return Words.callout(language, about.service(), about.person(), link, replies);
    }

    private Future<Void> handOver(NotificationStore.Claim claim, Provider provider, Words words) {
        NotificationChannel channel = channels.get(provider.kind());
        if (channel == null) {
            return Future.failedFuture(new IllegalStateException("every kind has its channel"));
        }
        return channel.send(provider, claim.notification(), words).compose(outcome -> {
            Instant now = clock.instant();
            if (outcome instanceof Outcome.Accepted accepted) {
                return store.sent(claim, provider, accepted.reference(), now).onSuccess(v -> wakeup.ring());
            }
            if (outcome instanceof Outcome.Later later) {
                return later(claim, later.why(), now);
            }
            if (outcome instanceof Outcome.Never never) {
                return failed(claim, never.why());
            }
            Notification one = claim.notification();
            return subscriptions
                    .gone(one.serviceId(), UUID.fromString(one.to()))
                    .compose(v -> failed(claim, "this phone takes no notices any more"));
        });
    }

    private Future<Void> later(NotificationStore.Claim claim, String why, Instant now) {
        Notification one = claim.notification();
        int most = one.step() == null ? NotificationRules.MOST_ATTEMPTS : NotificationRules.MOST_ATTEMPTS_OUTSIDE;
        Instant again = NotificationRules.again(one.attempt(), most, now, one.expiresAt());
        return again == null ? failed(claim, why) : store.later(claim, again, why);
    }

    private Future<Void> failed(NotificationStore.Claim claim, String why) {
        return store.failed(claim, why, clock.instant()).onSuccess(v -> wakeup.ring());
    }
}
