package org.tocsin.estate;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Scope;
import org.tocsin.estate.EstateImport.State;
import org.tocsin.platform.Database;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Keyring;
import org.tocsin.platform.LoggedError;

/**
 * What people do with an import: send a file, say what its columns are, have it looked at, run it, undo it. The work
 * itself is done by {@link ImportWorker}, in whichever process claims it.
 */
public final class ImportDesk {
    private static final Logger LOG = LoggerFactory.getLogger(ImportDesk.class);
    private static final int LOADED_AT_ONCE = 1_000;
    private static final int LONGEST_NAME = 200;
    private static final int SAMPLE_ROWS = 3;
    private static final int WAIT_S = 60;
    private static final String MASK = "(not shown)";
    /** However a table calls how to get in; rather a harmless column too many. */
    private static final Pattern WAY_IN = Pattern.compile(
            "safe|\\baccess|\\bentry|\\bdoor\\b|\\bpin\\b|(?<!post|post )\\bcode\\b", Pattern.CASE_INSENSITIVE);

    private final Vertx vertx;
    private final Database database;
    private final Keyring keyring;
    private final InstantSource clock;
    private final ImportStore store;
    private final AuditTrail audit;

    public ImportDesk(Vertx vertx, Database database, Keyring keyring, InstantSource clock) {
        this.vertx = vertx;
        this.database = database;
        this.keyring = keyring;
        this.clock = clock;
        this.store = new ImportStore(database);
        this.audit = new AuditTrail(database, clock);
    }

    /**
     * Reads a file into the database, row by row, with a mapping proposed from its headings or remembered from the last
     * file with the same ones. What cannot be read is an import that FAILED, with the reason.
     *
     * @param name what its sender calls it
     */
    public Future<EstateImport> load(Scope scope, Path file, String name) {
        return load(scope, file, name, null);
    }

    /**
     * The same, for what a phone company answers.
     *
     * @param replyOf the company; null for a table of the estate
     */
    public Future<EstateImport> load(Scope scope, Path file, String name, @Nullable String replyOf) {
        UUID id = Ids.next();
        String kept = name.length() > LONGEST_NAME ? name.substring(name.length() - LONGEST_NAME) : name;
        return store.insert(id, scope, kept, replyOf, clock.instant())
                .compose(inserted -> audit.record(scope, "import-load", "import:" + id, null))
                .compose(audited -> vertx.executeBlocking(() -> read(id, scope, file, kept, replyOf), false))
                .compose(source -> remembered(scope, source))
                .compose(loaded -> store.loaded(id, loaded.source, loaded.rows, clock.instant()))
                .recover(e -> {
                    if (!(e instanceof CsvFile.Unreadable)) {
                        LOG.atWarn().addKeyValue("error", LoggedError.of(e)).log("a file could not be read");
                    }
                    return store.failed(id, sentence(e), clock.instant());
                })
                .compose(done -> store.find(scope, id))
                .map(Optional::orElseThrow);
    }

    public Future<Optional<EstateImport>> find(Scope scope, UUID id) {
        return store.find(scope, id);
    }

    /** The last imports of the service, newest first. */
    public Future<List<EstateImport>> list(Scope scope) {
        return store.list(scope);
    }

    /**
     * The first rows of the file, for whoever has to say what its columns are; without what a column says that by its
     * heading or by what was chosen tells how to get into a home.
     */
    public Future<List<List<String>>> sample(Scope scope, EstateImport it) {
        Parcel parcel = new Parcel(keyring, it.id());
        return store.first(scope, it.id(), SAMPLE_ROWS)
                .map(rows -> rows.stream()
                        .map(row -> masked(it.file(), parcel.cells(row.getBytes())))
                        .toList());
    }

    private static List<String> masked(EstateImport.Source file, List<String> cells) {
        List<String> shown = new ArrayList<>(cells);
        for (int i = 0; i < Math.min(cells.size(), file.headings().size()); i++) {
            boolean secret = file.mapping().secret(i)
                    || WAY_IN.matcher(file.headings().get(i)).find();
            if (secret && !cells.get(i).isBlank()) {
                shown.set(i, MASK);
            }
        }
        return shown;
    }

    /**
     * Has every row looked at with this mapping, and remembers the mapping for the next file with the same headings.
     * Empty where the import is not at a point where that can be asked.
     *
     * @throws IllegalArgumentException for a mapping with faults
     */
    public Future<Optional<EstateImport>> check(Scope scope, EstateImport it, Mapping mapping) {
        List<String> faults = it.file().faults(mapping);
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(String.join(" ", faults));
        }
        EstateImport.Source chosen = it.file().with(mapping);
        return database.pool()
                .withTransaction(client -> store.move(
                                client,
                                scope,
                                it.id(),
                                State.CHECKING,
                                List.of(State.LOADED, State.CHECKED),
                                clock.instant(),
                                ", mapping = $6, cursor_row = 0, added = 0, changed = 0, unchanged = 0, refused = 0",
                                (Object) ImportStore.array(mapping.keys()))
                        .compose(moved -> store.remember(client, scope, chosen, clock.instant())
                                .map(moved)));
    }

    /**
     * Puts on file what has been looked at.
     *
     * @param allOrNone true to put nothing in unless every row is good
     */
    public Future<Optional<EstateImport>> run(Scope scope, UUID id, boolean allOrNone) {
        return audited(
                scope,
                "import-run",
                id,
                State.RUNNING,
                List.of(State.CHECKED),
                ", cursor_row = 0, all_or_none = $6," + " added = 0, changed = 0, unchanged = 0",
                allOrNone);
    }

    /** Brings back what was before, row by row, except where somebody has changed something since. */
    public Future<Optional<EstateImport>> undo(Scope scope, UUID id) {
        return audited(
                scope,
                "import-undo",
                id,
                State.UNDOING,
                List.of(State.DONE),
                ", cursor_row = $6, undone = 0," + " kept = 0",
                Integer.MAX_VALUE);
    }

    /** Puts no more in: what is in stays, and can be undone. One that has not begun is given up. */
    public Future<Optional<EstateImport>> stop(Scope scope, UUID id) {
        return audited(scope, "import-stop", id, State.DONE, List.of(State.RUNNING), ", finished_at = $5")
                .compose(stopped -> stopped.isPresent()
                        ? Future.succeededFuture(stopped)
                        : audited(
                                scope,
                                "import-cancel",
                                id,
                                State.CANCELLED,
                                List.of(State.LOADED, State.CHECKING, State.CHECKED),
                                ", finished_at = $5"));
    }

    private Future<Optional<EstateImport>> audited(
            Scope scope, String action, UUID id, State to, List<State> from, String more, Object... values) {
        return database.pool()
                .withTransaction(client -> store.move(client, scope, id, to, from, clock.instant(), more, values)
                        .compose(moved -> moved.isEmpty()
                                ? Future.succeededFuture(moved)
                                : audit.record(client, scope, action, "import:" + id, null)
                                        .map(moved)));
    }

    private record Loaded(EstateImport.Source source, int rows) {}

    private Future<Loaded> remembered(Scope scope, Loaded loaded) {
        EstateImport.Source source = loaded.source;
        return store.remembered(scope, source.headings())
                // The same headings may have been a table of the other kind.
                .map(found -> found.filter(mapping -> source.faults(mapping).isEmpty())
                        .map(mapping -> new Loaded(source.with(mapping), loaded.rows))
                        .orElse(loaded));
    }

    /** Blocks; the file is never in memory as a whole. */
    private Loaded read(UUID id, Scope scope, Path path, String name, @Nullable String replyOf) throws IOException {
        CsvFile file = CsvFile.open(path);
        Parcel parcel = new Parcel(keyring, id);
        Loading loading = new Loading(id, scope.serviceId());
        int count = file.read((number, cells) -> loading.row(number, parcel.cells(shortened(cells))));
        loading.send();
        if (count == 0) {
            throw new CsvFile.Unreadable("The file has headings and no rows.");
        }
        Mapping proposed = replyOf == null ? Mapping.proposed(file.headings()) : ReplyField.proposed(file.headings());
        return new Loaded(
                new EstateImport.Source(name, file.charset(), file.separator(), file.headings(), proposed, replyOf),
                count);
    }

    /** A cell that is too long is refused when it is looked at; until then enough of it is kept to see that it is. */
    private static List<String> shortened(List<String> cells) {
        List<String> kept = new ArrayList<>(cells.size());
        for (String cell : cells) {
            kept.add(cell.length() <= CsvFile.LONGEST_CELL + 1 ? cell : cell.substring(0, CsvFile.LONGEST_CELL + 1));
        }
        return kept;
    }

    /** Rows on their way into the database. */
    private final class Loading {
        private final UUID id;
        private final UUID serviceId;
        private Batch rows = batch();
        private int waiting;
        private int sent;

        Loading(UUID id, UUID serviceId) {
            this.id = id;
            this.serviceId = serviceId;
        }

        void row(int number, byte[] cells) throws IOException {
            rows.add(id, number, serviceId, Buffer.buffer(cells));
            if (++waiting == LOADED_AT_ONCE) {
                send();
            }
        }

        void send() throws IOException {
            sent += waiting;
            try {
                Future<Boolean> loading = store.load(id, serviceId, rows, sent);
                if (!loading.toCompletionStage().toCompletableFuture().get(WAIT_S, TimeUnit.SECONDS)) {
                    throw new CsvFile.Unreadable("It was given up while the file was being read.");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(e);
            } catch (ExecutionException | TimeoutException e) {
                throw new IOException(e);
            }
            rows = batch();
            waiting = 0;
        }

        private static Batch batch() {
            return new Batch(
                    "insert into estate_import_row (import_id, row_no, service_id, cells)"
                            + " select * from unnest($1::uuid[], $2::integer[], $3::uuid[], $4::bytea[])",
                    UUID.class,
                    Integer.class,
                    UUID.class,
                    Buffer.class);
        }
    }

    private static String sentence(Throwable e) {
        return e instanceof CsvFile.Unreadable
                ? String.valueOf(e.getMessage())
                : "The file could not be read to its end: the store did not answer. Send it again.";
    }
}
