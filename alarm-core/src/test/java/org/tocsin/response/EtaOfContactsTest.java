package org.tocsin.response;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tocsin.alarm.Town.await;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Scope;
import org.tocsin.alarm.ActResult;
import org.tocsin.alarm.AlarmDesk;
import org.tocsin.alarm.Town;
import org.tocsin.notify.AnswerLink;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Keyring;

/** When somebody without a page of their own will be there: by the link they were sent, or told on the telephone. */
class EtaOfContactsTest {
    static final Keyring KEYRING = Keyring.fromHex("1f".repeat(32));
    static Town town;
    static int count;
    AlarmDesk desk;
    KeyholderDesk keyholders;
    CalloutDesk callouts;
    RoadStore roads;
    Scope olga;
    Scope otto;
    UUID service;
    UUID alarm;
    UUID callout;
    String link;

    @BeforeAll
    static void open() {
        town = new Town();
    }

    @AfterAll
    static void close() {
        town.close();
    }

    @BeforeEach
    void asked() {
        desk = new AlarmDesk(town.database, town.clock, town.wakeup);
        keyholders = new KeyholderDesk(town.database, KEYRING, town.clock, town.wakeup);
        callouts = new CalloutDesk(town.database, town.clock, town.wakeup);
        roads = new RoadStore(town.database, town.clock);
        count++;
        service = town.service("eta-c-" + count);
        town.sql("update service set arrive_within_s = 2700, time_zone = 'UTC' where id = '%s'", service);
        olga = town.person(service, "olga-c" + count, "Olga Operator", "OPERATOR");
        otto = town.person(service, "otto-c" + count, "Otto Other", "OPERATOR");
        UUID home = town.home(service, "7 Mill Lane");
        UUID dora = Ids.next();
        town.sql(
                "insert into contact (id, service_id, home_id, position, name, telephone, kind) values ('%s', '%s', '%s',"
                        + " 1, 'Dora Daughter', '0113 496 0000', 'RELATIVE')",
                dora, service, home);
        alarm = town.alarm(service, home);
        assertThat(await(desk.take(olga, alarm))).isInstanceOf(ActResult.Done.class);
        assertThat(await(desk.callOut(olga, alarm, dora))).isInstanceOf(ActResult.Done.class);
        callout = road().calloutId();
        link = AnswerLink.token(KEYRING, callout);
    }

    @Test
    void by_the_link_it_is_in_the_log_on_the_board_and_moves_no_limit() {
        assertThat(expect(20).going()).as("has not said that she goes").isNull();
        assertThat(road().eta()).isNull();
        KeyholderDesk.View going = await(keyholders.answer(link, true)).orElseThrow();
        assertThat(Objects.requireNonNull(going.going()).eta()).isNull();
        Instant accepted = town.clock.instant();
        assertThat(eta(expect(20)).at()).isEqualTo(accepted.plus(Duration.ofMinutes(20)));
        assertThat(lastLine())
                .isEqualTo("EXPECTED Dora Daughter expects to be there at " + clock(accepted, 20)
                        + ", by the link sent to them");
        assertThat(await(town.alarms.find(olga, alarm)).orElseThrow().callout())
                .isEqualTo("Dora Daughter has accepted, expected " + clock(accepted, 20));
        int lines = town.log(olga, alarm).size();
        assertThat(eta(expect(20)).at()).as("sent twice").isEqualTo(accepted.plus(Duration.ofMinutes(20)));
        assertThat(town.log(olga, alarm)).hasSize(lines);
        assertThat(town.progress(olga, alarm).sounding()).isFalse();

        assertThat(eta(expect(60)).afterLimit()).isTrue();
        assertThat(town.progress(olga, alarm).sounding())
                .as("later than the limit")
                .isTrue();
        assertThat(Objects.requireNonNull(road().eta()).limit()).isEqualTo(accepted.plus(Duration.ofMinutes(45)));

        town.pass(Duration.ofMinutes(46));
        EscalationWorker escalation = new EscalationWorker(town.vertx, town.database, town.clock, town.wakeup);
        await(escalation.claim()).forEach(claim -> await(escalation.settle(claim)));
        assertThat(road().state()).isEqualTo(CalloutState.EXPIRED);
        assertThat(eta(expect(10)).at())
                .as("late, and still on the way")
                .isEqualTo(town.clock.instant().plus(Duration.ofMinutes(10)));
    }

    @Test
    void nobody_who_cannot_go_or_is_not_needed_is_awaited() {
        await(keyholders.answer(link, true));
        await(keyholders.answer(link, false));
        assertThat(expect(20).going()).isNull();
        assertThat(road().eta()).isNull();
        assertThat(await(keyholders.expect("A".repeat(43), Duration.ofMinutes(20))))
                .isEmpty();
        town.sql("update alarm set state = 'CLOSED', closed_at = '%s' where id = '%s'", town.clock.instant(), alarm);
        assertThat(expect(20).over()).isTrue();
    }

    @Test
    void told_on_the_telephone_it_is_written_down_by_whoever_has_the_alarm_without_a_sound() {
        assertThat(why(callouts.expected(olga, callout, "20")))
                .isEqualTo("Dora Daughter has not said yet that they come: write that down first.");
        await(callouts.accept(olga, callout));
        assertThat(why(callouts.expected(otto, callout, "20")))
                .isEqualTo("Take the alarm first: whoever has it writes down what Dora Daughter says.");
        for (String none : List.of("0", "241", "soon", "")) {
            assertThat(await(callouts.expected(olga, callout, none))).isInstanceOf(CalloutResult.Invalid.class);
        }
        Scope stranger = town.person(town.service("eta-s-" + count), "sam-c" + count, "Sam South", "OPERATOR");
        assertThat(await(callouts.expected(stranger, callout, "20"))).isInstanceOf(CalloutResult.NotFound.class);
        assertThat(road().eta()).isNull();

        Instant said = town.clock.instant();
        assertThat(await(callouts.expected(olga, callout, "50"))).isInstanceOf(CalloutResult.Done.class);
        assertThat(Objects.requireNonNull(road().eta()).afterLimit()).isTrue();
        assertThat(lastLine())
                .startsWith("EXPECTED Dora Daughter expects to be there at " + clock(said, 50)
                        + " (told to Olga Operator): after the limit of ");
        assertThat(town.progress(olga, alarm).sounding())
                .as("she heard it herself")
                .isFalse();
        await(callouts.arrived(olga, callout));
        assertThat(why(callouts.expected(olga, callout, "5"))).isEqualTo("Dora Daughter is there already.");
        await(callouts.left(olga, callout, "told on the telephone"));
        assertThat(why(callouts.expected(olga, callout, "5"))).isEqualTo("Dora Daughter has been and left.");
    }

    @Test
    void a_responder_who_rings_instead_is_written_down_too() {
        Scope rita = town.person(service, "rita-c" + count, "Rita Road", "RESPONDER");
        UUID contact = town.contact(rita, null, 1, "Rita Road");
        assertThat(await(desk.callOut(olga, alarm, contact))).isInstanceOf(ActResult.Done.class);
        UUID theirs = road().calloutId();
        await(callouts.accept(rita, theirs));
        assertThat(await(callouts.expected(olga, theirs, "15"))).isInstanceOf(CalloutResult.Done.class);
        assertThat(lastLine()).contains("Rita Road expects to be there at ").endsWith(" (told to Olga Operator)");
    }

    private Road road() {
        List<Road> all = await(roads.ofAlarm(olga, alarm));
        return all.get(all.size() - 1);
    }

    private KeyholderDesk.View expect(int minutes) {
        return await(keyholders.expect(link, Duration.ofMinutes(minutes))).orElseThrow();
    }

    private static Eta eta(KeyholderDesk.View view) {
        return Objects.requireNonNull(Objects.requireNonNull(view.going()).eta());
    }

    private static String why(io.vertx.core.Future<CalloutResult> result) {
        return ((CalloutResult.NotAllowed) await(result)).why();
    }

    private String lastLine() {
        List<String> log = town.log(olga, alarm);
        return log.get(log.size() - 1);
    }

    private static String clock(Instant from, int minutes) {
        return from.plus(Duration.ofMinutes(minutes))
                .atZone(ZoneOffset.UTC)
                .toLocalTime()
                .toString()
                .substring(0, 5);
    }
}
