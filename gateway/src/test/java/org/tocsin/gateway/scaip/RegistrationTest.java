package org.tocsin.gateway.scaip;

import static org.assertj.core.api.Assertions.assertThat;

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

/** Where a unit has registered itself, and which replies go there. */
class RegistrationTest {
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
    @DisplayName("RX-32 the reply goes to the contact of a proven unit, the reply to its repeat to the source")
    void a_proven_units_contact() throws Exception {
        String cid = centre.unitWithSecret();
        try (HandUnit sender = Wire.UDP.to(centre);
                HandUnit contact = Wire.UDP.to(centre)) {
            String uri = "sip:" + cid + "@127.0.0.1:" + contact.localPort();
            assertThat(registered(sender, cid, "Contact: <" + uri + ">;expires=600\r\n"))
                    .startsWith("SIP/2.0 200 ")
                    .contains("Contact: <" + uri + ">;expires=600\r\n");
            Row row = contacts(cid).get(0);
            assertThat(row.getString("host")).isEqualTo("127.0.0.1");
            assertThat(row.getInteger("port")).isEqualTo(contact.localPort());
            assertThat(row.getBoolean("proven")).isTrue();
            assertThat(row.getString("source_address")).isEqualTo("127.0.0.1");
            assertThat(row.getString("gateway_id")).isEqualTo("gw1");

            assertThat(proven(sender, cid, "A1")).startsWith("SIP/2.0 200 ");
            assertThat(contact.receiveAndAnswer())
                    .startsWith("MESSAGE " + uri + " SIP/2.0\r\n")
                    .contains("<ref>A1</ref>");

            assertThat(proven(sender, cid, "A1")).startsWith("SIP/2.0 200 ");
            assertThat(sender.receiveAndAnswer()).contains("<ref>A1</ref><snu>0</snu>");

            assertThat(registered(sender, cid, "Contact: *\r\nExpires: 0\r\n")).startsWith("SIP/2.0 200 ");
            assertThat(proven(sender, cid, "A2")).startsWith("SIP/2.0 200 ");
            assertThat(sender.receiveAndAnswer()).contains("<ref>A2</ref>");
            assertThat(contact.receive(300)).isEmpty();
        }
    }

    @Test
    @DisplayName("a contact registered at one gateway holds at another")
    void another_gateway() throws Exception {
        String cid = centre.unitWithSecret();
        try (Centre other = centre.beside();
                HandUnit registering = Wire.UDP.to(centre);
                HandUnit sender = Wire.UDP.to(other);
                HandUnit contact = Wire.UDP.to(other)) {
            registered(registering, cid, "Contact: <sip:" + cid + "@127.0.0.1:" + contact.localPort() + ">\r\n");

            assertThat(proven(sender, cid, "B1")).startsWith("SIP/2.0 200 ");
            assertThat(contact.receiveAndAnswer()).contains("<ref>B1</ref>");
        }
    }

    @Test
    @DisplayName("whoever proves nothing takes no reply elsewhere than to the source: a gateway is no weapon")
    void an_unproven_units_contact() throws Exception {
        String cid = centre.unit();
        try (HandUnit sender = Wire.UDP.to(centre);
                HandUnit victim = Wire.UDP.to(centre)) {
            String contact = "Contact: <sip:" + cid + "@127.0.0.1:" + victim.localPort() + ">\r\n";
            sender.send(request(cid, contact, ""));
            assertThat(sender.receive()).startsWith("SIP/2.0 200 ");
            assertThat(contacts(cid).get(0).getBoolean("proven")).isFalse();

            assertThat(Wire.UDP.said(sender, cid, HandUnit.press(cid, "C1"))).contains("<ref>C1</ref>");
            assertThat(victim.receive(300)).isEmpty();
        }
    }

    @Test
    @DisplayName("over TCP and TLS the reply stays on the connection of its request")
    void a_connection() throws Exception {
        for (Wire wire : List.of(Wire.TCP, Wire.TLS)) {
            String cid = centre.unitWithSecret();
            try (HandUnit sender = wire.to(centre);
                    HandUnit contact = Wire.UDP.to(centre)) {
                registered(sender, cid, "Contact: <sip:" + cid + "@127.0.0.1:" + contact.localPort() + ">\r\n");

                assertThat(proven(sender, cid, "D1")).startsWith("SIP/2.0 200 ");
                assertThat(sender.receiveAndAnswer()).contains("<ref>D1</ref>");
                assertThat(contact.receive(200)).isEmpty();
            }
        }
    }

    @Test
    @DisplayName("without the password nothing is registered, and it is no sign of life")
    void no_password() throws Exception {
        String cid = centre.unitWithSecret();
        String contact = "Contact: <sip:" + cid + "@127.0.0.1:5060>\r\n";
        try (HandUnit unit = Wire.UDP.to(centre)) {
            unit.send(request(cid, contact, ""));
            String challenge = unit.receive();
            assertThat(challenge).startsWith("SIP/2.0 401 ");
            unit.send(request(cid, contact, HandUnit.authorization("REGISTER", challenge, cid, "guess", "00000001")));
            assertThat(unit.receive()).startsWith("SIP/2.0 401 ");
        }
        assertThat(contacts(cid)).isEmpty();
    }

    @Test
    @DisplayName("whoever is not on file is told yes, and nothing is kept")
    void a_stranger() throws Exception {
        String cid = Centre.freshCid();
        try (HandUnit unit = Wire.UDP.to(centre)) {
            unit.send(request(cid, "Contact: <sip:" + cid + "@192.168.1.10>;expires=600\r\n", ""));
            assertThat(unit.receive())
                    .startsWith("SIP/2.0 200 ")
                    .contains("Contact: <sip:" + cid + "@192.168.1.10>;expires=600");
        }
        assertThat(contacts(cid)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Contact: <sip:u@192.168.1.10>;expires=86400|200|3600",
                "Contact: <sip:u@192.168.1.10>~Expires: 120|200|120",
                "Contact: sip:u@192.168.1.10;expires=60|200|60",
                "Contact: <sip:u@home.example.net;transport=tcp>|200|3600",
                "Contact: <sip:u u@192.168.1.10>|400|0",
                "Contact: <mailto:u@192.168.1.10>|400|0",
            })
    @DisplayName("an hour at most; one that could not stand in a request is refused; what is registered can be asked")
    void limits(String contact, int status, int seconds) throws Exception {
        String cid = centre.unit();
        try (HandUnit unit = Wire.UDP.to(centre)) {
            unit.send(request(cid, contact.replace("~", "\r\n") + "\r\n", ""));
            assertThat(unit.receive()).startsWith("SIP/2.0 " + status + " ");
            if (status == 200) {
                assertThat(Duration.ofSeconds(seconds)).isEqualTo(lifetime(cid));
                unit.send(request(cid, "", ""));
                assertThat(unit.receive()).startsWith("SIP/2.0 200 ").contains("Contact: <sip:u@");
            } else {
                assertThat(contacts(cid)).isEmpty();
            }
        }
    }

    @Test
    @DisplayName("the same again is not written before half its time is over")
    void the_same_again() throws Exception {
        String cid = centre.unit();
        String contact = "Contact: <sip:u@192.168.1.10>;expires=600\r\n";
        try (HandUnit unit = Wire.UDP.to(centre)) {
            unit.send(request(cid, contact, ""));
            unit.receive();
            Object first = contacts(cid).get(0).getOffsetDateTime("registered_at");
            unit.send(request(cid, contact, ""));
            assertThat(unit.receive()).startsWith("SIP/2.0 200 ").contains("Contact: <sip:u@192.168.1.10>;expires=");
            assertThat(contacts(cid).get(0).getOffsetDateTime("registered_at")).isEqualTo(first);
        }
    }

    private static String registered(HandUnit unit, String cid, String contact) throws Exception {
        unit.send(request(cid, contact, ""));
        String challenge = unit.receive();
        assertThat(challenge).startsWith("SIP/2.0 401 ");
        unit.send(request(cid, contact, HandUnit.authorization("REGISTER", challenge, cid, Centre.SECRET, "00000001")));
        return unit.receive();
    }

    /** A press with the password: the 200. */
    private static String proven(HandUnit unit, String cid, String ref) throws Exception {
        String call = UUID.randomUUID().toString();
        String body = HandUnit.press(cid, ref);
        unit.send(HandUnit.message(cid, body, "z9hG4bK" + call, call, 1, ""));
        String challenge = unit.receive();
        assertThat(challenge).startsWith("SIP/2.0 401 ");
        String authorization = HandUnit.authorization(challenge, cid, Centre.SECRET, "00000001");
        unit.send(HandUnit.message(cid, body, "z9hG4bK2" + call, call, 2, authorization));
        return unit.receive();
    }

    private static String request(String cid, String contact, String authorization) {
        String call = UUID.randomUUID().toString();
        return "REGISTER sip:127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 192.168.1.10:5060;branch=z9hG4bK" + call
                + ";rport\r\nMax-Forwards: 70\r\nFrom: <sip:" + cid + "@127.0.0.1>;tag=u1\r\nTo: <sip:" + cid
                + "@127.0.0.1>\r\nCall-ID: " + call + "\r\nCSeq: 1 REGISTER\r\n" + contact + authorization
                + "Content-Length: 0\r\n\r\n";
    }

    private static Duration lifetime(String cid) throws Exception {
        Row row = contacts(cid).get(0);
        return Duration.between(row.getOffsetDateTime("registered_at"), row.getOffsetDateTime("expires_at"))
                .plusMillis(500)
                .truncatedTo(java.time.temporal.ChronoUnit.SECONDS);
    }

    private static List<Row> contacts(String cid) throws Exception {
        return centre.rows("select c.* from sip_contact c join home_unit u on u.id = c.unit_id where u.cid = $1", cid);
    }
}
