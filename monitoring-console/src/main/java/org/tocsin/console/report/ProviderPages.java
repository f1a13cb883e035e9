package org.tocsin.console.report;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.console.Login;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.SignedIn;
import org.tocsin.console.board.WallClock;
import org.tocsin.estate.CsvWriting;
import org.tocsin.home.LineAnswer;
import org.tocsin.home.LineAnswers;
import org.tocsin.report.ProviderExchange;
import org.tocsin.report.ProviderExchange.Line;
import org.tocsin.service.ServiceStore;
import org.tocsin.service.TelecareService;

/**
 * What a phone company is told of its lines, as a table of the shape councils and providers share data in, and what it
 * answers in the two columns at the end.
 */
final class ProviderPages {
    private static final List<String> HEADS = List.of(
            "Telephone number",
            "UPRN",
            "Address",
            "Postcode",
            "Communications provider",
            "Telecare user (Y/N)",
            "Planned migration date",
            "Compatible solution confirmed (Y/N)",
            "Confirmed on",
            "Our reference",
            "Answer",
            "Will not be moved before");

    private final Pages pages;
    private final ProviderExchange exchange;
    private final LineAnswers answers;
    private final AuditTrail audit;
    private final ServiceStore services;

    ProviderPages(Parts parts, Pages pages) {
        this.pages = pages;
        this.answers = new LineAnswers(parts.database());
        this.audit = new AuditTrail(parts.database(), parts.clock());
        this.services = new ServiceStore(parts.database(), parts.clock());
        this.exchange = new ProviderExchange(parts.database(), parts.clock());
    }

    /** Whoever comes here has passed the reports' own door. */
    void mount(Router router) {
        router.get("/report/providers").handler(this::list);
        router.get("/report/providers.csv").handler(this::table);
        router.get("/report/providers/homes").handler(this::homes);
    }

    private void list(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        exchange.providers(me.scope())
                .onSuccess(found -> Pages.html(
                        context, pages.render("providers.jte", Map.of("me", me, "providers", found, "heads", HEADS))))
                .onFailure(context::fail);
    }

    /** The homes behind one figure. */
    private void homes(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        String provider = provider(context);
        String asked = String.valueOf(context.request().getParam("answer"));
        LineAnswer answer = Arrays.stream(LineAnswer.values())
                .filter(one -> one.name().equals(asked))
                .findFirst()
                .orElse(null);
        if (provider == null || (answer == null && !asked.equals("none"))) {
            context.fail(404);
            return;
        }
        audit.record(me.scope(), "list-line-answers", "provider:" + provider, Pages.address(context))
                .compose(audited ->
                        Future.all(answers.list(me.scope(), provider, answer), services.findById(me.serviceId())))
                .onSuccess(both -> Pages.html(
                        context,
                        pages.render(
                                "providerhomes.jte",
                                Map.of(
                                        "me",
                                        me,
                                        "provider",
                                        provider,
                                        "answer",
                                        answer == null ? "" : answer.words(),
                                        "lines",
                                        AnswerLine.of(
                                                both.resultAt(0),
                                                new WallClock(both.<Optional<TelecareService>>resultAt(1)
                                                        .orElseThrow()
                                                        .zone()))))))
                .onFailure(context::fail);
    }

    private static @Nullable String provider(RoutingContext context) {
        String asked = context.request().getParam("provider");
        return asked == null || asked.length() > 200 || asked.indexOf('\0') >= 0 ? null : asked;
    }

    private void table(RoutingContext context) {
        String asked = provider(context);
        if (asked == null) {
            context.fail(404);
            return;
        }
        exchange.lines(Login.signedIn(context).scope(), asked, Pages.address(context))
                .compose(lines -> context.vertx().executeBlocking(() -> written(lines), false))
                .onSuccess(file -> ReportPages.file(context, "text/csv; charset=utf-8", "telecare-lines.csv", file))
                .onFailure(context::fail);
    }

    private static Buffer written(List<Line> lines) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (CsvWriting csv = new CsvWriting(out)) {
            csv.row(HEADS);
            for (Line line : lines) {
                csv.row(cells(line));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Buffer.buffer(out.toByteArray());
    }

    private static List<@Nullable String> cells(Line line) {
        ProviderExchange.Migration migration = line.migration();
        return Arrays.asList(
                national(line.telephone()),
                line.uprn(),
                String.join(", ", line.address()),
                line.postcode(),
                line.provider(),
                "Y",
                migration.plannedOn() == null ? "" : migration.plannedOn().toString(),
                migration.proven() && migration.confirmedAt() != null ? "Y" : "N",
                migration.confirmedAt() == null
                        ? ""
                        : migration.confirmedAt().toString().substring(0, 10),
                line.homeReference(),
                "",
                "");
    }

    /** As the country writes it: a plus would be taken for a formula. */
    private static String national(@Nullable String telephone) {
        if (telephone == null) {
            return "";
        }
        String plain = telephone.replaceAll("[^+0-9]", "");
        return plain.startsWith("+44") ? "0" + plain.substring(3) : plain;
    }
}
