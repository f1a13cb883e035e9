package org.tocsin.console.keeping;

import io.vertx.core.Future;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Role;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.SignedIn;
import org.tocsin.console.estate.HomePanel;
import org.tocsin.hold.HoldStore;
import org.tocsin.hold.LegalHold;
import org.tocsin.hold.LegalHold.Kind;
import org.tocsin.service.ServiceStore;

/** Says on the page of a record that it is on legal hold, and where a manager puts it on one. */
public final class HoldBanner implements HomePanel {
    /** Who may place, review and lift a hold, and read why. */
    static final Set<Role> KEEPERS = EnumSet.of(Role.MANAGER, Role.ADMIN);

    private static final int MOST = 20;

    private final Pages pages;
    private final HoldStore holds;
    private final ServiceStore services;
    private final InstantSource clock;

    public HoldBanner(Parts parts, Pages pages) {
        this.pages = pages;
        this.clock = parts.clock();
        this.holds = new HoldStore(parts.database());
        this.services = new ServiceStore(parts.database(), clock);
    }

    /** Of a record of the reader's service; empty where there is nothing to say to this reader. */
    public Future<String> render(SignedIn reader, Kind kind, UUID recordId) {
        return Future.all(holds.covering(reader.scope(), kind, recordId, MOST), writer(reader))
                .map(both -> {
                    List<LegalHold> standing = both.resultAt(0);
                    boolean keeps = KEEPERS.contains(reader.role());
                    if (standing.isEmpty() && !keeps) {
                        return "";
                    }
                    Map<String, @Nullable Object> values = new HashMap<>();
                    values.put(
                            "holds",
                            standing.stream()
                                    .map(both.<HoldWriter>resultAt(1)::line)
                                    .toList());
                    values.put("keeps", keeps);
                    values.put("place", "/holds/place?kind=" + kind + "&id=" + recordId);
                    return pages.render("holdbanner.jte", values);
                });
    }

    /** Of a home, as a part of its page. */
    @Override
    public Future<String> render(SignedIn reader, UUID homeId) {
        return render(reader, Kind.HOME, homeId)
                .map(html -> html.isEmpty() ? "" : pages.render("holdpanel.jte", Map.of("banner", html)));
    }

    /** With the days of the reader's service. */
    Future<HoldWriter> writer(SignedIn reader) {
        return services.findById(reader.serviceId()).map(Optional::orElseThrow).map(service -> {
            ZoneId zone = service.zone();
            return new HoldWriter(zone, LocalDate.ofInstant(clock.instant(), zone));
        });
    }
}
