package org.tocsin.gateway.bridge;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReadAheadSocketsTest {
    private ServerSocket broker;
    private Socket line;
    private Socket atBroker;

    @BeforeEach
    void connect() throws IOException {
        broker = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        line = new ReadAheadSockets().createSocket();
        line.connect(new InetSocketAddress(broker.getInetAddress(), broker.getLocalPort()), 5_000);
        atBroker = broker.accept();
    }

    @AfterEach
    void close() throws IOException {
        line.close();
        atBroker.close();
        broker.close();
    }

    @Test
    void what_came_together_is_read_at_once_and_given_byte_by_byte() throws IOException {
        say("four");
        InputStream in = line.getInputStream();
        assertThat(in.read()).isEqualTo('f');
        assertThat(in.available()).isEqualTo(3);
        // It is here already: it is read although nothing more can come.
        line.shutdownInput();
        assertThat(in.readNBytes(3)).isEqualTo("our".getBytes(US_ASCII));
        assertThat(in.read()).isEqualTo(-1);
    }

    @Test
    void waiting_in_vain_loses_nothing() throws IOException {
        line.setSoTimeout(20);
        InputStream in = line.getInputStream();
        say("a");
        assertThat(in.read()).isEqualTo('a');
        assertThatThrownBy(in::read).isInstanceOf(SocketTimeoutException.class);
        line.setSoTimeout(5_000);
        say("bc");
        assertThat(in.readNBytes(2)).isEqualTo("bc".getBytes(US_ASCII));
    }

    @Test
    void whoever_asks_again_reads_on_where_the_first_was() throws IOException {
        say("ab");
        assertThat(line.getInputStream().read()).isEqualTo('a');
        assertThat(line.getInputStream().read()).isEqualTo('b');
    }

    @Test
    void one_that_is_made_connected_reads_the_same_way() throws IOException {
        try (Socket other = new ReadAheadSockets().createSocket(broker.getInetAddress(), broker.getLocalPort());
                Socket there = broker.accept()) {
            there.getOutputStream().write("xy".getBytes(US_ASCII));
            assertThat(other.getInputStream().readNBytes(2)).isEqualTo("xy".getBytes(US_ASCII));
        }
    }

    private void say(String text) throws IOException {
        atBroker.getOutputStream().write(text.getBytes(US_ASCII));
    }
}
