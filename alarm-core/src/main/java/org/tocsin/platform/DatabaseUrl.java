package org.tocsin.platform;

import io.vertx.pgclient.PgConnectOptions;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the database is and whom we are to it.
 *
 * @param uri {@code postgresql://user:password@host:port/database}
 */
public record DatabaseUrl(String uri) {
    // A process that stands still in the middle of an act must not keep an alarm's row from the home's next press.
    private static final int IDLE_IN_TRANSACTION_MS = 2_000;

    public DatabaseUrl {
        if (!uri.startsWith("postgresql://")) {
            throw new IllegalArgumentException("a database address begins with postgresql://");
        }
    }

    /** {@code TOCSIN_DATABASE_URL}; null, and a fault, where it is missing or no address. */
    public static @Nullable DatabaseUrl from(Settings settings) {
        String uri = settings.required("TOCSIN_DATABASE_URL");
        if (uri.isEmpty()) {
            return null;
        }
        try {
            PgConnectOptions.fromUri(uri);
            return new DatabaseUrl(uri);
        } catch (IllegalArgumentException e) {
            settings.fault("TOCSIN_DATABASE_URL must look like postgresql://user:password@host:port/database");
            return null;
        }
    }

    /** Options with the time limits every connection has: on one statement, on waiting for a lock, on standing still. */
    PgConnectOptions options(int statementTimeoutMs, int lockTimeoutMs) {
        PgConnectOptions options = PgConnectOptions.fromUri(uri);
        options.setCachePreparedStatements(true)
                .setPreparedStatementCacheMaxSize(256)
                .setReconnectAttempts(0);
        options.setProperties(new HashMap<>(Map.of(
                "application_name", "tocsin",
                "client_encoding", "utf-8",
                "DateStyle", "ISO",
                "extra_float_digits", "2",
                "search_path", "public",
                "statement_timeout", Integer.toString(statementTimeoutMs),
                "idle_in_transaction_session_timeout", Integer.toString(IDLE_IN_TRANSACTION_MS),
                "lock_timeout", Integer.toString(lockTimeoutMs))));
        return options;
    }

    /** The same place for JDBC, which takes user and password apart. */
    public String jdbc() {
        PgConnectOptions options = PgConnectOptions.fromUri(uri);
        return "jdbc:postgresql://%s:%d/%s".formatted(options.getHost(), options.getPort(), options.getDatabase());
    }

    public String user() {
        return PgConnectOptions.fromUri(uri).getUser();
    }

    public String password() {
        return PgConnectOptions.fromUri(uri).getPassword();
    }

    /** Never the password. */
    @Override
    public String toString() {
        return "DatabaseUrl[" + jdbc() + "]";
    }
}
