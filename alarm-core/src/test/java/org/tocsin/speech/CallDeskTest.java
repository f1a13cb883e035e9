package org.tocsin.speech;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tocsin.alarm.Town.await;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Scope;
import org.tocsin.alarm.CloseRequest;
import org.tocsin.alarm.Town;
import org.tocsin.platform.Page;
import org.tocsin.platform.Times;
import org.tocsin.speech.CallReport.Event;
import org.tocsin.speech.PhoneCall.MatchedBy;
import org.tocsin.speech.SpeechInstruction.CallNumbers;

/** What the telephone system reports, and what becomes of it. */
class CallDeskTest {
    static Exchange exchange;
    UUID service;
    Scope olga;
    Scope pbx;

    @BeforeAll
    static void open() {
        exchange = new Exchange();
    }

    @AfterAll
    static void close() {
        exchange.close();
    }

    @BeforeEach
    void people() {
        service = exchange.service(
                "speech_reply = 62, speech_number = 'sip:speech-TOKEN@arc tel:+441632960999', calls_reported = true");
        olga = exchange.operator(service, null);
        pbx = new Scope(service, null, "api:pbx");
    }

    @Test
    @DisplayName("RX-39: a call to the number with the token belongs to its alarm; the log keeps it, answered stands")
    void by_token() {
        String cid = exchange.unit(service, false);
        String number = ((CallNumbers) exchange.press(cid, "A1")).numbers().get(0);
        UUID alarm = exchange.alarm(olga, cid);

        PhoneCall ringing = exchange.report(pbx, "c1", Event.RINGING, "sip:anonymous@anonymous.invalid", number);
        assertThat(ringing.alarm()).isNotNull();
        assertThat(ringing.alarm().alarmId()).isEqualTo(alarm);
        assertThat(ringing.alarm().matchedBy()).isEqualTo(MatchedBy.TOKEN);
        exchange.town.pass(Duration.ofSeconds(4));
        Instant connected = exchange.now();
        exchange.report(pbx, "c1", Event.CONNECTED, null, null);
        exchange.town.pass(Duration.ofSeconds(61));
        await(exchange.calls.report(
                pbx, new CallReport("c1", Event.CLEARED, exchange.now(), null, null, null, "rec/2026/11/c1.ogg")));

        assertThat(exchange.town.log(olga, alarm))
                .containsSequence(
                        "CALL Call from anonymous is ringing",
                        "CALL Speech connected: call from anonymous",
                        "CALL Call ended after 61 seconds",
                        "CALL Recording of the call: rec/2026/11/c1.ogg");
        PhoneCall kept = await(exchange.callStore.ofAlarm(olga, alarm)).get(0);
        assertThat(kept.state()).isEqualTo(PhoneCall.State.CLEARED);
        assertThat(kept.times().connected()).isEqualTo(connected);
        assertThat(kept.recording()).isEqualTo("rec/2026/11/c1.ogg");
        assertThat(answeredAt(alarm)).isEqualTo(connected);
    }

    @Test
    @DisplayName("by the caller's number: a resident's telephone, or the address a unit gave; UK numbers in any form")
    void by_number() {
        UUID home = exchange.town.home(service, "3 Mill Lane");
        exchange.town.resident(service, home, "Mabel Hill", "ACTIVE", Town.MORNING);
        String first = exchange.unit(service, home, false);
        String mobile = exchange.unit(service, false);
        exchange.press(first, "A1");
        exchange.say(exchange.speech, mobile, "B1", Map.of("dty", "0003", "crd", "sip:1@u gsm:+447700900777"));

        PhoneCall land = exchange.report(pbx, "c2", Event.RINGING, "+44 (0)113 496 0000", null);
        PhoneCall cellular = exchange.report(pbx, "c3", Event.RINGING, "sip:07700900777@trunk", "+441632960999");

        assertThat(belonging(land).alarmId()).isEqualTo(exchange.alarm(olga, first));
        assertThat(belonging(cellular).alarmId()).isEqualTo(exchange.alarm(olga, mobile));
        assertThat(belonging(cellular).matchedBy()).isEqualTo(MatchedBy.NUMBER);
    }

    @Test
    @DisplayName("a number that two homes with open alarms share belongs to neither: nobody is counted as spoken with")
    void shared_number() {
        for (String line : List.of("4 Mill Lane", "5 Mill Lane")) {
            UUID home = exchange.town.home(service, line);
            exchange.town.resident(service, home, "Mabel Hill", "ACTIVE", Town.MORNING);
            exchange.press(exchange.unit(service, home, false), "A1");
        }
        assertThat(exchange.report(pbx, "c4", Event.CONNECTED, "0113 496 0000", null)
                        .alarm())
                .isNull();
    }

    @Test
    @DisplayName("a call of nobody we know is kept, can be listed, and finds its alarm once a later report says more")
    void unmatched() {
        String cid = exchange.unit(service, false);
        exchange.press(cid, "A1");
        PhoneCall unknown = exchange.report(pbx, "c5", Event.RINGING, "+441632960123", "+441632960999");
        assertThat(unknown.alarm()).isNull();
        assertThat(await(exchange.callStore.list(pbx, new CallStore.Query(true, 10, null)))
                        .items())
                .extracting(PhoneCall::callId)
                .containsExactly("c5");

        PhoneCall known = exchange.report(pbx, "c5", Event.CONNECTED, "sip:" + cid + "@units", null);
        // What was said first of the caller stands; the unit's id comes with the second report.
        assertThat(known.alarm()).isNotNull();
        assertThat(known.alarm().matchedBy()).isEqualTo(MatchedBy.CID);
        assertThat(known.caller()).isEqualTo("+441632960123");
        Page<PhoneCall> unmatched = await(exchange.callStore.list(pbx, new CallStore.Query(true, 10, null)));
        assertThat(unmatched.items()).isEmpty();
    }

    @Test
    @DisplayName("reports out of order, repeated, and all at once: each counts once")
    void out_of_order_and_repeated() {
        String cid = exchange.unit(service, false);
        exchange.press(cid, "A1");
        UUID alarm = exchange.alarm(olga, cid);
        Instant at = exchange.now();
        List<CallReport> reports = List.of(
                event("c6", Event.CLEARED, at.plusSeconds(30), cid),
                event("c6", Event.RINGING, at, cid),
                event("c6", Event.CONNECTED, at.plusSeconds(2), cid));
        for (CallReport report : reports) {
            assertThat(await(exchange.calls.report(pbx, report)).repeated()).isFalse();
        }
        IntStream.range(0, 12)
                .mapToObj(i -> exchange.calls.report(pbx, reports.get(i % 3)))
                .toList()
                .forEach(kept -> assertThat(await(kept).repeated()).isTrue());

        assertThat(await(exchange.callStore.ofAlarm(olga, alarm)))
                .singleElement()
                .extracting(PhoneCall::state)
                .isEqualTo(PhoneCall.State.CLEARED);
        assertThat(exchange.town.log(olga, alarm).stream().filter(line -> line.startsWith("CALL")))
                .hasSize(3);
        assertThat(answeredAt(alarm)).isEqualTo(at.plusSeconds(2));
    }

    @Test
    @DisplayName("the same report from two places at once is kept once")
    void at_once() {
        String cid = exchange.unit(service, false);
        exchange.press(cid, "A1");
        CallReport report = event("c7", Event.CONNECTED, exchange.now(), cid);
        long fresh = IntStream.range(0, 6).mapToObj(i -> exchange.calls.report(pbx, report)).toList().stream()
                .filter(kept -> !await(kept).repeated())
                .count();
        assertThat(fresh).isEqualTo(1);
    }

    @Test
    @DisplayName("an alarm closed during the call still learns how it ended, and where its recording is")
    void closed_meanwhile() {
        String cid = exchange.unit(service, false);
        exchange.press(cid, "A1");
        UUID alarm = exchange.alarm(olga, cid);
        await(exchange.calls.report(pbx, event("c8", Event.CONNECTED, exchange.now(), cid)));
        await(exchange.desk.take(olga, alarm));
        await(exchange.desk.close(olga, alarm, new CloseRequest("accidental", "Mrs Hill", null)));
        exchange.report(pbx, "c8", Event.CLEARED, null, null);
        await(exchange.calls.report(
                pbx, new CallReport("c8", Event.RECORDING, exchange.now(), null, null, null, "rec/c8")));
        assertThat(exchange.town.log(olga, alarm))
                .endsWith("CALL Call ended after 0 seconds", "CALL Recording of the call: rec/c8");
    }

    @Test
    @DisplayName("one service's telephone system reaches no alarm of another, by token, id or number")
    void isolation() {
        String cid = exchange.unit(service, false);
        String number = ((CallNumbers) exchange.press(cid, "A1")).numbers().get(0);
        exchange.say(exchange.speech, cid, "A2", Map.of("dty", "0003", "crd", "gsm:+447700900555"));
        Scope stranger = Scope.platform(exchange.service("calls_reported = true"));

        assertThat(exchange.report(stranger, "x1", Event.CONNECTED, null, number)
                        .alarm())
                .isNull();
        assertThat(await(exchange.calls.report(stranger, event("x2", Event.CONNECTED, exchange.now(), cid)))
                        .call()
                        .alarm())
                .isNull();
        assertThat(exchange.report(stranger, "x3", Event.CONNECTED, "07700 900555", null)
                        .alarm())
                .isNull();
        UUID alarm = exchange.alarm(olga, cid);
        assertThat(answeredAt(alarm)).isNull();
        // The same name for a call in two telephone systems is two calls.
        exchange.report(pbx, "x1", Event.RINGING, null, number);
        assertThat(await(exchange.callStore.ofAlarm(stranger, alarm))).isEmpty();
        assertThat(await(exchange.callStore.ofAlarm(olga, alarm))).hasSize(1);
        assertThat(await(exchange.callStore.list(stranger, new CallStore.Query(false, 10, null)))
                        .items())
                .hasSize(3);
    }

    @Test
    @DisplayName("how a home can be called back: the addresses its units gave, and whether they asked for it")
    void call_back() {
        String cid = exchange.unit(service, false);
        exchange.say(
                exchange.speech,
                cid,
                "A1",
                Map.of("dty", "0003", "cha", "1", "crd", "no-voice: sip:1@u gsm:+44770090"));
        exchange.say(exchange.speech, cid, "A2", Map.of("dty", "0003", "crd", "gsm:"));
        UUID alarm = exchange.alarm(olga, cid);
        CallStore.CallBack callBack = await(exchange.callStore.callBack(olga, alarm));
        assertThat(callBack.addresses()).containsExactly("sip:1@u", "gsm:+44770090");
        assertThat(callBack.asked()).isTrue();
        Scope stranger = Scope.platform(exchange.service(""));
        assertThat(await(exchange.callStore.callBack(stranger, alarm)).addresses())
                .isEmpty();
    }

    private static PhoneCall.Belonging belonging(PhoneCall call) {
        return Objects.requireNonNull(call.alarm(), "the call belongs to an alarm");
    }

    private static CallReport event(String callId, Event event, Instant at, String cid) {
        return new CallReport(callId, event, at, null, null, cid, null);
    }

    private static @Nullable Instant answeredAt(UUID alarm) {
        return await(exchange.town
                .database
                .pool()
                .query("select answered_at from alarm where id = '%s'".formatted(alarm))
                .execute()
                .map(rows -> Times.fromRowOrNull(rows.iterator().next().getOffsetDateTime(0))));
    }
}
