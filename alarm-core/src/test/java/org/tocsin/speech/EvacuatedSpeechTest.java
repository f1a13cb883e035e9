package org.tocsin.speech;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tocsin.alarm.Town.await;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Scope;
import org.tocsin.shift.EvacuationDesk;
import org.tocsin.shift.EvacuationWatch;
import org.tocsin.shift.ShiftRules;
import org.tocsin.shift.ShiftSettings;
import org.tocsin.speech.SpeechInstruction.CallNumbers;
import org.tocsin.speech.SpeechInstruction.CallOwnReceiver;
import org.tocsin.speech.SpeechInstruction.Hold;

/** When the room is left, homes are told to call the partner; when it is back, their own service again. */
class EvacuatedSpeechTest {
    private static final Map<String, String> PRESS = Map.of("dty", "0003", "stc", "0010");
    private static final String PARTNER = "sip:desk@northern.example tel:+441632960001";

    static Exchange exchange;
    static EvacuationDesk evacuations;
    static EvacuationWatch watch;
    static SpeechDesk speech;

    @BeforeAll
    static void open() {
        exchange = new Exchange();
        evacuations = new EvacuationDesk(exchange.town.database, exchange.town.clock, exchange.town.wakeup);
        watch = new EvacuationWatch(exchange.town.vertx, exchange.town.database);
        watch.start(exchange.town.wakeup);
        speech = new SpeechDesk(exchange.town.database, Exchange.KEYRING, exchange.town.clock, watch::numberFor);
    }

    @AfterAll
    static void close() {
        await(watch.stop());
        exchange.close();
    }

    @Test
    void from_the_next_signal_on_every_home_is_told_the_partner_s_number_held_models_too_and_the_way_back_works() {
        UUID service = exchange.service("");
        UUID staffed = exchange.service(SpeechDeskTest.STAFFED);
        Scope mary = exchange.operator(service, null);
        Scope other = exchange.operator(staffed, null);
        String plain = exchange.unit(service, false);
        String held = exchange.unit(staffed, true);
        partner(mary);
        partner(other);
        assertThat(told(plain, "a")).isEqualTo(new CallOwnReceiver());
        assertThat(told(held, "a")).isEqualTo(new Hold());

        assertThat(await(evacuations.begin(mary, false, "fire alarm"))).isInstanceOf(EvacuationDesk.Result.Done.class);
        assertThat(await(evacuations.begin(mary, false, "twice"))).isInstanceOf(EvacuationDesk.Result.Refused.class);
        assertThat(await(evacuations.begin(other, true, "drill"))).isInstanceOf(EvacuationDesk.Result.Done.class);
        Awaitility.await()
                .until(() -> watch.numberFor(service).isPresent()
                        && watch.numberFor(staffed).isPresent());
        assertThat(told(plain, "b"))
                .isInstanceOfSatisfying(
                        CallNumbers.class, call -> assertThat(call.numbers()).startsWith("sip:desk@northern.example"));
        assertThat(told(held, "b"))
                .isInstanceOfSatisfying(
                        CallNumbers.class, call -> assertThat(call.numbers()).startsWith("sip:desk@northern.example"));
        assertThat(await(speech.callTarget(null, code(service)))).isEqualTo(Optional.of("sip:desk@northern.example"));

        assertThat(await(evacuations.end(mary, "all clear"))).isInstanceOf(EvacuationDesk.Result.Done.class);
        Awaitility.await().until(() -> watch.numberFor(service).isEmpty());
        assertThat(told(plain, "c")).isEqualTo(new CallOwnReceiver());
        assertThat(await(evacuations.now(mary))).isEmpty();
        assertThat(await(evacuations.list(mary))).singleElement().satisfies(one -> {
            assertThat(one.why()).isEqualTo("fire alarm");
            assertThat(one.rehearsal()).isFalse();
            assertThat(one.lasts()).isFalse();
        });
        assertThat(await(evacuations.list(other))).singleElement().satisfies(one -> {
            assertThat(one.rehearsal()).isTrue();
            assertThat(one.lasts()).isTrue();
        });
    }

    private static SpeechInstruction told(String cid, String ref) {
        return exchange.say(speech, cid, ref, PRESS);
    }

    private static String code(UUID service) {
        return await(exchange.town
                        .database
                        .pool()
                        .query("select code from service where id = '" + service + "'")
                        .execute())
                .iterator()
                .next()
                .getString(0);
    }

    private static void partner(Scope scope) {
        ShiftRules usual = ShiftRules.USUAL;
        ShiftRules.Ring partner = new ShiftRules.Ring("Northern", PARTNER, Duration.ofSeconds(120));
        await(new ShiftSettings(exchange.town.database)
                .change(
                        scope,
                        new ShiftRules(usual.release(), usual.parking(), usual.hearing(), usual.onCall(), partner)));
    }
}
