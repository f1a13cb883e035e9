package org.tocsin.gateway.sip;

import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;

/**
 * TLS handshakes that have begun and not ended: each costs as much as hundreds of messages, and a peer that begins one
 * and says no more holds it until the time limit. So they are counted, altogether and for each address.
 */
final class HandshakesUnderWay {
    private final SipLimits.Handshakes limits;
    private final Map<String, Integer> byAddress = new HashMap<>();
    private int all;

    HandshakesUnderWay(SipLimits.Handshakes limits) {
        this.limits = limits;
    }

    /** False when there are too many already; otherwise it counts until this handler's handshake has ended. */
    boolean begin(InetSocketAddress from, SslHandler handshake) {
        String address = from.getAddress().getHostAddress();
        if (!counted(address)) {
            return false;
        }
        handshake.handshakeFuture().addListener(ended -> ended(address));
        return true;
    }

    synchronized int size() {
        return all;
    }

    private synchronized boolean counted(String address) {
        int already = byAddress.getOrDefault(address, 0);
        if (all >= limits.most() || already >= limits.fromOneAddress()) {
            return false;
        }
        all++;
        byAddress.put(address, already + 1);
        return true;
    }

    private synchronized void ended(String address) {
        all--;
        byAddress.computeIfPresent(address, (same, count) -> count > 1 ? count - 1 : null);
    }
}
