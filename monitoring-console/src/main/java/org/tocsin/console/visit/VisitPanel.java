package org.tocsin.console.visit;

import io.vertx.core.Future;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.tocsin.access.Role;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.SignedIn;
import org.tocsin.console.estate.HomePanel;
import org.tocsin.service.ServiceStore;
import org.tocsin.service.TelecareService;
import org.tocsin.visit.VisitFiles;

/** A home's visits on its page, the latest first, and a way to plan the next. */
public final class VisitPanel implements HomePanel {
    private final Pages pages;
    private final VisitFiles files;
    private final ServiceStore services;
    private final InstantSource clock;

    public VisitPanel(Parts parts, Pages pages) {
        this.pages = pages;
        this.clock = parts.clock();
        this.files = new VisitFiles(parts.database(), clock);
        this.services = new ServiceStore(parts.database(), clock);
    }

    @Override
    public Future<String> render(SignedIn reader, UUID homeId) {
        boolean plans = reader.role() != Role.OPERATOR && reader.role() != Role.RESPONDER;
        Future<List<VisitFiles.Line>> visits = files.ofHome(reader.scope(), homeId);
        return Future.all(visits, services.findById(reader.serviceId()).map(Optional::orElseThrow))
                .map(both -> {
                    ZoneId zone = both.<TelecareService>resultAt(1).zone();
                    LocalDate today = LocalDate.ofInstant(clock.instant(), zone);
                    VisitListPage page = new VisitListPage(
                            reader.displayName(), reader.csrf(), today, zone, "", visits.result(), List.of());
                    return pages.render(
                            "visitpanel.jte", Map.of("page", page, "home", homeId.toString(), "plans", plans));
                });
    }
}
