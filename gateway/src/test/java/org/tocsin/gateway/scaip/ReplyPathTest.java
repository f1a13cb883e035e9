package org.tocsin.gateway.scaip;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tocsin.gateway.sip.SipFlow;
import org.tocsin.unit.RegisteredContact;

class ReplyPathTest {
    private static final Instant NOW = Instant.parse("2026-03-15T09:30:00Z");

    @ParameterizedTest
    @CsvSource({
        // registered from, contact, request from, who gets the reply
        "203.0.113.7, 203.0.113.7, 203.0.113.7, contact",
        "203.0.113.7, 203.0.113.99, 203.0.113.7, contact",
        "192.168.1.10, 192.168.1.10, 192.168.1.10, contact",
        "127.0.0.1, 127.0.0.1, 127.0.0.1, contact",
        // behind a home router
        "203.0.113.7, 192.168.1.10, 203.0.113.7, source",
        "203.0.113.7, 10.0.0.5, 203.0.113.7, source",
        "203.0.113.7, 100.64.0.5, 203.0.113.7, source",
        // an address of another house
        "192.168.1.10, 192.168.7.7, 192.168.1.10, source",
        // has moved from the line of the house into the world
        "192.168.1.10, 192.168.1.10, 203.0.113.7, source",
        // no machine, or this one
        "203.0.113.7, 127.0.0.1, 203.0.113.7, source",
        "127.0.0.1, 127.0.0.1, 192.168.1.10, source",
        "203.0.113.7, 0.0.0.0, 203.0.113.7, source",
        "203.0.113.7, 224.0.0.1, 203.0.113.7, source",
        "203.0.113.7, 255.255.255.255, 203.0.113.7, source",
        "198.51.100.5, 198.51.100.5, 203.0.113.7, source",
    })
    void a_contact_is_believed_as_far_as_it_reaches(String registered, String contact, String source, String way) {
        ReplyPath path = ReplyPath.choose(new From(source, SipFlow.Transport.UDP), at(registered, contact), true, NOW);

        assertThat(path.flow().remoteAddress()).isEqualTo(way.equals("contact") ? contact : source);
        assertThat(path.uri()).isEqualTo(way.equals("contact") ? "sip:u@" + contact : null);
    }

    @Test
    void only_of_a_proven_unit_in_its_time_and_over_udp() {
        RegisteredContact contact = at("203.0.113.7", "203.0.113.99");
        From source = new From("203.0.113.7", SipFlow.Transport.UDP);

        assertThat(ReplyPath.choose(source, contact, false, NOW).uri()).isNull();
        assertThat(ReplyPath.choose(source, null, true, NOW).uri()).isNull();
        assertThat(ReplyPath.choose(source, contact, true, NOW.plusSeconds(60)).uri())
                .isNull();
        assertThat(ReplyPath.choose(new From("203.0.113.7", SipFlow.Transport.TCP), contact, true, NOW)
                        .uri())
                .isNull();
        RegisteredContact unproven = new RegisteredContact(
                contact.uri(), contact.host(), 5060, "UDP", contact.sourceAddress(), false, contact.expiresAt());
        assertThat(ReplyPath.choose(source, unproven, true, NOW).uri()).isNull();
        RegisteredContact stream = new RegisteredContact(
                contact.uri(), contact.host(), 5060, "TCP", contact.sourceAddress(), true, contact.expiresAt());
        assertThat(ReplyPath.choose(source, stream, true, NOW).uri()).isNull();
    }

    private static RegisteredContact at(String registered, String host) {
        return new RegisteredContact("sip:u@" + host, host, 5060, "UDP", registered, true, NOW.plusSeconds(60));
    }

    /** A sender's place. */
    private record From(String remoteAddress, SipFlow.Transport transport) implements SipFlow {
        @Override
        public int remotePort() {
            return 40112;
        }

        @Override
        public String local() {
            return "198.51.100.5:5060";
        }

        @Override
        public SipFlow towards(String address, int port) {
            return new From(address, transport);
        }

        @Override
        public boolean open() {
            return true;
        }

        @Override
        public void write(byte[] frame) {}
    }
}
