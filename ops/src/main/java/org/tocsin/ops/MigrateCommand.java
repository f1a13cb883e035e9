package org.tocsin.ops;

import io.vertx.pgclient.PgConnectOptions;
import java.util.concurrent.Callable;
import org.flywaydb.core.api.FlywayException;
import org.tocsin.platform.DatabaseUrl;
import org.tocsin.platform.Schema;
import org.tocsin.platform.Settings;
import picocli.CommandLine.Command;

/** Brings a database to this release, as its owner; the only step that changes its shape. */
@Command(
        name = "migrate",
        mixinStandardHelpOptions = true,
        description = "Brings the database to this release, then ends.",
        footer = {
            "",
            "Environment:",
            "  TOCSIN_MIGRATE_DATABASE_URL  needed: the owner's sign-in",
            "  TOCSIN_DATABASE_URL  needed: its user is the role the programs run under"
        })
final class MigrateCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        Settings settings = new Settings(System.getenv());
        String owner = settings.required("TOCSIN_MIGRATE_DATABASE_URL");
        String runtime = settings.required("TOCSIN_DATABASE_URL");
        settings.check();
        try {
            int applied = Schema.migrate(
                    new DatabaseUrl(owner), PgConnectOptions.fromUri(runtime).getUser());
            System.out.printf("The database is at version %s; %d migrations were applied.%n", Schema.VERSION, applied);
            return 0;
        } catch (FlywayException e) {
            throw new CannotStart("The database was not migrated: " + CannotStart.firstLine(e), e);
        }
    }
}
