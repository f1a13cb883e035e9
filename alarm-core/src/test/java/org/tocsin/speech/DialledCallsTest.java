package org.tocsin.speech;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tocsin.alarm.Town.await;

import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Scope;
import org.tocsin.alarm.Town;
import org.tocsin.platform.Ids;
import org.tocsin.speech.CallReport.Event;

/** What an operator dialled and what the telephone system reports of it are one call. */
class DialledCallsTest {
    static Exchange exchange;
    static CallLines lines;
    UUID service;
    Scope olga;
    Scope pbx;
    UUID home;
    UUID mabel;
    UUID alarm;
    UUID nadia;

    @BeforeAll
    static void open() {
        exchange = new Exchange();
        lines = new CallLines(exchange.town.database, exchange.town.clock, exchange.town.wakeup);
    }

    @AfterAll
    static void close() {
        exchange.close();
    }

    @BeforeEach
    void people() {
        service = exchange.service("calls_reported = true");
        olga = exchange.operator(service, null);
        pbx = new Scope(service, null, "api:pbx");
        home = exchange.town.home(service, "3 Mill Lane");
        mabel = exchange.town.resident(service, home, "Mabel Hill", "ACTIVE", Town.MORNING);
        nadia = Ids.next();
        exchange.town.sql(
                "insert into contact (id, service_id, home_id, position, name, telephone, kind, relation)"
                        + " values ('%s', '%s', '%s', 0, 'Nadia Shah', '07700 900123', 'RELATIVE', 'daughter')",
                nadia, service, home);
        String cid = exchange.unit(service, home, false);
        exchange.press(cid, "A1");
        alarm = exchange.alarm(olga, cid);
    }

    @Test
    void a_call_to_the_daughter_is_logged_with_its_end_and_is_never_speech_with_the_home() {
        await(lines.ring(olga, alarm, nadia));
        PhoneCall ringing = exchange.report(pbx, "d1-" + service, Event.RINGING, "sip:201@pbx", "+44 (0)7700 900 123");
        assertThat(ringing.alarm()).isNull();
        exchange.report(pbx, "d1-" + service, Event.CONNECTED, null, null);
        exchange.town.pass(Duration.ofSeconds(40));
        exchange.report(pbx, "d1-" + service, Event.CLEARED, null, null);
        assertThat(exchange.town.log(olga, alarm))
                .containsSubsequence(
                        "CALL Rings Nadia Shah, daughter, 07700 900123",
                        "CALL Call to Nadia Shah, daughter is ringing",
                        "CALL Connected: call to Nadia Shah, daughter",
                        "CALL Call to Nadia Shah, daughter ended after 40 seconds");
        assertThat(await(exchange.callStore.spoken(olga, alarm)).answeredAt()).isNull();
        assertThat(await(lines.ofAlarm(olga, alarm)).get(0).result()).isEqualTo(CallLine.Result.SPOKE);
        assertThat(await(exchange.callStore.list(olga, new CallStore.Query(true, 50, null)))
                        .items())
                .as("it belongs to somebody")
                .isEmpty();
    }

    @Test
    void a_call_to_the_home_itself_is_speech_with_it() {
        await(lines.ring(olga, alarm, mabel));
        exchange.report(pbx, "h1-" + service, Event.RINGING, "sip:201@pbx", "0113 496 0000");
        exchange.report(pbx, "h1-" + service, Event.CONNECTED, null, null);
        assertThat(await(exchange.callStore.spoken(olga, alarm)).answeredAt()).isEqualTo(exchange.now());
        assertThat(exchange.town.log(olga, alarm)).contains("CALL Speech connected: call to Mabel Hill");
    }

    @Test
    void nobody_answers_is_no_answer_and_what_the_operator_said_stands() {
        await(lines.ring(olga, alarm, nadia));
        exchange.report(pbx, "n1-" + service, Event.RINGING, null, "07700900123");
        CallLine line = await(lines.ofAlarm(olga, alarm)).get(0);
        await(lines.result(olga, alarm, line.id(), CallLine.Result.MESSAGE_LEFT, null));
        exchange.report(pbx, "n1-" + service, Event.CLEARED, null, null);
        assertThat(await(lines.ofAlarm(olga, alarm)).get(0).result()).isEqualTo(CallLine.Result.MESSAGE_LEFT);
        await(lines.ring(olga, alarm, nadia));
        exchange.report(pbx, "n2-" + service, Event.CLEARED, null, "07700900123");
        assertThat(await(lines.ofAlarm(olga, alarm)).get(0).result()).isEqualTo(CallLine.Result.NO_ANSWER);
    }

    @Test
    void a_number_nobody_dialled_here_joins_nothing_nor_does_one_dialled_long_ago_or_elsewhere() {
        await(lines.ring(olga, alarm, nadia));
        exchange.town.pass(Duration.ofMinutes(16));
        exchange.report(pbx, "o1-" + service, Event.CONNECTED, null, "07700900123");
        assertThat(await(lines.ofAlarm(olga, alarm)).get(0).result()).isNull();
        await(lines.ring(olga, alarm, nadia));
        Scope other = new Scope(exchange.service(""), null, "api:other");
        exchange.report(other, "o2-" + service, Event.CONNECTED, null, "07700900123");
        assertThat(await(lines.ofAlarm(olga, alarm)).get(0).result()).isNull();
    }
}
