package org.tocsin.gateway.scaip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.tocsin.gateway.TestAuthority;
import org.tocsin.platform.OnThisMachine;

/** Kamailio, a foreign SIP proxy, in front of a gateway. Close it after use. */
final class KamailioEdge implements AutoCloseable {
    private static final Path PROGRAM = Path.of("/usr/sbin/kamailio");

    private final Process process;
    private final int port;
    private final int tlsPort;

    private KamailioEdge(Process process, int port, int tlsPort) {
        this.process = process;
        this.port = port;
        this.tlsPort = tlsPort;
    }

    static void isNeeded() throws IOException {
        OnThisMachine.needs(
                Files.isExecutable(PROGRAM) && modules().isPresent(),
                "Kamailio (Debian: kamailio, kamailio-tls-modules)");
    }

    /**
     * @param authority of its own certificate
     * @param transport how it speaks to the gateway: udp, tcp or tls
     */
    static KamailioEdge start(Path work, TestAuthority authority, int gatewayPort, String transport)
            throws IOException {
        X509Bundle own = authority.gateway();
        int port = free();
        int tlsPort = free();
        String configuration = template()
                .replace("@UDP@", Integer.toString(port))
                .replace("@TLS@", Integer.toString(tlsPort))
                .replace("@MODULES@", modules().orElseThrow().toString())
                .replace("@CERTIFICATE@", TestAuthority.file(work, "edge.pem", own.getCertificatePathPEM()))
                .replace("@KEY@", TestAuthority.file(work, "edge.key", own.getPrivateKeyPEM()))
                .replace("@AUTHORITY@", TestAuthority.file(work, "authority.pem", authority.pem()))
                .replace("@GATEWAY_PORT@", Integer.toString(gatewayPort))
                .replace("@GATEWAY_TRANSPORT@", transport);
        Path log = work.resolve("kamailio.log");
        Process process = new ProcessBuilder(
                        PROGRAM.toString(),
                        "-DD",
                        "-E",
                        "-m",
                        "64",
                        "-M",
                        "8",
                        "-f",
                        TestAuthority.file(work, "edge.cfg", configuration),
                        "-Y",
                        work.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        KamailioEdge edge = new KamailioEdge(process, port, tlsPort);
        await().atMost(Duration.ofSeconds(30)).ignoreExceptions().untilAsserted(() -> {
            assertThat(process.isAlive()).as(Files.readString(log)).isTrue();
            new Socket(InetAddress.getLoopbackAddress(), tlsPort).close();
        });
        return edge;
    }

    /** For units over UDP and TCP. */
    int port() {
        return port;
    }

    /** For units over TLS. */
    int tlsPort() {
        return tlsPort;
    }

    @Override
    public void close() throws Exception {
        List<ProcessHandle> workers = process.descendants().toList();
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            workers.forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static int free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static Optional<Path> modules() throws IOException {
        Path libraries = Path.of("/usr/lib");
        if (!Files.isDirectory(libraries)) {
            return Optional.empty();
        }
        try (Stream<Path> found = Files.find(libraries, 4, (path, file) -> path.endsWith("kamailio/modules/tls.so"))) {
            return found.findFirst().map(Path::getParent);
        }
    }

    private static String template() throws IOException {
        try (InputStream file = KamailioEdge.class.getResourceAsStream("/kamailio/edge.cfg")) {
            assertThat(file).isNotNull();
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
