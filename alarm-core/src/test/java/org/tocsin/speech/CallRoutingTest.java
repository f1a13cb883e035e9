package org.tocsin.speech;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tocsin.alarm.Town.await;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Scope;
import org.tocsin.speech.SpeechInstruction.CallNumbers;

/** Where a call that reaches a gateway is sent. */
class CallRoutingTest {
    static Exchange exchange;

    @BeforeAll
    static void open() {
        exchange = new Exchange();
    }

    @AfterAll
    static void close() {
        exchange.close();
    }

    @Test
    @DisplayName(
            "RX-39: with its token to the taker's extension, before it is taken to the queue; a stranger to the queue")
    void by_token() {
        UUID service = exchange.service("speech_reply = 62, speech_number = 'sip:speech-TOKEN@arc',"
                + " default_queue_number = 'tel:+441632960111 sip:queue@pbx'");
        Scope olga = exchange.operator(service, "tel:204 sip:olga@pbx");
        String cid = exchange.unit(service, false);
        String number = ((CallNumbers) exchange.press(cid, "A1")).numbers().get(0);
        String code = code(service);
        assertThat(target(number, code)).isEqualTo("sip:queue@pbx");

        await(exchange.desk.take(olga, exchange.alarm(olga, cid)));
        assertThat(target(number, code)).isEqualTo("sip:olga@pbx");
        assertThat(target("sip:speech-0123456789abcdef@arc", code)).isEqualTo("sip:queue@pbx");
        assertThat(target(null, code)).isEqualTo("sip:queue@pbx");
    }

    @Test
    @DisplayName("a token of another service leads nowhere but to the queue")
    void of_another_service() {
        UUID service = exchange.service("speech_reply = 62, speech_number = 'sip:speech-TOKEN@arc'");
        Scope olga = exchange.operator(service, "sip:olga@pbx");
        String cid = exchange.unit(service, false);
        String number = ((CallNumbers) exchange.press(cid, "A1")).numbers().get(0);
        await(exchange.desk.take(olga, exchange.alarm(olga, cid)));
        String other = code(exchange.service("overflow_number = 'sip:staffed@elsewhere'"));
        assertThat(target(number, other)).isEqualTo("sip:staffed@elsewhere");
    }

    @Test
    @DisplayName("a service that has set nobody, or only a number that leads back here, has no target")
    void nobody() {
        String code = code(exchange.service("speech_reply = 62, speech_number = 'sip:speech-TOKEN@arc'"));
        assertThat(target("sip:desk@arc", code)).isNull();
        assertThat(target("sip:desk@arc", "no-such-service")).isNull();
        String plain = code(exchange.service("speech_reply = 62, speech_number = 'sip:desk@arc'"));
        assertThat(target(null, plain)).isEqualTo("sip:desk@arc");
    }

    private static @Nullable String target(@Nullable String called, String code) {
        return await(new CallRouting(exchange.town.database).target(called, code))
                .orElse(null);
    }

    private static String code(UUID service) {
        return await(exchange.town
                .database
                .pool()
                .query("select code from service where id = '%s'".formatted(service))
                .execute()
                .map(rows -> rows.iterator().next().getString(0)));
    }
}
