package org.tocsin.console.print;

import com.openhtmltopdf.extend.FSSupplier;
import com.openhtmltopdf.outputdevice.helper.BaseRendererBuilder.FontStyle;
import com.openhtmltopdf.outputdevice.helper.ExternalResourceControlPriority;
import com.openhtmltopdf.pdfboxout.PdfBoxRenderer;
import com.openhtmltopdf.pdfboxout.PdfRendererBuilder;
import com.openhtmltopdf.util.XRLog;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes a PDF of one of our own pages: tagged (PDF/UA) so that it can be read aloud, with its fonts inside, pictures only
 * from {@code data:} addresses in the page itself. Nothing is fetched from anywhere. One document at a time, on a thread
 * of its own; the page is well-formed XHTML and needs a {@code title} and a {@code lang}.
 */
public final class Pdf {
    /** The family whose regular, bold and italic letters are there, ŵ and ŷ among them. */
    public static final String FONT = "Liberation Sans";

    static final int LONGEST_PAGE = 4_000_000;
    static final int MOST_PAGES = 500;
    private static final int MOST_WAITING = 8;
    private static final String FONTS = "/com/mpobjects/jasperreports/fonts/liberation/LiberationSans-";

    private final Duration within;
    private final AtomicInteger waiting = new AtomicInteger();

    static {
        // Writes to the console by itself otherwise.
        XRLog.setLoggingEnabled(false);
    }

    /** @param within how long whoever asks waits; past it the answer is a failure */
    public Pdf(Duration within) {
        this.within = within;
    }

    /** Too much is being printed, or the document would be too long; its message is for a person. */
    public static final class NotPrinted extends RuntimeException {
        NotPrinted(String why) {
            super(why, null, false, false);
        }
    }

    /** The page as a PDF; fails with {@link NotPrinted} where it is too long or too many wait. */
    public Future<Buffer> of(Vertx vertx, String xhtml) {
        if (xhtml.length() > LONGEST_PAGE) {
            return Future.failedFuture(new NotPrinted("This is too much for one document."));
        }
        if (waiting.incrementAndGet() > MOST_WAITING) {
            waiting.decrementAndGet();
            return Future.failedFuture(
                    new NotPrinted("Many documents are being made right now. Try again in a moment."));
        }
        // Shared by name: one thread for all who print, gone when nobody does.
        WorkerExecutor printer = vertx.createSharedWorkerExecutor("pdf", 1, within.toMillis(), TimeUnit.MILLISECONDS);
        Future<Buffer> printed = printer.executeBlocking(() -> render(xhtml), false)
                .onComplete(done -> {
                    waiting.decrementAndGet();
                    printer.close();
                });
        return printed.timeout(within.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Blocks. */
    static Buffer render(String xhtml) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(xhtml.length());
        PdfRendererBuilder builder = new PdfRendererBuilder()
                .useFastMode()
                .usePdfUaAccessibility(true)
                .withProducer("Tocsin")
                .useUriResolver((base, uri) -> uri.startsWith("data:") ? uri : null)
                .useExternalResourceAccessControl(
                        (uri, type) -> uri.startsWith("data:"),
                        ExternalResourceControlPriority.RUN_BEFORE_RESOLVING_URI)
                .useExternalResourceAccessControl(
                        (uri, type) -> uri.startsWith("data:"), ExternalResourceControlPriority.RUN_AFTER_RESOLVING_URI)
                .withHtmlContent(xhtml, null)
                .toStream(out);
        font(builder, "Regular", 400, FontStyle.NORMAL);
        font(builder, "Bold", 700, FontStyle.NORMAL);
        font(builder, "Italic", 400, FontStyle.ITALIC);
        font(builder, "BoldItalic", 700, FontStyle.ITALIC);
        try (PdfBoxRenderer renderer = builder.buildPdfRenderer()) {
            renderer.layout();
            if (renderer.getRootBox().getLayer().getPages().size() > MOST_PAGES) {
                throw new NotPrinted("This would be more than " + MOST_PAGES + " pages.");
            }
            renderer.createPDF();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Buffer.buffer(out.toByteArray());
    }

    private static void font(PdfRendererBuilder builder, String cut, int weight, FontStyle style) {
        FSSupplier<InputStream> file = () -> Objects.requireNonNull(
                Pdf.class.getResourceAsStream(FONTS + cut + ".ttf"), "the fonts are on the class path");
        builder.useFont(file, FONT, weight, style, true);
    }
}
