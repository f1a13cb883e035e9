package org.tocsin.journey.night;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;

/**
 * A line of the night: at this time somebody did something.
 *
 * @param clock as written, "19:05:10"; the night begins at 19:00
 * @param at since the night began
 * @param who "home 3", "olive", "telephone", "platform"
 * @param about the case it is about, by its name; empty where it is about none
 * @param how what belongs to it; empty where nothing does
 */
record Row(String clock, Duration at, String who, String does, String about, String how) {
    private static final LocalTime BEGIN = LocalTime.of(19, 0);
    private static final int COLUMNS = 5;

    /** The whole night, in its order. */
    static List<Row> night() {
        try (InputStream file = Row.class.getResourceAsStream("night.txt")) {
            if (file == null) {
                throw new AssertionError("night.txt is missing");
            }
            return read(new String(file.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Row> read(String text) {
        List<Row> rows = new ArrayList<>();
        for (String line : text.split("\n")) {
            if (!line.isBlank() && !line.startsWith("#")) {
                Row row = row(line);
                if (!rows.isEmpty() && row.at.compareTo(rows.get(rows.size() - 1).at) < 0) {
                    throw new AssertionError("out of order: " + line);
                }
                rows.add(row);
            }
        }
        return rows;
    }

    private static Row row(String line) {
        String[] cells = line.split("\\|", -1);
        if (cells.length > COLUMNS) {
            throw new AssertionError("too many columns: " + line);
        }
        String[] whole = new String[COLUMNS];
        for (int i = 0; i < COLUMNS; i++) {
            whole[i] = i < cells.length ? cells[i].strip() : "";
        }
        return new Row(whole[0], since(LocalTime.parse(whole[0])), whole[1], whole[2], whole[3], whole[4]);
    }

    /** What is earlier than the beginning is the next morning. */
    private static Duration since(LocalTime time) {
        Duration since = Duration.between(BEGIN, time);
        return since.isNegative() ? since.plusDays(1) : since;
    }

    @Override
    public String toString() {
        return String.join(" | ", clock, who, does, about, how);
    }
}
