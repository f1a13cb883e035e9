package org.tocsin.notify;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.mail.LoginOption;
import io.vertx.ext.mail.MailClient;
import io.vertx.ext.mail.MailConfig;
import io.vertx.ext.mail.MailMessage;
import io.vertx.ext.mail.SMTPException;
import io.vertx.ext.mail.StartTLSOptions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** E-mails through a mail server (RFC 5321). That the server has taken one is all that is ever known. */
final class SmtpChannel implements NotificationChannel {
    private static final int MOST_SERVERS = 200;

    private final Vertx vertx;
    private final ProviderReach reach;
    /** One a provider; a changed provider is another. */
    private final Map<UUID, MailClient> clients = new LinkedHashMap<>();

    SmtpChannel(Vertx vertx, ProviderReach reach) {
        this.vertx = vertx;
        this.reach = reach;
    }

    @Override
    public Future<Outcome> send(Provider provider, Notification notification, Words words) {
        String from = provider.setting("from");
        MailMessage message = new MailMessage()
                .setFrom(from)
                .setTo(notification.to())
                .setSubject(words.subject())
                .setText(words.whole() + "\n")
                // Tried twice, it is still one message to whoever receives it.
                .addHeader("Message-ID", "<" + notification.id() + from.substring(from.indexOf('@')) + ">")
                .addHeader("Auto-Submitted", "auto-generated");
        return reached(provider)
                .compose(v -> client(provider).sendMail(message))
                .timeout(NotificationRules.WITHIN.toMillis(), TimeUnit.MILLISECONDS)
                .<Outcome>map(sent -> new Outcome.Accepted(sent.getMessageID()))
                .recover(e -> Future.succeededFuture(outcome(e)));
    }

    private Future<Void> reached(Provider provider) {
        return reach.anywhere()
                ? Future.succeededFuture()
                : vertx.executeBlocking(() -> reach.find(provider.setting("host")), false)
                        .mapEmpty();
    }

    synchronized Future<Void> close() {
        List<Future<?>> closed = new ArrayList<>();
        clients.values().forEach(client -> closed.add(client.close()));
        clients.clear();
        return Future.join(closed).mapEmpty();
    }

    private synchronized MailClient client(Provider provider) {
        MailClient known = clients.get(provider.id());
        if (known != null) {
            return known;
        }
        if (clients.size() >= MOST_SERVERS) {
            UUID eldest = clients.keySet().iterator().next();
            Objects.requireNonNull(clients.remove(eldest)).close().onComplete(closed -> {});
        }
        MailClient made = MailClient.create(vertx, config(provider));
        clients.put(provider.id(), made);
        return made;
    }

    private static MailConfig config(Provider provider) {
        String security = provider.setting("security");
        String username = provider.setting("username");
        MailConfig config = new MailConfig()
                .setHostname(provider.setting("host"))
                .setPort(Integer.parseInt(provider.setting("port")))
                .setSsl(security.equals("TLS"))
                .setStarttls(security.equals("STARTTLS") ? StartTLSOptions.REQUIRED : StartTLSOptions.DISABLED)
                .setLogin(username.isEmpty() ? LoginOption.DISABLED : LoginOption.REQUIRED)
                .setMaxPoolSize(4);
        return username.isEmpty() ? config : config.setUsername(username).setPassword(provider.secret("password"));
    }

    /** RFC 5321 §4.2.1: a 5yz answer is for good, and anything else may pass. */
    private static Outcome outcome(Throwable e) {
        if (e instanceof SMTPException refused) {
            String why = "the mail server answered " + refused.getReplyCode();
            return refused.isPermanent() ? new Outcome.Never(why) : new Outcome.Later(why);
        }
        return Outcome.unanswered("the mail server", e);
    }
}
