package org.tocsin.console.nightpack;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.console.language.Tongue;
import org.tocsin.platform.Database;
import org.tocsin.platform.Settings;
import org.tocsin.platform.Worker;
import org.tocsin.service.ServiceStore;
import org.tocsin.service.TelecareService;

/**
 * Writes the night pack every evening into a folder of this machine: each machine has its own, because the night it is for
 * is one in which machines do not reach each other. A pack that could not be written is tried again each minute.
 */
public final class NightPackWorker {
    private static final Logger LOG = LoggerFactory.getLogger(NightPackWorker.class);
    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final Vertx vertx;
    private final InstantSource clock;
    private final Plan plan;
    private final NightPack pack;
    private final ServiceStore services;
    private final Worker worker;

    public NightPackWorker(Vertx vertx, Database database, InstantSource clock, Plan plan) {
        this.vertx = vertx;
        this.clock = clock;
        this.plan = plan;
        this.pack = new NightPack(vertx, database, clock, plan.tongue());
        this.services = new ServiceStore(database, clock);
        this.worker = new Worker(vertx, "night-pack", PAUSE, this::round);
    }

    /**
     * What is written where, and when.
     *
     * @param service by its code
     * @param at in the service's zone
     * @param tongue of those who will read it
     */
    public record Plan(String service, Path directory, String passphrase, LocalTime at, Tongue tongue) {
        /** From the environment; null where no folder is set. Faults are told to the settings. */
        public static @Nullable Plan from(Settings settings) {
            Optional<String> directory = settings.optional("TOCSIN_NIGHT_PACK_DIRECTORY");
            if (directory.isEmpty()) {
                return null;
            }
            String passphrase = settings.required("TOCSIN_NIGHT_PACK_PASSPHRASE");
            if (!passphrase.isEmpty() && passphrase.length() < NightPack.SHORTEST_PASSPHRASE) {
                settings.fault("TOCSIN_NIGHT_PACK_PASSPHRASE must have at least " + NightPack.SHORTEST_PASSPHRASE
                        + " characters");
            }
            LocalTime at = LocalTime.of(18, 0);
            try {
                at = LocalTime.parse(settings.text("TOCSIN_NIGHT_PACK_AT", "18:00"));
            } catch (DateTimeParseException e) {
                settings.fault("TOCSIN_NIGHT_PACK_AT must be a time of day like 18:00");
            }
            Tongue tongue = Tongue.read(settings.text("TOCSIN_NIGHT_PACK_LANGUAGE", "en"));
            if (tongue == null) {
                settings.fault("TOCSIN_NIGHT_PACK_LANGUAGE must be en or cy");
            }
            return new Plan(
                    settings.text("TOCSIN_NIGHT_PACK_SERVICE", "demo"),
                    Path.of(directory.get()),
                    passphrase,
                    at,
                    tongue == null ? Tongue.ENGLISH : tongue);
        }

        /** Never the passphrase. */
        @Override
        public String toString() {
            return "night pack of " + service + " in " + directory + " at " + at;
        }
    }

    /** Begins to look once a minute. Called once. */
    public void start() {
        worker.start();
    }

    /** Looks no more; done when the pack that is being written is. */
    public Future<Void> stop() {
        return worker.stop();
    }

    /** Writes tonight's pack where it is time and none is there. */
    Future<Boolean> round() {
        return services.findByCode(plan.service())
                .compose(found -> found.map(this::round).orElseGet(() -> {
                    LOG.atWarn()
                            .addKeyValue("worker", "night-pack")
                            .log("there is no such service to write a night pack of");
                    return Future.succeededFuture(false);
                }));
    }

    private Future<Boolean> round(TelecareService service) {
        LocalDateTime now = LocalDateTime.ofInstant(clock.instant(), service.zone());
        if (now.toLocalTime().isBefore(plan.at())) {
            return Future.succeededFuture(false);
        }
        return vertx.executeBlocking(() -> NightPack.isThere(service, plan.directory(), now.toLocalDate()))
                .compose(there -> there
                        ? Future.succeededFuture(false)
                        : pack.write(service, plan.directory(), plan.passphrase())
                                .onSuccess(files -> LOG.atInfo()
                                        .addKeyValue("worker", "night-pack")
                                        .addKeyValue("outcome", files.size())
                                        .log("the night pack is written"))
                                .map(false));
    }
}
