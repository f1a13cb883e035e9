package org.tocsin.ops.bench;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A Mosquitto of this machine, open to everybody on it, with the window the runbook of broker fleets recommends. */
final class MosquittoPeer implements AutoCloseable {
    private static final long LISTENS_WITHIN_NANOS = 10_000_000_000L;

    private final Process process;
    private final int port;

    private MosquittoPeer(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Empty where Mosquitto is not installed. */
    static Optional<MosquittoPeer> start(Path directory) throws IOException, InterruptedException {
        Optional<File> program = Stream.concat(
                        Stream.of(System.getenv("PATH").split(File.pathSeparator)), Stream.of("/usr/sbin"))
                .map(folder -> new File(folder, "mosquitto"))
                .filter(File::canExecute)
                .findFirst();
        if (program.isEmpty()) {
            return Optional.empty();
        }
        int port = freePort();
        Path configuration = Files.write(
                directory.resolve("mosquitto.conf"),
                List.of(
                        "listener " + port + " 127.0.0.1",
                        "allow_anonymous true",
                        "max_inflight_messages 256",
                        "max_queued_messages 100000",
                        "user " + System.getProperty("user.name")));
        Process process = new ProcessBuilder(program.get().toString(), "-c", configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("mosquitto.log").toFile())
                .start();
        long until = System.nanoTime() + LISTENS_WITHIN_NANOS;
        while (!listens(port)) {
            if (!process.isAlive() || System.nanoTime() - until > 0) {
                process.destroy();
                throw new IOException("Mosquitto does not listen on port " + port);
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        return Optional.of(new MosquittoPeer(process, port));
    }

    int port() {
        return port;
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
