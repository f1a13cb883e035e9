package org.tocsin.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.estate.EstateImport;
import org.tocsin.estate.ImportReports;
import org.tocsin.ops.DataDirectory;
import org.tocsin.ops.EmbeddedPostgresServer;
import org.tocsin.ops.EstateConnection;
import org.tocsin.platform.Database;
import org.tocsin.platform.DatabaseUrl;
import org.tocsin.platform.Keyring;
import org.tocsin.platform.Schema;
import org.tocsin.service.ServiceStore;
import org.tocsin.simulator.estate.EstateTable;

/** A service's dirty table, put on file as it comes, judged by what the simulator knows of each of its rows. */
class EstateTableTest {
    private static final int HOMES = 1_500;

    @TempDir
    Path folder;

    @Test
    void every_good_row_is_on_file_and_every_bad_one_is_told_and_the_same_table_again_changes_nothing()
            throws Exception {
        Path csv = folder.resolve("estate.csv");
        Path truth = folder.resolve("truth.tsv");
        EstateTable.Written written = EstateTable.write(HOMES, 4, csv, truth);
        byte[] first = Files.readAllBytes(csv);
        EstateTable.write(HOMES, 4, csv, truth);
        assertThat(Files.readAllBytes(csv)).isEqualTo(first);
        List<String[]> told = Files.readAllLines(truth).stream()
                .skip(1)
                .map(line -> line.split("\t"))
                .toList();

        try (DataDirectory directory = DataDirectory.open(Unpacked.into(folder.resolve("data")))) {
            EmbeddedPostgresServer postgres = EmbeddedPostgresServer.start(directory);
            try {
                Schema.migrate(postgres.ownerUrl(), "tocsin_runtime");
                judge(postgres.runtimeUrl(), csv, written, told);
            } finally {
                postgres.stop();
            }
        }
    }

    private static void judge(DatabaseUrl url, Path csv, EstateTable.Written written, List<String[]> told)
            throws Exception {
        Vertx vertx = Vertx.vertx();
        Database database = Database.open(vertx, url, 2);
        new ServiceStore(database, InstantSource.system())
                .ensure("demo", "Demo", List.of())
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
        try (EstateConnection estate =
                EstateConnection.open(vertx, url, Keyring.fromHex("0f".repeat(32)), "demo", InstantSource.system())) {
            EstateImport it = run(estate, csv);
            assertThat(it.file().mapping().faults()).isEmpty();
            assertThat(it.counts().added()).isEqualTo(written.good());
            Set<Integer> refused = new TreeSet<>();
            List<ImportReports.Problem> page;
            int after = 0;
            do {
                page = estate.wait(estate.reports().problems(estate.scope(), it.id(), after, 500));
                page.stream().filter(problem -> !problem.good()).forEach(problem -> refused.add(problem.number()));
                after = page.isEmpty() ? after : page.get(page.size() - 1).number();
            } while (!page.isEmpty());
            assertThat(refused).isEqualTo(rows(told, "REFUSE"));
            for (String kind : List.of("ANALOGUE", "CONVERTER", "DIGITAL")) {
                assertThat(count(database, "home where equipment = '" + kind + "'"))
                        .as(kind)
                        .isEqualTo(told.stream()
                                .filter(line -> line[3].equals(kind))
                                .count());
            }
            assertThat(count(database, "home_unit where home_id is not null")).isEqualTo(written.digital());
            assertThat(run(estate, csv).counts().unchanged()).isEqualTo(written.good());
        } finally {
            // One after the other from here: on a context of the Vert.x that ends, nobody is told that it has.
            database.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
            vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        }
    }

    private static EstateImport run(EstateConnection estate, Path csv) throws Exception {
        EstateImport it = estate.wait(estate.desk().load(estate.scope(), csv, "estate.csv"));
        assertThat(estate.wait(estate.desk().check(estate.scope(), it, it.file().mapping())))
                .isPresent();
        estate.settle(it.id(), null);
        assertThat(estate.wait(estate.desk().run(estate.scope(), it.id(), false)))
                .isPresent();
        return estate.settle(it.id(), null);
    }

    private static Set<Integer> rows(List<String[]> told, String verdict) {
        return told.stream()
                .filter(line -> line[2].equals(verdict))
                .map(line -> Integer.valueOf(line[0]))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static long count(Database database, String what) throws Exception {
        return database.pool()
                .query("select count(*) from " + what)
                .execute()
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS)
                .iterator()
                .next()
                .getLong(0);
    }
}
