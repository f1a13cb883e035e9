package org.tocsin.gateway.sip;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.List;

/** A peer that remembers what it was sent. */
final class FakeFlow implements SipFlow {
    private final Transport transport;
    private final List<String> written = new ArrayList<>();

    private FakeFlow(Transport transport) {
        this.transport = transport;
    }

    static FakeFlow udp() {
        return new FakeFlow(Transport.UDP);
    }

    List<String> written() {
        return written;
    }

    @Override
    public Transport transport() {
        return transport;
    }

    @Override
    public String remoteAddress() {
        return "203.0.113.7";
    }

    @Override
    public int remotePort() {
        return 40112;
    }

    @Override
    public String local() {
        return "198.51.100.5:5060";
    }

    @Override
    public boolean open() {
        return true;
    }

    @Override
    public void write(byte[] frame) {
        written.add(new String(frame, ISO_8859_1));
    }
}
