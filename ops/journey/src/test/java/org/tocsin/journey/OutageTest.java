package org.tocsin.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.ops.DataDirectory;
import org.tocsin.ops.EmbeddedPostgresServer;
import org.tocsin.platform.OnThisMachine;

/**
 * The store fails under load, each time in another way: nothing positive is said until it is back, and then everything
 * that was raised is there, once.
 */
class OutageTest {
    private static final int HOMES = 100;
    private static final int ALARMS_PER_SECOND = 50;
    private static final Duration SILENCE = Duration.ofSeconds(3);

    @TempDir
    private Path directory = Path.of("");

    @Test
    void stopped() {
        try (DataDirectory own = DataDirectory.open(Unpacked.into(directory.resolve("store")))) {
            EmbeddedPostgresServer store = EmbeddedPostgresServer.start(own);
            Map<String, String> address = Map.of(
                    "TOCSIN_DATABASE_URL", store.runtimeUrl().uri(),
                    "TOCSIN_MIGRATE_DATABASE_URL", store.ownerUrl().uri());
            try (DemoProcess demo = DemoProcess.start(List.of(), directory.resolve("data"), address, "--homes", "0");
                    HomesUnderLoad homes = new HomesUnderLoad(demo, HOMES, ALARMS_PER_SECOND)) {
                homes.acknowledgeMore(50);

                store.stop();
                homes.hearNothingPositiveFor(SILENCE);
                assertThat(ready(demo)).isEqualTo(503);

                store = EmbeddedPostgresServer.start(own);
                homes.acknowledgeMore(50);
                await().until(() -> ready(demo) == 200);
                homes.allAreAcknowledgedAndOnFileOnce();
            } finally {
                store.stop();
            }
        }
    }

    @Test
    void frozen() {
        Path data = directory.resolve("data");
        try (DemoProcess demo = DemoProcess.start(data);
                HomesUnderLoad homes = new HomesUnderLoad(demo, HOMES, ALARMS_PER_SECOND)) {
            homes.acknowledgeMore(50);

            PostgresProcess store = PostgresProcess.in(data);
            store.freeze();
            try {
                long refused = homes.refused();
                homes.hearNothingPositiveFor(SILENCE);
                assertThat(homes.refused())
                        .as("the homes were told no, not kept waiting")
                        .isGreaterThan(refused);
                assertThat(ready(demo)).isEqualTo(503);
            } finally {
                store.thaw();
            }
            homes.acknowledgeMore(50);
            homes.allAreAcknowledgedAndOnFileOnce();
        }
    }

    @Test
    void killed_it_comes_back_by_itself() {
        Path data = directory.resolve("data");
        try (DemoProcess demo = DemoProcess.start(data);
                HomesUnderLoad homes = new HomesUnderLoad(demo, HOMES, ALARMS_PER_SECOND)) {
            homes.acknowledgeMore(50);
            PostgresProcess.in(data).kill();
            homes.acknowledgeMore(100);
            homes.allAreAcknowledgedAndOnFileOnce();
        }
    }

    /** On a small disk of its own, in a namespace of its own; the test fills it and empties it from outside. */
    @Test
    void its_disk_full() throws IOException {
        OnThisMachine.needs(namespacesAllowed(), "A mount in a namespace of one's own (util-linux's unshare)");
        List<String> onSmallDisk =
                List.of("unshare", "-rm", "sh", "-c", "mount -t tmpfs -o size=480m tmpfs \"$0\" && exec \"$@\"");
        Path disk = Files.createDirectory(directory.resolve("disk"));
        List<String> wrapper = new ArrayList<>(onSmallDisk);
        wrapper.add(disk.toString());
        try (DemoProcess demo = DemoProcess.start(wrapper, disk.resolve("data"), Map.of(), "--homes", "0");
                HomesUnderLoad homes = new HomesUnderLoad(demo, HOMES, ALARMS_PER_SECOND)) {
            homes.acknowledgeMore(50);

            Path seenFromHere = Path.of("/proc/" + demo.program().pid() + "/root" + disk);
            Path filler = seenFromHere.resolve("filler");
            fill(filler);
            homes.hearNothingPositiveFor(SILENCE);

            Files.delete(filler);
            homes.acknowledgeMore(50);
            homes.allAreAcknowledgedAndOnFileOnce();
        }
    }

    /** Writes until there is no room for another byte. */
    private static void fill(Path filler) throws IOException {
        try (OutputStream out = Files.newOutputStream(filler)) {
            for (int size = 1 << 20; size > 0; size /= 2) {
                byte[] block = new byte[size];
                try {
                    while (true) {
                        out.write(block);
                    }
                } catch (IOException full) {
                    assertThat(full).hasMessageContaining("No space left");
                }
            }
        }
    }

    private static boolean namespacesAllowed() {
        try {
            return new ProcessBuilder("unshare", "-rm", "sh", "-c", "mount -t tmpfs tmpfs /mnt")
                            .redirectErrorStream(true)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static int ready(DemoProcess demo) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + demo.opsPort() + "/ready"))
                    .timeout(Duration.ofSeconds(10))
                    .build();
            return HttpClient.newHttpClient()
                    .send(request, HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
