package org.tocsin.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnersFileTest {
    @TempDir
    Path folder;

    @Test
    void a_new_file_and_one_in_the_place_of_another_are_their_owner_s_alone() throws IOException {
        Path file = folder.resolve("refused.csv");
        write(OwnersFile.replace(file), "first and long");
        assertThat(permissions(file)).isEqualTo("rw-------");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        write(OwnersFile.replace(file), "second");
        assertThat(permissions(file)).isEqualTo("rw-------");
        assertThat(file).hasContent("second");
    }

    @Test
    void what_is_written_once_is_never_written_over() throws IOException {
        Path file = folder.resolve("secrets.csv");
        write(OwnersFile.create(file), "secret");
        assertThat(permissions(file)).isEqualTo("rw-------");
        assertThatThrownBy(() -> OwnersFile.create(file)).isInstanceOf(FileAlreadyExistsException.class);
    }

    @Test
    void what_is_no_file_is_written_to_as_it_is() throws IOException {
        write(OwnersFile.replace(Path.of("/dev/null")), "gone");
        assertThat(Path.of("/dev/null")).exists();
    }

    private static void write(OutputStream out, String text) throws IOException {
        try (out) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
