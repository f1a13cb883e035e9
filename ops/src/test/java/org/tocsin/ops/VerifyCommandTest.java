package org.tocsin.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * What {@code tocsin verify FILE} says and how it ends, without a database. The file was exported by the release that had
 * database version 47, and must be found valid by every later one.
 */
class VerifyCommandTest {
    @TempDir
    Path directory = Path.of("");

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    @Test
    void a_file_as_it_was_exported_ends_with_0() {
        assertThat(verify(stored("proofs.jsonl").toString())).isZero();
        assertThat(words()).contains("is VALID: as it was sealed.", "2 records, 2 of them", "Whose key it is");
    }

    @Test
    void with_the_public_key_nothing_of_whose_it_is_remains_open() {
        assertThat(verify(
                        stored("proofs.jsonl").toString(),
                        "--key",
                        stored("proofs.pem").toString()))
                .isZero();
        assertThat(words()).contains("is VALID").doesNotContain("Whose key it is");
    }

    @Test
    void another_s_key_ends_with_1() {
        assertThat(verify(
                        stored("proofs.jsonl").toString(),
                        "--key",
                        stored("other.pem").toString()))
                .isEqualTo(1);
        assertThat(words()).contains("is NOT VALID.", "Wrong:");
    }

    @Test
    void one_altered_byte_ends_with_1() throws IOException {
        byte[] file = Files.readAllBytes(stored("proofs.jsonl"));
        file[file.length / 2] ^= 1;
        Path altered = Files.write(directory.resolve("altered.jsonl"), file);
        assertThat(verify(altered.toString())).isEqualTo(1);
        assertThat(words()).contains("is NOT VALID.", "Wrong:");
    }

    @Test
    void what_is_no_export_is_not_valid_and_a_file_that_is_not_there_is_said() throws IOException {
        Path letter = Files.writeString(directory.resolve("letter.txt"), "Dear Sir or Madam");
        assertThat(verify(letter.toString())).isEqualTo(1);
        assertThat(words()).contains("is NOT VALID.");
        assertThat(verify(directory.resolve("gone.jsonl").toString())).isEqualTo(1);
        assertThat(words()).contains("gone.jsonl cannot be read.");
        assertThat(verify(
                        letter.toString(),
                        "--key",
                        directory.resolve("gone.pem").toString()))
                .isEqualTo(1);
        assertThat(words()).contains("gone.pem cannot be read.");
        Path bytes = Files.write(directory.resolve("bytes.pem"), new byte[] {(byte) 0xff, 0, 1});
        assertThat(verify(letter.toString(), "--key", bytes.toString())).isEqualTo(1);
        assertThat(words()).contains("bytes.pem is no PEM file with Ed25519 public keys.");
        assertThat(verify()).isEqualTo(1);
        assertThat(words()).contains("Give either a file or --database.");
    }

    private int verify(String... arguments) {
        PrintStream before = System.out;
        System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            return new CommandLine(new VerifyCommand())
                    .setExecutionExceptionHandler((e, line, result) -> {
                        System.out.println(e.getMessage());
                        return 1;
                    })
                    .execute(arguments);
        } finally {
            System.setOut(before);
        }
    }

    private String words() {
        return said.toString(StandardCharsets.UTF_8);
    }

    private static Path stored(String name) {
        URL found = Objects.requireNonNull(VerifyCommandTest.class.getResource(name), name);
        try {
            return Path.of(found.toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
