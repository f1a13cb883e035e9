package org.tocsin.console.nightpack;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Scope;
import org.tocsin.console.Pages;
import org.tocsin.console.board.WallClock;
import org.tocsin.console.language.Tongue;
import org.tocsin.console.print.SealedPdf;
import org.tocsin.platform.Database;
import org.tocsin.report.NightPackStore;
import org.tocsin.service.TelecareService;

/**
 * Every home's card of a service as PDF files under one passphrase, for a night in which the platform cannot be reached.
 * Key-safe codes and notes on the way in are not in it: paper is left lying. One file holds the homes of neighbouring
 * postcodes, so that a part of it can be printed.
 */
public final class NightPack {
    /** Shorter ones are guessed. */
    public static final int SHORTEST_PASSPHRASE = 12;

    /** Nights that are kept beside the newest. */
    private static final int KEPT_NIGHTS = 2;

    private final Vertx vertx;
    private final NightPackStore store;
    private final InstantSource clock;
    private final Tongue tongue;
    private final Pages pages =
            new Pages(TemplateEngine.createPrecompiled(null, ContentType.Html, null, "org.tocsin.console.templates"));

    /** @param tongue of those who will read it */
    public NightPack(Vertx vertx, Database database, InstantSource clock, Tongue tongue) {
        this.vertx = vertx;
        this.tongue = tongue;
        this.store = new NightPackStore(database, clock);
        this.clock = clock;
    }

    /**
     * Writes tonight's pack; packs of this service older than the last three nights are deleted.
     *
     * @param directory for this process's user only; made where there is none
     * @param passphrase at least {@link #SHORTEST_PASSPHRASE} characters
     * @return the files, in the order of the postcodes
     */
    public Future<List<Path>> write(TelecareService service, Path directory, String passphrase) {
        if (passphrase.length() < SHORTEST_PASSPHRASE) {
            return Future.failedFuture(
                    new IllegalArgumentException("the passphrase has at least " + SHORTEST_PASSPHRASE + " characters"));
        }
        Night night = new Night(service, directory, passphrase, tonight(service), new ArrayList<>());
        return vertx.executeBlocking(() -> Files.createDirectories(directory))
                .compose(made -> part(night, null))
                .compose(v -> vertx.executeBlocking(() -> tidy(night)))
                .map(v -> List.copyOf(night.files()));
    }

    /** Whether tonight's pack is there; blocks. */
    static boolean isThere(TelecareService service, Path directory, LocalDate night) throws IOException {
        return !packs(directory, service, night).isEmpty();
    }

    LocalDate tonight(TelecareService service) {
        return LocalDate.ofInstant(clock.instant(), service.zone());
    }

    private record Night(
            TelecareService service, Path directory, String passphrase, LocalDate date, List<Path> files) {}

    private Future<Void> part(Night night, NightPackStore.@Nullable Home last) {
        return store.after(Scope.platform(night.service().id()), last).compose(homes -> {
            if (homes.isEmpty() && last != null) {
                return Future.succeededFuture();
            }
            return vertx.executeBlocking(() -> print(night, homes))
                    .compose(file -> homes.size() < NightPackStore.AT_A_TIME
                            ? Future.succeededFuture()
                            : part(night, homes.get(homes.size() - 1)));
        });
    }

    private Path print(Night night, List<NightPackStore.Home> homes) throws IOException {
        WallClock wall = new WallClock(night.service().zone());
        String range = homes.isEmpty()
                ? "no homes"
                : homes.get(0).postcode() + " to " + homes.get(homes.size() - 1).postcode();
        NightPage page = NightPage.of(
                "Night pack, " + night.service().name() + ": " + range,
                "As it was on " + wall.full(clock.instant())
                        + ". Key-safe codes are not in it. Destroy it in the morning.",
                homes);
        byte[] pdf =
                SealedPdf.of(tongue.paper(pages.render("nightpack.jte", Map.of("page", page))), night.passphrase());
        Path file = night.directory().resolve(name(night, range));
        Path part = Files.createTempFile(
                night.directory(),
                "night-pack-",
                ".part",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(part, pdf);
        try {
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        }
        night.files().add(file);
        return file;
    }

    private static String name(Night night, String range) {
        String safe = range.toUpperCase(Locale.ROOT).replace(" TO ", "-to-").replaceAll("[^A-Z0-9to-]", "");
        return "night-pack-%s-%s-%02d-%s.pdf"
                .formatted(night.service().code(), night.date(), night.files().size() + 1, safe);
    }

    private static Void tidy(Night night) throws IOException {
        LocalDate oldest = night.date().minusDays(KEPT_NIGHTS);
        for (Path file : packs(night.directory(), night.service(), null)) {
            String name = file.getFileName().toString();
            int at = ("night-pack-" + night.service().code() + "-").length();
            if (LocalDate.parse(name.substring(at, at + 10)).isBefore(oldest)) {
                Files.delete(file);
            }
        }
        return null;
    }

    private static List<Path> packs(Path directory, TelecareService service, @Nullable LocalDate night)
            throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        String day = night == null ? "[0-9]{4}-[0-9]{2}-[0-9]{2}" : night.toString();
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName()
                            .toString()
                            .matches("night-pack-" + service.code() + "-" + day + "-[0-9]{2,}-.*\\.pdf"))
                    .toList();
        }
    }
}
