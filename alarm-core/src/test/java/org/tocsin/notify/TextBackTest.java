package org.tocsin.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tocsin.alarm.Town.await;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
import org.tocsin.home.SubjectAccess;
import org.tocsin.notify.ReceivedTexts.Read;
import org.tocsin.platform.Keyring;
import org.tocsin.platform.Times;
import org.tocsin.response.TextAnswers;
import org.tocsin.telephone.CallBack;
import org.tocsin.telephone.CallBacks;

/** From a text that asks to the text that answers, through a stand-in that behaves as the provider documents. */
class TextBackTest {
    private static final Keyring KEYRING = Keyring.fromHex("3c".repeat(32));
    private static final String TOKEN = "token-of-received-texts";
    private static final String DORA = "447700900123";

    private static Town town;
    private static NotificationWorker worker;
    private static StandInNotify notify;
    private static ProviderStore providers;
    private static ReceivedTexts received;
    private static TextAnswers answers;
    private static CallBacks callBacks;
    private static int count;

    private AlarmDesk desk;
    private UUID service;
    private UUID home;
    private Scope olga;
    private UUID alarm;
    private UUID dora;

    @BeforeAll
    static void open() {
        town = new Town();
        worker = new NotificationWorker(
                town.vertx, town.database, KEYRING, town.clock, town.wakeup, ProviderReach.ANYWHERE);
        notify = new StandInNotify(town.vertx, town.clock);
        providers = new ProviderStore(town.database, KEYRING, town.clock, ProviderReach.ANYWHERE);
        received = new ReceivedTexts(town.database, KEYRING, town.clock);
        answers = new TextAnswers(town.database, town.clock, town.wakeup);
        callBacks = new CallBacks(town.database, town.clock, town.wakeup);
    }

    @AfterAll
    static void close() {
        worker.start();
        await(worker.stop());
        notify.close();
        town.close();
    }

    @BeforeEach
    void asked() {
        notify.taken.clear();
        count++;
        town.pass(Duration.ofDays(2));
        desk = new AlarmDesk(town.database, town.clock, town.wakeup);
        service = town.service("texts-" + count);
        olga = town.person(service, "olga-t" + count, "Olga Operator", "OPERATOR");
        provider(olga, "yes", TOKEN);
        home = town.home(service, "7 Mill Lane");
        town.resident(service, home, "Ada Byron", "ACTIVE", Town.MORNING);
        alarm = town.alarm(service, home);
        assertThat(await(desk.take(olga, alarm))).isInstanceOf(ActResult.Done.class);
        dora = contact(home, 1, "Dora Daughter", "07700 900123");
        callOut(alarm, dora);
        town.pass(Duration.ofSeconds(20));
    }

    @Test
    void one_is_i_am_going_and_means_the_same_as_by_the_link() {
        assertThat(notify.taken.get(0).getJsonObject("personalisation").getString("words"))
                .contains("Can you go now? Text 1: I am going, 2: I can't.");
        assertThat(text("a", DORA, "1")).isInstanceOf(Read.Taken.class);
        assertThat(log()).endsWith("ACCEPTED Dora Daughter accepted by text: \"1\"");
        assertThat(sounds()).isFalse();
        assertThat(value("select state || ' ' || (due_at is not null) from callout where contact_id = '" + dora + "'"))
                .isEqualTo("ACCEPTED true");
        // Sent again by the provider, and said again by Dora.
        text("a", DORA, "1");
        assertThat(log()).endsWith("ACCEPTED Dora Daughter accepted by text: \"1\"");
        text("b", DORA, "On my way");
        assertThat(log()).endsWith("TEXTED Dora Daughter texted again: \"On my way\"");
        text("c", DORA, "2 sorry");
        assertThat(log()).anyMatch(line -> line.equals("DECLINED Dora Daughter declined by text: \"2 sorry\""));
        assertThat(await(answers.latest(olga)))
                .extracting(line -> line.outcome().name())
                .containsExactly("DECLINED", "AGAIN", "ACCEPTED");
    }

    @Test
    void minutes_in_a_text_are_when_they_expect_to_be_there() {
        text("a", DORA, "20 min");
        assertThat(value("select state from callout where contact_id = '" + dora + "'"))
                .as("who has not said that they go, has not said so by minutes")
                .isEqualTo("OFFERED");
        assertThat(expected()).isNull();
        assertThat(sounds()).isTrue();
        assertThat(await(desk.take(olga, alarm))).isInstanceOf(ActResult.Done.class);
        Instant first = town.clock.instant();
        text("b", DORA, "Yes, 10 mins");
        assertThat(expected()).isEqualTo(first.plus(Duration.ofMinutes(10)));
        assertThat(log())
                .anyMatch(line -> line.equals("ACCEPTED Dora Daughter accepted by text: \"Yes, 10 mins\""))
                .last()
                .asString()
                .matches("EXPECTED Dora Daughter expects to be there at ..:.., by text");
        town.pass(Duration.ofMinutes(1));
        Instant again = town.clock.instant();
        text("c", DORA, "20 min");
        assertThat(expected()).isEqualTo(again.plus(Duration.ofMinutes(20)));
        assertThat(log().get(log().size() - 1))
                .matches("EXPECTED Dora Daughter now expects to be there at ..:.., not at ..:.., by text");
        assertThat(sounds()).as("she goes, and needs not be rung").isFalse();
        // Handed on late: overtaken by what she said after it.
        text("d", DORA, "on my way, 5 min", first.plusSeconds(1));
        assertThat(expected()).isEqualTo(again.plus(Duration.ofMinutes(20)));
        text("e", DORA, "Can't");
        assertThat(value("select state from callout where contact_id = '" + dora + "'"))
                .isEqualTo("DECLINED");
    }

    private @Nullable Instant expected() {
        return await(town.database
                .pool()
                .query("select expected_at from callout where contact_id = '" + dora + "'")
                .execute()
                .map(rows -> Times.fromRowOrNull(rows.iterator().next().getOffsetDateTime(0))));
    }

    @Test
    void a_text_from_their_own_number_that_answered_nothing_is_in_their_copy() {
        UUID ada = UUID.fromString(
                value("select id::text from service_user where name = 'Ada Byron' and service_id = '" + service + "'"));
        town.sql("update service_user set telephone = '+44 (0)7700 900 500' where id = '%s'", ada);
        UUID bea = town.resident(service, town.home(service, "8 Mill Lane"), "Bea Next", "ACTIVE", Town.MORNING);
        text("a", "447700900500", "I have fallen, help");
        text("b", "447700900501", "Nobody's");
        assertThat(texts(ada)).containsExactly("null I have fallen, help");
        assertThat(part(ada, "callBacks"))
                .extracting(row -> row.getString("reason"))
                .containsExactly("SMS: \"I have fallen, help\"");
        assertThat(texts(bea)).isEmpty();
        // Whose text it was cannot be said once somebody elsewhere has the same number.
        town.sql("update service_user set telephone = '07700900500' where id = '%s'", bea);
        assertThat(texts(ada)).isEmpty();
        assertThat(texts(bea)).isEmpty();
    }

    private List<JsonObject> part(UUID person, String name) {
        return await(new SubjectAccess(town.database, town.clock).copy(olga, person, null))
                .orElseThrow()
                .parts()
                .getOrDefault(name, List.of());
    }

    @Test
    void who_cannot_is_passed_over_and_the_next_is_asked() {
        UUID carl = contact(home, 2, "Carl Cousin", "+44 7700 900124");
        text("a", DORA, "Can't");
        assertThat(log()).contains("DECLINED Dora Daughter declined by text: \"Can't\"");
        assertThat(value("select state from callout where contact_id = '" + carl + "'"))
                .isEqualTo("OFFERED");
        send();
        town.pass(Duration.ofSeconds(5));
        text("b", "447700900124", "Ydw");
        assertThat(log()).endsWith("ACCEPTED Carl Cousin accepted by text: \"Ydw\"");
    }

    @Test
    void what_is_not_understood_stands_in_the_log_and_sounds() {
        text("a", DORA, "Is she ok? \uD83D\uDE1F\u0000");
        assertThat(log().get(log().size() - 1))
                .startsWith("TEXTED Dora Daughter texted, and that is no clear answer. Ring them: \"Is she ok?");
        assertThat(sounds()).isTrue();
        assertThat(value("select state from callout where contact_id = '" + dora + "'"))
                .isEqualTo("OFFERED");
    }

    @Test
    void who_is_asked_about_two_alarms_is_not_taken_at_their_word() {
        UUID second = town.home(service, "8 Mill Lane");
        UUID alarmThere = town.alarm(service, second);
        assertThat(await(desk.take(olga, alarmThere))).isInstanceOf(ActResult.Done.class);
        callOut(alarmThere, contact(second, 1, "Dora Daughter", "07700 900123"));
        text("a", DORA, "1");
        for (UUID one : List.of(alarm, alarmThere)) {
            assertThat(town.log(olga, one))
                    .endsWith("TEXTED Dora Daughter texted, and they are asked about more than one alarm."
                            + " Ring them: \"1\"");
        }
        assertThat(value("select count(*)::text from callout where state = 'OFFERED' and service_id = '" + service
                        + "'"))
                .isEqualTo("2");
    }

    @Test
    void a_text_that_may_mean_several_alarms_is_in_the_copy_for_each_of_their_people_with_their_own_alarm() {
        UUID second = town.alarm(service, home);
        UUID next = town.home(service, "8 Mill Lane");
        UUID bea = town.resident(service, next, "Bea Next", "ACTIVE", Town.MORNING);
        UUID alarmThere = town.alarm(service, next);
        UUID third = town.home(service, "9 Mill Lane");
        UUID cora = town.resident(service, third, "Cora Third", "ACTIVE", Town.MORNING);
        UUID alarmThird = town.alarm(service, third);
        assertThat(await(desk.take(olga, second))).isInstanceOf(ActResult.Done.class);
        assertThat(await(desk.take(olga, alarmThere))).isInstanceOf(ActResult.Done.class);
        assertThat(await(desk.take(olga, alarmThird))).isInstanceOf(ActResult.Done.class);
        callOut(second, dora);
        callOut(alarmThere, contact(next, 1, "Dora Daughter", "07700 900123"));
        callOut(alarmThird, contact(third, 1, "Carl Cousin", "07700 900124"));
        callOut(alarmThird, contact(third, 2, "Cy Cousin", "07700 900124"));
        text("a", DORA, "Which one?");
        text("b", "447700900124", "Who is it?");
        String ada =
                value("select id::text from service_user where name = 'Ada Byron' and service_id = '" + service + "'");
        assertThat(texts(UUID.fromString(ada)))
                .containsExactlyInAnyOrder(alarm + " Which one?", second + " Which one?");
        assertThat(texts(bea)).containsExactly(alarmThere + " Which one?");
        assertThat(texts(cora)).containsExactly(alarmThird + " Who is it?");
    }

    private List<String> texts(UUID person) {
        return part(person, "textsReceived").stream()
                .map(row -> row.getString("alarm_id") + " " + row.getString("words"))
                .toList();
    }

    @Test
    void too_late_or_from_before_changes_nothing_and_is_seen() {
        Instant before = town.clock.instant().minusSeconds(120);
        text("a", DORA, "1", before);
        assertThat(log())
                .endsWith("TEXTED Dora Daughter texted, and nobody waits for their answer any more. Ring them: \"1\"");
        assertThat(value("select state from callout where contact_id = '" + dora + "'"))
                .isEqualTo("OFFERED");
        // Written before they accepted, handed on after it: an answer that was overtaken takes nothing back.
        Instant written = town.clock.instant();
        town.pass(Duration.ofSeconds(60));
        text("b", DORA, "yes");
        text("c", DORA, "no", written);
        assertThat(log())
                .endsWith("TEXTED Dora Daughter texted, and it was sent before they accepted. Ring them: \"no\"");
        assertThat(value("select state from callout where contact_id = '" + dora + "'"))
                .isEqualTo("ACCEPTED");

        town.sql(
                "update alarm set state = 'CLOSED', closed_at = '%s', outcome = 'accidental', closed_by = null,"
                        + " sounding = false where id = '%s'",
                town.clock.instant(), alarm);
        List<String> sealed = log();
        text("d", DORA, "2");
        assertThat(rung()).isEmpty();
        text("e", DORA, "on my way");
        assertThat(rung()).singleElement().satisfies(call -> {
            assertThat(call.whom()).isEqualTo("Dora Daughter");
            assertThat(call.telephone()).isEqualTo("+" + DORA);
            assertThat(call.reason()).isEqualTo("SMS: \"on my way\"");
            assertThat(call.homeId()).isEqualTo(home);
            assertThat(call.isDue(town.clock.instant())).isTrue();
        });
        assertThat(log()).isEqualTo(sealed);
    }

    @Test
    void a_number_nobody_was_asked_at_is_rung_back_and_no_other_service_is_answered() {
        UUID elsewhere = town.service("elsewhere-" + count);
        Scope stranger = town.person(elsewhere, "sam-t" + count, "Sam Stranger", "MANAGER");
        provider(stranger, "yes", "another-token-of-texts");
        JsonObject body = body("a", DORA, "1", town.clock.instant());
        UUID theirs = id(stranger);
        Read read = await(received.read(theirs, "another-token-of-texts", body));
        await(answers.take(((Read.Taken) read).text()));
        assertThat(value("select state from callout where contact_id = '" + dora + "'"))
                .isEqualTo("OFFERED");
        assertThat(rung()).isEmpty();
        assertThat(await(callBacks.open(stranger, town.clock.instant()))).hasSize(1);
        assertThat(await(answers.latest(olga))).isEmpty();
        // Neither's token opens the other's address.
        assertThat(await(received.read(theirs, TOKEN, body))).isInstanceOf(Read.Refused.class);
        assertThat(await(received.read(id(olga), "another-token-of-texts", body)))
                .isInstanceOf(Read.Refused.class);
        assertThat(await(received.read(id(olga), null, body))).isInstanceOf(Read.Refused.class);
        for (int i = 0; i < 8; i++) {
            text("x" + i, "447700900999", "who are you");
        }
        assertThat(rung()).hasSize(5);
        assertThat(await(answers.latest(olga))).hasSize(8);
    }

    @Test
    void the_same_text_twice_at_once_is_one_answer_and_an_address_outlives_its_provider_but_no_token_does() {
        Read read = await(received.read(id(olga), TOKEN, body("a", DORA, "1", town.clock.instant())));
        ReceivedText text = ((Read.Taken) read).text();
        await(Future.all(answers.take(text), answers.take(text), answers.take(text)));
        assertThat(log().stream().filter(line -> line.contains("by text"))).hasSize(1);
        assertThat(log()).noneMatch(line -> line.contains("again"));

        UUID address = id(olga);
        provider(olga, "no", "another-token-of-texts");
        assertThat(id(olga)).isNotEqualTo(address);
        JsonObject body = body("b", DORA, "2", town.clock.instant());
        assertThat(await(received.read(address, TOKEN, body))).isInstanceOf(Read.Refused.class);
        assertThat(await(received.read(address, "another-token-of-texts", body)))
                .isInstanceOf(Read.Taken.class);
        assertThat(await(received.read(address, "another-token-of-texts", new JsonObject().put("id", 7))))
                .isInstanceOf(Read.Unreadable.class);
    }

    @Test
    void a_provider_is_not_set_up_for_answers_it_could_not_prove() {
        assertThat(await(providers.put(olga, Provider.Kind.GOVUK_NOTIFY, settings("perhaps"), Map.of()))
                        .faults())
                .containsOnlyKeys("replies");
        Scope other = town.person(town.service("bare-" + count), "bea-t" + count, "Bea", "MANAGER");
        assertThat(await(providers.put(
                                other,
                                Provider.Kind.GOVUK_NOTIFY,
                                settings("yes"),
                                Map.of("apiKey", StandInNotify.KEY)))
                        .faults())
                .containsOnlyKeys("replyToken");
        assertThat(await(providers.put(
                                other,
                                Provider.Kind.GOVUK_NOTIFY,
                                settings("yes"),
                                Map.of("apiKey", StandInNotify.KEY, "replyToken", "too-short")))
                        .faults())
                .containsOnlyKeys("replyToken");
    }

    private void provider(Scope person, String replies, String token) {
        assertThat(await(providers.put(
                                person,
                                Provider.Kind.GOVUK_NOTIFY,
                                settings(replies),
                                Map.of("apiKey", StandInNotify.KEY, "replyToken", token)))
                        .faults())
                .isEmpty();
    }

    private static Map<String, String> settings(String replies) {
        return new HashMap<>(Map.of("url", notify.url(), "smsTemplate", StandInNotify.TEXT, "replies", replies));
    }

    private UUID id(Scope person) {
        return await(providers.find(person, Provider.Kind.GOVUK_NOTIFY))
                .orElseThrow()
                .id();
    }

    private Read text(String id, String from, String words) {
        return text(id, from, words, town.clock.instant());
    }

    private Read text(String id, String from, String words, Instant at) {
        Read read = await(received.read(id(olga), TOKEN, body(id, from, words, at)));
        await(answers.take(((Read.Taken) read).text()));
        return read;
    }

    private static JsonObject body(String id, String from, String words, @Nullable Instant at) {
        return new JsonObject()
                .put("id", id)
                .put("source_number", from)
                .put("destination_number", "07700987654")
                .put("message", words)
                .put("date_received", String.valueOf(at));
    }

    private UUID contact(UUID at, int position, String name, String telephone) {
        UUID id = town.contact(new Scope(service, null, "x"), at, position, name);
        town.sql("update contact set telephone = '%s' where id = '%s'", telephone, id);
        return id;
    }

    private void callOut(UUID of, UUID contact) {
        assertThat(await(desk.callOut(olga, of, contact))).isInstanceOf(ActResult.Done.class);
        send();
    }

    private static void send() {
        await(worker.round());
        await(worker.rest());
    }

    private List<CallBack> rung() {
        return await(callBacks.open(olga, town.clock.instant()));
    }

    private List<String> log() {
        return town.log(olga, alarm);
    }

    private boolean sounds() {
        return value("select sounding::text from alarm where id = '" + alarm + "'")
                .equals("true");
    }

    private static String value(String sql) {
        return await(town.database
                .pool()
                .query(sql)
                .execute()
                .map(rows -> rows.iterator().next().getString(0)));
    }
}
