package org.tocsin.console.figures;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Function;
import org.tocsin.console.Refusal;
import org.tocsin.console.language.Tongue;
import org.tocsin.estate.CsvWriting;
import org.tocsin.figures.CallRows;

/**
 * A table as a file that a spreadsheet opens, its heads in the language of whoever asks; written on threads that may take their time, a portion of
 * rows after another.
 */
final class FigureFile {
    private final Vertx vertx;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final CsvWriting csv;
    private int rows;

    FigureFile(Vertx vertx, Tongue tongue, List<String> heads) {
        this.vertx = vertx;
        try {
            this.csv = new CsvWriting(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        csv.row(tongue.say(heads));
    }

    /** Adds these rows; the next may be added when these are. */
    <T> Future<Void> add(List<T> portion, Function<T, List<String>> cells) {
        rows += portion.size();
        return vertx.executeBlocking(
                () -> {
                    portion.forEach(one -> csv.row(cells.apply(one)));
                    return null;
                },
                false);
    }

    /** Answers with it; with a refusal instead of a file that is not whole and does not say so. */
    void send(RoutingContext context, String name) {
        if (context.response().ended()) {
            return;
        }
        if (rows > CallRows.MOST) {
            context.fail(422, new Refusal("More than 100,000 rows: take one month, or one kind, at a time."));
            return;
        }
        try {
            csv.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/csv; charset=utf-8")
                .putHeader("Content-Disposition", "attachment; filename=\"" + name + ".csv\"")
                .end(Buffer.buffer(out.toByteArray()));
    }
}
