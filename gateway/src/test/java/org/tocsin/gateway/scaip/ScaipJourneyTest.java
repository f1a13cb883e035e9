package org.tocsin.gateway.scaip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From a unit's socket into PostgreSQL and back. */
class ScaipJourneyTest {
    static Centre centre;

    @BeforeAll
    static void open() throws Exception {
        centre = Centre.quick();
    }

    @AfterAll
    static void close() throws Exception {
        centre.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp", "tcp"})
    void anAlarmIsOnFileBeforeItIsAnsweredAndTheReplyFollows(String transport) throws Exception {
        String cid = centre.unit();
        try (HandUnit unit = unit(transport)) {
            unit.send(HandUnit.message(cid, HandUnit.press(cid, "A1")));

            String ok = unit.receive();
            assertThat(ok).startsWith("SIP/2.0 200 OK\r\n").endsWith("Content-Length: 0\r\n\r\n");
            assertThat(HandUnit.line(ok, "Via")).contains(";rport=" + unit.localPort(), ";received=127.0.0.1");
            Row signal = only(centre.signals(cid));
            assertThat(signal.getString("kind")).isEqualTo("ALARM");
            assertThat(signal.getString("protocol")).isEqualTo("SCAIP");
            assertThat(signal.getUUID("alarm_id")).isNotNull();
            String mrs = unit.receiveAndAnswer();
            assertThat(mrs)
                    .startsWith("MESSAGE sip:" + cid + "@127.0.0.1:" + unit.localPort())
                    .endsWith("\r\n\r\n<mrs><ref>A1</ref><snu>0</snu><mre>1</mre><cre>61</cre></mrs>");
            assertThat(HandUnit.line(mrs, "Call-ID")).isNotEqualTo(HandUnit.line(ok, "Call-ID"));
            assertThat(unit.receive(300)).isEmpty();
        }
    }

    @Test
    void aRetransmissionGetsTheSameAnswerAndRaisesNothing() throws Exception {
        String cid = centre.unit();
        String message = HandUnit.message(cid, HandUnit.press(cid, "B1"));
        try (HandUnit unit = HandUnit.udp(centre.port())) {
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
    void aRepeatUnderANewCallIdIsOneSignalAndGetsTheReplyAgain() throws Exception {
        String cid = centre.unit();
        try (HandUnit unit = HandUnit.udp(centre.port())) {
            for (int i = 0; i < 2; i++) {
                unit.send(HandUnit.message(cid, HandUnit.press(cid, "C1")));
                assertThat(unit.receive()).startsWith("SIP/2.0 200 ");
                assertThat(unit.receiveAndAnswer()).contains("<ref>C1</ref><snu>0</snu>");
            }
            assertThat(centre.signals(cid)).hasSize(1);
        }
    }

    @Test
    void oneConstantBranchWithAnotherCallIdIsAnotherAlarm() throws Exception {
        String cid = centre.unit();
        try (HandUnit unit = HandUnit.udp(centre.port())) {
            for (String ref : List.of("D1", "D2")) {
                unit.send(HandUnit.message("panel", HandUnit.press(cid, ref), "z9hG4bK-0001", "call-" + ref, 1, "")
                        .replace(";tag=u1", ""));
                assertThat(unit.receive()).startsWith("SIP/2.0 200 ");
                assertThat(unit.receiveAndAnswer()).contains("<ref>" + ref + "</ref>");
            }
            assertThat(centre.signals(cid))
                    .hasSize(2)
                    .allSatisfy(
                            row -> assertThat(row.getArrayOfStrings("doubts")).isEmpty());
        }
    }

    @Test
    void aUnitThatDoesNotAnswerItsReplyHearsItAgainUntilTimerF() throws Exception {
        String cid = centre.unit();
        try (HandUnit unit = HandUnit.udp(centre.port())) {
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
            assertThat(centre.signals(cid)).hasSize(1);
        }
    }

    @Test
    void aHeartbeatIsASignOfLifeAndNoSignal() throws Exception {
        String cid = centre.unit();
        try (HandUnit unit = HandUnit.udp(centre.port())) {
            unit.send(HandUnit.message(
                    cid, "<mrq><ref>F1</ref><mty>PI</mty><cid>" + cid + "</cid><dty>2</dty><stc>0009</stc></mrq>"));

            assertThat(unit.receive()).startsWith("SIP/2.0 200 ");
            assertThat(unit.receiveAndAnswer()).contains("<ref>F1</ref><snu>0</snu><mre>0</mre>");
            assertThat(centre.signals(cid)).isEmpty();
            await().untilAsserted(() -> assertThat(centre.rows(
                            "select l.* from sign_of_life l join home_unit u on u.id = l.unit_id where u.cid = $1",
                            cid))
                    .hasSize(1));
        }
    }

    @Test
    void aStrangerIsHeardAndMarked() throws Exception {
        String cid = Centre.freshCid();
        try (HandUnit unit = HandUnit.udp(centre.port())) {
            unit.send(HandUnit.message(cid, HandUnit.press(cid, "G1")));

            assertThat(unit.receive()).startsWith("SIP/2.0 200 ");
            assertThat(unit.receiveAndAnswer()).contains("<snu>0</snu><mre>1</mre><cre>61</cre>");
            assertThat(flags(cid)).containsExactly("NOT_ON_FILE");
        }
    }

    @Test
    void anotherUnitsNameIsTakenAndMarked() throws Exception {
        String cid = centre.unit();
        try (HandUnit unit = HandUnit.udp(centre.port())) {
            unit.send(HandUnit.message("99", HandUnit.press(cid, "H1")));

            assertThat(unit.receive()).startsWith("SIP/2.0 200 ");
            unit.receiveAndAnswer();
            assertThat(flags(cid)).containsExactly("SENDER_MISMATCH");
        }
    }

    @Test
    void theServicesNumberIsGivenToAUnitThatCanCallIt() throws Exception {
        String cid = centre.unit();
        centre.execute("insert into service (id, code, name, created_at, speech_reply, speech_number) values"
                + " (gen_random_uuid(), 'voice', 'Voice', '2026-01-01Z', 62, 'tel:+441632960001')");
        centre.execute("update home_unit set service_id = (select id from service where code = 'voice') where cid = '"
                + cid + "'");
        try (HandUnit unit = HandUnit.udp(centre.port())) {
            unit.send(HandUnit.message(cid, HandUnit.press(cid, "I1").replace("</mrq>", "<crd>gsm:</crd></mrq>")));

            unit.receive();
            assertThat(unit.receiveAndAnswer()).contains("<mre>1</mre><cre>62</cre><tnu>gsm:+441632960001</tnu>");
        }
    }

    @Test
    void whatCannotBeReadIsKeptAndAnsweredByItsReference() throws Exception {
        String cid = centre.unit();
        try (HandUnit unit = HandUnit.udp(centre.port())) {
            unit.send(HandUnit.message(cid, "<mrq><ref>J1</ref><cid>" + cid + "</cid></mrq>"));
            assertThat(unit.receive()).startsWith("SIP/2.0 200 ");
            assertThat(unit.receiveAndAnswer()).contains("<ref>J1</ref><snu>7</snu><ste>missing: dty</ste>");

            unit.send(HandUnit.message(cid, "<mrq><ref>J2</ref><dte>Mum & Dad"));
            assertThat(unit.receive()).startsWith("SIP/2.0 200 ");
            assertThat(unit.receiveAndAnswer()).contains("<ref>J2</ref><snu>2</snu>");

            unit.send(HandUnit.message(cid, "<mrq>help"));
            assertThat(unit.receive())
                    .startsWith("SIP/2.0 400 ")
                    .contains("Warning: 399 arc.example.net \"not well-formed\"");

            assertThat(centre.signals(cid))
                    .extracting(row -> row.getString("kind") + row.getString("ref"))
                    .containsExactly("UNREADABLEJ1", "UNREADABLEJ2", "UNREADABLE");
            assertThat(flags(cid)).containsExactly("UNREADABLE");
        }
    }

    /** Two units as they come from the factory, in two homes: the same words, and both mean it. */
    @Test
    void twoHomesWhoseUnitsNameNoneOfThemselvesAreBothHeard() throws Exception {
        String body = "<mrq><ref>1</ref><dty>0003</dty><dte>factory set</dte></mrq>";
        try (HandUnit one = HandUnit.udpFrom("127.0.0.11", centre.port());
                HandUnit other = HandUnit.udpFrom("127.0.0.12", centre.port())) {
            for (HandUnit unit : List.of(one, other, one)) {
                unit.send(HandUnit.message("panel", body));
                assertThat(unit.receive()).startsWith("SIP/2.0 200");
                assertThat(unit.receiveAndAnswer()).contains("<snu>7</snu>");
            }
        }
        assertThat(centre.rows("select * from alarm where join_key like $1", "address:127.0.0.1_"))
                .hasSize(2);
        assertThat(centre.rows(
                        "select * from signal where cid = '' and ref = '1' and remote_address like $1", "127.0.0.1_"))
                .hasSize(2);
    }

    @Test
    void withoutReferenceEveryPressIsHeard() throws Exception {
        String cid = centre.unit();
        String body = "<mrq><cid>" + cid + "</cid><dty>3</dty></mrq>";
        try (HandUnit unit = HandUnit.udp(centre.port())) {
            for (int i = 0; i < 2; i++) {
                unit.send(HandUnit.message(cid, body));
                assertThat(unit.receive()).contains("\"missing: ref\"");
            }
            assertThat(centre.signals(cid)).hasSize(2);
        }
    }

    @Test
    void whatIsNoScaipIsRefused() throws Exception {
        String cid = centre.unit();
        String alarm = HandUnit.press(cid, "K1");
        try (HandUnit unit = HandUnit.udp(centre.port())) {
            unit.send(HandUnit.message(cid, "hello").replace("application/scaip+xml", "text/plain"));
            assertThat(unit.receive()).startsWith("SIP/2.0 415 ").contains("Accept: application/scaip+xml");

            unit.send(HandUnit.message(cid, alarm).replace("MESSAGE", "SUBSCRIBE"));
            assertThat(unit.receive()).startsWith("SIP/2.0 405 ").contains("Allow: MESSAGE");

            unit.send(HandUnit.message(cid, "").replace("MESSAGE", "OPTIONS"));
            assertThat(unit.receive()).startsWith("SIP/2.0 200 ").contains("Allow: MESSAGE");

            unit.send(HandUnit.message(cid, "")
                    .replace("MESSAGE", "REGISTER")
                    .replace("Max-Forwards: 70", "Contact: <sip:" + cid + "@192.168.1.10>;expires=600"));
            assertThat(unit.receive())
                    .startsWith("SIP/2.0 200 ")
                    .contains("Contact: <sip:" + cid + "@192.168.1.10>;expires=");
            assertThat(centre.signals(cid)).isEmpty();
        }
    }

    @Test
    void theProcessServesOnThroughRubbish() throws Exception {
        String cid = centre.unit();
        try (HandUnit unit = HandUnit.udp(centre.port())) {
            byte[] noise = new byte[60_000];
            for (int i = 0; i < noise.length; i++) {
                noise[i] = (byte) (i * 31);
            }
            unit.sendBytes(noise);
            unit.send("MESSAGE\r\n\r\n");
            unit.send(HandUnit.message(cid, "<mrq>" + "x".repeat(62_000)));
            assertThat(unit.receive()).startsWith("SIP/2.0 400 ");
            unit.send(HandUnit.message(cid, HandUnit.press(cid, "L1")));

            assertThat(unit.receive()).startsWith("SIP/2.0 200 ");
            unit.receiveAndAnswer();
        }
    }

    @Test
    void aSignalInABrokenMessageIsKept() throws Exception {
        String cid = Centre.freshCid();
        try (HandUnit unit = HandUnit.udp(centre.port())) {
            unit.send(HandUnit.message(cid, HandUnit.press(cid, "M1")).replace("CSeq:", "Sequence:"));

            awaitUnreadable(cid);
        }
    }

    @Test
    void messagesAreFoundHoweverTheStreamIsCut() throws Exception {
        String cid = centre.unit();
        String two =
                HandUnit.message(cid, HandUnit.press(cid, "N1")) + HandUnit.message(cid, HandUnit.press(cid, "N2"));
        try (HandUnit unit = HandUnit.tcp(centre.port())) {
            unit.send("\r\n\r\n" + two);
            List<String> answers = List.of(unit.receive(), unit.receive(), unit.receive(), unit.receive());
            assertThat(answers).filteredOn(answer -> answer.contains("<mrs>")).hasSize(2);

            String third = HandUnit.message(cid, HandUnit.press(cid, "N3"));
            for (String part : List.of(third.substring(0, 10), third.substring(10, 200), third.substring(200))) {
                unit.send(part);
            }
            assertThat(unit.receive()).startsWith("SIP/2.0 200 ");
            assertThat(centre.signals(cid)).hasSize(3);
        }
    }

    @Test
    void aBodyThatIsTooLongIsRefusedAndShownAndTheConnectionServesOn() throws Exception {
        String cid = centre.unit();
        try (HandUnit unit = HandUnit.tcp(centre.port())) {
            unit.send(HandUnit.message(cid, "x".repeat(1024 * 1024)));
            assertThat(unit.receive()).startsWith("SIP/2.0 413 ");
            awaitUnreadable(cid);
            unit.send(HandUnit.message(cid, HandUnit.press(cid, "O1")));
            assertThat(unit.receive()).startsWith("SIP/2.0 200 ");
            unit.receiveAndAnswer();

            unit.send(HandUnit.message(cid, "").replace("Content-Length: 0", "Content-Length: x"));
            assertThat(unit.receive()).startsWith("SIP/2.0 400 ");
            assertThat(unit.receive()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"signal", "home_unit"})
    void whileTheStoreHangsNothingPositiveIsSaid(String table) throws Exception {
        String cid = centre.unit();
        try (HandUnit unit = HandUnit.udp(centre.port())) {
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

    /** One signal that nobody could read, with this unit's number somewhere in its bytes. */
    private static void awaitUnreadable(String cid) {
        await().untilAsserted(() -> assertThat(centre.rows(
                        "select 1 from signal where kind = 'UNREADABLE' and position($1::text in"
                                + " convert_from(raw, 'LATIN1')) > 0",
                        cid))
                .hasSize(1));
    }

    private static HandUnit unit(String transport) throws Exception {
        return transport.equals("udp") ? HandUnit.udp(centre.port()) : HandUnit.tcp(centre.port());
    }

    private static String[] flags(String cid) throws Exception {
        return only(centre.rows("select flags from alarm where cid = $1", cid)).getArrayOfStrings(0);
    }

    private static Row only(List<Row> rows) {
        assertThat(rows).hasSize(1);
        return rows.get(0);
    }
}
