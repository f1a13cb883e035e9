package org.tocsin.gateway.scaip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tocsin.access.Scope;
import org.tocsin.platform.Metrics;
import org.tocsin.unit.UndeliveredReply;
import org.tocsin.unit.UndeliveredReplyStore;

/** The same thing said again, replies that are lost, and a store that does not answer. */
class RxRepeatTest {
    static Centre centre;

    @BeforeAll
    static void open() throws Exception {
        centre = Centre.quick();
    }

    @AfterAll
    static void close() throws Exception {
        centre.close();
    }

    @Test
    @DisplayName("RX-22 a retransmission over UDP gets the same 200 and raises nothing")
    void a_retransmission() throws Exception {
        String cid = centre.unit();
        String message = HandUnit.message(cid, HandUnit.press(cid, "B1"));
        try (HandUnit unit = Wire.UDP.to(centre)) {
            unit.send(message);
            String ok = unit.receive();
            unit.receiveAndAnswer();
            unit.send(message);
            unit.send(message);

            assertThat(List.of(unit.receive(), unit.receive())).containsOnly(ok);
            assertThat(unit.receive(300)).isEmpty();
            assertThat(centre.signals(cid)).hasSize(1);
        }
    }

    @Test
    @DisplayName(
            "a unit that repeats itself, as one that is held does, is heard each time: its repeats are signs of life")
    void a_sign_of_life() throws Exception {
        String cid = centre.unit();
        try (HandUnit unit = Wire.UDP.to(centre)) {
            Wire.UDP.said(unit, cid, HandUnit.press(cid, "L1"));
            for (int i = 0; i < 2; i++) {
                Wire.UDP.said(unit, cid, HandUnit.press(cid, "L1"));
                await().until(() -> lastSeen(cid) == 1);
                centre.execute("delete from sign_of_life");
            }
        }
    }

    private static int lastSeen(String cid) throws Exception {
        return centre.rows("select 1 from sign_of_life l join home_unit u on u.id = l.unit_id where u.cid = $1", cid)
                .size();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName(
            "RX-23 the same reference under a new Call-ID: one signal, and the very same mrs, also from another gateway")
    void a_repeat(Wire wire) throws Exception {
        String cid = centre.unit();
        String body = HandUnit.press(cid, "C1").replace("</mrq>", "<hbo>001</hbo></mrq>");
        centre.habit(cid, "heartbeat_s", 900);
        String first;
        try (HandUnit unit = wire.to(centre)) {
            first = wire.said(unit, cid, body);
            assertThat(first).isEqualTo("<mrs><ref>C1</ref><snu>0</snu><mre>1</mre><cre>61</cre><hbi>15</hbi></mrs>");
            assertThat(wire.said(unit, cid, body)).isEqualTo(first);
        }
        try (Centre other = centre.beside();
                HandUnit unit = wire.to(other)) {
            assertThat(wire.said(unit, cid, body)).isEqualTo(first);
        }
        assertThat(centre.signals(cid)).hasSize(1);
        assertThat(repeats(cid)).isEqualTo(2);
    }

    @Test
    @DisplayName("RX-24 the same reference from two units; RX-25 and under one constant branch: all are heard")
    void one_reference_and_branch_for_two_units() throws Exception {
        String one = centre.unit();
        String two = centre.unit();
        try (HandUnit unit = Wire.UDP.to(centre)) {
            for (String cid : List.of(one, two)) {
                unit.send(HandUnit.message(cid, HandUnit.press(cid, "1"), "z9hG4bK-0001", "call-" + cid, 1, ""));
                assertThat(Wire.reply(unit)).contains("<ref>1</ref><snu>0</snu>");
            }
        }
        assertThat(centre.signals(one)).hasSize(1);
        assertThat(centre.signals(two)).hasSize(1);
    }

    @Test
    @DisplayName("RX-26 no From tag and one constant branch, as Climax v1 has it: every press is heard")
    void no_from_tag() throws Exception {
        String cid = centre.unit();
        try (HandUnit unit = Wire.UDP.to(centre)) {
            for (String ref : List.of("D1", "D2")) {
                unit.send(HandUnit.message("panel", HandUnit.press(cid, ref), "z9hG4bK-0001", "call-" + ref, 1, "")
                        .replace(";tag=u1", ""));
                assertThat(Wire.reply(unit)).contains("<ref>" + ref + "</ref>");
            }
        }
        assertThat(centre.signals(cid))
                .hasSize(2)
                .allSatisfy(row -> assertThat(row.getArrayOfStrings("doubts")).isEmpty());
    }

    @ParameterizedTest
    @EnumSource(names = {"TCP", "TLS"})
    @DisplayName("RX-29 two requests in one segment, one in three, and answers on the same connection")
    void however_the_stream_is_cut(Wire wire) throws Exception {
        String cid = centre.unit();
        String two = wire.message(cid, HandUnit.press(cid, "N1")) + wire.message(cid, HandUnit.press(cid, "N2"));
        try (HandUnit unit = wire.to(centre)) {
            unit.send("\r\n\r\n" + two);
            List<String> answers = List.of(
                    unit.receiveAndAnswer(), unit.receiveAndAnswer(), unit.receiveAndAnswer(), unit.receiveAndAnswer());
            assertThat(answers).filteredOn(answer -> answer.contains("<mrs>")).hasSize(2);

            String third = wire.message(cid, HandUnit.press(cid, "N3"));
            for (String part : List.of(third.substring(0, 10), third.substring(10, 200), third.substring(200))) {
                unit.send(part);
            }
            assertThat(Wire.reply(unit)).contains("<ref>N3</ref>");
            assertThat(centre.signals(cid)).hasSize(3);
        }
    }

    @Test
    @DisplayName("RX-34 a unit that does not confirm its reply: repeated to timer F, on file until it confirms one")
    void a_reply_that_is_not_confirmed() throws Exception {
        String cid = centre.unit();
        double before = timedOut();
        try (HandUnit unit = Wire.UDP.to(centre)) {
            unit.send(HandUnit.message(cid, HandUnit.press(cid, "E1")));
            unit.receive();
            int sent = 0;
            String first = unit.receive();
            for (String next = first; !next.isEmpty(); next = unit.receive(600)) {
                assertThat(next).isEqualTo(first);
                sent++;
            }
            // At 0, 50, 150, 350, 550 … 1150 ms on an idle machine: as 0, 0.5, 1.5, 3.5, 7.5 … s with RFC 3261's timers
            assertThat(sent).isBetween(4, 8);
            await().untilAsserted(() -> assertThat(undelivered(cid)).hasSize(1));
            UndeliveredReply failed = undelivered(cid).get(0);
            assertThat(failed.reason()).isEqualTo(UndeliveredReply.Reason.NO_ANSWER);
            assertThat(failed.times()).isEqualTo(1);
            assertThat(failed.gatewayId()).isEqualTo("gw1");
            assertThat(timedOut()).isEqualTo(before + 1);
            assertThat(entries(cid)).singleElement().asString().startsWith("The unit has not confirmed our answer");
            assertThat(centre.rows("select state from alarm where cid = $1", cid)
                            .get(0)
                            .getString(0))
                    .isEqualTo("WAITING");

            unit.send(HandUnit.message(cid, HandUnit.press(cid, "E1")));
            assertThat(Wire.reply(unit)).contains("<ref>E1</ref><snu>0</snu>");
            await().untilAsserted(() -> assertThat(undelivered(cid)).isEmpty());
            assertThat(centre.signals(cid)).hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"488, Not Acceptable Here", "503, Service Unavailable", "408, Request Timeout"})
    @DisplayName("RX-34 a unit that refuses its reply, in its own number; nobody sees another service's")
    void a_reply_that_is_refused(int status, String words) throws Exception {
        String cid = centre.unit();
        try (HandUnit unit = Wire.UDP.to(centre)) {
            for (String ref : List.of("F1", "F2")) {
                unit.send(HandUnit.message(cid, HandUnit.press(cid, ref)));
                unit.receive();
                String mrs = unit.receive();
                unit.send("SIP/2.0 " + status + " " + words + "\r\n" + HandUnit.line(mrs, "Via")
                        + HandUnit.line(mrs, "From") + HandUnit.line(mrs, "To") + HandUnit.line(mrs, "Call-ID")
                        + HandUnit.line(mrs, "CSeq") + "Content-Length: 0\r\n\r\n");
            }
        }
        await().untilAsserted(() -> assertThat(undelivered(cid)).singleElement().satisfies(failed -> {
            assertThat(failed.reason()).isEqualTo(UndeliveredReply.Reason.REFUSED);
            assertThat(failed.status()).isEqualTo(status);
            assertThat(failed.times()).isEqualTo(2);
        }));
        Scope stranger = Scope.platform(UUID.randomUUID());
        assertThat(Centre.await(new UndeliveredReplyStore(centre.database()).find(stranger, unitId(cid))))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"signal", "home_unit"})
    @DisplayName("RX-35 while the store hangs the answer is 503 and nothing positive is said")
    void the_store_hangs(String table) throws Exception {
        String cid = centre.unit();
        try (HandUnit unit = Wire.UDP.to(centre)) {
            try (AutoCloseable locked = centre.locked(table)) {
                assertThat(locked).isNotNull();
                unit.send(HandUnit.message(cid, HandUnit.press(cid, "P1")));
                assertThat(unit.receive()).startsWith("SIP/2.0 503 ").contains("Retry-After: ");
                assertThat(unit.receive(300)).isEmpty();
            }
            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                unit.send(HandUnit.message(cid, HandUnit.press(cid, "P1")));
                assertThat(unit.receive()).startsWith("SIP/2.0 200 ");
            });
            assertThat(centre.signals(cid)).hasSize(1);
        }
    }

    @Test
    @DisplayName("RX-36 gone between the 200 and the mrs: another process answers the repeat with snu 0, one signal")
    void gone_between_the_200_and_the_mrs() throws Exception {
        String cid = centre.unit();
        try (Centre dying = centre.beside();
                HandUnit unit = Wire.TCP.to(dying)) {
            unit.send(Wire.TCP.message(cid, HandUnit.press(cid, "Q1")));
            assertThat(unit.receive()).startsWith("SIP/2.0 200 ");
            // Whatever comes now is not heard: to the unit it is as if the process had died.
        }
        try (HandUnit unit = Wire.TCP.to(centre)) {
            assertThat(Wire.TCP.said(unit, cid, HandUnit.press(cid, "Q1")))
                    .isEqualTo("<mrs><ref>Q1</ref><snu>0</snu><mre>1</mre><cre>61</cre></mrs>");
        }
        assertThat(centre.signals(cid)).hasSize(1);
        assertThat(repeats(cid)).isEqualTo(1);
    }

    private static double timedOut() {
        try {
            return centre.count(Metrics.MRS, "outcome", "timed_out");
        } catch (io.micrometer.core.instrument.search.MeterNotFoundException e) {
            return 0;
        }
    }

    private static List<UndeliveredReply> undelivered(String cid) throws Exception {
        Scope scope = Scope.platform(centre.service());
        return Centre.await(new UndeliveredReplyStore(centre.database()).find(scope, unitId(cid))).stream()
                .toList();
    }

    private static UUID unitId(String cid) throws Exception {
        return centre.rows("select id from home_unit where cid = $1", cid)
                .get(0)
                .getUUID(0);
    }

    private static List<String> entries(String cid) throws Exception {
        return centre
                .rows(
                        "select e.words from alarm_entry e join alarm a on a.id = e.alarm_id where a.cid = $1"
                                + " and e.actor like 'gateway:%'",
                        cid)
                .stream()
                .map(row -> row.getString(0))
                .toList();
    }

    private static int repeats(String cid) throws Exception {
        List<Row> rows = centre.rows(
                "select r.repeats from signal_repeat r join signal s on s.id = r.signal_id where s.cid = $1", cid);
        return rows.isEmpty() ? 0 : rows.get(0).getInteger(0);
    }
}
