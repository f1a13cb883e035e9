package org.tocsin.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tocsin.alarm.Town.await;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Scope;
import org.tocsin.alarm.ActResult;
import org.tocsin.alarm.AlarmDesk;
import org.tocsin.alarm.Town;
import org.tocsin.platform.Keyring;
import org.tocsin.response.CalloutState;
import org.tocsin.response.KeyholderDesk;

/** From the callout to the answer, through stand-ins that behave as the providers document. */
class NotificationTest {
    static final Keyring KEYRING = Keyring.fromHex("3c".repeat(32));
    static Town town;
    static NotificationWorker worker;
    static NotificationWorker second;
    static ProviderStore providers;
    static StandInNotify notify;
    static StandInMail mail;
    static StandInPush push;
    static int count;

    AlarmDesk desk;
    UUID service;
    UUID home;
    Scope olga;
    UUID alarm;

    @BeforeAll
    static void open() {
        town = new Town();
        worker = new NotificationWorker(
                town.vertx, town.database, KEYRING, town.clock, town.wakeup, ProviderReach.ANYWHERE);
        second = new NotificationWorker(
                town.vertx, town.database, KEYRING, town.clock, town.wakeup, ProviderReach.ANYWHERE);
        providers = new ProviderStore(town.database, KEYRING, town.clock, ProviderReach.ANYWHERE);
        notify = new StandInNotify(town.vertx, town.clock);
        mail = new StandInMail(town.vertx);
        push = new StandInPush(town.vertx);
    }

    @AfterAll
    static void close() {
        worker.start();
        second.start();
        await(worker.stop());
        await(second.stop());
        notify.close();
        mail.close();
        push.close();
        town.close();
    }

    @BeforeEach
    void pressed() {
        notify.taken.clear();
        notify.troubles.clear();
        mail.mails.clear();
        count++;
        desk = new AlarmDesk(town.database, town.clock, town.wakeup);
        service = town.service("notes-" + count);
        town.sql("update service set public_url = 'https://tocsin.example.net' where id = '%s'", service);
        olga = town.person(service, "olga-n" + count, "Olga Operator", "OPERATOR");
        home = town.home(service, "7 Mill Lane");
        town.resident(service, home, "Ada Byron", "ACTIVE", Town.MORNING);
        alarm = town.alarm(service, home);
        assertThat(await(desk.take(olga, alarm))).isInstanceOf(ActResult.Done.class);
    }

    @Test
    void a_keyholder_is_asked_by_text_answers_the_signed_link_and_the_log_tells_it() {
        govUkNotify();
        UUID dora = contact("Dora Daughter", "07700 900123", null);
        callOut(dora);
        send();
        JsonObject text = notify.taken.get(0);
        assertThat(text.getString("phone_number")).isEqualTo("07700900123");
        JsonObject places = text.getJsonObject("personalisation");
        assertThat(places.getString("words"))
                .contains("Ada may need help", "Can you go now?")
                .doesNotContain("Byron", "Mill Lane");
        String link = places.getString("link");
        assertThat(link).startsWith("https://tocsin.example.net/k/");
        assertThat(log()).endsWith("MESSAGE Text to Dora Daughter sent");
        assertThat(town.progress(olga, alarm).state().name()).isEqualTo("RESPONDING");

        assertThat(receipt(text, "delivered", "0123456789")).isTrue();
        assertThat(receipt(text, "delivered", "0123456789")).isTrue();
        assertThat(receipt(text, "permanent-failure", "wrong-token")).isFalse();
        assertThat(log()).endsWith("MESSAGE Text to Dora Daughter delivered");

        KeyholderDesk keyholders = new KeyholderDesk(town.database, KEYRING, town.clock, town.wakeup);
        String token = link.substring(link.lastIndexOf('/') + 1);
        KeyholderDesk.View asked = await(keyholders.look(token)).orElseThrow();
        assertThat(asked.state()).isEqualTo(CalloutState.OFFERED);
        assertThat(asked.person()).isEqualTo("Ada");
        String other = (token.charAt(0) == 'A' ? "B" : "A") + token.substring(1);
        assertThat(await(keyholders.look(other))).isEmpty();
        assertThat(await(keyholders.answer(token, true)).orElseThrow().state()).isEqualTo(CalloutState.ACCEPTED);
        assertThat(log()).endsWith("ACCEPTED Dora Daughter accepted by the link sent to them");
        assertThat(await(town.alarms.find(olga, alarm)).orElseThrow().callout())
                .isEqualTo("Dora Daughter has accepted");
        assertThat(await(keyholders.answer(token, true)).orElseThrow().state()).isEqualTo(CalloutState.ACCEPTED);
        assertThat(await(keyholders.answer(token, false)).orElseThrow().state()).isEqualTo(CalloutState.DECLINED);
        assertThat(log()).contains("DECLINED Dora Daughter declined by the link sent to them");
    }

    @Test
    void what_cannot_be_sent_is_tried_again_for_as_long_as_it_makes_sense_and_then_stands_in_the_log() {
        govUkNotify();
        callOut(contact("Dora Daughter", "+44 7700 900123", null));
        notify.troubles.addAll(List.of(500, 429));
        send();
        assertThat(notify.taken).isEmpty();
        town.pass(Duration.ofSeconds(2));
        send();
        town.pass(Duration.ofSeconds(4));
        send();
        assertThat(notify.taken).hasSize(1);

        callOut(contact("Carl Cousin", "07700 900124", null));
        for (int i = 0; i < 30; i++) {
            notify.troubles.add(503);
        }
        for (int i = 0; i < 130; i++) {
            send();
            town.pass(Duration.ofSeconds(1));
        }
        assertThat(notify.taken).hasSize(1);
        assertThat(log()).endsWith("NOT_SENT Text to Carl Cousin not sent: GOV.UK Notify says: Internal server error");
    }

    @Test
    void a_number_that_is_none_is_not_tried_again_and_a_landline_not_at_all() {
        govUkNotify();
        callOut(contact("Lena Landline", "0113 496 0000", null));
        send();
        assertThat(log()).noneMatch(line -> line.contains("Text"));
        callOut(contact("Fred Foreign", "+1 202 555 0100", null));
        send();
        assertThat(log())
                .endsWith(
                        "NOT_SENT Text to Fred Foreign not sent: GOV.UK Notify says: phone_number Not a UK mobile number");
        assertThat(notify.taken).isEmpty();
    }

    @Test
    void what_could_be_sent_before_the_provider_was_ended_stands_in_the_log_as_not_sent() {
        UUID dora = contact("Dora Daughter", "07700 900123", "dora@example.net");
        callOut(dora);
        assertThat(log()).as("a service that never sent a text").noneMatch(line -> line.startsWith("NOT_SENT"));
        govUkNotify();
        await(providers.end(olga, Provider.Kind.GOVUK_NOTIFY));
        callOut(contact("Sam Son", "07700 900124", "sam@example.net"));
        assertThat(log())
                .endsWith(
                        "NOT_SENT E-mail to Sam Son not sent: the service has no provider for it any more",
                        "NOT_SENT Text to Sam Son not sent: the service has no provider for it any more");
        callOut(contact("Lena Landline", "0113 496 0000", null));
        assertThat(log()).noneMatch(line -> line.contains("to Lena Landline"));
    }

    @Test
    void whoever_reads_welsh_is_asked_in_welsh_whatever_the_provider_is_set_to() {
        govUkNotify();
        UUID dora = contact("Dora Daughter", "07700 900123", null);
        town.sql("update contact set language = 'cy' where id = '%s'", dora);
        callOut(dora);
        send();
        JsonObject places = notify.taken.get(0).getJsonObject("personalisation");
        assertThat(places.getString("words")).contains("Efallai fod angen help ar Ada");
        assertThat(places.getString("link")).endsWith("?lang=cy");
    }

    @Test
    void somebody_who_has_answered_is_not_asked_any_more() {
        govUkNotify();
        callOut(contact("Dora Daughter", "07700 900123", null));
        town.sql("update callout set state = 'WITHDRAWN' where alarm_id = '%s'", alarm);
        send();
        assertThat(notify.taken).isEmpty();
        assertThat(log()).noneMatch(line -> line.contains("Text"));
    }

    @Test
    void an_e_mail_goes_by_the_mail_server_and_what_it_refuses_for_good_stands_in_the_log() {
        Map<String, String> settings = Map.of(
                "host",
                "127.0.0.1",
                "port",
                Integer.toString(mail.port()),
                "security",
                "NONE",
                "from",
                "alarms@example.net");
        assertThat(await(providers.put(olga, Provider.Kind.SMTP, settings, Map.of()))
                        .faults())
                .isEmpty();
        callOut(contact("Dora Daughter", null, "dora@example.net"));
        send();
        assertThat(mail.mails)
                .singleElement()
                .satisfies(text -> assertThat(text)
                        .contains("To: dora@example.net", "can you go?", "/k/", "Message-ID: <")
                        .doesNotContain("Mill Lane"));
        assertThat(log()).endsWith("MESSAGE E-mail to Dora Daughter sent");
        callOut(contact("No Body", null, "nobody@example.net"));
        send();
        assertThat(log()).endsWith("NOT_SENT E-mail to No Body not sent: the mail server answered 550");
    }

    @Test
    void a_responder_s_phone_shows_a_notice_that_only_it_can_read_until_it_is_gone() {
        assertThat(await(providers.put(
                                olga,
                                Provider.Kind.WEB_PUSH,
                                Map.of("subject", "mailto:ops@example.net", "origins", push.origin()),
                                Map.of()))
                        .faults())
                .isEmpty();
        Scope rita = town.person(service, "rita-n" + count, "Rita Responder", "RESPONDER");
        UUID responder = town.contact(rita, null, 1, "Rita Responder");
        town.sql("update contact set telephone = null where id = '%s'", responder);
        Provider provider = await(providers.find(rita, Provider.Kind.WEB_PUSH)).orElseThrow();
        PushSubscriptions phones = new PushSubscriptions(town.database, town.clock);
        assertThat(await(phones.add(rita, provider, push.subscription()))).isTrue();
        assertThat(PushSubscriptions.Subscription.of("https://internal.example.net/x", "AAAA", "BBBB"))
                .isEqualTo(Optional.empty());

        callOut(responder);
        send();
        assertThat(push.problems).isEmpty();
        JsonObject notice = push.shown.get(0);
        assertThat(notice.getString("path")).isEqualTo("/respond");
        assertThat(notice.getString("body")).contains("Ada may need help");
        int before = push.shown.size();
        town.sql("update callout set state = 'WITHDRAWN' where alarm_id = '%s'", alarm);
        town.sql("update operator set active = false where id = '%s'", Objects.requireNonNull(rita.operatorId()));
        assertThat(await(desk.callOut(olga, alarm, responder))).isInstanceOf(ActResult.NotAllowed.class);
        send();
        assertThat(push.shown).hasSize(before);
        town.sql("update operator set active = true where id = '%s'", Objects.requireNonNull(rita.operatorId()));
        push.gone = true;
        town.sql("update callout set state = 'WITHDRAWN' where alarm_id = '%s'", alarm);
        callOut(responder);
        send();
        assertThat(log())
                .endsWith(
                        "NOT_SENT Notice on the phone to Rita Responder not sent: this phone takes no notices any more");
        push.gone = false;
    }

    @Test
    void two_processes_send_one_message_once_and_providers_and_messages_stay_within_their_service() {
        govUkNotify();
        callOut(contact("Dora Daughter", "07700 900123", null));
        await(io.vertx.core.Future.all(worker.round(), second.round()));
        await(io.vertx.core.Future.all(worker.rest(), second.rest()));
        assertThat(notify.taken).hasSize(1);
        Scope elsewhere = new Scope(town.service("elsewhere-" + count), null, "x");
        assertThat(await(providers.list(elsewhere))).isEmpty();
        assertThat(await(new NotificationStore(town.database).latest(elsewhere)))
                .isEmpty();
        assertThat(await(new NotificationStore(town.database).latest(olga))).hasSize(1);
        assertThat(await(providers.find(olga, Provider.Kind.GOVUK_NOTIFY))
                        .orElseThrow()
                        .toString())
                .doesNotContain(StandInNotify.SECRET);
    }

    @Test
    void a_provider_says_what_is_wrong_and_keeps_its_secret_when_it_is_not_said_again() {
        assertThat(await(providers.put(
                                olga,
                                Provider.Kind.GOVUK_NOTIFY,
                                Map.of("url", "http://169.254.169.254"),
                                Map.of("apiKey", "x")))
                        .faults())
                .containsKeys("url", "apiKey", "smsTemplate");
        govUkNotify();
        Map<String, String> changed = new HashMap<>(await(providers.find(olga, Provider.Kind.GOVUK_NOTIFY))
                .orElseThrow()
                .settings());
        changed.remove("emailTemplate");
        assertThat(await(providers.put(olga, Provider.Kind.GOVUK_NOTIFY, changed, Map.of("apiKey", "")))
                        .faults())
                .isEmpty();
        Provider now = await(providers.find(olga, Provider.Kind.GOVUK_NOTIFY)).orElseThrow();
        assertThat(now.secret("apiKey")).isEqualTo(StandInNotify.KEY);
        assertThat(now.channels()).containsExactly(Channel.SMS);

        // The key is told to no other server than the one it was said for.
        changed.put("url", "https://elsewhere.example.net");
        assertThat(await(providers.put(olga, Provider.Kind.GOVUK_NOTIFY, changed, Map.of("apiKey", "")))
                        .faults())
                .containsOnlyKeys("apiKey");
        assertThat(await(providers.put(olga, Provider.Kind.GOVUK_NOTIFY, changed, Map.of("apiKey", StandInNotify.KEY)))
                        .faults())
                .isEmpty();
        changed.put("url", "https://elsewhere.example.net/x?y=");
        assertThat(await(providers.put(olga, Provider.Kind.GOVUK_NOTIFY, changed, Map.of("apiKey", StandInNotify.KEY)))
                        .faults())
                .containsOnlyKeys("url");
    }

    private void govUkNotify() {
        Map<String, String> settings =
                Map.of("url", notify.url(), "smsTemplate", StandInNotify.TEXT, "emailTemplate", StandInNotify.MAIL);
        Map<String, String> secrets = Map.of("apiKey", StandInNotify.KEY, "receiptToken", "0123456789");
        assertThat(await(providers.put(olga, Provider.Kind.GOVUK_NOTIFY, settings, secrets))
                        .faults())
                .isEmpty();
    }

    private UUID contact(String name, @Nullable String telephone, @Nullable String email) {
        UUID id = town.contact(new Scope(service, null, "x"), home, 1, name);
        town.sql(
                "update contact set telephone = %s, email = %s where id = '%s'",
                telephone == null ? "null" : "'" + telephone + "'", email == null ? "null" : "'" + email + "'", id);
        return id;
    }

    private void callOut(UUID contact) {
        assertThat(await(desk.callOut(olga, alarm, contact))).isInstanceOf(ActResult.Done.class);
    }

    private static void send() {
        await(worker.round());
        await(worker.rest());
    }

    private boolean receipt(JsonObject text, String status, String token) {
        DeliveryReceipts receipts = new DeliveryReceipts(town.database, KEYRING, town.clock, town.wakeup);
        UUID provider = await(providers.find(olga, Provider.Kind.GOVUK_NOTIFY))
                .orElseThrow()
                .id();
        return await(receipts.received(
                provider,
                token,
                new JsonObject().put("reference", text.getString("reference")).put("status", status)));
    }

    private List<String> log() {
        return town.log(olga, alarm);
    }
}
