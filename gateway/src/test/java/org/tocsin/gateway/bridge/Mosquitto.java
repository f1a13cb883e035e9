package org.tocsin.gateway.bridge;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A real Mosquitto with the access rules that the runbook of broker fleets gives: every unit below its own topics, the
 * gateways everywhere. On a port of its own; it can be killed and started again.
 */
final class Mosquitto implements AutoCloseable {
    /** Messages it takes of a client before the first is acknowledged. */
    static final int WINDOW = 256;

    static final String GATEWAYS = "tocsin";
    static final String PASSWORD = "a password for the gateways";

    private static final List<String> PLACES = List.of("/usr/sbin", "/usr/local/sbin", "/sbin", "/opt/homebrew/sbin");

    private final Path directory;
    private final int port;
    private final List<String> more;
    private final Map<String, String> passwords = new LinkedHashMap<>(Map.of(GATEWAYS, PASSWORD));
    private Process process;

    private Mosquitto(Path directory, List<String> more) {
        this.directory = directory;
        this.port = freePort();
        this.more = more;
        this.process = run();
    }

    /** @param more lines of its configuration */
    static Mosquitto start(Path directory, String... more) {
        return new Mosquitto(directory, List.of(more));
    }

    int port() {
        return port;
    }

    String url() {
        return "mqtt://127.0.0.1:" + port;
    }

    /** What a gateway is told to find it, with an access list it may believe. */
    Map<String, String> settings() {
        return Map.of(
                "TOCSIN_BRIDGE_URL",
                url(),
                "TOCSIN_BRIDGE_USER",
                GATEWAYS,
                "TOCSIN_BRIDGE_PASSWORD",
                PASSWORD,
                "TOCSIN_BRIDGE_ACL",
                "trusted");
    }

    /** From now on it knows this user; Mosquitto reads its files again when told so. */
    void admit(String user, String password) {
        passwords.put(user, password);
        writePasswords();
        finish(new ProcessBuilder("kill", "-HUP", Long.toString(process.pid())));
        await("the broker knows " + user).atMost(Duration.ofSeconds(20)).until(() -> accepts(user, password));
    }

    /** Nothing of it can react; what it had not written is gone. */
    void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    /** The same again, on the same port. */
    void again() {
        process = run();
    }

    @Override
    public void close() {
        process.destroy();
        awaitEnd();
    }

    private void awaitEnd() {
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Process run() {
        writePasswords();
        List<String> lines = new ArrayList<>(List.of(
                "listener " + port + " 127.0.0.1",
                "allow_anonymous false",
                "password_file " + directory.resolve("passwords"),
                "acl_file " + directory.resolve("acl"),
                "max_inflight_messages " + WINDOW,
                "max_queued_messages 100000",
                "user " + System.getProperty("user.name")));
        lines.addAll(more);
        try {
            Files.write(
                    directory.resolve("acl"),
                    List.of(
                            "user " + GATEWAYS,
                            "topic read tc/1/+/+/up/#",
                            "topic write tc/1/+/+/down/#",
                            "pattern write tc/1/+/%u/up/#",
                            "pattern read tc/1/+/%u/down/#"));
            Path configuration = Files.write(directory.resolve("mosquitto.conf"), lines);
            Process started = new ProcessBuilder(program("mosquitto"), "-c", configuration.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("mosquitto.log").toFile())
                    .start();
            await("Mosquitto listens")
                    .atMost(Duration.ofSeconds(20))
                    .failFast("it ended", () -> !started.isAlive())
                    .until(() -> listens(port));
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Written in plain text, then hashed by Mosquitto's own program. */
    private void writePasswords() {
        Path fresh = directory.resolve("passwords.new");
        try {
            Files.write(
                    fresh,
                    passwords.entrySet().stream()
                            .map(entry -> entry.getKey() + ":" + entry.getValue())
                            .toList());
            finish(new ProcessBuilder(program("mosquitto_passwd"), "-U", fresh.toString()));
            Files.move(fresh, directory.resolve("passwords"), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean accepts(String user, String password) {
        return exit(new ProcessBuilder(
                        "mosquitto_pub",
                        "-h",
                        "127.0.0.1",
                        "-p",
                        Integer.toString(port),
                        "-u",
                        user,
                        "-P",
                        password,
                        "-t",
                        "tc/hello",
                        "-m",
                        "hello"))
                == 0;
    }

    private static void finish(ProcessBuilder command) {
        int code = exit(command);
        if (code != 0) {
            throw new IllegalStateException(command.command().get(0) + " ended with " + code);
        }
    }

    private static int exit(ProcessBuilder command) {
        try {
            Process process = command.redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            return process.exitValue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static boolean listens(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Brokers live where the search path of ordinary users does not lead. */
    private static String program(String name) {
        return Stream.concat(Stream.of(System.getenv("PATH").split(File.pathSeparator)), PLACES.stream())
                .map(folder -> new File(folder, name))
                .filter(File::canExecute)
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " is not installed (Debian: mosquitto)"))
                .toString();
    }
}
