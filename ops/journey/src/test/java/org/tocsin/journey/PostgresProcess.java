package org.tocsin.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The PostgreSQL of an installation, found by what it writes about itself, and what can be done to it. */
final class PostgresProcess {
    private final long pid;

    private PostgresProcess(long pid) {
        this.pid = pid;
    }

    /** The one that runs on this data directory. */
    static PostgresProcess in(Path data) {
        try {
            List<String> lines = Files.readAllLines(data.resolve("postgres/data/postmaster.pid"));
            return new PostgresProcess(Long.parseLong(lines.get(0).strip()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long pid() {
        return pid;
    }

    /** SIGKILL to its first process; the others end by themselves. */
    void kill() {
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    }

    /** Stops every one of its processes where it stands: no answer, no error, connections stay open. */
    void freeze() {
        signal("-STOP");
    }

    /** Lets them go on. */
    void thaw() {
        signal("-CONT");
    }

    private void signal(String signal) {
        ProcessHandle postmaster = ProcessHandle.of(pid).orElseThrow();
        try (Stream<ProcessHandle> all = Stream.concat(Stream.of(postmaster), postmaster.descendants())) {
            Stream<String> pids = all.map(handle -> Long.toString(handle.pid()));
            Process kill = new ProcessBuilder(
                            Stream.concat(Stream.of("kill", signal), pids).toList())
                    .inheritIO()
                    .start();
            assertThat(kill.waitFor()).isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
