package org.tocsin.ops;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs {@code initdb} and {@code pg_ctl}. PostgreSQL refuses to run as root; there it is started in a user namespace
 * of its own, where the same files belong to somebody who is not root.
 */
final class PostgresPrograms {
    private static final int LONGEST_MINUTES = 5;

    private final Path home;
    private final boolean asRoot;

    /**
     * @param home what {@link PostgresBinaries#unpack} returned
     * @throws CannotStart for root where user namespaces are forbidden
     */
    PostgresPrograms(Path home) {
        this.home = home;
        this.asRoot = isRoot();
        if (asRoot && !namespacesAllowed()) {
            throw new CannotStart("PostgreSQL does not run as root and this machine forbids user namespaces: start as "
                    + "another user, or give the address of a PostgreSQL in TOCSIN_DATABASE_URL and "
                    + "TOCSIN_MIGRATE_DATABASE_URL.");
        }
    }

    /**
     * Runs one of PostgreSQL's programs to its end.
     *
     * @return what it printed
     * @throws Failed when it ends with anything but 0
     */
    String run(String program, String... arguments) {
        List<String> command = new ArrayList<>();
        if (asRoot) {
            command.addAll(List.of("unshare", "-U"));
        }
        command.add(home.resolve("bin").resolve(program).toString());
        command.addAll(Arrays.asList(arguments));
        // A file, not a pipe: the server inherits it and would keep a pipe open for ever.
        Path output = home.resolveSibling(program + ".out");
        try {
            int code = execute(command, output);
            String printed = Files.readString(output).strip();
            if (code != 0) {
                throw new Failed(program + " ended with " + code + ": " + printed);
            }
            return printed;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int execute(List<String> command, Path output) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(output.toFile());
        // Translated messages and a foreign time zone would only make its log harder to read.
        builder.environment().put("LC_ALL", "C");
        builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
        Process process = builder.start();
        try {
            if (!process.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new Failed(command.get(command.size() - 1) + " did not end within minutes");
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new Failed("interrupted");
        }
    }

    private static boolean isRoot() {
        try {
            return Files.exists(Path.of("/proc/self"))
                    && Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean namespacesAllowed() {
        try {
            Process process = new ProcessBuilder("unshare", "-U", "true")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** One of PostgreSQL's programs did not do what it was asked; the message holds what it printed. */
    static final class Failed extends RuntimeException {
        Failed(String message) {
            super(message);
        }
    }
}
