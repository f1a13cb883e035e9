package org.tocsin.console.notify;

import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Role;
import org.tocsin.console.Login;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.Refusal;
import org.tocsin.console.SignedIn;
import org.tocsin.console.board.WallClock;
import org.tocsin.notify.Channel;
import org.tocsin.notify.NotificationStore;
import org.tocsin.notify.Outbox;
import org.tocsin.notify.Provider;
import org.tocsin.notify.ProviderReach;
import org.tocsin.notify.ProviderRules;
import org.tocsin.notify.ProviderStore;
import org.tocsin.response.TextAnswers;
import org.tocsin.service.ServiceStore;

/** For managers: through whom their service sends messages, a trial, and what became of the last fifty. */
public final class NotificationPages {
    private static final String AT = "/notifications";
    private static final int LONGEST = 1_000;

    private final Parts parts;
    private final Pages pages;
    private final ProviderStore providers;
    private final NotificationStore messages;
    private final Outbox outbox;
    private final TextAnswers texts;
    private final ServiceStore services;
    private final AuditTrail audit;

    /** @param reach which servers messages may be handed to */
    public NotificationPages(Parts parts, Pages pages, ProviderReach reach) {
        this.parts = parts;
        this.pages = pages;
        this.providers = new ProviderStore(parts.database(), parts.keyring(), parts.clock(), reach);
        this.messages = new NotificationStore(parts.database());
        this.outbox = new Outbox(parts.database(), parts.clock());
        this.texts = new TextAnswers(parts.database(), parts.clock(), parts.wakeup());
        this.services = new ServiceStore(parts.database(), parts.clock());
        this.audit = new AuditTrail(parts.database(), parts.clock());
    }

    /** Adds the addresses, for people who are signed in. */
    public void mount(Router router) {
        router.route(AT + "*").handler(NotificationPages::forManagers);
        router.get(AT).handler(context -> show(context, Map.of(), ""));
        router.post(AT + "/address").handler(this::address);
        router.post(AT + "/trial").handler(this::trial);
        router.post(AT + "/providers/:kind").handler(this::put);
        router.post(AT + "/providers/:kind/end").handler(this::end);
    }

    private static void forManagers(RoutingContext context) {
        Role role = Login.signedIn(context).role();
        if (role == Role.MANAGER || role == Role.ADMIN) {
            context.next();
        } else {
            context.fail(403, new Refusal("That is for managers."));
        }
    }

    private void put(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        Provider.Kind kind = kind(context);
        if (kind == null) {
            context.fail(404);
            return;
        }
        providers
                .put(
                        me.scope(),
                        kind,
                        said(context, ProviderRules.settings(kind)),
                        said(context, ProviderRules.secrets(kind)))
                .compose(result -> result.faults().isEmpty()
                        ? record(context, "set-notify-provider").map(result)
                        : Future.succeededFuture(result))
                .onSuccess(result -> {
                    if (result.faults().isEmpty()) {
                        Pages.seeOther(context, AT);
                    } else {
                        context.response().setStatusCode(422);
                        show(context, result.faults(), "Nothing was changed: " + kind.words() + " is not complete.");
                    }
                })
                .onFailure(context::fail);
    }

    private void end(RoutingContext context) {
        Provider.Kind kind = kind(context);
        if (kind == null) {
            context.fail(404);
            return;
        }
        providers
                .end(Login.signedIn(context).scope(), kind)
                .compose(ended -> record(context, "end-notify-provider"))
                .onSuccess(ended -> Pages.seeOther(context, AT))
                .onFailure(context::fail);
    }

    private void address(RoutingContext context) {
        String url = Pages.text(context, "url").replaceFirst("/+$", "");
        if (!url.isEmpty() && !url.matches("https?://[^\\s?#]{1,300}")) {
            context.response().setStatusCode(422);
            show(context, Map.of(), "Nothing was changed: an address begins with https://");
            return;
        }
        messages.setPublicUrl(Login.signedIn(context).scope(), url.isEmpty() ? null : url)
                .compose(set -> record(context, "set-public-address"))
                .onSuccess(set -> Pages.seeOther(context, AT))
                .onFailure(context::fail);
    }

    private void trial(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        String to = Pages.text(context, "to");
        Channel channel = Arrays.stream(Channel.values())
                .filter(one -> one.name().equals(Pages.text(context, "channel")))
                .findFirst()
                .orElse(null);
        boolean fits = channel == Channel.SMS ? to.matches("[+0-9 ]{8,20}") : to.matches("[^@\\s<>]+@[^@\\s<>]+");
        if (channel == null || channel == Channel.PUSH || !fits || to.length() > 254) {
            context.response().setStatusCode(422);
            show(context, Map.of(), "Nothing was sent: say a mobile number or an e-mail address.");
            return;
        }
        outbox.trial(me.scope(), channel, to)
                .compose(id -> record(context, "send-trial-message"))
                .onSuccess(id -> Pages.seeOther(context, AT))
                .onFailure(context::fail);
    }

    private void show(RoutingContext context, Map<String, String> faults, String problem) {
        SignedIn me = Login.signedIn(context);
        Future<List<Provider>> inUse = providers.list(me.scope());
        Future<List<NotificationStore.Line>> latest = messages.latest(me.scope());
        Future<List<TextAnswers.Line>> received = texts.latest(me.scope());
        Future<Optional<String>> address = messages.publicUrl(me.scope());
        Future<WallClock> clock = services.findById(me.serviceId())
                .map(service -> new WallClock(service.orElseThrow().zone()));
        // The numbers and addresses of people stand on it.
        record(context, "read-notifications")
                .compose(audited -> Future.all(inUse, latest, received, address, clock))
                .onSuccess(all -> {
                    NotificationPage page = new NotificationPage(
                            address.result().orElse(""),
                            Arrays.stream(Provider.Kind.values())
                                    .map(kind -> kind(kind, inUse.result(), faults, address.result()))
                                    .toList(),
                            latest.result().stream()
                                    .map(line -> message(line, clock.result()))
                                    .toList(),
                            received.result().stream()
                                    .map(line -> received(line, clock.result()))
                                    .toList(),
                            inUse.result().stream()
                                    .flatMap(one -> one.channels().stream())
                                    .filter(channel -> channel != Channel.PUSH)
                                    .distinct()
                                    .map(Channel::name)
                                    .toList());
                    Pages.html(
                            context,
                            pages.render("notifications.jte", Map.of("me", me, "page", page, "problem", problem)));
                })
                .onFailure(context::fail);
    }

    private static NotificationPage.Kind kind(
            Provider.Kind kind, List<Provider> inUse, Map<String, String> faults, Optional<String> address) {
        Provider now =
                inUse.stream().filter(one -> one.kind() == kind).findFirst().orElse(null);
        List<NotificationPage.Field> fields = new ArrayList<>();
        ProviderRules.settings(kind).forEach((name, words) -> {
            if (!name.equals("publicKey")) {
                String value = now == null ? ProviderRules.usual(kind).getOrDefault(name, "") : now.setting(name);
                fields.add(field(name, words, value, false, false, faults));
            }
        });
        ProviderRules.secrets(kind).forEach((name, words) -> {
            if (!name.equals("privateKey")) {
                boolean kept = now != null && !now.secret(name).isEmpty();
                fields.add(field(name, words, "", true, kept, faults));
            }
        });
        String receipts = null;
        String texts = null;
        if (kind == Provider.Kind.GOVUK_NOTIFY && now != null && address.isPresent()) {
            receipts = address.get() + "/notify/receipts/" + now.id();
            texts = now.secret("replyToken").isEmpty() ? null : address.get() + "/notify/texts/" + now.id();
        }
        return new NotificationPage.Kind(
                kind.name().toLowerCase(Locale.ROOT), kind.words(), now != null, fields, receipts, texts);
    }

    private static NotificationPage.Field field(
            String name, String words, String value, boolean secret, boolean kept, Map<String, String> faults) {
        String plain = words.endsWith("*") ? words.substring(0, words.length() - 1) + " (if any)" : words;
        return new NotificationPage.Field(name, plain, value, secret, kept, faults.getOrDefault(name, ""));
    }

    private static NotificationPage.Message message(NotificationStore.Line line, WallClock clock) {
        return new NotificationPage.Message(
                clock.full(line.askedAt()),
                line.channel().words() + " to " + line.recipient(),
                line.channel() == Channel.PUSH ? "their phone" : line.to(),
                line.state().toLowerCase(Locale.ROOT) + (line.attempts() > 1 ? ", " + line.attempts() + " tries" : ""),
                line.problem() == null ? "" : line.problem());
    }

    private static NotificationPage.Received received(TextAnswers.Line line, WallClock clock) {
        return new NotificationPage.Received(
                clock.full(line.sentAt()),
                line.contact() == null ? line.from() : line.contact() + ", " + line.from(),
                line.words(),
                line.outcome().words(),
                line.alarmId(),
                line.alarm());
    }

    private Future<Void> record(RoutingContext context, String action) {
        SignedIn me = Login.signedIn(context);
        return audit.record(me.scope(), action, "service:" + me.serviceId(), Pages.address(context));
    }

    private static Map<String, String> said(RoutingContext context, Map<String, String> asked) {
        Map<String, String> said = new LinkedHashMap<>();
        asked.keySet().forEach(name -> {
            String text = Pages.text(context, name);
            said.put(name, text.length() > LONGEST ? text.substring(0, LONGEST) : text);
        });
        return new HashMap<>(said);
    }

    private static Provider.@Nullable Kind kind(RoutingContext context) {
        String name = context.pathParam("kind").toUpperCase(Locale.ROOT);
        return Arrays.stream(Provider.Kind.values())
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElse(null);
    }
}
