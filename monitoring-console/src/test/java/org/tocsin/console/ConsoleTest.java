package org.tocsin.console;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.tocsin.platform.TestDatabase;

class ConsoleTest {
    @Test
    void a_taken_port_is_said_in_one_sentence() throws Exception {
        InetAddress here = InetAddress.getByName("127.0.0.1");
        TestDatabase test = TestDatabase.create();
        try (ServerSocket somebody = new ServerSocket(0, 1, here)) {
            Vertx vertx = Vertx.vertx();
            ConsoleConfig.Listen listen = new ConsoleConfig.Listen("127.0.0.1", somebody.getLocalPort(), 0);
            ConsoleConfig config =
                    new ConsoleConfig(test.url(), TestConsole.KEYRING, listen, false, "tocsin.local", null);
            try {
                assertThatThrownBy(() -> Console.start(vertx, config, new SimpleMeterRegistry())
                                .toCompletionStage()
                                .toCompletableFuture()
                                .get(20, TimeUnit.SECONDS))
                        .cause()
                        .hasMessageStartingWith(
                                "port %d (TOCSIN_HTTP_PORT) cannot be opened: ", somebody.getLocalPort());
            } finally {
                vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
            }
        }
    }
}
