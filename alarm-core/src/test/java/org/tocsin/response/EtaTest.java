package org.tocsin.response;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tocsin.alarm.Town.await;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Scope;
import org.tocsin.alarm.ActResult;
import org.tocsin.alarm.AlarmDesk;
import org.tocsin.alarm.AlarmState;
import org.tocsin.alarm.Town;
import org.tocsin.platform.Ids;
import org.tocsin.response.ResponderAct.Kind;

/** When a responder says that they will be there: logged each time, in any order, and no limit moves by it. */
class EtaTest {
    static Town town;
    static int count;
    AlarmDesk desk;
    ResponderDesk phone;
    RoadStore roads;
    EscalationWorker escalation;
    Scope olga;
    Scope rita;
    UUID alarm;
    UUID callout;

    @BeforeAll
    static void open() {
        town = new Town();
    }

    @AfterAll
    static void close() {
        town.close();
    }

    @BeforeEach
    void people() {
        desk = new AlarmDesk(town.database, town.clock, town.wakeup);
        phone = new ResponderDesk(town.database, town.clock, town.wakeup);
        roads = new RoadStore(town.database, town.clock);
        escalation = new EscalationWorker(town.vertx, town.database, town.clock, town.wakeup);
        count++;
        UUID service = town.service("eta-" + count);
        town.sql("update service set arrive_within_s = 2700, time_zone = 'UTC' where id = '%s'", service);
        olga = town.person(service, "olga" + count, "Olga Operator", "OPERATOR");
        rita = town.person(service, "rita" + count, "Rita Road", "RESPONDER");
        UUID contact = town.contact(rita, null, 1, "Rita Road");
        alarm = town.alarm(service, town.home(service, "7 Mill Lane"));
        assertThat(await(desk.take(olga, alarm))).isInstanceOf(ActResult.Done.class);
        assertThat(await(desk.callOut(olga, alarm, contact))).isInstanceOf(ActResult.Done.class);
        callout = road().calloutId();
    }

    @Test
    void each_word_of_it_is_in_the_log_and_the_newest_holds() {
        assertThat(eta("20")).contains("Say first that you go.");
        assertThat(act(Kind.RESPOND)).isEmpty();
        Instant said = town.clock.instant();
        assertThat(eta("20")).isEmpty();
        assertThat(eta().at()).isEqualTo(said.plus(Duration.ofMinutes(20)));
        assertThat(town.log(olga, alarm))
                .endsWith("EXPECTED Rita Road expects to be there at " + clock(said.plus(Duration.ofMinutes(20))));
        assertThat(await(town.alarms.find(olga, alarm)).orElseThrow().callout())
                .isEqualTo("Rita Road is on the way, expected " + clock(said.plus(Duration.ofMinutes(20))));
        town.pass(Duration.ofMinutes(5));
        assertThat(eta("30")).isEmpty();
        assertThat(town.log(olga, alarm))
                .endsWith("EXPECTED Rita Road now expects to be there at " + clock(said.plus(Duration.ofMinutes(35)))
                        + ", not at " + clock(said.plus(Duration.ofMinutes(20))));
        assertThat(town.progress(olga, alarm).sounding()).isFalse();

        for (String none : List.of("0", "241", "-5", "x", "")) {
            assertThat(eta(none).orElseThrow()).startsWith("Say in how many minutes");
        }
        assertThat(act(Kind.ARRIVED)).isEmpty();
        assertThat(eta("10")).as("overtaken: nothing is wrong with it").isEmpty();
        assertThat(road().eta()).isNull();
    }

    @Test
    void without_a_signal_it_counts_from_when_it_was_said_once_and_in_any_order() {
        assertThat(act(Kind.RESPOND)).isEmpty();
        Instant said = town.clock.instant();
        town.pass(Duration.ofMinutes(12));
        ResponderAct first = said(Kind.ETA, said, Map.of("minutes", "10"));
        ResponderAct second = said(Kind.ETA, said.plus(Duration.ofMinutes(6)), Map.of("minutes", "20"));
        assertThat(await(phone.act(rita, second, null))).isEmpty();
        assertThat(await(phone.act(rita, first, null))).isEmpty();
        assertThat(await(phone.act(rita, second, null))).isEmpty();
        assertThat(eta().at()).isEqualTo(said.plus(Duration.ofMinutes(26)));
        assertThat(town.log(olga, alarm))
                .filteredOn(line -> line.startsWith("EXPECTED"))
                .containsExactly("EXPECTED Rita Road expects to be there at " + clock(said.plus(Duration.ofMinutes(26)))
                        + ", 6 minutes before this reached us");
        assertThat(eta().late(town.clock.instant())).isFalse();
        assertThat(eta().late(said.plus(Duration.ofMinutes(26)))).isTrue();
    }

    @Test
    void later_than_the_limit_it_sounds_at_once_and_the_limit_stays() {
        assertThat(act(Kind.RESPOND)).isEmpty();
        Instant limit = town.clock.instant().plus(Duration.ofMinutes(45));
        assertThat(eta("45")).as("to the minute").isEmpty();
        assertThat(eta().afterLimit()).isFalse();
        assertThat(eta("60")).isEmpty();
        assertThat(road().eta()).isEqualTo(new Eta(limit.plus(Duration.ofMinutes(15)), limit));
        assertThat(eta().afterLimit()).isTrue();
        assertThat(town.progress(olga, alarm).sounding()).isTrue();
        assertThat(town.log(olga, alarm).get(town.log(olga, alarm).size() - 1))
                .endsWith(
                        ": after the limit of " + clock(limit) + ", which stays; the alarm comes back to the top then");
        await(desk.take(olga, alarm));
        assertThat(eta("70")).isEmpty();
        assertThat(town.progress(olga, alarm).sounding()).as("said aloud once").isFalse();

        town.pass(Duration.ofMinutes(45));
        List<EscalationWorker.Claim> due = await(escalation.claim());
        due.forEach(claim -> await(escalation.settle(claim)));
        assertThat(road().state()).isEqualTo(CalloutState.EXPIRED);
        assertThat(town.progress(olga, alarm).state()).isEqualTo(AlarmState.WAITING);
        assertThat(eta("5")).as("late, and still on the way").isEmpty();
        assertThat(eta().at()).isEqualTo(town.clock.instant().plus(Duration.ofMinutes(5)));
    }

    private Road road() {
        List<Road> all = await(roads.ofAlarm(olga, alarm));
        return all.get(all.size() - 1);
    }

    private Eta eta() {
        return Objects.requireNonNull(road().eta());
    }

    private Optional<String> eta(String minutes) {
        return await(phone.act(rita, said(Kind.ETA, town.clock.instant(), Map.of("minutes", minutes)), null));
    }

    private Optional<String> act(Kind kind) {
        return await(phone.act(rita, said(kind, town.clock.instant(), Map.of()), null));
    }

    private ResponderAct said(Kind kind, Instant at, Map<String, String> data) {
        return new ResponderAct(Ids.next(), callout, kind, at, data);
    }

    private static String clock(Instant at) {
        return at.atZone(ZoneOffset.UTC).toLocalTime().toString().substring(0, 5);
    }
}
