package org.tocsin.platform;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;

/** The shape of the database. Only the {@code migrate} step changes it; every other process checks its version. */
public final class Schema {
    /** The newest migration in this release; a migration file and this number change together. */
    public static final String VERSION = "51";

    private Schema() {}

    /**
     * Brings the schema up to this release, as its owner. Blocks.
     *
     * @param owner address with the owner's sign-in
     * @param runtimeRole the role the processes run under; it may not change or delete signals, entries or audit rows
     * @return how many migrations were applied
     * @throws FlywayException when a migration fails; nothing of it stays, or it can be done again
     */
    public static int migrate(DatabaseUrl owner, String runtimeRole) {
        return migrate(owner, runtimeRole, "classpath:org/tocsin/schema");
    }

    static int migrate(DatabaseUrl owner, String runtimeRole, String... places) {
        forgetBrokenOff(owner);
        FluentConfiguration configuration = Flyway.configure()
                .dataSource(owner.jdbc(), owner.user(), owner.password())
                .locations(places)
                .placeholders(Map.of("runtime_role", runtimeRole))
                // A statement that waits for a table makes everybody wait behind it: it gives up, and is done again
                // later.
                .initSql("set lock_timeout = '5s'");
        // Held by a session, not by a transaction: an index that is built beside the writers waits for every
        // transaction
        // that is open, and would wait for this one for ever.
        configuration
                .getConfigurationExtension(PostgreSQLConfigurationExtension.class)
                .setTransactionalLock(false);
        return configuration.load().migrate().migrationsExecuted;
    }

    /**
     * A migration in one transaction leaves nothing behind when it fails. One that builds an index beside the writers
     * cannot be in one: its failure stays noted and would refuse every next attempt. It is written to be done again.
     */
    private static void forgetBrokenOff(DatabaseUrl owner) {
        try (Connection connection = DriverManager.getConnection(owner.jdbc(), owner.user(), owner.password());
                Statement statement = connection.createStatement()) {
            boolean migrated;
            try (ResultSet found =
                    statement.executeQuery("select to_regclass('public.flyway_schema_history') is not null")) {
                migrated = found.next() && found.getBoolean(1);
            }
            if (migrated) {
                statement.execute("delete from public.flyway_schema_history where not success");
            }
        } catch (SQLException e) {
            throw new FlywayException("the database cannot be reached by its owner", e);
        }
    }

    /**
     * Fails with one clear sentence when the database is older than this release. A newer one is welcome: each migration
     * is safe for the release before it, so that processes can be upgraded one after another.
     */
    public static Future<Void> check(Pool pool) {
        return pool.query(
                        "select version from flyway_schema_history where success order by installed_rank desc limit 1")
                .execute()
                .recover(e -> Future.failedFuture(
                        new IllegalStateException("the database cannot be read or was never migrated: run migrate", e)))
                .compose(rows -> {
                    String found =
                            rows.iterator().hasNext() ? rows.iterator().next().getString(0) : "none";
                    return reached(found)
                            ? Future.succeededFuture()
                            : Future.failedFuture(new IllegalStateException(
                                    "the database is at version %s, this release needs %s: run migrate"
                                            .formatted(found, VERSION)));
                });
    }

    private static boolean reached(String found) {
        return found.matches("[0-9]{1,9}") && Integer.parseInt(found) >= Integer.parseInt(VERSION);
    }
}
