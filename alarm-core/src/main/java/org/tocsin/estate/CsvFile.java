package org.tocsin.estate;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A table in a file, as offices send them: UTF-8 with or without a byte order mark, UTF-16, or Windows-1252; separated by
 * comma, semicolon or tab; a cell in quotation marks may hold separators and line breaks. Read from disk row by row.
 */
public final class CsvFile {
    public static final int MOST_ROWS = 200_000;
    public static final long MOST_BYTES = 100L * 1024 * 1024;
    public static final int LONGEST_CELL = 4_000;

    private static final int MOST_COLUMNS = 300;
    /** A row whose quotation mark is never closed would run to the end of the file. */
    private static final int LONGEST_ROW = 1024 * 1024;

    private static final char[] SEPARATORS = {',', ';', '\t'};
    private static final int SAMPLE = 64 * 1024;

    private final Path path;
    private final Charset charset;
    private final int mark;
    private final char separator;
    private final List<String> headings;

    private CsvFile(Path path, Charset charset, int mark, char separator, List<String> headings) {
        this.path = path;
        this.charset = charset;
        this.mark = mark;
        this.separator = separator;
        this.headings = headings;
    }

    /** Why a file cannot be read as a table, in a sentence for whoever sent it. */
    public static final class Unreadable extends IOException {
        public Unreadable(String sentence) {
            super(sentence);
        }
    }

    /** Gets one row after the other. */
    public interface Rows {
        /** @param number as a spreadsheet counts: the headings are row 1 */
        void row(int number, List<String> cells) throws IOException;
    }

    /**
     * Finds out how the file is written and reads its headings. Blocks.
     *
     * @throws Unreadable when it is no table, or too large
     */
    public static CsvFile open(Path path) throws IOException {
        if (Files.size(path) > MOST_BYTES) {
            throw new Unreadable("The file is larger than 100 MB.");
        }
        byte[] sample;
        try (InputStream in = Files.newInputStream(path)) {
            sample = in.readNBytes(SAMPLE);
        }
        if (sample.length == 0) {
            throw new Unreadable("The file is empty.");
        }
        if (startsWith(sample, 'P', 'K')) {
            throw new Unreadable("This is a workbook, not a CSV file. Save it as CSV UTF-8 and choose that file.");
        }
        Charset charset = charset(path, sample);
        int mark = mark(sample);
        char separator = separator(new String(sample, mark, sample.length - mark, charset));
        CsvFile file = new CsvFile(path, charset, mark, separator, List.of());
        List<String> headings =
                file.first().orElseThrow(() -> new Unreadable("The file has no headings in its first row."));
        if (headings.size() > MOST_COLUMNS) {
            throw new Unreadable("The file has more than " + MOST_COLUMNS + " columns.");
        }
        return new CsvFile(path, charset, mark, separator, headings);
    }

    /** "UTF-8" or "windows-1252" … */
    public String charset() {
        return charset.name();
    }

    public char separator() {
        return separator;
    }

    public List<String> headings() {
        return headings;
    }

    /**
     * Reads every row after the headings; rows of nothing are left out. Blocks.
     *
     * @return how many rows there were
     * @throws Unreadable when there are too many, or one never ends
     */
    public int read(Rows rows) throws IOException {
        int[] count = {0};
        int[] number = {0};
        each(cells -> {
            if (++number[0] == 1 || blank(cells)) {
                return true;
            }
            if (++count[0] > MOST_ROWS) {
                throw new Unreadable("The file has more than 200,000 rows. Send it in parts.");
            }
            rows.row(number[0], cells);
            return true;
        });
        return count[0];
    }

    private Optional<List<String>> first() throws IOException {
        List<List<String>> found = new ArrayList<>();
        each(cells -> {
            found.add(cells.stream().map(String::strip).toList());
            return false;
        });
        return found.stream().filter(cells -> !blank(cells)).findFirst();
    }

    /** Gets a row's cells; false when that is enough. */
    private interface Each {
        boolean row(List<String> cells) throws IOException;
    }

    private void each(Each each) throws IOException {
        try (CsvReader<CsvRecord> reader = CsvReader.builder()
                .fieldSeparator(separator)
                .skipEmptyLines(false)
                .allowExtraFields(true)
                .allowMissingFields(true)
                .allowExtraCharsAfterClosingQuote(true)
                .maxBufferSize(LONGEST_ROW)
                .ofCsvRecord(text())) {
            for (CsvRecord row : reader) {
                if (!each.row(row.getFields())) {
                    return;
                }
            }
        } catch (CsvParseException e) {
            throw new Unreadable("A row never ends: look for a quotation mark that is missing or too many. ("
                    + e.getMessage() + ")");
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private Reader text() throws IOException {
        InputStream in = Files.newInputStream(path);
        in.skipNBytes(mark);
        return new InputStreamReader(in, charset);
    }

    private static boolean blank(List<String> cells) {
        return cells.stream().allMatch(String::isBlank);
    }

    private static Charset charset(Path path, byte[] sample) throws IOException {
        if (startsWith(sample, 0xef, 0xbb, 0xbf)) {
            return StandardCharsets.UTF_8;
        }
        if (startsWith(sample, 0xff, 0xfe)) {
            return StandardCharsets.UTF_16LE;
        }
        if (startsWith(sample, 0xfe, 0xff)) {
            return StandardCharsets.UTF_16BE;
        }
        CharsetDecoder strict = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        char[] buffer = new char[SAMPLE];
        try (Reader reader = new InputStreamReader(Files.newInputStream(path), strict)) {
            while (reader.read(buffer) >= 0) {
                // only whether it can be read
            }
            return StandardCharsets.UTF_8;
        } catch (CharacterCodingException e) {
            return Charset.forName("windows-1252");
        }
    }

    private static int mark(byte[] sample) {
        if (startsWith(sample, 0xef, 0xbb, 0xbf)) {
            return 3;
        }
        return startsWith(sample, 0xff, 0xfe) || startsWith(sample, 0xfe, 0xff) ? 2 : 0;
    }

    /** The one that stands most often in the first row, outside quotation marks. */
    private static char separator(String text) {
        int[] counts = new int[SEPARATORS.length];
        boolean quoted = false;
        boolean begun = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && (c == '\n' || c == '\r')) {
                if (begun) {
                    break;
                }
            } else if (!quoted) {
                begun |= !Character.isWhitespace(c);
                for (int s = 0; s < SEPARATORS.length; s++) {
                    counts[s] += c == SEPARATORS[s] ? 1 : 0;
                }
            }
        }
        int best = 0;
        for (int s = 1; s < SEPARATORS.length; s++) {
            best = counts[s] > counts[best] ? s : best;
        }
        return SEPARATORS[best];
    }

    private static boolean startsWith(byte[] bytes, int... start) {
        for (int i = 0; i < start.length; i++) {
            if (i >= bytes.length || (bytes[i] & 0xff) != start[i]) {
                return false;
            }
        }
        return true;
    }
}
