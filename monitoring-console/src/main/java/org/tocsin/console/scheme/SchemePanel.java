package org.tocsin.console.scheme;

import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.SignedIn;
import org.tocsin.console.estate.HomePanel;
import org.tocsin.home.Scheme;
import org.tocsin.home.SchemeStore;

/** On a home's page: of which scheme it is a dwelling, and the form that makes it one. */
public final class SchemePanel implements HomePanel {
    private final Pages pages;
    private final SchemeStore schemes;

    public SchemePanel(Parts parts, Pages pages) {
        this.pages = pages;
        this.schemes = new SchemeStore(parts.database());
    }

    /** @param point "Flat 12" */
    public record Line(String schemeId, String scheme, String point, String did) {}

    @Override
    public Future<String> render(SignedIn reader, UUID homeId) {
        Future<List<Scheme>> all =
                SchemePages.keeps(reader) ? schemes.list(reader.scope()) : Future.succeededFuture(List.of());
        return Future.all(schemes.ofHome(reader.scope(), homeId), all).map(both -> {
            List<Line> lines = both.<List<SchemeStore.Belongs>>resultAt(0).stream()
                    .map(one -> new Line(
                            one.point().schemeId().toString(),
                            one.scheme(),
                            one.point().name(),
                            one.point().did()))
                    .toList();
            List<SchemePage.Choice> choices = all.result().stream()
                    .map(scheme -> new SchemePage.Choice(scheme.id().toString(), scheme.name(), false))
                    .toList();
            return lines.isEmpty() && choices.isEmpty()
                    ? ""
                    : pages.render(
                            "schemepanel.jte",
                            Map.of("me", reader, "home", homeId.toString(), "lines", lines, "choices", choices));
        });
    }
}
