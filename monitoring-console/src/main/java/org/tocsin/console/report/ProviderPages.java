package org.tocsin.console.report;

import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tocsin.console.Login;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.SignedIn;
import org.tocsin.estate.CsvWriting;
import org.tocsin.report.ProviderExchange;
import org.tocsin.report.ProviderExchange.Line;

/** What a phone company is told of its lines, as a table of the shape councils and providers share data in. */
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
            "Our reference");

    private final Pages pages;
    private final ProviderExchange exchange;

    ProviderPages(Parts parts, Pages pages) {
        this.pages = pages;
        this.exchange = new ProviderExchange(parts.database(), parts.clock());
    }

    /** Whoever comes here has passed the reports' own door. */
    void mount(Router router) {
        router.get("/report/providers").handler(this::list);
        router.get("/report/providers.csv").handler(this::table);
    }

    private void list(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        exchange.providers(me.scope())
                .onSuccess(found -> Pages.html(
                        context, pages.render("providers.jte", Map.of("me", me, "providers", found, "heads", HEADS))))
                .onFailure(context::fail);
    }

    private void table(RoutingContext context) {
        String asked = context.request().getParam("provider");
        if (asked == null || asked.length() > 200 || asked.indexOf('\0') >= 0) {
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
                // Not held.
                "",
                String.join(", ", line.address()),
                line.postcode(),
                line.provider(),
                "Y",
                migration.plannedOn() == null ? "" : migration.plannedOn().toString(),
                migration.proven() && migration.confirmedAt() != null ? "Y" : "N",
                migration.confirmedAt() == null ? "" : migration.confirmedAt().toString(),
                line.homeReference());
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
