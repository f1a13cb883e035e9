package org.tocsin.platform;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The PostgreSQL server under the tests: an embedded one, as durable as in production, or the one that the property
 * {@code tocsin.test.postgres} names as a JDBC address. With the Maven profile {@code containers} that is an official
 * image, started by Testcontainers' driver at the first connection.
 */
final class TestServer {
    static final String SUPERUSER = "postgres";

    private TestServer() {}

    /** Host and port of a server that runs, with this run-time role. */
    static String start(String runtimeRole) {
        String given = System.getProperty("tocsin.test.postgres", "");
        String url = given.isBlank() ? embedded() : given;
        try (Connection connection = DriverManager.getConnection(url, SUPERUSER, SUPERUSER);
                Statement statement = connection.createStatement()) {
            statement.execute("do $$ begin if not exists (select from pg_roles where rolname = '%1$s') then create role"
                            .formatted(runtimeRole)
                    + " %1$s login password '%1$s'; end if; end $$".formatted(runtimeRole));
            URI place = URI.create(connection.getMetaData().getURL().substring("jdbc:".length()));
            return place.getHost() + ":" + place.getPort();
        } catch (SQLException e) {
            throw new IllegalStateException("the tests' PostgreSQL does not answer", e);
        }
    }

    private static String embedded() {
        try {
            return EmbeddedPostgres.builder()
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("full_page_writes", "on")
                    .setServerConfig("max_connections", "200")
                    .start()
                    .getJdbcUrl(SUPERUSER, SUPERUSER);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
