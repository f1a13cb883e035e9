package org.tocsin.console.report;

import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.console.Login;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.Refusal;
import org.tocsin.console.SignedIn;
import org.tocsin.console.api.Json;
import org.tocsin.console.language.Tongue;
import org.tocsin.console.print.Pdf;
import org.tocsin.report.Night;
import org.tocsin.report.NightStore;
import org.tocsin.service.ServiceStore;

/** One person and one night, for a coroner: chosen on a page; as HTML, PDF or JSON. */
final class NightPages {
    private static final Duration PRINTED_WITHIN = Duration.ofSeconds(10);
    private static final int LONGEST_WORDS = 100;

    private final Parts parts;
    private final Pages pages;
    private final NightStore store;
    private final ServiceStore services;
    private final Pdf pdf = new Pdf(PRINTED_WITHIN);

    NightPages(Parts parts, Pages pages) {
        this.parts = parts;
        this.pages = pages;
        this.store = new NightStore(parts.database(), parts.clock());
        this.services = new ServiceStore(parts.database(), parts.clock());
    }

    /** Whoever comes here has passed the reports' own door. */
    void mount(Router router) {
        router.get("/report/night").handler(this::choose);
        router.get("/report/night/:person/:form").handler(this::pack);
    }

    private void choose(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        String asked = context.request().getParam("q");
        String words = asked == null ? "" : asked.strip().replace("\0", "");
        String q = words.length() > LONGEST_WORDS ? words.substring(0, LONGEST_WORDS) : words;
        Future<List<NightStore.Person>> found =
                q.isEmpty() ? Future.succeededFuture(List.of()) : store.find(me.scope(), q, Pages.address(context));
        Future.all(found, zone(me))
                .onSuccess(all -> {
                    LocalDateTime now = parts.clock()
                            .instant()
                            .atZone(all.<ZoneId>resultAt(1))
                            .toLocalDateTime();
                    Map<String, @Nullable Object> values = new HashMap<>();
                    values.put("me", me);
                    values.put("q", q);
                    values.put("people", found.result());
                    values.put(
                            "from",
                            now.minusDays(1)
                                    .withHour(18)
                                    .withMinute(0)
                                    .withSecond(0)
                                    .withNano(0)
                                    .toString());
                    values.put(
                            "until",
                            now.withHour(9)
                                    .withMinute(0)
                                    .withSecond(0)
                                    .withNano(0)
                                    .toString());
                    Pages.html(context, pages.render("night.jte", values));
                })
                .onFailure(context::fail);
    }

    private void pack(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        UUID person = Pages.id(context, "person");
        String form = context.pathParam("form");
        if (person == null || !List.of("page", "pdf", "json").contains(form)) {
            context.fail(404);
            return;
        }
        zone(me).compose(zone -> {
                    Night.Span span;
                    try {
                        span = new Night.Span(at(context, "from", zone), at(context, "until", zone));
                        return store.read(me.scope(), person, span, Pages.address(context));
                    } catch (DateTimeException | IllegalArgumentException e) {
                        return Future.failedFuture(new Refusal("Say from when until when: at most "
                                + NightStore.LONGEST.toDays() + " days, the end after the beginning."));
                    }
                })
                .onSuccess(night -> night.ifPresentOrElse(one -> answer(context, form, one), () -> context.fail(404)))
                .onFailure(e -> context.fail(e instanceof Refusal ? 422 : 500, e));
    }

    private void answer(RoutingContext context, String form, Night night) {
        NightWriter writer = new NightWriter(night);
        switch (form) {
            case "json" -> ReportPages.file(context, "application/json", "night.json", Json.bytes(writer.json()));
            case "page" -> {
                PaperSheet.alone(context);
                Pages.html(context, PaperSheet.html(pages, writer.paper(), false));
            }
            default ->
                pdf.of(context.vertx(), Tongue.of(context).paper(PaperSheet.html(pages, writer.paper(), true)))
                        .onSuccess(file -> ReportPages.file(context, "application/pdf", "night.pdf", file))
                        .onFailure(e -> context.fail(
                                503, e instanceof Pdf.NotPrinted ? new Refusal(String.valueOf(e.getMessage())) : e));
        }
    }

    private Future<ZoneId> zone(SignedIn me) {
        return services.findById(me.serviceId())
                .map(service -> service.orElseThrow().zone());
    }

    /** As a form sends it, in the service's zone. */
    private static Instant at(RoutingContext context, String name, ZoneId zone) {
        String text = context.request().getParam(name);
        return LocalDateTime.parse(text == null ? "" : text).atZone(zone).toInstant();
    }
}
