package org.tocsin.shift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tocsin.alarm.Town.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Scope;
import org.tocsin.alarm.AlarmDesk;
import org.tocsin.alarm.Town;
import org.tocsin.notify.Sending;
import org.tocsin.platform.Metrics;
import org.tocsin.platform.Readiness;

/** Who is told outside, by text and e-mail, that nobody takes a life alarm; and what those who run it see. */
class ToldOutsideTest {
    static Town town;
    static AlarmDesk desk;
    static UntakenWorker worker;
    static UntakenWorker otherProcess;
    static Sending sending;
    static int count;

    UUID service;
    Scope olga;

    @BeforeAll
    static void open() {
        town = new Town();
        desk = new AlarmDesk(town.database, town.clock, town.wakeup);
        worker = new UntakenWorker(town.vertx, town.database, town.clock, town.wakeup);
        otherProcess = new UntakenWorker(town.vertx, town.database, town.clock, town.wakeup);
        sending = new Sending(town);
    }

    @AfterAll
    static void close() {
        sending.close();
        town.close();
    }

    @BeforeEach
    void service() {
        count++;
        sending.taken().clear();
        service = town.service("room-" + count);
        town.sql(
                "update service set name = 'Northtown Careline', public_url = 'https://tocsin.example.net' where id = '%s'",
                service);
        olga = town.person(service, "olga-o" + count, "Olga Operator", "OPERATOR");
    }

    @Test
    void the_manager_is_sent_a_text_with_nobody_s_name_and_the_partner_an_e_mail_and_the_log_tells_it() {
        rules("07700 900100", null, "tel:+441632960001", "desk@northern.example");
        sending.provider(olga);
        UUID alarm = alarm("Ada Byron");
        pass(59);
        assertThat(sending.taken()).isEmpty();
        pass(1);
        assertThat(sending.taken()).hasSize(1);
        JsonObject text = sending.taken().get(0);
        assertThat(text.getString("phone_number")).isEqualTo("07700900100");
        String reference =
                await(town.alarms.find(olga, alarm)).orElseThrow().alarm().reference();
        assertThat(text.getJsonObject("personalisation").getString("words"))
                .isEqualTo("Northtown Careline: Nobody has taken life alarm " + reference + " since " + time()
                        + ". No board is open. Please open the board:");
        assertThat(text.getJsonObject("personalisation").getString("link"))
                .isEqualTo("https://tocsin.example.net/alarms/" + alarm);
        assertThat(log(alarm)).endsWith("MESSAGE Text to Mary, manager on call sent");
        pass(60);
        pass(300);
        assertThat(sending.taken()).hasSize(2);
        assertThat(sending.taken().get(1).getString("email_address")).isEqualTo("desk@northern.example");
        assertThat(log(alarm)).endsWith("MESSAGE E-mail to Northern Careline, partner centre sent");
    }

    @Test
    void many_alarms_at_once_are_counted_in_few_messages_and_what_becomes_of_each_stands_in_every_log() {
        rules("07700 900100", null, null, null);
        sending.provider(olga);
        UUID first = alarm("Ada Byron");
        UUID second = alarm("Bea Byron");
        pass(60);
        assertThat(sending.taken()).hasSize(1);
        assertThat(words(0)).contains("2 life alarms wait");
        assertThat(log(second)).contains("MESSAGE Text to Mary, manager on call sent");

        for (int i = 0; i < 40; i++) {
            alarm("Number " + i);
        }
        UUID last = alarm("Last");
        for (int i = 0; i < 60; i++) {
            pass(10);
        }
        assertThat(sending.taken()).hasSizeBetween(2, 4);
        assertThat(words(1)).contains("43 life alarms wait");
        assertThat(sending.taken().get(1).getJsonObject("personalisation").getString("link"))
                .isEqualTo("https://tocsin.example.net/");
        assertThat(log(last)).contains("MESSAGE Text to Mary, manager on call sent");
        assertThat(log(first).stream().filter(line -> line.startsWith("MESSAGE")))
                .hasSize(1);
    }

    @Test
    void what_is_taken_before_it_is_told_is_not_told_and_a_provider_that_is_down_is_tried_for_long() {
        rules("07700 900100", null, null, null);
        sending.provider(olga);
        UUID told = alarm("Ada Byron");
        pass(30);
        UUID taken = alarm("Bea Byron");
        pass(30);
        pass(30);
        await(desk.take(olga, told));
        await(desk.take(olga, taken));
        pass(60);
        assertThat(sending.taken()).hasSize(1);

        town.pass(Duration.ofMinutes(20));
        UUID later = alarm("Cia Byron");
        for (int i = 0; i < 20; i++) {
            sending.troubles().add(503);
        }
        for (int i = 0; i < 20; i++) {
            pass(60);
        }
        assertThat(log(later)).noneMatch(line -> line.startsWith("NOT_SENT Text"));
        sending.troubles().clear();
        pass(60);
        assertThat(sending.taken()).hasSize(2);
        assertThat(log(later)).contains("MESSAGE Text to Mary, manager on call sent");
    }

    @Test
    void what_cannot_be_sent_at_all_stands_in_the_log_at_once() {
        rules("0113 496 0000", null, null, "desk@northern.example");
        UUID alarm = alarm("Ada Byron");
        pass(60);
        assertThat(log(alarm))
                .endsWith(
                        "NOT_SENT No message to Mary, manager on call: no mobile number and no e-mail address is on file");
        pass(60);
        assertThat(log(alarm))
                .endsWith(
                        "NOT_SENT E-mail to Northern Careline, partner centre not sent: the service has no provider for it");
    }

    @Test
    void with_no_board_open_the_manager_is_told_at_once_but_not_where_there_never_was_one_and_not_at_a_short_absence() {
        rules("07700 900100", null, null, null);
        sending.provider(olga);
        UUID never = alarm("Ada Byron");
        pass(1);
        assertThat(log(never)).isEmpty();
        await(desk.take(olga, never));

        PresenceStore presence = new PresenceStore(town.database);
        await(presence.heard(Set.of(Objects.requireNonNull(olga.operatorId()))));
        UUID heard = alarm("Bea Byron");
        pass(1);
        assertThat(log(heard)).isEmpty();

        town.sql(
                "update operator_presence set gone = true where operator_id = '%s'",
                Objects.requireNonNull(olga.operatorId()));
        pass(1);
        assertThat(log(heard))
                .contains(
                        "UNTAKEN No board is open to hear this life alarm. The manager on call is to be rung: Mary,"
                                + " 07700 900100",
                        "MESSAGE Text to Mary, manager on call sent");
        assertThat(words(0)).contains("No board is open.");
        pass(40);
        assertThat(log(heard).stream().filter(line -> line.startsWith("UNTAKEN")))
                .hasSize(1);
    }

    @Test
    void a_message_of_another_service_is_no_message_of_ours() {
        rules("07700 900100", null, null, null);
        sending.provider(olga);
        alarm("Ada Byron");
        UUID other = town.service("other-" + count);
        Scope otto = town.person(other, "otto-" + count, "Otto", "OPERATOR");
        change(otto, "07700 900100", null, null, null);
        sending.provider(otto);
        UUID theirs = town.alarm(other, town.home(other, "1 High Street"));
        pass(60);
        assertThat(sending.taken()).hasSize(2);
        assertThat(sending.taken())
                .allSatisfy(
                        text -> assertThat(text.getJsonObject("personalisation").getString("words"))
                                .doesNotContain("life alarms wait"));
        assertThat(town.log(otto, theirs).stream().filter(line -> line.startsWith("MESSAGE")))
                .hasSize(1);
        await(desk.take(otto, theirs));
    }

    @Test
    void gauges_and_ready_say_what_those_who_run_it_must_know() {
        town.sql("update alarm set state = 'CLOSED', sounding = false where state <> 'CLOSED'");
        town.sql("update operator_presence set gone = false");
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        RoomWatch watch = new RoomWatch(town.vertx, town.database, town.clock, registry);
        Readiness boards = watch.boards();
        await(boards.check().get());
        assertThat(boards.required()).isFalse();

        await(new PresenceStore(town.database).heard(Set.of(Objects.requireNonNull(olga.operatorId()))));
        UUID alarm = alarm("Ada Byron");
        town.pass(Duration.ofSeconds(70));
        await(watch.count());
        assertThat(registry.get(Metrics.UNTAKEN).gauge().value()).isEqualTo(70);
        assertThat(registry.get(Metrics.NO_BOARD).gauge().value()).isZero();
        town.sql(
                "update operator_presence set gone = true where operator_id = '%s'",
                Objects.requireNonNull(olga.operatorId()));
        await(watch.count());
        assertThat(registry.get(Metrics.NO_BOARD).gauge().value()).isEqualTo(1);
        assertThat(boards.check()
                        .get()
                        .transform(done -> Future.succeededFuture(
                                done.succeeded() ? "" : done.cause().getMessage())))
                .satisfies(said -> assertThat(await(said)).isEqualTo("no board is open any more in: room-" + count));

        town.sql(
                "insert into notification (id, service_id, channel, recipient, to_address, state, asked_at, expires_at,"
                        + " settled_at) values ('%s', '%s', 'SMS', 'x', '07700900100', 'FAILED', '%s', '%s', '%s')",
                UUID.randomUUID(), service, town.clock.instant(), town.clock.instant(), town.clock.instant());
        await(desk.take(olga, alarm));
        await(watch.count());
        assertThat(registry.get(Metrics.MESSAGES_FAILED).gauge().value()).isEqualTo(1);
        assertThat(registry.get(Metrics.UNTAKEN).gauge().value()).isZero();
    }

    private void rules(
            String onCall, @Nullable String onCallEmail, @Nullable String partner, @Nullable String partnerEmail) {
        change(olga, onCall, onCallEmail, partner, partnerEmail);
    }

    private static void change(
            Scope scope,
            String onCall,
            @Nullable String onCallEmail,
            @Nullable String partner,
            @Nullable String partnerEmail) {
        ShiftRules usual = ShiftRules.USUAL;
        await(new ShiftSettings(town.database)
                .change(
                        scope,
                        new ShiftRules(
                                usual.release(),
                                usual.parking(),
                                usual.hearing(),
                                new ShiftRules.Ring("Mary", onCall, Duration.ofSeconds(60), null, onCallEmail),
                                new ShiftRules.Ring(
                                        "Northern Careline", partner, Duration.ofSeconds(120), null, partnerEmail))));
    }

    private UUID alarm(String person) {
        UUID home = town.home(service, "7 Mill Lane");
        town.resident(service, home, person, "ACTIVE", Town.MORNING);
        return town.alarm(service, home);
    }

    /** Time passes, both processes look, and what is due is sent. */
    private static void pass(int seconds) {
        town.pass(Duration.ofSeconds(seconds));
        Future<Integer> here = worker.round();
        Future<Integer> there = otherProcess.round();
        await(here);
        await(there);
        sending.send();
    }

    private static String words(int message) {
        return sending.taken().get(message).getJsonObject("personalisation").getString("words");
    }

    /** A minute ago, as a person in London reads it. */
    private static String time() {
        return DateTimeFormatter.ofPattern("HH:mm")
                .format(town.clock.instant().minusSeconds(60).atZone(ZoneId.of("Europe/London")));
    }

    private List<String> log(UUID alarm) {
        return town.log(olga, alarm);
    }
}
