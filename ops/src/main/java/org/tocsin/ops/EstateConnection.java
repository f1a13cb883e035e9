package org.tocsin.ops;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Scope;
import org.tocsin.estate.EstateExport;
import org.tocsin.estate.EstateImport;
import org.tocsin.estate.ImportDesk;
import org.tocsin.estate.ImportReports;
import org.tocsin.estate.ImportWorker;
import org.tocsin.platform.Database;
import org.tocsin.platform.DatabaseUrl;
import org.tocsin.platform.Keyring;
import org.tocsin.platform.Schema;
import org.tocsin.platform.Settings;
import org.tocsin.service.ServiceStore;

/** One service's estate for a program in a terminal: it asks, and works along with the consoles while it waits. */
public final class EstateConnection implements AutoCloseable {
    private static final int WAIT_S = 600;
    private static final int LOOK_MS = 200;

    private final Database database;
    private final Scope scope;
    private final ImportDesk desk;
    private final ImportReports reports;
    private final EstateExport export;
    private final ImportWorker worker;

    private EstateConnection(Vertx vertx, Database database, Keyring keyring, Scope scope, InstantSource clock) {
        this.database = database;
        this.scope = scope;
        this.desk = new ImportDesk(vertx, database, keyring, clock);
        this.reports = new ImportReports(database, keyring, clock);
        this.export = new EstateExport(vertx, database, keyring, clock);
        this.worker = new ImportWorker(vertx, database, keyring, clock);
    }

    /** As the environment names the database. */
    static EstateConnection open(Vertx vertx, String service, InstantSource clock) throws Exception {
        Settings settings = new Settings(System.getenv());
        DatabaseUrl url = DatabaseUrl.from(settings);
        Keyring keyring = Keyring.from(settings);
        settings.check();
        if (url == null || keyring == null) {
            throw new IllegalStateException("every missing setting is a fault");
        }
        return open(vertx, url, keyring, service, clock);
    }

    /** @throws CannotStart where there is no such service */
    public static EstateConnection open(
            Vertx vertx, DatabaseUrl url, Keyring keyring, String service, InstantSource clock) throws Exception {
        Database database = Database.open(vertx, url, 4);
        try {
            UUID serviceId = await(Schema.check(database.pool())
                            .compose(checked -> new ServiceStore(database, clock).findByCode(service)))
                    .orElseThrow(() -> new CannotStart("There is no service " + service + "."))
                    .id();
            EstateConnection estate =
                    new EstateConnection(vertx, database, keyring, new Scope(serviceId, null, "cli"), clock);
            estate.worker.start();
            return estate;
        } catch (Exception e) {
            await(database.close());
            throw e;
        }
    }

    public Scope scope() {
        return scope;
    }

    public ImportDesk desk() {
        return desk;
    }

    public ImportReports reports() {
        return reports;
    }

    public EstateExport export() {
        return export;
    }

    /** Waits until nothing is being done with an import, whoever does it, and shows how far it is. */
    public EstateImport settle(UUID id, @Nullable ProgressBar bar) throws Exception {
        while (true) {
            EstateImport it = await(desk.find(scope, id)).orElseThrow();
            if (bar != null) {
                bar.show(it);
            }
            if (!it.state().busy()) {
                return it;
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MS);
        }
    }

    public <T> T wait(Future<T> future) throws Exception {
        return await(future);
    }

    private static <T> T await(Future<T> future) throws Exception {
        try {
            return future.toCompletionStage().toCompletableFuture().get(WAIT_S, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw e;
        }
    }

    @Override
    public void close() throws Exception {
        await(worker.stop());
        await(database.close());
    }
}
