package org.tocsin.ops;

import io.vertx.core.Vertx;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Everything of a service, to take away. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description = "Writes everything a service has on file, as CSV files in a zip, without what lets anybody in.",
        footer = {"", "Environment:", "  TOCSIN_DATABASE_URL  needed", "  TOCSIN_SECRET_KEY  needed"})
public final class ExportCommand implements Callable<Integer> {
    @Option(names = "--service", defaultValue = "demo", description = "By its code (${DEFAULT-VALUE}).")
    private String service = "demo";

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "A new zip file.")
    private @Nullable Path out;

    @Override
    public Integer call() throws Exception {
        Path path = out;
        if (path == null || Files.exists(path)) {
            throw new CannotStart("The file exists already: " + path);
        }
        Vertx vertx = Vertx.vertx();
        try (EstateConnection estate = EstateConnection.open(vertx, service, InstantSource.system());
                OutputStream stream = OwnersFile.create(path)) {
            estate.wait(estate.export().write(estate.scope(), stream, null));
        } finally {
            vertx.close();
        }
        System.out.printf("Everything of the service %s is in %s.%n", service, path);
        return 0;
    }
}
