package org.tocsin.console.figures;

import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Scope;
import org.tocsin.console.Login;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.SignedIn;
import org.tocsin.console.board.WallClock;
import org.tocsin.console.language.Tongue;
import org.tocsin.figures.AuditActs;
import org.tocsin.figures.QualityDesk;
import org.tocsin.figures.QualityForm;
import org.tocsin.figures.QualityStore;
import org.tocsin.figures.QualityStore.Draw;
import org.tocsin.figures.QualityStore.Sample;
import org.tocsin.service.ServiceStore;

/** The calls drawn to be listened to, the form by which they are judged, and the judging. */
final class QualityPages {
    /** Of the file, for a person. */
    static final List<String> HEADS = List.of(
            "month",
            "handler",
            "alarm",
            "received at (UTC)",
            "999 end to end",
            "score",
            "reviewer",
            "reviewed at (UTC)",
            "note",
            "seed");

    private final Pages pages;
    private final QualityStore store;
    private final QualityDesk desk;
    private final ServiceStore services;

    QualityPages(Parts parts, Pages pages) {
        this.pages = pages;
        this.store = new QualityStore(parts.database());
        this.desk = new QualityDesk(parts.database(), parts.clock());
        this.services = new ServiceStore(parts.database(), parts.clock());
    }

    void mount(Router router) {
        router.get("/figures/quality").handler(context -> month(context, ""));
        router.post("/figures/quality/form").handler(this::changeForm);
        router.get("/figures/quality.csv").handler(this::file);
        router.get("/figures/quality/:id").handler(context -> one(context, ""));
        router.post("/figures/quality/:id").handler(this::review);
    }

    /** @param problem why the form was not changed; empty where there is nothing to say */
    private void month(RoutingContext context, String problem) {
        SignedIn me = Login.signedIn(context);
        Future<WallClock> clock = clock(me);
        store.draws(me.scope())
                .compose(draws -> {
                    Optional<Draw> draw = chosen(context, draws);
                    Future<List<Sample>> samples = draw.map(found -> store.samples(me.scope(), found.month()))
                            .orElseGet(() -> Future.succeededFuture(List.of()));
                    Future<QualityForm> form = store.form(me.scope(), null);
                    return Future.all(samples, form, clock)
                            .map(all -> QualityPage.of(
                                    draws, draw.orElse(null), samples.result(), form.result(), clock.result()));
                })
                .onSuccess(page -> Pages.html(
                        context, pages.render("figurequality.jte", Map.of("me", me, "page", page, "problem", problem))))
                .onFailure(context::fail);
    }

    /** The month that was asked for; otherwise the newest in which anything could be drawn. */
    private static Optional<Draw> chosen(RoutingContext context, List<Draw> draws) {
        LocalDate month = FigurePages.month(context);
        Optional<Draw> asked =
                draws.stream().filter(draw -> draw.month().equals(month)).findFirst();
        return asked.or(() ->
                        draws.stream().filter(draw -> draw.candidates() > 0).findFirst())
                .or(() -> draws.stream().findFirst());
    }

    private void one(RoutingContext context, String problem) {
        SignedIn me = Login.signedIn(context);
        UUID id = Pages.id(context, "id");
        if (id == null) {
            context.fail(404);
            return;
        }
        Future<WallClock> clock = clock(me);
        store.sample(me.scope(), id)
                .compose(sample -> sample.map(found -> shown(me.scope(), found, clock))
                        .orElseGet(() -> Future.succeededFuture(Optional.empty())))
                .onSuccess(page -> page.ifPresentOrElse(
                        found -> Pages.html(
                                context,
                                pages.render("figurereview.jte", Map.of("me", me, "page", found, "problem", problem))),
                        () -> context.fail(404)))
                .onFailure(context::fail);
    }

    private Future<Optional<ReviewPage>> shown(Scope scope, Sample sample, Future<WallClock> clock) {
        QualityStore.Review review = sample.review();
        Future<QualityForm> form = store.form(scope, null);
        Future<QualityForm> judgedBy = review == null ? form : store.form(scope, review.form());
        Future<List<String>> recordings = store.recordings(scope, sample.call().alarmId());
        return Future.all(form, judgedBy, recordings, clock)
                .map(all -> Optional.of(
                        ReviewPage.of(sample, form.result(), judgedBy.result(), recordings.result(), clock.result())));
    }

    private void review(RoutingContext context) {
        UUID id = Pages.id(context, "id");
        String form = Pages.text(context, "form");
        if (id == null || !form.matches("[0-9]{1,6}")) {
            context.fail(404);
            return;
        }
        List<@Nullable Integer> marks = new ArrayList<>();
        for (String mark : context.request().formAttributes().getAll("mark")) {
            String text = mark.strip();
            if (!text.matches("[0-9]{0,3}")) {
                one(context, "A mark is a whole number, or empty where the question did not apply.");
                return;
            }
            marks.add(text.isEmpty() ? null : Integer.valueOf(text));
        }
        desk.review(
                        Login.signedIn(context).scope(),
                        id,
                        Integer.parseInt(form),
                        marks,
                        Pages.field(context, "note"),
                        Pages.address(context))
                .onSuccess(result -> {
                    if (result instanceof AuditActs.Result.Refused refused) {
                        one(context, refused.why());
                    } else if (result instanceof AuditActs.Result.NotFound) {
                        context.fail(404);
                    } else {
                        Pages.seeOther(context, "/figures/quality/" + id);
                    }
                })
                .onFailure(context::fail);
    }

    private void changeForm(RoutingContext context) {
        desk.changeForm(Login.signedIn(context).scope(), Pages.text(context, "words"), Pages.address(context))
                .onSuccess(result -> {
                    if (result instanceof AuditActs.Result.Refused refused) {
                        month(context, refused.why());
                    } else {
                        Pages.seeOther(context, "/figures/quality");
                    }
                })
                .onFailure(context::fail);
    }

    private void file(RoutingContext context) {
        Scope scope = Login.signedIn(context).scope();
        store.draws(scope)
                .compose(draws -> chosen(context, draws)
                        .map(draw -> store.samples(scope, draw.month())
                                .onSuccess(samples -> FigurePages.csv(
                                        context,
                                        "call-quality-" + FigureWords.code(draw.month()),
                                        HEADS,
                                        samples.stream()
                                                .map(sample -> cells(sample, draw, Tongue.of(context)))
                                                .toList())))
                        .orElseGet(() -> {
                            context.fail(404);
                            return Future.succeededFuture(List.of());
                        }))
                .onFailure(context::fail);
    }

    private static List<String> cells(Sample sample, Draw draw, Tongue tongue) {
        QualityStore.Review review = sample.review();
        String note = review == null ? null : review.note();
        return List.of(
                FigureWords.code(sample.month()),
                sample.handler().name(),
                sample.call().reference(),
                sample.call().raised().toString(),
                tongue.say(sample.rang999() ? "yes" : "no"),
                review == null ? "" : QualityPage.score(review.score()),
                review == null ? "" : review.by(),
                review == null ? "" : review.at().toString(),
                note == null ? "" : note,
                draw.seed());
    }

    private Future<WallClock> clock(SignedIn me) {
        return services.findById(me.serviceId())
                .map(found -> new WallClock(found.orElseThrow().zone()));
    }
}
