package org.tocsin.estate;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes tables that a spreadsheet opens without running anything of them: UTF-8 with a byte order mark, RFC 4180, and
 * before a text that begins like a formula an apostrophe, which {@link RowReader} takes off again.
 */
public final class CsvWriting implements Closeable {
    private static final String FORMULA = "=+-@\t\r";

    private final CsvWriter csv;

    /** @param out is closed with this */
    public CsvWriting(OutputStream out) throws IOException {
        Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
        writer.write('\ufeff');
        this.csv = CsvWriter.builder().lineDelimiter(LineDelimiter.CRLF).build(writer);
    }

    public void row(List<? extends @Nullable String> cells) {
        List<String> safe = new ArrayList<>(cells.size());
        for (String cell : cells) {
            safe.add(guarded(cell == null ? "" : cell));
        }
        csv.writeRecord(safe);
    }

    public void flush() throws IOException {
        csv.flush();
    }

    @Override
    public void close() throws IOException {
        csv.close();
    }

    /** The text as a spreadsheet may have it. */
    public static String guarded(String text) {
        boolean formula = !text.isEmpty() && FORMULA.indexOf(text.charAt(0)) >= 0;
        // A text that itself begins like a guarded one is guarded too, so that it comes back as it was.
        return formula || isGuarded(text) ? "'" + text : text;
    }

    /** The opposite of {@link #guarded}. */
    static String unguarded(String text) {
        return isGuarded(text) ? text.substring(1) : text;
    }

    private static boolean isGuarded(String text) {
        int quotes = 0;
        while (quotes < text.length() && text.charAt(quotes) == '\'') {
            quotes++;
        }
        return quotes > 0 && quotes < text.length() && FORMULA.indexOf(text.charAt(quotes)) >= 0;
    }
}
