package org.tocsin.console.report;

import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import org.tocsin.console.Pages;
import org.tocsin.console.print.Pdf;

/** A paper as a file that stands alone: its style and pictures are in it, nothing is fetched, nothing runs. */
final class PaperSheet {
    static final String STYLE = """
            @page { size: A4; margin: 18mm 16mm 20mm 16mm; @bottom-right { content: counter(page) " of " counter(pages); \
            font-family: '%1$s'; font-size: 9pt; color: #3b4856; } }
            body { font-family: '%1$s', Arial, sans-serif; font-size: 11pt; line-height: 1.4; color: #10171f; \
            background: #ffffff; margin: 0 auto; max-width: 62em; padding: 1em; }
            h1 { font-size: 20pt; line-height: 1.2; margin: 0 0 2mm 0; }
            h2 { font-size: 14pt; margin: 8mm 0 2mm 0; page-break-after: avoid; }
            p { margin: 0 0 2.5mm 0; }
            p.rule { font-size: 9.5pt; color: #3b4856; }
            table { width: 100%%; border-collapse: collapse; margin: 2mm 0 5mm 0; -fs-table-paginate: paginate; }
            caption { text-align: left; font-size: 9.5pt; color: #3b4856; padding-bottom: 1.5mm; }
            th { text-align: left; font-size: 9.5pt; border-bottom: 1pt solid #10171f; padding: 1mm 2mm 1mm 0; vertical-align: bottom; }
            td { vertical-align: top; border-bottom: 0.5pt solid #cbd3db; padding: 1.2mm 2mm 1.2mm 0; font-size: 10pt; word-wrap: break-word; }
            th.number, td.number { text-align: right; }
            tr { page-break-inside: avoid; }
            img { width: 100%%; max-width: 178mm; }
            dt { font-weight: bold; margin-top: 2mm; }
            dd { margin: 0 0 1mm 0; }
            .head { border-bottom: 2pt solid #10171f; padding-bottom: 3mm; margin-bottom: 4mm; }
            """.formatted(Pdf.FONT);

    private static final String POLICY = "default-src 'none'; img-src data:; style-src 'sha256-" + digest(STYLE)
            + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private PaperSheet() {}

    /** @param print for the printer, which takes pictures as points; a browser gets them as lines */
    static String html(Pages pages, Paper paper, boolean print) {
        return pages.render("papersheet.jte", Map.of("paper", paper, "print", print, "style", STYLE));
    }

    /** The sheet's own style is let in, by its digest, and nothing else. */
    static void alone(RoutingContext context) {
        context.response().putHeader("Content-Security-Policy", POLICY);
    }

    private static String digest(String text) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
