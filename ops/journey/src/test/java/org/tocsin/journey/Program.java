package org.tocsin.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** One of Tocsin's programs as a process of its own: what it prints can be waited for, and it can be killed. */
final class Program implements AutoCloseable {
    private final Process process;
    private final List<String> out = new CopyOnWriteArrayList<>();
    private final List<String> err = new CopyOnWriteArrayList<>();

    private Program(Process process) {
        this.process = process;
        gather(process.getInputStream(), out);
        gather(process.getErrorStream(), err);
    }

    /** The same Java and the same classes as this test's, in a process of their own, with only these variables. */
    static Program start(Map<String, String> environment, String... arguments) {
        return start(List.of(), environment, arguments);
    }

    /**
     * As above.
     *
     * @param wrapper a command that runs the command it is given, for example in a namespace of its own
     */
    static Program start(List<String> wrapper, Map<String, String> environment, String... arguments) {
        List<String> command = new ArrayList<>(wrapper);
        command.addAll(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "org.tocsin.ops.Tocsin"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.startsWith("TOCSIN_"));
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            return new Program(process);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for a line on standard output that begins so, and returns it. */
    String line(String beginning, Duration within) {
        return line(out, beginning, within);
    }

    /** The same for standard error. */
    String complaint(String beginning, Duration within) {
        return line(err, beginning, within);
    }

    /** Everything it has said so far on standard error. */
    List<String> complaints() {
        return List.copyOf(err);
    }

    /** Everything it has said so far on standard output. */
    List<String> said() {
        return List.copyOf(out);
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** SIGTERM. */
    void end() {
        process.destroy();
    }

    /** SIGKILL: nothing of it can react. */
    void kill() {
        process.destroyForcibly();
        exitCode(Duration.ofSeconds(10));
    }

    /** Waits for its end. */
    int exitCode(Duration within) {
        try {
            assertThat(process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS))
                    .as("the process ends within %s; it said %s %s", within, out, err)
                    .isTrue();
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Ends it, by force if need be. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(40, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private String line(List<String> lines, String beginning, Duration within) {
        await("a line that begins with " + beginning)
                .atMost(within)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> !process.isAlive() || find(lines, beginning).isPresent());
        return find(lines, beginning)
                .orElseThrow(() -> new AssertionError("it ended before it said " + beginning + ": " + out + err));
    }

    private static Optional<String> find(List<String> lines, String beginning) {
        return lines.stream().filter(line -> line.startsWith(beginning)).findFirst();
    }

    private static void gather(InputStream in, List<String> lines) {
        Thread thread = new Thread(() -> {
            try (BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    lines.add(line);
                }
            } catch (IOException e) {
                lines.add("(its output ended: " + e.getMessage() + ")");
            }
        });
        thread.setDaemon(true);
        thread.start();
    }
}
