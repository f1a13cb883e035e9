package org.tocsin.estate;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.platform.Times;

/** The rows of an import as its worker takes them, a chunk at a time, and what became of them. */
final class ImportRows {
    /** As many as one transaction writes. */
    static final int CHUNK = 1_000;

    private static final String COLUMNS =
            "select row_no, cells, outcome, home_id, done_at, amended, made from estate_import_row where import_id = $1 ";
    /** Between the sentences of one row; in no text of a person's. */
    private static final String BETWEEN = "\u001e";

    private ImportRows() {}

    record Row(
            int number,
            @Nullable Buffer cells,
            @Nullable String outcome,
            @Nullable UUID homeId,
            @Nullable Instant doneAt,
            @Nullable Buffer amended,
            List<UUID> made) {}

    static Future<List<Row>> to(SqlClient client, UUID importId, Stage stage, int cursor) {
        String which = switch (stage) {
            case CHECK -> "and row_no > $2 order by row_no limit ";
            case RUN -> "and row_no > $2 and outcome in ('ADD', 'CHANGE', 'SAME') order by row_no limit ";
            case UNDO -> "and row_no < $2 and outcome in ('ADDED', 'CHANGED') order by row_no desc limit ";
        };
        return client.preparedQuery(COLUMNS + which + CHUNK)
                .execute(Tuple.of(importId, cursor))
                .map(rows -> rows.stream().map(ImportRows::read).toList());
    }

    private static Row read(io.vertx.sqlclient.Row row) {
        return new Row(
                row.getInteger("row_no"),
                row.getBuffer("cells"),
                row.getString("outcome"),
                row.getUUID("home_id"),
                Times.fromRowOrNull(row.getOffsetDateTime("done_at")),
                row.getBuffer("amended"),
                List.of(row.getArrayOfUUIDs("made")));
    }

    /** What a worker does with every row. */
    enum Stage {
        CHECK,
        RUN,
        UNDO
    }

    /** Says of each row what would become of it. */
    static final class Looked {
        private final UUID importId;
        private final Batch batch =
                new Batch("""
                update estate_import_row r set outcome = v.outcome,
                  problems = string_to_array(v.problems, e'\\x1e'), remarks = string_to_array(v.remarks, e'\\x1e'),
                  keys = string_to_array(v.keys, e'\\x1e')
                from unnest($1::uuid[], $2::integer[], $3::text[], $4::text[], $5::text[], $6::text[])
                  as v (import_id, row_no, outcome, problems, remarks, keys)
                where r.import_id = v.import_id and r.row_no = v.row_no""", UUID.class, Integer.class, String.class, String.class, String.class, String.class);

        Looked(UUID importId) {
            this.importId = importId;
        }

        void add(int number, String outcome, List<String> problems, Reading reading) {
            batch.add(importId, number, outcome, joined(problems), joined(reading.remarks()), joined(reading.keys()));
        }

        Future<Integer> execute(SqlClient client) {
            return batch.execute(client);
        }
    }

    /** Says of each row what has become of it, and keeps the way back. */
    static final class Done {
        private final UUID importId;
        private final Batch batch = new Batch(
                """
                update estate_import_row r set outcome = v.outcome, problems = string_to_array(v.problems, e'\\x1e'),
                  home_id = v.home_id, done_at = v.done_at, amended = v.amended, secret = v.secret,
                  made = v.made::uuid[]
                from unnest($1::uuid[], $2::integer[], $3::text[], $4::text[], $5::uuid[], $6::timestamptz[],
                  $7::bytea[], $8::bytea[], $9::text[])
                  as v (import_id, row_no, outcome, problems, home_id, done_at, amended, secret, made)
                where r.import_id = v.import_id and r.row_no = v.row_no""",
                UUID.class,
                Integer.class,
                String.class,
                String.class,
                UUID.class,
                OffsetDateTime.class,
                Buffer.class,
                Buffer.class,
                String.class);

        Done(UUID importId) {
            this.importId = importId;
        }

        void same(int number, UUID homeId) {
            batch.add(importId, number, "SAME", "", homeId, null, null, null, "{}");
        }

        void refused(int number, List<String> problems) {
            batch.add(importId, number, "REFUSED", joined(problems), null, null, null, null, "{}");
        }

        void written(int number, boolean isNew, UUID homeId, Instant at, HomeWriter.Written written, Parcel parcel) {
            Buffer amended = written.amended.isEmpty() ? null : Buffer.buffer(parcel.amended(written.amended));
            List<String> secrets = written.secrets.stream()
                    .flatMap(secret -> List.of(secret.cid(), secret.protocol(), secret.text()).stream())
                    .toList();
            Buffer secret = secrets.isEmpty() ? null : Buffer.buffer(parcel.cells(secrets));
            String made = written.made.toString().replace('[', '{').replace(']', '}');
            batch.add(
                    importId, number, isNew ? "ADDED" : "CHANGED", "", homeId, Times.toRow(at), amended, secret, made);
        }

        Future<Integer> execute(SqlClient client) {
            return batch.execute(client);
        }
    }

    /** Says of each row whether it was undone. */
    static Future<Void> undone(
            SqlClient client, UUID importId, List<Integer> undone, List<Integer> kept, List<String> why) {
        return client.preparedQuery("update estate_import_row set outcome = 'UNDONE', secret = null, amended = null"
                        + " where import_id = $1 and row_no = any($2)")
                .execute(Tuple.of(importId, (Object) undone.toArray(Integer[]::new)))
                .compose(done -> client.preparedQuery("update estate_import_row r set outcome = 'KEPT',"
                                + " problems = array[v.why] from unnest($2::integer[], $3::text[]) as v (row_no, why)"
                                + " where r.import_id = $1 and r.row_no = v.row_no")
                        .execute(Tuple.of(importId, kept.toArray(Integer[]::new), why.toArray(String[]::new))))
                .mapEmpty();
    }

    private static String joined(List<String> texts) {
        return String.join(BETWEEN, texts);
    }
}
