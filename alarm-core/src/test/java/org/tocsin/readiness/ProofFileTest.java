package org.tocsin.readiness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tocsin.alarm.Town.await;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Scope;

/** An exported file is what was sealed, to the byte, or it is not valid. */
class ProofFileTest {
    static ProofTown town;
    static UUID service;
    static byte[] ofHome;
    static byte[] ofService;

    @BeforeAll
    static void export() {
        town = new ProofTown();
        service = town.town.service("exports");
        ProofTown.Dwelling home = town.dwelling(service);
        ProofTown.Dwelling other = town.dwelling(service);
        town.prove(home);
        town.prove(other);
        town.prove(home);
        town.seal();
        ofHome = export(home.homeId());
        ofService = export(null);
    }

    @AfterAll
    static void close() {
        town.close();
    }

    @Test
    void an_export_is_valid_for_whoever_has_the_public_key() throws Exception {
        for (byte[] file : List.of(ofHome, ofService)) {
            Verification result = verify(file, town.key.open());
            assertThat(result.faults()).isEmpty();
            assertThat(result.checked()).anyMatch(line -> line.contains("none altered, removed, added or moved"));
            assertThat(result.unknown()).noneMatch(line -> line.contains("Whose key"));
        }
        assertThat(verify(ofHome, town.key.open()).checked()).anyMatch(line -> line.startsWith("2 records, 2 of them"));
        Verification ownKey = verify(ofHome);
        assertThat(ownKey.valid()).isTrue();
        assertThat(ownKey.unknown()).anyMatch(line -> line.startsWith("Whose key it is"));
    }

    @Test
    void one_altered_byte_anywhere_is_found() throws Exception {
        for (int mask : new int[] {0x01, 0x20, 0x80}) {
            for (int i = 0; i < ofHome.length; i++) {
                byte[] altered = ofHome.clone();
                altered[i] ^= (byte) mask;
                assertThat(verify(altered, town.key.open()).valid())
                        .as("byte %d ^ %d", i, mask)
                        .isFalse();
                assertThat(verify(altered).valid())
                        .as("byte %d ^ %d, with the key in the file", i, mask)
                        .isFalse();
            }
        }
    }

    @Test
    void a_file_that_is_cut_off_anywhere_is_not_valid_nor_one_that_goes_on() throws Exception {
        for (int length = 0; length < ofHome.length; length++) {
            assertThat(verify(Arrays.copyOf(ofHome, length), town.key.open()).valid())
                    .as("%d bytes", length)
                    .isFalse();
        }
        assertThat(verify(Arrays.copyOf(ofHome, ofHome.length + 1), town.key.open())
                        .valid())
                .isFalse();
    }

    @Test
    void records_that_are_removed_moved_or_doubled_are_found() throws Exception {
        for (byte[] file : List.of(ofHome, ofService)) {
            List<String> lines =
                    new String(file, StandardCharsets.UTF_8).lines().toList();
            for (int i = 0; i < lines.size(); i++) {
                List<String> without = new ArrayList<>(lines);
                without.remove(i);
                assertThat(verify(without).valid()).as("without line %d", i + 1).isFalse();
                List<String> doubled = new ArrayList<>(lines);
                doubled.add(i, lines.get(i));
                assertThat(verify(doubled).valid()).as("line %d twice", i + 1).isFalse();
                if (i + 1 < lines.size()) {
                    List<String> moved = new ArrayList<>(lines);
                    Collections.swap(moved, i, i + 1);
                    assertThat(verify(moved).valid())
                            .as("lines %d and the next", i + 1)
                            .isFalse();
                }
            }
        }
    }

    @Test
    void somebody_else_s_key_does_not_make_it_valid() throws Exception {
        ProofKey other = ProofKey.generate();
        assertThat(verify(ofHome, other.open()).faults())
                .singleElement()
                .asString()
                .contains("is signed with the key " + town.key.open().id() + ", which was not given");
        byte[] theirs = export(new ProofExport(town.town.database, town.town.clock, other), null);
        assertThat(verify(theirs, town.key.open()).valid()).isFalse();
        assertThat(verify(theirs, town.key.open(), other.open()).valid()).isTrue();
    }

    @Test
    void a_key_is_the_same_after_it_was_written_down() {
        ProofKey again = ProofKey.fromPem(town.key.pem());
        assertThat(again.open()).isEqualTo(town.key.open());
        assertThat(ProofPublicKey.fromPem(
                        "text\n" + again.open().pem() + town.key.open().pem()))
                .containsExactly(town.key.open(), town.key.open());
        assertThatThrownBy(() -> ProofKey.fromPem("nonsense")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ProofPublicKey.fromPem(town.key.pem())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void what_is_signed_is_written_in_one_way_only() {
        assertThat(CanonicalJson.write(new io.vertx.core.json.JsonObject(
                                "{ \"b\": [1, true, null, \"\\u00e9\\/\\u0001\\n\\\"\"], \"B\": {}, \"a\\u20ac\": -7 }")
                        .getMap()))
                .isEqualTo("{\"B\":{},\"a€\":-7,\"b\":[1,true,null,\"é/\\u0001\\n\\\"\"]}");
        assertThatThrownBy(() -> CanonicalJson.write(List.of(1.5))).isInstanceOf(IllegalArgumentException.class);
    }

    private static Verification verify(List<String> lines) throws IOException {
        return verify((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8), town.key.open());
    }

    private static Verification verify(byte[] file, ProofPublicKey... trusted) throws IOException {
        return ProofFile.verify(new ByteArrayInputStream(file), List.of(trusted));
    }

    private static byte[] export(@Nullable UUID home) {
        return export(new ProofExport(town.town.database, town.town.clock, town.key), home);
    }

    private static byte[] export(ProofExport export, @Nullable UUID home) {
        Buffer file = Buffer.buffer();
        await(export.write(Scope.platform(service), home, part -> {
            file.appendBuffer(part);
            return Future.succeededFuture();
        }));
        return file.getBytes();
    }
}
