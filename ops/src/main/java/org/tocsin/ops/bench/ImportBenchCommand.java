package org.tocsin.ops.bench;

import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import org.tocsin.estate.EstateImport;
import org.tocsin.ops.EmbeddedPostgresServer;
import org.tocsin.ops.EstateConnection;
import org.tocsin.platform.Database;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Keyring;
import org.tocsin.service.ServiceStore;
import org.tocsin.simulator.estate.EstateTable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How long a dirty table of an estate takes to be read, looked at, put on file, put on file again and taken back. */
@Command(
        name = "bench-import",
        mixinStandardHelpOptions = true,
        description = "A dirty table of an estate: read, looked at, on file, the same again, taken back.")
public final class ImportBenchCommand implements Callable<Integer> {
    private static final int SECONDS_FOR_100000 = 60;

    @Option(names = "--homes", defaultValue = "100000", description = "Homes (default: ${DEFAULT-VALUE}).")
    private int homes;

    @Option(names = "--undo", description = "Take it back at the end, too.")
    private boolean undo;

    private final Verdicts verdicts = new Verdicts();

    @Override
    public Integer call() throws Exception {
        return BenchGround.perform(stage -> {
            Path csv = stage.path().resolve("estate.csv");
            EstateTable.write(homes, 1, csv, stage.path().resolve("truth.tsv"));
            measure(stage.vertx(), stage.postgres(), csv);
            return verdicts.exitCode();
        });
    }

    private void measure(Vertx vertx, EmbeddedPostgresServer postgres, Path csv) throws Exception {
        Keyring keyring = Keyring.fromHex(HexFormat.of().formatHex(Ids.randomBytes(32)));
        Database database = Database.open(vertx, postgres.runtimeUrl(), 2);
        BenchGround.await(new ServiceStore(database, InstantSource.system()).ensure("bench", "Bench", List.of()));
        BenchGround.await(database.close());
        try (EstateConnection estate =
                EstateConnection.open(vertx, postgres.runtimeUrl(), keyring, "bench", InstantSource.system())) {
            Instant begin = Instant.now();
            EstateImport first = once(estate, csv, "first");
            verdicts.atMost(
                    "good homes that are not on file", homes - first.counts().added(), 0, "homes");
            // A short file pays for the start as a long one does.
            double limit = (double) SECONDS_FOR_100000 * Math.max(10_000, homes) / 100_000;
            verdicts.atMost("from the file to the last row on file", seconds(begin), limit, "s");
            EstateImport again = once(estate, csv, "again");
            verdicts.atMost(
                    "homes the same table changes", homes - again.counts().unchanged(), 0, "homes");
            if (undo) {
                Instant back = Instant.now();
                estate.wait(estate.desk().undo(estate.scope(), first.id()));
                EstateImport.Counts counts = estate.settle(first.id(), null).counts();
                System.out.printf("taken back: %.1f s %s%n", seconds(back), counts);
            }
        }
    }

    private static EstateImport once(EstateConnection estate, Path csv, String which) throws Exception {
        Instant begin = Instant.now();
        EstateImport it = estate.wait(estate.desk().load(estate.scope(), csv, "estate.csv"));
        double read = seconds(begin);
        begin = Instant.now();
        estate.wait(estate.desk().check(estate.scope(), it, it.file().mapping()));
        it = estate.settle(it.id(), null);
        double looked = seconds(begin);
        begin = Instant.now();
        estate.wait(estate.desk().run(estate.scope(), it.id(), false));
        it = estate.settle(it.id(), null);
        System.out.printf(
                "%s: %,d rows read in %.1f s, looked at in %.1f s, put on file in %.1f s: %s %s%n",
                which, it.progress().of(), read, looked, seconds(begin), it.state(), it.counts());
        if (it.state() != EstateImport.State.DONE) {
            throw new IllegalStateException("the import ended as " + it.state());
        }
        return it;
    }

    private static double seconds(Instant since) {
        return Duration.between(since, Instant.now()).toMillis() / 1_000.0;
    }
}
