package org.tocsin.platform;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** The shape of the database. Only the {@code migrate} step changes it; every other process checks its version. */
public final class Schema {
    /** The newest migration in this release; a migration file and this number change together. */
    public static final String VERSION = "25";

    private Schema() {}

    /**
     * Brings the schema up to this release, as its owner. Blocks.
     *
     * @param owner address with the owner's sign-in
     * @param runtimeRole the role the processes run under; it may not change or delete signals, entries or audit rows
     * @return how many migrations were applied
     * @throws FlywayException when a migration fails; nothing of it stays
     */
    public static int migrate(DatabaseUrl owner, String runtimeRole) {
        return Flyway.configure()
                .dataSource(owner.jdbc(), owner.user(), owner.password())
                .locations("classpath:org/tocsin/schema")
                .placeholders(Map.of("runtime_role", runtimeRole))
                .load()
                .migrate()
                .migrationsExecuted;
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
