package org.tocsin.journey;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.tocsin.ops.DataDirectory;
import org.tocsin.ops.PostgresBinaries;

/** The PostgreSQL that comes with the build, unpacked once for all tests that run one of their own. */
public final class Unpacked {
    private Unpacked() {}

    /** Puts its programs where a data directory would unpack them. Gives the directory. */
    public static Path into(Path data) {
        try {
            Path parent = Files.createDirectories(data.resolve("postgres"));
            Path link = parent.resolve(Once.HOME.getFileName());
            if (!Files.exists(link)) {
                Files.createSymbolicLink(link, Once.HOME);
            }
            return data;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Once {
        static final Path HOME = unpack();

        private static Path unpack() {
            try {
                Path root = Files.createTempDirectory("tocsin-postgres");
                Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(root), "unpacked"));
                return PostgresBinaries.unpack(root);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static void delete(Path root) {
            try {
                DataDirectory.delete(root);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
