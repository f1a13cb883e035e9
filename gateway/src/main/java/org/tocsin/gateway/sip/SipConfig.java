package org.tocsin.gateway.sip;

import java.time.Duration;
import java.util.Optional;
import org.tocsin.gateway.DeviceTls;

/**
 * @param bind IPv4 address to listen on
 * @param port UDP and TCP port; 0 for a free one, the same for both
 * @param realm what units put into their digest (RFC 2617)
 * @param gatewayId this gateway; a digest nonce of another one is answered {@code stale=true}
 * @param secure where SIP over TLS is spoken; empty for nowhere
 * @param tuning what only tests change
 */
public record SipConfig(String bind, int port, String realm, String gatewayId, Optional<Secure> secure, Tuning tuning) {
    /**
     * @param port TCP port where nothing but TLS is spoken; 0 for a free one
     */
    public record Secure(DeviceTls tls, int port) {}

    /**
     * @param challengeWait how long a unit may take to answer a challenge before a person sees its alarm all the same
     */
    public record Tuning(SipTimers timers, SipLimits limits, Duration challengeWait) {
        public static final Tuning STANDARD = new Tuning(SipTimers.STANDARD, SipLimits.STANDARD, Duration.ofSeconds(5));
    }

    public static SipConfig of(String bind, int port, String realm, String gatewayId) {
        return new SipConfig(bind, port, realm, gatewayId, Optional.empty(), Tuning.STANDARD);
    }

    /** The same with TLS as well. */
    public SipConfig with(Secure tls) {
        return new SipConfig(bind, port, realm, gatewayId, Optional.of(tls), tuning);
    }
}
