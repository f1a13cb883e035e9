package org.tocsin.console.report;

import io.vertx.core.Future;
import java.util.Map;
import java.util.UUID;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.SignedIn;
import org.tocsin.console.board.WallClock;
import org.tocsin.console.estate.HomePanel;
import org.tocsin.home.LineAnswers;
import org.tocsin.service.ServiceStore;

/** What the phone company has said of a home's line, on the home's own page. */
public final class ProviderPanel implements HomePanel {
    private final Pages pages;
    private final LineAnswers answers;
    private final ServiceStore services;

    public ProviderPanel(Parts parts, Pages pages) {
        this.pages = pages;
        this.answers = new LineAnswers(parts.database());
        this.services = new ServiceStore(parts.database(), parts.clock());
    }

    @Override
    public Future<String> render(SignedIn me, UUID homeId) {
        return answers.ofHome(me.scope(), homeId)
                .compose(found -> found.isEmpty()
                        ? Future.succeededFuture("")
                        : services.findById(me.serviceId())
                                .map(service -> pages.render(
                                        "providerpanel.jte",
                                        Map.of(
                                                "lines",
                                                AnswerLine.of(
                                                        found,
                                                        new WallClock(service.orElseThrow()
                                                                .zone())),
                                                "providers",
                                                found.stream()
                                                        .map(one ->
                                                                one.provider() == null ? "not known" : one.provider())
                                                        .toList()))));
    }
}
