package org.tocsin.gateway.scaip;

import static org.assertj.core.api.Assertions.assertThat;

/** A transport, with units that speak over it. */
enum Wire {
    UDP,
    TCP,
    TLS;

    /** A unit connected to this centre. */
    HandUnit to(Centre centre) throws Exception {
        return switch (this) {
            case UDP -> HandUnit.udp(centre.port());
            case TCP -> HandUnit.tcp(centre.port());
            case TLS -> HandUnit.tls(centre.tlsPort(), Centre.AUTHORITY.client(null));
        };
    }

    /** A MESSAGE as it is written over this transport. */
    String message(String user, String body) {
        return HandUnit.message(user, body).replace("SIP/2.0/UDP", "SIP/2.0/" + this);
    }

    /**
     * Says it, hears the 200 without a body, and gives the body of the reply that follows, which is confirmed. Told that
     * nothing can be stored now, it says it again, as units do: the machine of a test may be slow.
     */
    String said(HandUnit unit, String user, String body) throws Exception {
        for (int again = 0; ; again++) {
            unit.send(message(user, body));
            String answer = unit.receive();
            if (again == 9 || !answer.startsWith("SIP/2.0 503 ")) {
                return reply(answer, unit);
            }
        }
    }

    /** The body of the reply that follows a 200. */
    static String reply(HandUnit unit) throws Exception {
        return reply(unit.receive(), unit);
    }

    private static String reply(String answer, HandUnit unit) throws Exception {
        assertThat(answer).startsWith("SIP/2.0 200 OK\r\n").endsWith("Content-Length: 0\r\n\r\n");
        String mrs = unit.receiveAndAnswer();
        assertThat(mrs).startsWith("MESSAGE sip:").contains("Content-Type: application/scaip+xml\r\n");
        return mrs.substring(mrs.indexOf("\r\n\r\n") + 4);
    }
}
