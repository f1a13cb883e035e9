package org.tocsin.ops;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.tocsin.platform.Ids;

/**
 * The directory an all-in-one installation keeps everything in: its database, its log, and the secrets it made up
 * for itself, which only its owner may read. One process at a time.
 */
public final class DataDirectory implements AutoCloseable {
    /** Less than this and PostgreSQL would stop half way through its first minutes. */
    private static final long LEAST_FREE_BYTES = 300L << 20;

    private static final String SECRETS = "secrets.properties";
    private static final String SECRETS_BESIDE = "secrets.properties.new";
    private static final List<String> OURS = List.of("postgres", "homes.credentials", SECRETS, SECRETS_BESIDE);

    private final Path path;
    private final FileChannel lock;
    private final Properties kept = new Properties();

    private DataDirectory(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /**
     * Makes the directory where it is missing, and keeps others out of it.
     *
     * @throws CannotStart when another process has it, it cannot be written, or the disk is full
     */
    public static DataDirectory open(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        try {
            Files.createDirectories(absolute);
            if (isNew(absolute)) {
                ownerOnly(absolute, "rwx------");
            }
            long free = Files.getFileStore(absolute).getUsableSpace();
            if (free < LEAST_FREE_BYTES) {
                throw new CannotStart("The disk that holds %s is full: %d MB are free, %d MB are needed."
                        .formatted(absolute, free >> 20, LEAST_FREE_BYTES >> 20));
            }
            DataDirectory directory = new DataDirectory(absolute, lock(absolute));
            directory.load();
            return directory;
        } catch (IOException e) {
            throw new CannotStart(
                    "The data directory %s cannot be written (%s); choose another with TOCSIN_DATA_DIR."
                            .formatted(absolute, e),
                    e);
        }
    }

    Path path() {
        return path;
    }

    Path resolve(String name) {
        return path.resolve(name);
    }

    /** The secret of this name: made up at the first call, the same ever after. */
    String secret(String name, int bytes) {
        return remembered(name, () -> HexFormat.of().formatHex(Ids.randomBytes(bytes)));
    }

    /** What was remembered under this name, or now is. */
    String remembered(String name, Supplier<String> first) {
        String value = kept.getProperty(name);
        if (value == null) {
            value = first.get();
            remember(name, value);
        }
        return value;
    }

    /** Replaces what is remembered under this name. */
    void remember(String name, String value) {
        kept.setProperty(name, value);
        try {
            store();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Deletes what this program keeps here, and nothing else that may lie in the directory; the lock and the log, which
     * are open, stay. The caller has stopped what runs on it.
     */
    void wipe() {
        try {
            for (String name : OURS) {
                delete(resolve(name));
            }
            kept.clear();
        } catch (IOException e) {
            throw new CannotStart("The old data in %s cannot be deleted (%s).".formatted(path, e), e);
        }
    }

    /** Deletes a file or a directory with all in it; does not follow links; nothing to do where it is missing. */
    public static void delete(Path root) throws IOException {
        if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        List<Path> deepestLast;
        try (Stream<Path> all = Files.walk(root)) {
            deepestLast = all.toList();
        }
        for (int i = deepestLast.size() - 1; i >= 0; i--) {
            Files.delete(deepestLast.get(i));
        }
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Holds nothing yet, or only the log of this very start: a directory of somebody else's keeps its permissions. */
    private static boolean isNew(Path directory) throws IOException {
        try (Stream<Path> children = Files.list(directory)) {
            return children.allMatch(child -> child.endsWith("log"));
        }
    }

    private static FileChannel lock(Path directory) throws IOException {
        FileChannel channel =
                FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            // the same process has it: the same answer
        }
        channel.close();
        throw new CannotStart("Another Tocsin is running on %s; end it, or give this one another TOCSIN_DATA_DIR."
                .formatted(directory));
    }

    private void load() throws IOException {
        Path file = resolve(SECRETS);
        if (Files.exists(file)) {
            try (Reader reader = Files.newBufferedReader(file)) {
                kept.load(reader);
            }
        }
    }

    /** Written beside and moved over the old file, so that a crash leaves the one or the other. */
    private void store() throws IOException {
        Path beside = resolve(SECRETS_BESIDE);
        Files.deleteIfExists(beside);
        Files.createFile(beside);
        ownerOnly(beside, "rw-------");
        try (Writer writer = Files.newBufferedWriter(beside)) {
            kept.store(writer, "Made up at the first start. Without secret.key the sealed data cannot be read.");
        }
        try (FileChannel channel = FileChannel.open(beside, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.move(beside, resolve(SECRETS), StandardCopyOption.ATOMIC_MOVE);
    }

    static void ownerOnly(Path path, String permissions) throws IOException {
        if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
        }
    }
}
