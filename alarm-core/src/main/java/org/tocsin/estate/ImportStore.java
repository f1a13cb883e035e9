package org.tocsin.estate;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Scope;
import org.tocsin.estate.EstateImport.State;
import org.tocsin.platform.Database;
import org.tocsin.platform.Times;

/** Imports and their rows, as people of their service see them. */
final class ImportStore {
    static final String COLUMNS = "id, service_id, file_name, charset, separator, headings, mapping, state, row_count,"
            + " rows_done, added, changed, unchanged, refused, undone, kept, requested_by, created_at, stage_at,"
            + " finished_at, emptied_at, problem, reply_of, case when secrets_at is null then secrets else 0 end as secrets,"
            + " cursor_row, lease_token";
    private static final int LISTED = 50;

    private final Database database;

    ImportStore(Database database) {
        this.database = database;
    }

    Future<Void> insert(UUID id, Scope scope, String fileName, @Nullable String replyOf, Instant now) {
        return database.pool()
                .preparedQuery("insert into estate_import (id, service_id, file_name, state, requested_by, created_at,"
                        + " stage_at, reply_of, lease_until)"
                        + " values ($1, $2, $3, 'LOADING', $4, $5, $5, $6, now() + interval '30 s')")
                .execute(Tuple.of(id, scope.serviceId(), fileName, scope.actor(), Times.toRow(now))
                        .addString(replyOf))
                .mapEmpty();
    }

    /** Keeps some rows of a file that is being read, and says so; false when somebody gave the import up meanwhile. */
    Future<Boolean> load(UUID id, UUID serviceId, Batch rows, int count) {
        return database.pool()
                // Of two thousand foreign keys each check would be planned anew.
                .withTransaction(client -> client.query("set local plan_cache_mode = auto")
                        .execute()
                        .compose(set -> rows.execute(client))
                        .compose(written -> client.preparedQuery(
                                        "update estate_import set rows_done = $3, row_count = $3,"
                                                + " lease_until = now() + interval '30 s'"
                                                + " where id = $1 and service_id = $2 and state = 'LOADING'")
                                .execute(Tuple.of(id, serviceId, count))))
                .map(updated -> updated.rowCount() == 1);
    }

    Future<Void> loaded(UUID id, EstateImport.Source file, int count, Instant now) {
        return database.pool()
                .preparedQuery("update estate_import set state = 'LOADED', charset = $2, separator = $3, headings = $4,"
                        + " mapping = $5, row_count = $6, rows_done = $6, stage_at = $7, lease_until = null"
                        + " where id = $1 and state = 'LOADING'")
                .execute(Tuple.of(
                        id,
                        file.charset(),
                        String.valueOf(file.separator()),
                        array(file.headings()),
                        array(file.mapping().keys()),
                        count,
                        Times.toRow(now)))
                .mapEmpty();
    }

    Future<Void> failed(UUID id, String why, Instant now) {
        return database.pool()
                .preparedQuery("update estate_import set state = 'FAILED', problem = $2, finished_at = $3,"
                        + " stage_at = $3, lease_until = null where id = $1")
                .execute(Tuple.of(id, why, Times.toRow(now)))
                .mapEmpty();
    }

    Future<Optional<EstateImport>> find(Scope scope, UUID id) {
        return database.pool()
                .preparedQuery("select " + COLUMNS + " from estate_import where service_id = $1 and id = $2")
                .execute(Tuple.of(scope.serviceId(), id))
                .map(rows -> rows.stream().findFirst().map(ImportStore::read));
    }

    /** The last ones, newest first. */
    Future<List<EstateImport>> list(Scope scope) {
        return database.pool()
                .preparedQuery("select " + COLUMNS + " from estate_import where service_id = $1 order by id desc limit "
                        + LISTED)
                .execute(Tuple.of(scope.serviceId()))
                .map(rows -> rows.stream().map(ImportStore::read).toList());
    }

    /** What the service chose for a file with the same headings. */
    Future<Optional<Mapping>> remembered(Scope scope, List<String> headings) {
        return database.pool()
                .preparedQuery("select mapping from estate_mapping where service_id = $1 and headings = $2")
                .execute(Tuple.of(scope.serviceId(), (Object) array(headings)))
                .map(rows ->
                        rows.stream().findFirst().map(row -> new Mapping(List.of(row.getArrayOfStrings("mapping")))));
    }

    Future<Void> remember(SqlClient client, Scope scope, EstateImport.Source file, Instant now) {
        return client.preparedQuery("insert into estate_mapping (service_id, headings, mapping, saved_at, saved_by)"
                        + " values ($1, $2, $3, $4, $5) on conflict (service_id, headings)"
                        + " do update set mapping = excluded.mapping, saved_at = excluded.saved_at,"
                        + " saved_by = excluded.saved_by")
                .execute(Tuple.of(
                        scope.serviceId(),
                        array(file.headings()),
                        array(file.mapping().keys()),
                        Times.toRow(now),
                        scope.actor()))
                .mapEmpty();
    }

    /**
     * Moves an import into another state, where it is in one of these; empty where it is not.
     *
     * @param more further columns, {@code , mapping = $6}
     */
    Future<Optional<EstateImport>> move(
            SqlClient client,
            Scope scope,
            UUID id,
            State to,
            List<State> from,
            Instant now,
            String more,
            Object... values) {
        Tuple parameters = Tuple.of(
                scope.serviceId(),
                id,
                to.name(),
                from.stream().map(State::name).toArray(String[]::new),
                Times.toRow(now));
        for (Object value : values) {
            parameters.addValue(value);
        }
        return client.preparedQuery("update estate_import set state = $3, stage_at = $5, rows_done = 0, problem = null"
                        + more + " where service_id = $1 and id = $2 and state = any($4) and emptied_at is null"
                        + " returning " + COLUMNS)
                .execute(parameters)
                .map(rows -> rows.stream().findFirst().map(ImportStore::read));
    }

    /** A row that did not go in, or was not undone, or went in with something left out. */
    record Told(
            int row,
            String outcome,
            List<String> problems,
            List<String> remarks,
            @Nullable Buffer cells) {}

    /** Such rows in their order, a page of them. */
    Future<List<Told>> told(Scope scope, UUID id, int after, int most, boolean remarksToo) {
        return database.pool()
                .preparedQuery("select row_no, outcome, problems, remarks, cells from estate_import_row"
                        + " where service_id = $1 and import_id = $2 and row_no > $3"
                        + " and (outcome in ('REFUSED', 'KEPT')" + (remarksToo ? " or remarks <> '{}'" : "")
                        + ") order by row_no limit $4")
                .execute(Tuple.of(scope.serviceId(), id, after, most))
                .map(rows -> rows.stream()
                        .map(row -> new Told(
                                row.getInteger(0),
                                row.getString(1),
                                List.of(row.getArrayOfStrings(2)),
                                List.of(row.getArrayOfStrings(3)),
                                row.getBuffer(4)))
                        .toList());
    }

    /** The first rows of the file, sealed. */
    Future<List<Buffer>> first(Scope scope, UUID id, int most) {
        return database.pool()
                .preparedQuery("select cells from estate_import_row where service_id = $1 and import_id = $2"
                        + " and cells is not null order by row_no limit $3")
                .execute(Tuple.of(scope.serviceId(), id, most))
                .map(rows -> rows.stream().map(row -> row.getBuffer(0)).toList());
    }

    static String[] array(List<String> texts) {
        return texts.toArray(String[]::new);
    }

    static EstateImport read(Row row) {
        return new EstateImport(
                row.getUUID("id"),
                row.getUUID("service_id"),
                State.valueOf(row.getString("state")),
                new EstateImport.Source(
                        row.getString("file_name"),
                        row.getString("charset"),
                        row.getString("separator").charAt(0),
                        List.of(row.getArrayOfStrings("headings")),
                        new Mapping(List.of(row.getArrayOfStrings("mapping"))),
                        row.getString("reply_of")),
                new EstateImport.Progress(row.getInteger("rows_done"), row.getInteger("row_count")),
                new EstateImport.Counts(
                        row.getInteger("added"),
                        row.getInteger("changed"),
                        row.getInteger("unchanged"),
                        row.getInteger("refused"),
                        row.getInteger("undone"),
                        row.getInteger("kept"),
                        row.getInteger("secrets")),
                new EstateImport.Times(
                        row.getString("requested_by"),
                        Times.fromRow(row.getOffsetDateTime("created_at")),
                        Times.fromRow(row.getOffsetDateTime("stage_at")),
                        Times.fromRowOrNull(row.getOffsetDateTime("finished_at")),
                        Times.fromRowOrNull(row.getOffsetDateTime("emptied_at"))),
                row.getString("problem"));
    }
}
