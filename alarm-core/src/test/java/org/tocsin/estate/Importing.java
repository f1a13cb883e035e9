package org.tocsin.estate;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.tocsin.access.Scope;
import org.tocsin.platform.Database;
import org.tocsin.platform.Keyring;
import org.tocsin.platform.TestDatabase;
import org.tocsin.service.ServiceStore;

/** A database with two services, and everything that an import needs, done step by step by the test. */
final class Importing implements AutoCloseable {
    static final Keyring KEYRING = Keyring.fromHex("0f".repeat(32));
    static final Instant NOW = Instant.parse("2026-11-21T22:00:00Z");

    final TestDatabase test = TestDatabase.create();
    final Vertx vertx = Vertx.vertx();
    final Database database = Database.open(vertx, test.url(), 4);
    final AtomicReference<Instant> now = new AtomicReference<>(NOW);
    final ImportDesk desk = new ImportDesk(vertx, database, KEYRING, now::get);
    final ImportWorker worker = new ImportWorker(vertx, database, KEYRING, now::get);
    final ImportReports reports = new ImportReports(database, KEYRING, now::get);
    final Scope north;
    final Scope south;

    Importing() throws Exception {
        ServiceStore services = new ServiceStore(database, now::get);
        north = Scope.platform(
                await(services.ensure("north", "North", List.of())).id());
        south = Scope.platform(
                await(services.ensure("south", "South", List.of())).id());
    }

    EstateImport load(Scope scope, String csv) throws Exception {
        return load(scope, csv, StandardCharsets.UTF_8);
    }

    EstateImport load(Scope scope, String csv, Charset charset) throws Exception {
        Path file = Files.createTempFile("estate", ".csv");
        try {
            Files.write(file, csv.getBytes(charset));
            return await(desk.load(scope, file, "estate.csv"));
        } finally {
            Files.delete(file);
        }
    }

    /** Loaded, mapped as proposed, and looked at. */
    EstateImport check(Scope scope, String csv) throws Exception {
        EstateImport loaded = load(scope, csv);
        asked(desk.check(scope, loaded, loaded.file().mapping()));
        work();
        return find(scope, loaded);
    }

    /** The same, and what is good put on file. */
    EstateImport run(Scope scope, String csv) throws Exception {
        EstateImport checked = check(scope, csv);
        asked(desk.run(scope, checked.id(), false));
        now.updateAndGet(at -> at.plusSeconds(60));
        work();
        return find(scope, checked);
    }

    /** Asks for all rows or none, and has it done. */
    void runWhole(Scope scope, EstateImport checked) throws Exception {
        asked(desk.run(scope, checked.id(), true));
        work();
    }

    /** What a phone company answers, looked at and written. */
    EstateImport reply(Scope scope, String provider, String csv) throws Exception {
        Path file = Files.createTempFile("reply", ".csv");
        try {
            Files.writeString(file, csv);
            EstateImport loaded = await(desk.load(scope, file, "reply.csv", provider));
            asked(desk.check(scope, loaded, loaded.file().mapping()));
            work();
            asked(desk.run(scope, loaded.id(), false));
            now.updateAndGet(at -> at.plusSeconds(60));
            work();
            return find(scope, loaded);
        } finally {
            Files.delete(file);
        }
    }

    /** Each row's number and sentences, as people read them. */
    List<String> sentences(EstateImport it) throws Exception {
        return await(reports.problems(Scope.platform(it.serviceId()), it.id(), 0, 500)).stream()
                .map(problem -> problem.number() + " " + String.join(" ", problem.sentences()))
                .toList();
    }

    EstateImport undo(Scope scope, EstateImport done) throws Exception {
        now.updateAndGet(at -> at.plusSeconds(60));
        asked(desk.undo(scope, done.id()));
        work();
        return find(scope, done);
    }

    private static void asked(Future<Optional<EstateImport>> asking) throws Exception {
        assertThat(await(asking)).isPresent();
    }

    void work() throws Exception {
        while (await(worker.round())) {
            // until nothing is left to do
        }
    }

    EstateImport find(Scope scope, EstateImport it) throws Exception {
        return await(desk.find(scope, it.id())).orElseThrow();
    }

    List<ImportStore.Told> told(EstateImport it) throws Exception {
        return await(new ImportStore(database).told(Scope.platform(it.serviceId()), it.id(), 0, 1_000, true));
    }

    List<Row> rows(String sql, Object... parameters) throws Exception {
        return await(database.pool()
                .preparedQuery(sql)
                .execute(Tuple.from(parameters))
                .map(rows -> rows.stream().toList()));
    }

    String one(String sql, Object... parameters) throws Exception {
        List<Row> rows = rows(sql, parameters);
        return rows.isEmpty() ? "" : String.valueOf(rows.get(0).getValue(0));
    }

    /** Everything of the estate, as text, without what time wrote. */
    String estate(Scope scope) throws Exception {
        StringBuilder all = new StringBuilder();
        for (HomeState home : await(new HomeReader(KEYRING, true)
                .page(database.pool(), scope.serviceId(), new java.util.UUID(0, 0), 10_000))) {
            all.append(home.home().facts()).append(' ');
            for (Part part : Part.values()) {
                home.of(part).values().forEach(thing -> all.append(part).append(thing.facts()));
            }
            all.append('\n');
        }
        return all.toString().lines().sorted().reduce("", (one, other) -> one + other + "\n");
    }

    static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws Exception {
        await(database.close());
        await(vertx.close());
    }
}
