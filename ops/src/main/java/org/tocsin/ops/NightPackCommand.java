package org.tocsin.ops;

import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.tocsin.console.language.Tongue;
import org.tocsin.console.nightpack.NightPack;
import org.tocsin.platform.Database;
import org.tocsin.platform.DatabaseUrl;
import org.tocsin.platform.Schema;
import org.tocsin.platform.Settings;
import org.tocsin.service.ServiceStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The night pack by hand; the console writes it every evening where it has a folder for it. */
@Command(
        name = "night-pack",
        mixinStandardHelpOptions = true,
        description = "Writes every home's card as PDF files under a passphrase, without key-safe codes.",
        footer = {
            "",
            "Environment:",
            "  TOCSIN_DATABASE_URL  needed",
            "  TOCSIN_NIGHT_PACK_PASSPHRASE  needed, at least 12 characters",
            "A secret may also be given as a file: TOCSIN_NIGHT_PACK_PASSPHRASE_FILE."
        })
final class NightPackCommand implements Callable<Integer> {
    private static final int MINUTES = 30;

    @Option(names = "--service", defaultValue = "demo", description = "By its code (${DEFAULT-VALUE}).")
    private String service = "demo";

    @Option(names = "--out", required = true, paramLabel = "FOLDER", description = "Where the files go.")
    private @Nullable Path out;

    @Option(
            names = "--language",
            defaultValue = "en",
            paramLabel = "CODE",
            description = "en or cy, of those who will read it (${DEFAULT-VALUE}).")
    private String language = "en";

    @Override
    public Integer call() throws Exception {
        Settings settings = new Settings(System.getenv());
        DatabaseUrl url = DatabaseUrl.from(settings);
        String passphrase = settings.required("TOCSIN_NIGHT_PACK_PASSPHRASE");
        if (!passphrase.isEmpty() && passphrase.length() < NightPack.SHORTEST_PASSPHRASE) {
            settings.fault(
                    "TOCSIN_NIGHT_PACK_PASSPHRASE must have at least " + NightPack.SHORTEST_PASSPHRASE + " characters");
        }
        Tongue tongue = Tongue.read(language);
        if (tongue == null) {
            settings.fault("--language must be en or cy");
        }
        settings.check();
        Path folder = out;
        if (url == null || folder == null || tongue == null) {
            throw new IllegalStateException("every missing setting is a fault");
        }
        Vertx vertx = Vertx.vertx();
        try {
            List<Path> files = write(vertx, url, folder, passphrase, tongue);
            files.forEach(file -> System.out.println(file));
            System.out.printf("The night pack of the service %s: %d files.%n", service, files.size());
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(MINUTES, TimeUnit.MINUTES);
        }
        return 0;
    }

    private List<Path> write(Vertx vertx, DatabaseUrl url, Path folder, String passphrase, Tongue tongue)
            throws Exception {
        InstantSource clock = InstantSource.system();
        Database database = Database.open(vertx, url, 2);
        return Schema.check(database.pool())
                .compose(checked -> new ServiceStore(database, clock).findByCode(service))
                .map(found -> found.orElseThrow(() -> new CannotStart("There is no service " + service + ".")))
                .compose(found -> new NightPack(vertx, database, clock, tongue).write(found, folder, passphrase))
                .toCompletionStage()
                .toCompletableFuture()
                .get(MINUTES, TimeUnit.MINUTES);
    }
}
