package org.tocsin.simulator.conformance.sip;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What carries SIP to the receiver and back, one message at a time; used by one thread. */
interface SipPipe extends AutoCloseable {
    /** Host and port for our Via and Contact. */
    String sentBy();

    void send(byte[] message) throws IOException;

    /**
     * The next message, as the bytes that came, one character each; null where none came in that time.
     *
     * @throws IOException where the other side ended the connection
     */
    @Nullable
    String receive(long millis) throws IOException;

    @Override
    void close() throws IOException;
}
