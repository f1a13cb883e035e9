package org.tocsin.gateway.scaip;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Units behind Kamailio, which ends their TLS and speaks to the gateway in its own way. */
class KamailioEdgeTest {
    static Centre centre;

    @TempDir
    Path work;

    @BeforeAll
    static void open() throws Exception {
        KamailioEdge.isNeeded();
        centre = Centre.standard();
    }

    @AfterAll
    static void close() throws Exception {
        if (centre != null) {
            centre.close();
        }
    }

    @ParameterizedTest(name = "unit, TLS, Kamailio, {0}, gateway")
    @ValueSource(strings = {"udp", "tcp", "tls"})
    void an_alarm_goes_through_it_and_its_reply_comes_back_over_the_unit_s_own_connection(String transport)
            throws Exception {
        int gateway = transport.equals("tls") ? centre.tlsPort() : centre.port();
        try (KamailioEdge edge = KamailioEdge.start(work, Centre.AUTHORITY, gateway, transport);
                HandUnit unit = HandUnit.tls(edge.tlsPort(), Centre.AUTHORITY.client(null))) {
            String cid = centre.unit();
            unit.send(HandUnit.message(cid, HandUnit.press(cid, "K1")).replace("SIP/2.0/UDP", "SIP/2.0/TLS"));

            String ok = next(unit);
            assertThat(ok).startsWith("SIP/2.0 200 ");
            assertThat(HandUnit.line(ok, "Via"))
                    .contains("SIP/2.0/TLS 192.168.1.10:5060", ";rport=" + unit.localPort());
            assertThat(unit.receiveAndAnswer())
                    .startsWith("MESSAGE sip:" + cid + "@127.0.0.1")
                    .contains("<ref>K1</ref><snu>0</snu>");

            String secret = centre.unitWithSecret();
            String body = HandUnit.press(secret, "K2");
            unit.send(HandUnit.message(secret, body, "z9hG4bKk2", "edge" + transport, 1, ""));
            String authorization = HandUnit.authorization(next(unit), secret, Centre.SECRET, "00000001");
            unit.send(HandUnit.message(secret, body, "z9hG4bKk3", "edge" + transport, 2, authorization));
            assertThat(next(unit)).startsWith("SIP/2.0 200 ");
            assertThat(unit.receiveAndAnswer()).contains("<ref>K2</ref><snu>0</snu>");
            assertThat(centre.signals(cid)).hasSize(1);
            assertThat(centre.signals(secret))
                    .singleElement()
                    .satisfies(
                            row -> assertThat(row.getArrayOfStrings("doubts")).isEmpty());
        }
    }

    /** Kamailio says 100 where the gateway takes a moment. */
    private static String next(HandUnit unit) throws Exception {
        String message = unit.receive();
        return message.startsWith("SIP/2.0 100 ") ? unit.receive() : message;
    }
}
