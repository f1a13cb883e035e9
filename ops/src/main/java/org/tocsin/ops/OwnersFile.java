package org.tocsin.ops;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Files that hold what is nobody else's business: readable by their owner alone from the first byte on. */
final class OwnersFile {
    private static final Set<PosixFilePermission> OWNER = PosixFilePermissions.fromString("rw-------");

    private OwnersFile() {}

    /**
     * Writes a file that is not there yet.
     *
     * @throws java.nio.file.FileAlreadyExistsException where there is one
     */
    static OutputStream create(Path path) throws IOException {
        Files.createFile(path, privately(path));
        return Files.newOutputStream(path, StandardOpenOption.WRITE);
    }

    /** Writes a file, in the place of one of that name where there is one; a pipe or a terminal is written to as it is. */
    static OutputStream replace(Path path) throws IOException {
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            return Files.newOutputStream(path);
        }
        if (Files.exists(path)) {
            // Before the first byte: whoever could read the old one cannot read this one.
            OutputStream out =
                    Files.newOutputStream(path, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
            if (posix(path)) {
                Files.setPosixFilePermissions(path, OWNER);
            }
            return out;
        }
        return create(path);
    }

    private static FileAttribute<?>[] privately(Path path) {
        return posix(path)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER)}
                : new FileAttribute<?>[0];
    }

    private static boolean posix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
