package org.tocsin.platform;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;

/**
 * A real PostgreSQL for tests: one server a JVM, one fresh database a caller, migrated, in an odd time zone, the
 * processes under their run-time role as in production.
 */
public final class TestDatabase {
    private static final String RUNTIME = "tocsin_runtime";

    private final String name;

    private TestDatabase(String name) {
        this.name = name;
    }

    /** A new, migrated, empty database. */
    public static TestDatabase create() {
        TestDatabase database = new TestDatabase(name());
        execute("postgres", "create database " + database.name + " template " + Migrated.ONCE.name);
        return database.inAnOddTimeZone();
    }

    private TestDatabase inAnOddTimeZone() {
        execute("postgres", "alter database " + name + " set timezone to 'Pacific/Chatham'");
        return this;
    }

    private static String name() {
        return "test_" + UUID.randomUUID().toString().replace("-", "");
    }

    /** The address the processes use. */
    public DatabaseUrl url() {
        return new DatabaseUrl(address(RUNTIME, RUNTIME, name));
    }

    /** The address the migrate step uses. */
    public DatabaseUrl ownerUrl() {
        return new DatabaseUrl(address(TestServer.SUPERUSER, TestServer.SUPERUSER, name));
    }

    /** Runs SQL as the owner, for what no store does. */
    public void execute(String sql) {
        execute(name, sql);
    }

    private static String address(String user, String password, String database) {
        return "postgresql://%s:%s@%s/%s".formatted(user, password, Server.PLACE, database);
    }

    private static void execute(String database, String sql) {
        String url = "jdbc:postgresql://%s/%s".formatted(Server.PLACE, database);
        try (Connection connection = DriverManager.getConnection(url, TestServer.SUPERUSER, TestServer.SUPERUSER);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What every other one is a copy of: a release's migrations take longer than many a test. */
    private static final class Migrated {
        static final TestDatabase ONCE = migrated();

        private static TestDatabase migrated() {
            TestDatabase database = new TestDatabase(name());
            execute("postgres", "create database " + database.name);
            database.inAnOddTimeZone();
            Schema.migrate(database.ownerUrl(), RUNTIME);
            return database;
        }
    }

    /** Started by the first test that needs it. */
    private static final class Server {
        static final String PLACE = TestServer.start(RUNTIME);
    }
}
