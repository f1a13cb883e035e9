package org.tocsin.ops;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What a running PostgreSQL writes about itself into its data directory ({@code postmaster.pid}). It outlives a
 * Java process that was killed, and so does the file: this is how the next start finds it.
 */
record PostmasterFile(long pid, int port) {
    /** The server that runs on this data directory; empty when the file is missing, unfinished or left by a dead one. */
    static Optional<PostmasterFile> ofRunning(Path dataDirectory) {
        return read(dataDirectory).filter(PostmasterFile::isAlive);
    }

    /** It removes its file a moment before it is gone; waits for that moment. */
    void awaitEnd(Duration atMost) {
        Optional<ProcessHandle> process = ProcessHandle.of(pid);
        if (process.isPresent()) {
            process.get()
                    .onExit()
                    .completeOnTimeout(process.get(), atMost.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
        }
    }

    /** Line 1 is the process, line 4 the port. */
    private static Optional<PostmasterFile> read(Path dataDirectory) {
        try {
            List<String> lines = Files.readAllLines(dataDirectory.resolve("postmaster.pid"));
            return lines.size() < 4
                    ? Optional.empty()
                    : Optional.of(new PostmasterFile(
                            Long.parseLong(lines.get(0).strip()),
                            Integer.parseInt(lines.get(3).strip())));
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** A process of this number that is a PostgreSQL; one that died but was not yet collected by its parent is not. */
    private boolean isAlive() {
        Optional<ProcessHandle> process = ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
        if (process.isEmpty()) {
            return false;
        }
        Path status = Path.of("/proc", Long.toString(pid), "status");
        if (!Files.exists(status)) {
            return true;
        }
        try {
            List<String> lines = Files.readAllLines(status);
            return lines.stream().anyMatch(line -> line.startsWith("Name:") && line.contains("postgres"))
                    && lines.stream().noneMatch(line -> line.startsWith("State:") && line.contains("Z"));
        } catch (IOException e) {
            return false;
        }
    }
}
