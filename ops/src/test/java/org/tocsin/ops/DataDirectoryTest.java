package org.tocsin.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
    @TempDir
    private Path parent = Path.of("");

    @Test
    void a_secret_is_made_up_once_and_only_its_owner_may_read_it() throws IOException {
        Path path = parent.resolve("data");
        String first;
        try (DataDirectory directory = DataDirectory.open(path)) {
            first = directory.secret("key", 32);
        }
        try (DataDirectory directory = DataDirectory.open(path)) {
            assertThat(first).hasSize(64).isEqualTo(directory.secret("key", 32));
            assertThat(directory.secret("other", 32)).isNotEqualTo(first);
        }
        assertThat(Files.getPosixFilePermissions(path)).isEqualTo(PosixFilePermissions.fromString("rwx------"));
        assertThat(Files.getPosixFilePermissions(path.resolve("secrets.properties")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void one_at_a_time() {
        try (DataDirectory directory = DataDirectory.open(parent)) {
            assertThatThrownBy(() -> DataDirectory.open(directory.path()))
                    .isInstanceOf(CannotStart.class)
                    .hasMessageContaining("Another Tocsin is running");
        }
        DataDirectory.open(parent).close();
    }

    @Test
    void a_directory_of_somebody_else_s_keeps_its_permissions_and_its_files() throws IOException {
        Path foreign = Files.writeString(parent.resolve("letter.txt"), "not ours");
        Files.setPosixFilePermissions(parent, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (DataDirectory directory = DataDirectory.open(parent)) {
            directory.secret("key", 32);
            Files.createDirectories(directory.resolve("postgres").resolve("data"));
            directory.wipe();
            assertThat(directory.resolve("postgres")).doesNotExist();
            assertThat(directory.resolve("secrets.properties")).doesNotExist();
        }
        assertThat(foreign).hasContent("not ours");
        assertThat(Files.getPosixFilePermissions(parent)).isEqualTo(PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void what_cannot_be_written_is_said_in_one_sentence() {
        assertThatThrownBy(() -> DataDirectory.open(Path.of("/proc/no-place")))
                .isInstanceOf(CannotStart.class)
                .hasMessageContaining("TOCSIN_DATA_DIR");
    }
}
