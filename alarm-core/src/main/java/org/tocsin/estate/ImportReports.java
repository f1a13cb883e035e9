package org.tocsin.estate;

import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.io.OutputStream;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Scope;
import org.tocsin.platform.Database;
import org.tocsin.platform.Keyring;
import org.tocsin.platform.Times;

/** What an import has to tell: the rows that did not go in and why, and new units' secrets, once. */
public final class ImportReports {
    private static final int PAGE = 500;
    private static final int WAIT_S = 60;
    private static final String CLAIM = "update estate_import set secrets_at = $3 where service_id = $1 and id = $2"
            + " and secrets > 0 and secrets_at is null and state in ('RUNNING', 'DONE') returning id";
    private static final String SECRETS = "select row_no, secret from estate_import_row where service_id = $1"
            + " and import_id = $2 and secret is not null order by row_no";

    private final Database database;
    private final Keyring keyring;
    private final InstantSource clock;
    private final ImportStore store;
    private final AuditTrail audit;

    public ImportReports(Database database, Keyring keyring, InstantSource clock) {
        this.database = database;
        this.keyring = keyring;
        this.clock = clock;
        this.store = new ImportStore(database);
        this.audit = new AuditTrail(database, clock);
    }

    /** What became of a row of which something is to be told. */
    public enum Fate {
        /** Nothing of it goes in. */
        REFUSED,
        /** It goes in, with something left out or to be known of it. */
        SHORTENED,
        /** It was not taken back. */
        KEPT
    }

    /**
     * A row of which something is to be told.
     *
     * @param number as a spreadsheet counts
     * @param sentences what is wrong with it, what was left out or is to be known, or why it was kept
     */
    public record Problem(int number, Fate fate, List<String> sentences, List<String> cells) {
        /** True where it goes in. */
        public boolean good() {
            return fate == Fate.SHORTENED;
        }
    }

    /** A new unit and what it proves itself with. */
    public record UnitSecret(String cid, String protocol, String secret) {}

    /** The rows after this one of which something is to be told, a page of at most 500. */
    public Future<List<Problem>> problems(Scope scope, UUID importId, int after, int most) {
        Parcel parcel = new Parcel(keyring, importId);
        return store.told(scope, importId, after, Math.min(most, PAGE), true)
                .map(rows -> rows.stream().map(row -> problem(row, parcel)).toList());
    }

    private static Problem problem(ImportStore.Told row, Parcel parcel) {
        List<String> cells =
                row.cells() == null ? List.of() : parcel.cells(row.cells().getBytes());
        Fate fate = row.outcome().equals("KEPT") ? Fate.KEPT : row.problems().isEmpty() ? Fate.SHORTENED : Fate.REFUSED;
        List<String> sentences = fate == Fate.SHORTENED ? row.remarks() : row.problems();
        return new Problem(
                row.row(),
                fate,
                sentences.stream()
                        .map(sentence -> Quotation.told(sentence, cells))
                        .toList(),
                cells);
    }

    /**
     * All of them as a table: row, what, why, then the cells as they were sent, to be mended and sent again; of a row that
     * is on file without what lets anybody in. On the audit trail before its first byte. Blocks; not on an event loop.
     */
    public void writeProblems(Scope scope, EstateImport it, OutputStream out) throws IOException {
        wait(audit.record(scope, "import-problems", "import:" + it.id(), null));
        try (CsvWriting csv = new CsvWriting(out)) {
            List<String> headings = new ArrayList<>(List.of("row", "what", "why"));
            headings.addAll(it.file().headings());
            csv.row(headings);
            int after = 0;
            List<Problem> page;
            do {
                page = wait(problems(scope, it.id(), after, PAGE));
                for (Problem problem : page) {
                    List<String> cells = new ArrayList<>(List.of(
                            String.valueOf(problem.number()),
                            word(problem.fate()),
                            String.join(" ", problem.sentences())));
                    for (int i = 0; i < problem.cells().size(); i++) {
                        boolean hidden = problem.fate() != Fate.REFUSED
                                && it.file().mapping().secret(i);
                        cells.add(hidden ? "" : problem.cells().get(i));
                    }
                    csv.row(cells);
                    after = problem.number();
                }
            } while (!page.isEmpty());
        }
    }

    private static String word(Fate fate) {
        return switch (fate) {
            case REFUSED -> "refused";
            case SHORTENED -> "goes in";
            case KEPT -> "kept";
        };
    }

    /**
     * The new units' secrets, for one person, once: whoever asks second gets nothing. They are thrown away by
     * {@link #handedOut}, and can be asked for again after {@link #notHandedOut}.
     */
    public Future<List<UnitSecret>> takeSecrets(Scope scope, UUID importId) {
        Parcel parcel = new Parcel(keyring, importId);
        return database.pool()
                .withTransaction(client -> client.preparedQuery(CLAIM)
                        .execute(Tuple.of(scope.serviceId(), importId, Times.toRow(clock.instant())))
                        .compose(claimed -> claimed.size() == 0
                                ? Future.succeededFuture(List.of())
                                : audit.record(client, scope, "import-secrets", "import:" + importId, null)
                                        .compose(audited -> client.preparedQuery(SECRETS)
                                                .execute(Tuple.of(scope.serviceId(), importId)))
                                        .map(rows -> rows.stream()
                                                .flatMap(row ->
                                                        secrets(parcel.cells(row.getBuffer(1)
                                                                        .getBytes()))
                                                                .stream())
                                                .toList())));
    }

    /** They have arrived: nothing here knows them any more. */
    public Future<Void> handedOut(Scope scope, UUID importId) {
        return database.pool()
                .preparedQuery("update estate_import_row set secret = null"
                        + " where service_id = $1 and import_id = $2 and secret is not null")
                .execute(Tuple.of(scope.serviceId(), importId))
                .mapEmpty();
    }

    /** They have not arrived. */
    public Future<Void> notHandedOut(Scope scope, UUID importId) {
        return database.pool()
                .preparedQuery("update estate_import set secrets_at = null where service_id = $1 and id = $2")
                .execute(Tuple.of(scope.serviceId(), importId))
                .mapEmpty();
    }

    /** As a table. Blocks. */
    public static void writeSecrets(List<UnitSecret> secrets, OutputStream out) throws IOException {
        try (CsvWriting csv = new CsvWriting(out)) {
            csv.row(List.of("cid", "protocol", "secret"));
            for (UnitSecret secret : secrets) {
                csv.row(List.of(secret.cid(), secret.protocol(), secret.secret()));
            }
        }
    }

    private static List<UnitSecret> secrets(List<String> cells) {
        List<UnitSecret> secrets = new ArrayList<>();
        for (int i = 0; i + 2 < cells.size(); i += 3) {
            secrets.add(new UnitSecret(cells.get(i), cells.get(i + 1), cells.get(i + 2)));
        }
        return secrets;
    }

    static <T> T wait(Future<T> future) throws IOException {
        try {
            return future.toCompletionStage().toCompletableFuture().get(WAIT_S, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException(e);
        }
    }
}
