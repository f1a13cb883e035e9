package org.tocsin.speech;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tocsin.alarm.Town.await;

import java.time.Duration;
import java.util.List;
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

    @Test
    void a_unit_that_speaks_sip_alone_calls_its_own_centre_where_the_partner_has_a_plain_number() {
        UUID service = exchange.service("speech_reply = 62, speech_number = 'sip:queue@pbx.example'");
        UUID held = exchange.service(SpeechDeskTest.STAFFED);
        for (UUID one : List.of(service, held)) {
            Scope mary = exchange.operator(one, null);
            partner(mary, "tel:+441632960001");
            assertThat(await(evacuations.begin(mary, false, "fire alarm")))
                    .isInstanceOf(EvacuationDesk.Result.Done.class);
            Awaitility.await().until(() -> watch.numberFor(one).isPresent());
        }
        String unit = exchange.unit(service, false);
        Map<String, String> sipOnly = Map.of("dty", "0003", "stc", "0010", "crd", "sip:1001@unit.example");
        assertThat(exchange.say(speech, unit, "a", sipOnly))
                .isEqualTo(new CallNumbers(List.of("sip:queue@pbx.example")));
        assertThat(exchange.say(speech, exchange.unit(held, true), "a", sipOnly))
                .as("nobody of ours takes it")
                .isNotInstanceOf(Hold.class);
        Map<String, String> telephone = Map.of("dty", "0003", "stc", "0010", "crd", "tel:+441632960555");
        assertThat(exchange.say(speech, unit, "b", telephone)).isEqualTo(new CallNumbers(List.of("tel:+441632960001")));
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
        partner(scope, PARTNER);
    }

    private static void partner(Scope scope, String number) {
        ShiftRules usual = ShiftRules.USUAL;
        ShiftRules.Ring partner = new ShiftRules.Ring("Northern", number, Duration.ofSeconds(120));
        await(new ShiftSettings(exchange.town.database)
                .change(
                        scope,
                        new ShiftRules(usual.release(), usual.parking(), usual.hearing(), usual.onCall(), partner)));
    }
}
