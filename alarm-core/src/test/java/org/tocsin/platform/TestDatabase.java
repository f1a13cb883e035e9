package org.tocsin.platform;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A real PostgreSQL for tests: one server a JVM, one fresh database a caller, migrated, in an odd time zone, the
 * processes under their run-time role as in production.
 */
public final class TestDatabase {
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final String RUNTIME = "tocsin_runtime";

    private final String name;

    private TestDatabase(String name) {
        this.name = name;
    }

    /** A new, migrated, empty database. */
    public static TestDatabase create() {
        String name = "test_" + COUNT.incrementAndGet();
        execute("postgres", "create database " + name);
        execute(name, "alter database " + name + " set timezone to 'Pacific/Chatham'");
        TestDatabase database = new TestDatabase(name);
        Schema.migrate(database.ownerUrl(), RUNTIME);
        return database;
    }

    /** The address the processes use. */
    public DatabaseUrl url() {
        return new DatabaseUrl("postgresql://%s:%s@localhost:%d/%s".formatted(RUNTIME, RUNTIME, port(), name));
    }

    /** The address the migrate step uses. */
    public DatabaseUrl ownerUrl() {
        return new DatabaseUrl("postgresql://postgres:postgres@localhost:%d/%s".formatted(port(), name));
    }

    /** Runs SQL as the owner, for what no store does. */
    public void execute(String sql) {
        execute(name, sql);
    }

    private static int port() {
        return Server.POSTGRES.getPort();
    }

    private static void execute(String database, String sql) {
        try (Connection connection =
                        Server.POSTGRES.getDatabase("postgres", database).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Started by the first test that needs it. */
    private static final class Server {
        static final EmbeddedPostgres POSTGRES = start();

        private static EmbeddedPostgres start() {
            try {
                EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                        .setServerConfig("fsync", "on")
                        .setServerConfig("synchronous_commit", "on")
                        .setServerConfig("full_page_writes", "on")
                        .setServerConfig("max_connections", "200")
                        .start();
                try (Connection connection = postgres.getPostgresDatabase().getConnection();
                        Statement statement = connection.createStatement()) {
                    statement.execute("create role %s login password '%s'".formatted(RUNTIME, RUNTIME));
                }
                return postgres;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
