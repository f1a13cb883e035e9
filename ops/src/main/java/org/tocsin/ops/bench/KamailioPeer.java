package org.tocsin.ops.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tocsin.platform.DatabaseUrl;

/** Debian's Kamailio, storing every message in the same PostgreSQL before it answers. */
final class KamailioPeer implements AutoCloseable {
    private static final Path PROGRAM = Path.of("/usr/sbin/kamailio");
    private final Process process;
    private final InetSocketAddress address;

    private KamailioPeer(Process process, InetSocketAddress address) {
        this.process = process;
        this.address = address;
    }

    /** Empty where Kamailio with its PostgreSQL modules is not installed. */
    static Optional<KamailioPeer> start(DatabaseUrl database, Path directory) throws IOException {
        Path modules = modules();
        if (!Files.isExecutable(PROGRAM) || modules == null) {
            return Optional.empty();
        }
        InetSocketAddress address = free();
        Path configuration = directory.resolve("kamailio.cfg");
        Files.writeString(
                configuration,
                template()
                        .replace("@PORT@", Integer.toString(address.getPort()))
                        .replace("@MODULES@", modules.toString())
                        .replace("@DATABASE@", database.uri().replace("postgresql://", "postgres://")));
        ProcessBuilder command = new ProcessBuilder(List.of(
                PROGRAM.toString(),
                "-DD",
                "-E",
                "-m",
                "256",
                "-f",
                configuration.toString(),
                "-Y",
                directory.toString()));
        command.environment().remove("LD_PRELOAD");
        Process process = command.redirectErrorStream(true)
                .redirectOutput(directory.resolve("kamailio.log").toFile())
                .start();
        return Optional.of(new KamailioPeer(process, address));
    }

    InetSocketAddress address() {
        return address;
    }

    boolean running() {
        return process.isAlive();
    }

    private static InetSocketAddress free() throws IOException {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            return new InetSocketAddress("127.0.0.1", socket.getLocalPort());
        }
    }

    private static @Nullable Path modules() throws IOException {
        for (Path libraries : List.of(Path.of("/usr/lib"), Path.of("/usr/lib64"))) {
            if (Files.isDirectory(libraries)) {
                try (Stream<Path> found =
                        Files.find(libraries, 4, (path, file) -> path.endsWith("kamailio/modules/db_postgres.so"))) {
                    Optional<Path> module = found.findFirst();
                    if (module.isPresent()) {
                        return module.get().getParent();
                    }
                }
            }
        }
        return null;
    }

    private static String template() throws IOException {
        try (InputStream file = KamailioPeer.class.getResourceAsStream("kamailio.cfg")) {
            if (file == null) {
                throw new IOException("kamailio.cfg is missing from this build");
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Override
    public void close() {
        List<ProcessHandle> workers = process.descendants().toList();
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                workers.forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
