package org.tocsin.rota;

import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tocsin.estate.CsvFile;
import org.tocsin.platform.Ids;

/**
 * A rota as a table: {@code responder, from, until, area, team}. The responder by username or name; times in the
 * service's zone, {@code 2026-11-22 08:00} or {@code 22/11/2026 08:00}; an end may be a time alone, then it is the next
 * such time after the beginning; no area is every area.
 *
 * @param faults a sentence for each row that cannot be read; with one, nothing of the table goes in
 */
public record RotaTable(List<Shift> shifts, List<String> faults) {
    public static final int MOST_ROWS = 5_000;
    private static final int MOST_FAULTS = 50;
    private static final List<DateTimeFormatter> TIMES = List.of(
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.UK),
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm", Locale.UK),
            DateTimeFormatter.ofPattern("d/M/uuuu H:mm", Locale.UK));
    private static final DateTimeFormatter TIME_OF_DAY = DateTimeFormatter.ofPattern("H:mm", Locale.UK);

    public RotaTable {
        shifts = List.copyOf(shifts);
        faults = List.copyOf(faults);
    }

    /** Reads a file. Blocks. A file that is no table has one fault. */
    public static RotaTable read(Path path, List<Responder> responders, ZoneId zone) throws IOException {
        List<Shift> shifts = new ArrayList<>();
        List<String> faults = new ArrayList<>();
        try {
            CsvFile file = CsvFile.open(path);
            Reader reader = new Reader(columns(file.headings()), byName(responders), zone);
            List<String> missing = reader.missing();
            if (!missing.isEmpty()) {
                return new RotaTable(
                        List.of(),
                        List.of("These columns are missing: " + String.join(", ", missing)
                                + ". The table has the columns responder, from, until, area, team."));
            }
            file.read((number, cells) -> {
                if (shifts.size() + faults.size() >= MOST_ROWS) {
                    throw new CsvFile.Unreadable("The table has more than 5,000 rows. Send it in parts.");
                }
                String fault = reader.read(cells, shifts);
                if (fault != null && faults.size() < MOST_FAULTS) {
                    faults.add("Row " + number + ": " + fault);
                }
            });
        } catch (CsvFile.Unreadable e) {
            faults.add(String.valueOf(e.getMessage()));
        }
        return new RotaTable(shifts, faults);
    }

    private static Map<String, Integer> columns(List<String> headings) {
        Map<String, Integer> columns = new HashMap<>();
        for (int i = 0; i < headings.size(); i++) {
            columns.putIfAbsent(headings.get(i).strip().toLowerCase(Locale.ROOT), i);
        }
        return columns;
    }

    /** By username and, where it is nobody else's too, by name. */
    private static Map<String, Responder> byName(List<Responder> responders) {
        Map<String, Responder> found = new HashMap<>();
        Map<String, Integer> times = new HashMap<>();
        responders.forEach(one -> times.merge(one.name().toLowerCase(Locale.ROOT), 1, Integer::sum));
        responders.stream()
                .filter(one -> times.getOrDefault(one.name().toLowerCase(Locale.ROOT), 0) == 1)
                .forEach(one -> found.put(one.name().toLowerCase(Locale.ROOT), one));
        responders.forEach(one -> found.put(one.username(), one));
        return found;
    }

    private record Reader(Map<String, Integer> columns, Map<String, Responder> responders, ZoneId zone) {
        List<String> missing() {
            return List.of("responder", "from", "until").stream()
                    .filter(name -> !columns.containsKey(name))
                    .toList();
        }

        /** Why not; null when it was read. */
        @Nullable
        String read(List<String> cells, List<Shift> into) {
            String who = cell(cells, "responder");
            Responder responder = responders.get(who.toLowerCase(Locale.ROOT));
            if (responder == null) {
                return "no responder “" + shown(who) + "” is on file, or several have this name.";
            }
            LocalDateTime from = time(cell(cells, "from"));
            if (from == null) {
                return "“" + shown(cell(cells, "from")) + "” in from is no time like 2026-11-22 08:00.";
            }
            LocalDateTime until = end(cell(cells, "until"), from);
            if (until == null) {
                return "“" + shown(cell(cells, "until")) + "” in until is no time like 2026-11-22 20:00.";
            }
            Instant begins = from.atZone(zone).toInstant();
            Instant ends = until.atZone(zone).toInstant();
            if (!ends.isAfter(begins) || ends.isAfter(begins.plus(RotaDesk.LONGEST_SHIFT))) {
                return "a shift ends after it begins, and lasts at most 36 hours.";
            }
            String area = cell(cells, "area");
            String team = cell(cells, "team");
            if (area.length() > RotaDesk.LONGEST_NAME || team.length() > RotaDesk.LONGEST_NAME) {
                return "areas and teams have names of at most 100 characters.";
            }
            into.add(new Shift(
                    Ids.next(),
                    responder.operatorId(),
                    team.isEmpty() ? responder.team() : team,
                    area.isEmpty() ? null : area,
                    begins,
                    ends));
            return null;
        }

        private String cell(List<String> cells, String name) {
            Integer column = columns.get(name);
            return column == null || column >= cells.size()
                    ? ""
                    : cells.get(column).replace("\0", "").strip();
        }

        private static String shown(String text) {
            return text.length() > 40 ? text.substring(0, 40) + "…" : text;
        }

        private static @Nullable LocalDateTime time(String text) {
            for (DateTimeFormatter format : TIMES) {
                try {
                    return LocalDateTime.parse(text, format);
                } catch (DateTimeException e) {
                    // the next way of writing it
                }
            }
            return null;
        }

        private static @Nullable LocalDateTime end(String text, LocalDateTime from) {
            try {
                LocalTime time = LocalTime.parse(text, TIME_OF_DAY);
                LocalDateTime same = from.toLocalDate().atTime(time);
                return same.isAfter(from) ? same : same.plusDays(1);
            } catch (DateTimeException e) {
                return time(text);
            }
        }
    }
}
