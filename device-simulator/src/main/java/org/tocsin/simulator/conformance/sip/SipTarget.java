package org.tocsin.simulator.conformance.sip;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tocsin.simulator.HostPort;

/** Where a SCAIP receiver listens: {@code sip:[user@]host[:port][;transport=udp|tcp|tls]} or {@code sips:…}. */
public record SipTarget(String user, String host, InetSocketAddress address, Transport transport) {
    private static final Pattern SYNTAX = Pattern.compile("(?i)(sips?):(?:([^@;]+)@)?([^;]+)(?:;transport=([a-z]+))?");

    public enum Transport {
        UDP,
        TCP,
        TLS
    }

    /** Looks the host up; blocks. */
    public static SipTarget of(String text) throws UnknownHostException {
        Matcher matcher = SYNTAX.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("expected sip:host:port, perhaps ;transport=tcp or tls, not " + text);
        }
        boolean secure = matcher.group(1).equalsIgnoreCase("sips");
        String transport = matcher.group(4) == null
                ? secure ? "TLS" : "UDP"
                : matcher.group(4).toUpperCase(Locale.ROOT);
        Transport chosen;
        try {
            chosen = Transport.valueOf(transport);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("a transport is udp, tcp or tls, not " + matcher.group(4), e);
        }
        String where = matcher.group(3);
        boolean named = where.matches(".*[^:]:[0-9]+|.*]:[0-9]+");
        HostPort place = HostPort.of(named ? where : where + (chosen == Transport.TLS ? ":5061" : ":5060"));
        String user = matcher.group(2) == null ? "alarm" : matcher.group(2);
        return new SipTarget(
                user, place.host(), new InetSocketAddress(InetAddress.getByName(place.host()), place.port()), chosen);
    }

    /** The Request-URI of what is sent there. */
    String requestUri() {
        return "sip:" + user + '@' + hostPort();
    }

    String hostPort() {
        return new HostPort(host, address.getPort()).toString();
    }

    boolean datagrams() {
        return transport == Transport.UDP;
    }
}
