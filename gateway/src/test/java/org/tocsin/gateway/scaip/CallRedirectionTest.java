package org.tocsin.gateway.scaip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Calls placed to the gateway: who is sent where, and who of them raises an alarm. */
class CallRedirectionTest {
    private static final String QUEUE = "sip:queue@pbx.example.net";
    private static final String OPERATOR = "sip:operator7@pbx.example.net";
    private static final AtomicInteger CALLS = new AtomicInteger();

    static Centre centre;

    @BeforeAll
    static void open() throws Exception {
        centre = Centre.quick();
        centre.execute("insert into operator (id, service_id, username, display_name, role, password_hash, extension,"
                + " created_at) select 'd0000000-0000-7000-8000-000000000007', id, 'seven', 'Seven', 'OPERATOR', 'x',"
                + " '" + OPERATOR + "', '2026-01-01Z' from service");
    }

    @AfterAll
    static void close() throws Exception {
        centre.close();
    }

    @BeforeEach
    void numbers() {
        centre.execute("update service set default_queue_number = '" + QUEUE + "'");
    }

    @Test
    void a_unit_in_service_is_sent_to_the_queue_and_raises_nothing() throws Exception {
        String cid = centre.unit();
        assertThat(call(cid, "alarm", null)).startsWith("SIP/2.0 302 ").contains("Contact: <" + QUEUE + ">");
        assertThat(centre.signals(cid)).isEmpty();
    }

    @Test
    void whose_alarm_somebody_has_taken_is_sent_to_that_operator() throws Exception {
        String cid = centre.unit();
        String other = centre.unit();
        press(cid, "A1");
        taken(cid);
        Row signal = centre.signals(cid).get(0);
        centre.execute("insert into speech_ask (signal_id, service_id, alarm_id, token, asked_at)"
                + " values ('%s', '%s', '%s', 'abcdefgh12345678', '2026-01-01Z') on conflict do nothing"
                        .formatted(signal.getUUID("id"), signal.getUUID("service_id"), signal.getUUID("alarm_id")));
        assertThat(call(other, "speech-abcdefgh12345678", null)).contains("Contact: <" + OPERATOR + ">");
        centre.execute("update alarm set state = 'CLOSED' where cid = '" + cid + "'");
        assertThat(call(cid, "speech-abcdefgh12345678", null)).contains("Contact: <" + QUEUE + ">");
    }

    @Test
    void a_unit_that_is_not_on_file_or_suspended_reaches_the_queue_and_a_person_sees_it() throws Exception {
        String stranger = Centre.freshCid();
        assertThat(call(stranger, "alarm", null)).contains("Contact: <" + QUEUE + ">");
        assertThat(doubts(stranger)).containsExactly(List.of("NOT_ON_FILE"));

        String suspended = centre.unit();
        centre.execute("update home_unit set status = 'SUSPENDED' where cid = '" + suspended + "'");
        assertThat(call(suspended, "alarm", null)).contains("Contact: <" + QUEUE + ">");
        assertThat(doubts(suspended)).containsExactly(List.of("SUSPENDED"));
        assertThat(centre.signals(suspended))
                .allSatisfy(row -> assertThat(row.getUUID("alarm_id")).isNotNull());
    }

    @Test
    void a_unit_with_a_password_must_show_it_and_reaches_the_queue_all_the_same() throws Exception {
        String cid = centre.unitWithSecret();
        String challenge = call(cid, "alarm", null);
        assertThat(challenge).startsWith("SIP/2.0 401 ").contains("WWW-Authenticate: Digest ");
        String right = HandUnit.authorization("INVITE", challenge, cid, Centre.SECRET, "00000001");
        assertThat(call(cid, "alarm", right)).contains("Contact: <" + QUEUE + ">");

        String guess = HandUnit.authorization("INVITE", call(cid, "alarm", null), cid, "guess", "00000001");
        assertThat(call(cid, "alarm", guess)).contains("Contact: <" + QUEUE + ">");
        // The first challenge of the two calls that were never answered rightly is noticed as well.
        await().untilAsserted(() -> assertThat(doubts(cid)).isNotEmpty().containsOnly(List.of("FAILED_PASSWORD")));
    }

    @Test
    void where_no_number_is_on_file_that_is_said() throws Exception {
        centre.execute("update service set default_queue_number = null");
        String stranger = Centre.freshCid();
        assertThat(call(stranger, "alarm", null)).startsWith("SIP/2.0 480 ").contains("no number is on file");
        assertThat(doubts(stranger)).containsExactly(List.of("NOT_ON_FILE"));
    }

    @Test
    void while_the_store_cannot_be_asked_that_is_said_too() throws Exception {
        String cid = centre.unit();
        try (AutoCloseable locked = centre.locked("home_unit")) {
            assertThat(call(cid, "alarm", null)).startsWith("SIP/2.0 503 ").contains("Retry-After");
        }
    }

    /** The final answer to a call, which is acknowledged. */
    private static String call(String cid, String called, @Nullable String authorization) throws Exception {
        int n = CALLS.incrementAndGet();
        String invite = "INVITE sip:" + called + "@127.0.0.1 SIP/2.0\r\n"
                + "Via: SIP/2.0/UDP 192.168.1.10:5060;branch=z9hG4bKi" + n + ";rport\r\nMax-Forwards: 70\r\n"
                + "From: <sip:" + cid + "@units.example.net>;tag=c1\r\nTo: <sip:" + called + "@127.0.0.1>\r\n"
                + "Call-ID: invite" + n + "\r\nCSeq: 1 INVITE\r\n" + (authorization == null ? "" : authorization)
                + "Content-Type: application/sdp\r\nContent-Length: 5\r\n\r\nv=0\r\n";
        try (HandUnit unit = HandUnit.udp(centre.port())) {
            unit.send(invite);
            String answer = unit.receive();
            while (answer.startsWith("SIP/2.0 100 ")) {
                answer = unit.receive();
            }
            unit.send(invite.replace("INVITE", "ACK"));
            return answer;
        }
    }

    private static void press(String cid, String ref) throws Exception {
        try (HandUnit unit = HandUnit.udp(centre.port())) {
            unit.send(HandUnit.message(cid, HandUnit.press(cid, ref)));
            assertThat(unit.receive()).startsWith("SIP/2.0 200 ");
        }
    }

    private static void taken(String cid) {
        centre.execute("update alarm set state = 'TAKEN', taken_by = 'd0000000-0000-7000-8000-000000000007'"
                + " where cid = '" + cid + "'");
    }

    private static List<List<String>> doubts(String cid) throws Exception {
        return centre.signals(cid).stream()
                .map(row -> List.of(row.getArrayOfStrings("doubts")))
                .toList();
    }
}
