package org.tocsin.console.supervision;

import io.vertx.core.Future;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.SignedIn;
import org.tocsin.console.board.WallClock;
import org.tocsin.console.estate.HomePanel;
import org.tocsin.service.ServiceStore;
import org.tocsin.service.TelecareService;
import org.tocsin.supervision.SupervisionFiles;
import org.tocsin.supervision.WatchFile;

/** On a home's page: whether its units are heard in time. */
public final class SupervisionPanel implements HomePanel {
    private final Parts parts;
    private final Pages pages;
    private final SupervisionFiles files;
    private final ServiceStore services;

    public SupervisionPanel(Parts parts, Pages pages) {
        this.parts = parts;
        this.pages = pages;
        this.files = new SupervisionFiles(parts.database(), parts.clock());
        this.services = new ServiceStore(parts.database(), parts.clock());
    }

    @Override
    public Future<String> render(SignedIn reader, UUID homeId) {
        return Future.all(files.ofHome(reader.scope(), homeId), services.findById(reader.serviceId()))
                .map(both -> {
                    SupervisionPageWriter writer = new SupervisionPageWriter(
                            new WallClock(zone(both.resultAt(1))), parts.clock().instant());
                    List<WatchPage> units = both.<List<WatchFile>>resultAt(0).stream()
                            .map(file -> writer.one(file, false, ""))
                            .toList();
                    return units.isEmpty() ? "" : pages.render("watchpanel.jte", Map.of("units", units));
                });
    }

    private static ZoneId zone(Optional<TelecareService> service) {
        return service.orElseThrow().zone();
    }
}
