package org.tocsin.console.fault;

import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.SignedIn;
import org.tocsin.console.estate.HomePanel;
import org.tocsin.fault.FaultCase;
import org.tocsin.fault.FaultCaseStore;
import org.tocsin.incident.Incident;
import org.tocsin.incident.IncidentStore;

/** What stands over a home: open faults on what its life depends on, and the incident it is part of. */
public final class FaultPanel implements HomePanel {
    private final Pages pages;
    private final FaultCaseStore faults;
    private final IncidentStore incidents;

    public FaultPanel(Parts parts, Pages pages) {
        this.pages = pages;
        this.faults = new FaultCaseStore(parts.database());
        this.incidents = new IncidentStore(parts.database());
    }

    @Override
    public Future<String> render(SignedIn reader, UUID homeId) {
        return Future.all(faults.ofHome(reader.scope(), homeId), incidents.ofHome(reader.scope(), homeId))
                .map(both -> {
                    List<FaultCase> open = both.resultAt(0);
                    List<Incident> common = both.resultAt(1);
                    boolean sees = reader.role().worksOnAlarms();
                    return open.isEmpty() && common.isEmpty()
                            ? ""
                            : pages.render("faultpanel.jte", Map.of("faults", open, "incidents", common, "sees", sees));
                });
    }
}
