package org.tocsin.console.readiness;

import io.vertx.core.Future;
import java.util.Map;
import java.util.UUID;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.SignedIn;
import org.tocsin.console.estate.HomePanel;

/** The readiness of a home on its own page. */
public final class ReadinessPanel implements HomePanel {
    private final Pages pages;
    private final HomeReader reader;

    public ReadinessPanel(Parts parts, Pages pages) {
        this.pages = pages;
        this.reader = new HomeReader(parts);
    }

    @Override
    public Future<String> render(SignedIn me, UUID homeId) {
        return reader.read(me, homeId, null, "", null)
                .map(found -> found.map(page -> pages.render("readinesspanel.jte", Map.of("page", page, "me", me)))
                        .orElse(""));
    }
}
