package org.tocsin.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A migration runs while homes call: it must never keep the tables of the way of an alarm for long. */
class MigrationRulesTest {
    /** Released before this rule. */
    private static final int RELEASED = 18;

    private static final String HOT = "(?:signal|alarm|alarm_entry|audit)";
    private static final Pattern PLAIN_INDEX = Pattern.compile(
            "create\\s+(?:unique\\s+)?index\\s+(?!concurrently)[^;]*?\\bon\\s+(?:only\\s+)?(?:public\\.)?" + HOT
                    + "\\b[^;]*");
    /** A constraint that makes an index of its own, or a table that is written anew. */
    private static final Pattern HIDDEN_INDEX =
            Pattern.compile("alter\\s+table\\s+(?:if\\s+exists\\s+)?(?:only\\s+)?(?:public\\.)?" + HOT
                    + "\\b[^;]*\\b(?:unique|primary\\s+key|exclude)\\b(?!\\s+using\\s+index)[^;]*");

    private static final Pattern BESIDE =
            Pattern.compile("create\\s+(?:unique\\s+)?index\\s+concurrently\\s+(?:if\\s+not\\s+exists\\s+)?(\\w+)");
    private static final Path SCHEMA = Path.of("src/main/resources/org/tocsin/schema");
    private static final Path LATER = Path.of("src/test/resources/org/tocsin/later");

    @Test
    void no_migration_builds_an_index_while_nothing_can_be_stored() throws IOException {
        for (Path folder : List.of(SCHEMA, LATER)) {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.filter(path -> path.toString().endsWith(".sql"))
                        .filter(path -> number(path) > RELEASED)
                        .toList()) {
                    Path settings = file.resolveSibling(file.getFileName() + ".conf");
                    String said = Files.exists(settings) ? Files.readString(settings) : "";
                    assertThat(faults(Files.readString(file), said))
                            .as(file.getFileName().toString())
                            .isEmpty();
                }
            }
        }
    }

    @Test
    void what_the_rule_refuses_and_what_it_lets_pass() {
        String outside = "executeInTransaction=false";
        assertThat(faults("create index x on signal (cid);", "")).hasSize(1);
        assertThat(faults("Create Unique Index x\n  on alarm_entry using brin (id);", ""))
                .hasSize(1);
        assertThat(faults("alter table audit add constraint x unique (id, subject);", ""))
                .hasSize(1);
        assertThat(faults("create index concurrently x on alarm (id);", "")).hasSize(3);
        assertThat(faults(
                        "set lock_timeout = '5min';\ndrop index concurrently if exists x;\n"
                                + "create index concurrently x on alarm (id);",
                        outside))
                .isEmpty();
        assertThat(faults("create index x on signal_key (cid);\ncreate index y on home (uprn);", ""))
                .isEmpty();
        assertThat(faults("-- create index x on signal (cid);\nselect 1;", "")).isEmpty();
    }

    @Test
    void an_index_is_built_while_signals_are_stored_and_after_a_run_that_was_broken_off() throws Exception {
        TestDatabase test = TestDatabase.create();
        test.execute("insert into service (id, code, name, created_at) values (gen_random_uuid(), 's', 'S', now())");
        // What a run that was broken off leaves: a note of its failure, and perhaps an index nobody may use.
        test.execute("create index signal_later on signal (ref)");
        test.execute("insert into flyway_schema_history (installed_rank, version, description, type, script,"
                + " installed_by, execution_time, success) values (901, '9001', 'x', 'SQL', 'x', 'x', 1, false)");
        DatabaseUrl owner = test.ownerUrl();
        try (Connection first = connect(owner);
                Connection second = connect(owner)) {
            first.setAutoCommit(false);
            store(first, "A1");
            CompletableFuture<Integer> migrated = CompletableFuture.supplyAsync(() -> Schema.migrate(
                    owner, "tocsin_runtime", "classpath:org/tocsin/schema", "classpath:org/tocsin/later"));
            // It waits for whoever was writing before it, and keeps nobody from writing meanwhile.
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> one(
                                    second,
                                    "select count(*) from pg_stat_activity where wait_event_type = 'Lock'"
                                            + " and query like '%concurrently%' and datname = current_database()")
                            .equals("1"));
            store(second, "A2");
            first.commit();
            assertThat(migrated.get(30, TimeUnit.SECONDS)).isEqualTo(1);
            assertThat(one(
                            second,
                            "select indisvalid || ' ' || pg_get_indexdef(indexrelid) from pg_index"
                                    + " where indexrelid = 'signal_later'::regclass"))
                    .startsWith("true")
                    .contains("(gateway_id)");
        }
    }

    private static List<String> faults(String file, String settings) {
        String sql = file.replaceAll("--[^\n]*", " ").toLowerCase(Locale.ROOT);
        List<String> faults = new ArrayList<>();
        for (Pattern pattern : List.of(PLAIN_INDEX, HIDDEN_INDEX)) {
            pattern.matcher(sql)
                    .results()
                    .forEach(found -> faults.add("keeps the table while it builds: " + found.group()));
        }
        Matcher beside = BESIDE.matcher(sql);
        while (beside.find()) {
            if (!settings.contains("executeInTransaction=false")) {
                faults.add("needs a file of settings beside it with executeInTransaction=false");
            }
            if (!sql.substring(0, beside.start()).contains("drop index concurrently if exists " + beside.group(1))) {
                faults.add("does not drop first what a run that was broken off has left");
            }
            if (!sql.contains("set lock_timeout")) {
                faults.add("does not say how long it waits");
            }
        }
        return faults;
    }

    private static int number(Path migration) {
        return Integer.parseInt(migration.getFileName().toString().replaceFirst("V(\\d+)__.*", "$1"));
    }

    private static Connection connect(DatabaseUrl owner) throws SQLException {
        return DriverManager.getConnection(owner.jdbc(), owner.user(), owner.password());
    }

    private static void store(Connection connection, String ref) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    "insert into signal (id, service_id, cid, ref, protocol, kind, body_hash, received_at, recorded_at,"
                            + " remote_address, gateway_id, doubts, body, raw) select gen_random_uuid(), id, '1', '"
                            + ref
                            + "', 'SCAIP', 'ALARM', '', now(), now(), '', '', '{}', '{}', '' from service limit 1");
        }
    }

    private static String one(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? String.valueOf(rows.getString(1)) : "";
        }
    }
}
