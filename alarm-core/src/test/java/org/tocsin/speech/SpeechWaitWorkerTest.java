package org.tocsin.speech;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tocsin.alarm.Town.await;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Scope;
import org.tocsin.alarm.CloseRequest;
import org.tocsin.speech.CallReport.Event;
import org.tocsin.speech.SpeechInstruction.Hold;
import org.tocsin.speech.SpeechWaitWorker.Claim;

/** RX-39, the call that never comes: the alarm sounds again, once. */
class SpeechWaitWorkerTest {
    static Exchange exchange;
    UUID service;
    Scope olga;
    String cid;

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
        exchange.town.sql("update speech_ask set due_at = null");
        service = exchange.service("calls_reported = true");
        olga = exchange.operator(service, null);
        cid = exchange.unit(service, false);
    }

    @Test
    @DisplayName("RX-39: no call within 60 s of the instruction: it sounds again at its taker, marked, exactly once")
    void no_call() {
        exchange.press(cid, "A1");
        UUID alarm = exchange.alarm(olga, cid);
        await(exchange.desk.take(olga, alarm));
        exchange.town.pass(Duration.ofSeconds(59));
        assertThat(await(exchange.worker.claim())).isEmpty();
        assertThat(exchange.town.progress(olga, alarm).sounding()).isFalse();

        exchange.town.pass(Duration.ofSeconds(1));
        exchange.settle();
        assertThat(exchange.town.progress(olga, alarm).sounding()).isTrue();
        assertThat(exchange.town.progress(olga, alarm).takenBy()).isEqualTo(olga.operatorId());
        assertThat(exchange.isMarked(olga, alarm)).isTrue();
        assertThat(exchange.town.log(olga, alarm))
                .endsWith("NO_SPEECH No speech: no call was connected within 60 seconds. Call back");

        await(exchange.desk.take(olga, alarm));
        // The unit repeats itself: the same asking, waited for once.
        exchange.press(cid, "A1");
        exchange.town.pass(Duration.ofHours(1));
        assertThat(await(exchange.worker.claim())).isEmpty();
        assertThat(exchange.town.progress(olga, alarm).sounding()).isFalse();
    }

    @Test
    @DisplayName("RX-39: a call connected in time ends the waiting; ringing alone does not")
    void connected_in_time() {
        exchange.press(cid, "A1");
        String other = exchange.unit(service, false);
        exchange.press(other, "B1");
        UUID alarm = exchange.alarm(olga, cid);
        UUID waiting = exchange.alarm(olga, other);
        report("c-1", Event.RINGING, cid);
        report("c-1", Event.CONNECTED, cid);
        report("c-2", Event.RINGING, other);

        exchange.town.pass(Duration.ofSeconds(61));
        exchange.settle();
        assertThat(exchange.isMarked(olga, alarm)).isFalse();
        assertThat(exchange.isMarked(olga, waiting)).isTrue();

        // Somebody has spoken with them after all.
        report("c-2", Event.CONNECTED, other);
        assertThat(exchange.isMarked(olga, waiting)).isFalse();
    }

    @Test
    @DisplayName("a held unit that no longer asks is noticed, with or without a telephone system")
    void held_and_silent() {
        UUID quiet = exchange.service("");
        Scope owen = exchange.operator(quiet, null);
        String patient = exchange.unit(quiet, true);
        assertThat(exchange.press(patient, "A1")).isEqualTo(new Hold());
        exchange.town.pass(Duration.ofSeconds(50));
        assertThat(exchange.press(patient, "A1")).isEqualTo(new Hold());
        exchange.town.pass(Duration.ofSeconds(50));
        assertThat(await(exchange.worker.claim())).isEmpty();

        exchange.town.pass(Duration.ofSeconds(10));
        exchange.settle();
        UUID alarm = exchange.alarm(owen, patient);
        assertThat(exchange.isMarked(owen, alarm)).isTrue();
        assertThat(exchange.town.log(owen, alarm))
                .endsWith("NO_SPEECH No speech: the unit was asked to wait and no longer asks. Call back");
    }

    @Test
    @DisplayName("where no telephone system reports, nothing is awaited; nor for an alarm closed meanwhile")
    void nothing_awaited() {
        UUID silent = exchange.service("");
        exchange.press(exchange.unit(silent, false), "A1");
        exchange.press(cid, "A1");
        UUID alarm = exchange.alarm(olga, cid);
        await(exchange.desk.take(olga, alarm));
        await(exchange.desk.close(olga, alarm, new CloseRequest("ambulance", null, null)));
        exchange.town.pass(Duration.ofSeconds(61));
        List<Claim> claims = await(exchange.worker.claim());
        assertThat(claims).hasSize(1);
        await(exchange.worker.settle(claims.get(0)));
        assertThat(exchange.isMarked(olga, alarm)).isFalse();
        assertThat(await(exchange.worker.claim())).isEmpty();
    }

    @Test
    @DisplayName("of several processes that look at once, one sounds it; a late holder of a lease changes nothing")
    void several_processes() {
        exchange.press(cid, "A1");
        UUID alarm = exchange.alarm(olga, cid);
        exchange.town.pass(Duration.ofSeconds(61));
        Claim late = await(exchange.worker.claim()).get(0);
        exchange.town.sql("update speech_ask set lease_until = null");
        var one = new SpeechWaitWorker(
                exchange.town.vertx, exchange.town.database, exchange.town.clock, exchange.town.wakeup);
        var two = new SpeechWaitWorker(
                exchange.town.vertx, exchange.town.database, exchange.town.clock, exchange.town.wakeup);
        one.start();
        two.start();
        try {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .untilAsserted(
                            () -> assertThat(exchange.isMarked(olga, alarm)).isTrue());
            await(exchange.worker.settle(late));
        } finally {
            await(one.stop());
            await(two.stop());
        }
        assertThat(exchange.town.log(olga, alarm).stream().filter(line -> line.startsWith("NO_SPEECH")))
                .hasSize(1);
    }

    @Test
    @DisplayName("refused in passing, by a deadlock: it is tried again in about a second, not when its lease is over")
    void refused_in_passing() {
        exchange.press(cid, "A1");
        UUID alarm = exchange.alarm(olga, cid);
        exchange.town.pass(Duration.ofSeconds(61));
        exchange.town.sql("create function stumble() returns trigger language plpgsql as"
                + " $$ begin raise exception 'stumbled' using errcode = '40P01'; end $$");
        exchange.town.sql("create trigger stumbles before update on alarm for each row execute function stumble()");
        try {
            await(exchange.worker.round());
        } finally {
            exchange.town.sql("drop function stumble() cascade");
        }
        assertThat(exchange.isMarked(olga, alarm)).isFalse();
        Awaitility.await()
                .atMost(Duration.ofSeconds(8))
                .untilAsserted(() -> assertThat(await(exchange.worker.claim())).hasSize(1));
    }

    private void report(String callId, Event event, String unit) {
        await(exchange.calls.report(olga, new CallReport(callId, event, exchange.now(), null, null, unit, null)));
    }
}
