package org.tocsin.console.print;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tocsin.console.TestConsole;

/** Documents as a reader, and a reader that reads aloud, gets them. */
class PdfTest {
    private static Vertx vertx;

    @BeforeAll
    static void open() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void close() throws Exception {
        TestConsole.await(vertx.close());
    }

    @Test
    void a_page_becomes_a_tagged_document_with_its_fonts_inside() throws Exception {
        String page = page("<h1>Prawf</h1><p>Ŵŵ Ŷŷ â ô – “quoted” <b>bold ŵ</b> <i>italic</i></p>"
                + "<table><caption>What was heard</caption><thead><tr><th>Trigger</th></tr></thead>"
                + "<tbody><tr><td>Pendant</td></tr></tbody></table>");
        Buffer pdf = TestConsole.await(new Pdf(Duration.ofSeconds(60)).of(vertx, page));
        try (PDDocument document = Loader.loadPDF(pdf.getBytes())) {
            String text = new PDFTextStripper().getText(document);
            assertThat(text).contains("Prawf", "Ŵŵ Ŷŷ", "bold ŵ", "italic", "What was heard", "Pendant");
            assertThat(document.getDocumentCatalog().getMarkInfo().isMarked()).isTrue();
            assertThat(document.getDocumentCatalog().getStructureTreeRoot()).isNotNull();
            assertThat(document.getDocumentCatalog().getLanguage()).isEqualTo("en-GB");
            assertThat(document.getDocumentInformation().getTitle()).isEqualTo("A test");
            for (PDPage sheet : document.getPages()) {
                for (var name : sheet.getResources().getFontNames()) {
                    assertThat(sheet.getResources().getFont(name).isEmbedded()).isTrue();
                }
            }
        }
    }

    @Test
    void nothing_is_fetched_from_anywhere() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        HttpServer server = TestConsole.await(vertx.createHttpServer()
                .requestHandler(request -> {
                    asked.incrementAndGet();
                    request.response().end();
                })
                .listen(0, "127.0.0.1"));
        String from = "http://127.0.0.1:" + server.actualPort();
        String page = page("<img alt='a' src='" + from + "/a.png'/><img alt='b' src='file:///etc/hostname'/>"
                        + "<object data='" + from + "/b'></object><p>still here</p>")
                .replace("<title>", "<link rel='stylesheet' href='" + from + "/c.css'/><title>")
                .replace("body {", "@import url('" + from + "/d.css'); body { background: url('" + from + "/e.png');");
        Buffer pdf = TestConsole.await(new Pdf(Duration.ofSeconds(60)).of(vertx, page));
        try (PDDocument document = Loader.loadPDF(pdf.getBytes())) {
            assertThat(new PDFTextStripper().getText(document)).contains("still here");
        }
        assertThat(asked).hasValue(0);
        TestConsole.await(server.close());
    }

    @Test
    void too_much_is_refused_and_broken_pages_fail() {
        Pdf pdf = new Pdf(Duration.ofSeconds(60));
        assertThatThrownBy(() -> TestConsole.await(pdf.of(vertx, "x".repeat(Pdf.LONGEST_PAGE + 1))))
                .hasCauseInstanceOf(Pdf.NotPrinted.class);
        String many = page("<p style='page-break-after: always'>x</p>".repeat(Pdf.MOST_PAGES + 5));
        assertThatThrownBy(() -> TestConsole.await(pdf.of(vertx, many))).hasCauseInstanceOf(Pdf.NotPrinted.class);
        assertThatThrownBy(() -> TestConsole.await(pdf.of(vertx, "<html><p>not closed</html>")))
                .isInstanceOf(Exception.class);
    }

    private static String page(String body) {
        return "<html lang='en-GB'><head><title>A test</title><meta name='description' content='A test'/><style>body {"
                + " font-family: 'Liberation Sans'; }</style></head><body>" + body + "</body></html>";
    }
}
