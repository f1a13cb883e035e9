package org.tocsin.estate;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Cursor;
import io.vertx.sqlclient.PreparedStatement;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Transaction;
import io.vertx.sqlclient.Tuple;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Scope;
import org.tocsin.platform.Database;
import org.tocsin.platform.Keyring;

/**
 * Everything a service has on file, to be taken elsewhere: a zip of CSV files and a description of every column. One
 * moment of the database, streamed; nothing that lets anybody in is part of it: no password, no unit's secret, no key
 * safe code. {@code homes.csv} is in the form that an import reads.
 */
public final class EstateExport {
    private static final int STATEMENT_MS = 300_000;
    private static final int ROWS_AT_ONCE = 1_000;
    private static final int HOMES_AT_ONCE = 500;

    /** Of the machinery, not of the service; or letting somebody in. */
    private static final Set<String> LEFT_OUT = Set.of(
            "session",
            "api_token",
            "estate_import_row",
            "estate_mapping",
            "unit_connection",
            "unit_takeover",
            "signal_key",
            "seal_due",
            "readiness_due",
            "prove_code");

    private static final Pattern SECRET =
            Pattern.compile(".*(secret|password|token|csrf|_enc|code_hash|code_digest|lease|change_xid).*");
    /** Bytes that are evidence. Other bytes are sealed things. */
    private static final Set<String> EVIDENCE = Set.of(
            "signal.raw", "signal.body_hash", "chain_record.hash", "chain_record.signature", "chain_key.public_key");

    private static final String TABLES = "select t.relname as table_name, c.attname as column_name,"
            + " format_type(c.atttypid, c.atttypmod) as type, c.attnotnull as needed,"
            + " (select f.relname || '.' || fa.attname from pg_constraint k join pg_class f on f.oid = k.confrelid"
            + " join pg_attribute fa on fa.attrelid = f.oid and fa.attnum = k.confkey[1]"
            + " where k.conrelid = t.oid and k.contype = 'f' and k.conkey = array[c.attnum] limit 1) as refers_to"
            + " from pg_class t join pg_attribute c on c.attrelid = t.oid and c.attnum > 0 and not c.attisdropped"
            + " where t.relkind = 'r' and t.relnamespace = 'public'::regnamespace"
            + " and has_table_privilege(t.oid, 'select') and (t.relname = 'service' or exists (select from pg_attribute s"
            + " where s.attrelid = t.oid and s.attname = 'service_id' and not s.attisdropped))"
            + " order by t.relname, c.attnum";

    private final Vertx vertx;
    private final Database database;
    private final Keyring keyring;
    private final InstantSource clock;

    public EstateExport(Vertx vertx, Database database, Keyring keyring, InstantSource clock) {
        this.vertx = vertx;
        this.database = database;
        this.keyring = keyring;
        this.clock = clock;
    }

    private record Column(
            String name,
            String type,
            boolean needed,
            @Nullable String refersTo) {}

    /**
     * Writes the zip and closes the stream; on the audit trail before its first byte.
     *
     * @param out is written to on a thread that may wait
     * @param address from where it is asked; for the audit trail
     */
    public Future<Void> write(Scope scope, OutputStream out, @Nullable String address) {
        return new AuditTrail(database, clock)
                .record(scope, "export-estate", "service:" + scope.serviceId(), address)
                .compose(audited -> database.dedicated(STATEMENT_MS, STATEMENT_MS))
                .compose(connection -> vertx.<Void>executeBlocking(
                                () -> {
                                    zip(scope, connection, out);
                                    return null;
                                },
                                false)
                        .eventually(connection::close));
    }

    /** Blocks. */
    private void zip(Scope scope, SqlConnection connection, OutputStream out) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            Transaction transaction = ImportReports.wait(connection.begin());
            ImportReports.wait(connection
                    .query("set transaction isolation level repeatable read, read only")
                    .execute());
            Map<String, List<Column>> tables =
                    tables(ImportReports.wait(connection.query(TABLES).execute()));
            zip.putNextEntry(new ZipEntry("README.md"));
            zip.write(ExportReadme.text(clock.instant(), described(tables)).getBytes(StandardCharsets.UTF_8));
            zip.closeEntry();
            homes(scope, connection, zip);
            for (Map.Entry<String, List<Column>> table : tables.entrySet()) {
                table(scope, connection, zip, table.getKey(), table.getValue());
            }
            ImportReports.wait(transaction.commit());
        }
    }

    private static Map<String, List<Column>> tables(RowSet<Row> rows) {
        Map<String, List<Column>> tables = new LinkedHashMap<>();
        for (Row row : rows) {
            String table = row.getString("table_name");
            String name = row.getString("column_name");
            boolean bytes = row.getString("type").equals("bytea") && !EVIDENCE.contains(table + "." + name);
            if (!LEFT_OUT.contains(table) && !bytes && !SECRET.matcher(name).matches()) {
                tables.computeIfAbsent(table, made -> new ArrayList<>())
                        .add(new Column(
                                name, row.getString("type"), row.getBoolean("needed"), row.getString("refers_to")));
            }
        }
        return tables;
    }

    private static Map<String, List<String>> described(Map<String, List<Column>> tables) {
        Map<String, List<String>> described = new LinkedHashMap<>();
        tables.forEach((table, columns) -> described.put(
                table,
                columns.stream()
                        .map(column -> "`%s` %s%s%s"
                                .formatted(
                                        column.name,
                                        column.type,
                                        column.needed ? "" : ", may be empty",
                                        column.refersTo == null ? "" : ", refers to `" + column.refersTo + "`"))
                        .toList()));
        return described;
    }

    /** The living estate, a row a home, as an import reads it. */
    private void homes(Scope scope, SqlConnection connection, ZipOutputStream zip) throws IOException {
        List<Field> fields =
                Field.all().stream().filter(field -> !field.fact().secret()).toList();
        HomeReader reader = new HomeReader(keyring, false);
        try (CsvWriting csv = entry(zip, "homes.csv")) {
            csv.row(fields.stream().map(Field::key).toList());
            UUID after = new UUID(0, 0);
            List<HomeState> page;
            do {
                page = ImportReports.wait(reader.page(connection, scope.serviceId(), after, HOMES_AT_ONCE));
                for (HomeState home : page) {
                    csv.row(fields.stream().map(field -> cell(home, field)).toList());
                    after = Objects.requireNonNull(home.home().id());
                }
            } while (!page.isEmpty());
        }
    }

    private static String cell(HomeState home, Field field) {
        if (field.fact() == Fact.HOME_ID && !home.home().says(Fact.HOME_ID)) {
            return String.valueOf(home.home().id());
        }
        Thing thing = field.fact().part() == Part.HOME
                ? home.home()
                : home.of(field.fact().part()).get(field.slot());
        return thing == null ? "" : thing.get(field.fact());
    }

    private static void table(
            Scope scope, SqlConnection connection, ZipOutputStream zip, String table, List<Column> columns)
            throws IOException {
        StringBuilder sql = new StringBuilder("select ");
        for (Column column : columns) {
            // Every value as the database itself writes it: a text that any other database reads.
            sql.append(sql.length() > 7 ? ", " : "");
            sql.append(
                    column.type.equals("bytea")
                            ? "encode(%s, 'hex')".formatted(quoted(column.name))
                            : quoted(column.name) + "::text");
        }
        sql.append(" from ").append(quoted(table)).append(" where ");
        sql.append(table.equals("service") ? "id" : "service_id").append(" = $1");
        PreparedStatement statement = ImportReports.wait(connection.prepare(sql.toString()));
        Cursor cursor = statement.cursor(Tuple.of(scope.serviceId()));
        try (CsvWriting csv = entry(zip, "tables/" + table + ".csv")) {
            csv.row(columns.stream().map(Column::name).toList());
            do {
                for (Row row : ImportReports.wait(cursor.read(ROWS_AT_ONCE))) {
                    List<@Nullable String> cells = new ArrayList<>(columns.size());
                    for (int i = 0; i < columns.size(); i++) {
                        cells.add(row.getString(i));
                    }
                    csv.row(cells);
                }
            } while (cursor.hasMore());
        } finally {
            ImportReports.wait(cursor.close());
            ImportReports.wait(statement.close());
        }
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    private static CsvWriting entry(ZipOutputStream zip, String name) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        return new CsvWriting(new FilterOutputStream(zip) {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                out.write(bytes, offset, length);
            }

            @Override
            public void close() throws IOException {
                zip.closeEntry();
            }
        });
    }
}
