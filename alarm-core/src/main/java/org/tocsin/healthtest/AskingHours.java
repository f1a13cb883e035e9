package org.tocsin.healthtest;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * When homes may be asked, in a service's own time: {@code MON-FRI 09:30-16:00; SAT 10:00-12:00}. On the day the clocks
 * change a window is as long as it really lasts. No window at all means at any time.
 */
public record AskingHours(List<Window> windows) {
    private static final String DAY = "(MON|TUE|WED|THU|FRI|SAT|SUN)";
    private static final String TIME = "([0-2][0-9]:[0-5][0-9])";
    private static final Pattern WINDOW = Pattern.compile(DAY + "(?:-" + DAY + ")? " + TIME + "-" + TIME);

    /** Weekdays from half past nine to four. */
    public static final AskingHours USUAL = parse("MON-FRI 09:30-16:00");

    public static final AskingHours ALWAYS = new AskingHours(List.of());

    private static final int MOST_WINDOWS = 14;
    private static final int LOOK_AHEAD_DAYS = 8;
    /** A week and a bit of windows at a time; a campaign that takes longer than this has no end worth naming. */
    private static final int LONGEST_DAYS = 1_100;

    /** @param until after {@code from}, on the same day */
    public record Window(DayOfWeek first, DayOfWeek last, LocalTime from, LocalTime until) {
        public Window {
            if (!from.isBefore(until)) {
                throw new IllegalArgumentException("A window must end after it begins, on the same day.");
            }
        }

        boolean on(DayOfWeek day) {
            int length = Math.floorMod(last.getValue() - first.getValue(), 7);
            return Math.floorMod(day.getValue() - first.getValue(), 7) <= length;
        }

        private Span at(LocalDate day, ZoneId zone) {
            Instant begin = ZonedDateTime.of(day, from, zone).toInstant();
            Instant end = ZonedDateTime.of(day, until, zone)
                    .withLaterOffsetAtOverlap()
                    .toInstant();
            return new Span(begin, end);
        }

        @Override
        public String toString() {
            String days = short3(first) + (first == last ? "" : "-" + short3(last));
            return days + " " + from + "-" + until;
        }

        private static String short3(DayOfWeek day) {
            return day.name().substring(0, 3);
        }
    }

    /** A stretch of real time, its end not included. */
    private record Span(Instant from, Instant until) {}

    public AskingHours {
        windows = List.copyOf(windows);
        if (windows.size() > MOST_WINDOWS) {
            throw new IllegalArgumentException("At most " + MOST_WINDOWS + " windows.");
        }
    }

    /** Reads what {@link #toString} writes. Throws {@link IllegalArgumentException} with a sentence for whoever wrote it. */
    public static AskingHours parse(String text) {
        List<Window> windows = new ArrayList<>();
        for (String part : text.split(";")) {
            String word = part.strip().toUpperCase(Locale.ROOT).replaceAll("\\s+", " ");
            if (word.isEmpty()) {
                continue;
            }
            Matcher matcher = WINDOW.matcher(word);
            if (!matcher.matches()) {
                throw new IllegalArgumentException(
                        "Write days and times like \"MON-FRI 09:30-16:00; SAT 10:00-12:00\".");
            }
            DayOfWeek first = day(matcher.group(1));
            DayOfWeek last = matcher.group(2) == null ? first : day(matcher.group(2));
            windows.add(new Window(first, last, time(matcher.group(3)), time(matcher.group(4))));
        }
        return new AskingHours(windows);
    }

    private static DayOfWeek day(String name) {
        for (DayOfWeek day : DayOfWeek.values()) {
            if (day.name().startsWith(name)) {
                return day;
            }
        }
        throw new IllegalArgumentException("no day: " + name);
    }

    private static LocalTime time(String text) {
        if (text.compareTo("24:00") >= 0) {
            throw new IllegalArgumentException("A time of day lies between 00:00 and 23:59.");
        }
        return LocalTime.parse(text);
    }

    /** Whether homes may be asked at this moment. */
    public boolean open(Instant now, ZoneId zone) {
        if (windows.isEmpty()) {
            return true;
        }
        return spans(now.atZone(zone).toLocalDate(), zone).stream()
                .anyMatch(span -> !now.isBefore(span.from) && now.isBefore(span.until));
    }

    /** When homes that are asked at this moment may not be asked any more; empty where they may at any time. */
    public Optional<Instant> closes(Instant now, ZoneId zone) {
        if (windows.isEmpty()) {
            return Optional.empty();
        }
        Instant end = now;
        for (Span span : spans(now.atZone(zone).toLocalDate(), zone)) {
            if (!end.isBefore(span.from) && end.isBefore(span.until)) {
                end = span.until;
            }
        }
        return Optional.of(end);
    }

    /** This moment where homes may be asked now, otherwise the beginning of the next window. */
    public Instant next(Instant now, ZoneId zone) {
        if (open(now, zone)) {
            return now;
        }
        LocalDate today = now.atZone(zone).toLocalDate();
        for (int i = 0; i < LOOK_AHEAD_DAYS; i++) {
            Optional<Instant> begin = spans(today.plusDays(i), zone).stream()
                    .map(Span::from)
                    .filter(from -> from.isAfter(now))
                    .findFirst();
            if (begin.isPresent()) {
                return begin.get();
            }
        }
        throw new IllegalStateException("a window comes every week");
    }

    /** When so much asking is over that begins now; empty where that is years away. */
    public Optional<Instant> after(Duration asking, Instant now, ZoneId zone) {
        if (windows.isEmpty()) {
            return Optional.of(now.plus(asking));
        }
        Duration left = asking;
        LocalDate today = now.atZone(zone).toLocalDate();
        for (int i = 0; i < LONGEST_DAYS; i++) {
            for (Span span : spans(today.plusDays(i), zone)) {
                Instant from = span.from.isBefore(now) ? now : span.from;
                if (!from.isBefore(span.until)) {
                    continue;
                }
                Duration length = Duration.between(from, span.until);
                if (left.compareTo(length) <= 0) {
                    return Optional.of(from.plus(left));
                }
                left = left.minus(length);
            }
        }
        return Optional.empty();
    }

    /** Of one day, in order. */
    private List<Span> spans(LocalDate day, ZoneId zone) {
        return windows.stream()
                .filter(window -> window.on(day.getDayOfWeek()))
                .map(window -> window.at(day, zone))
                .filter(span -> span.from.isBefore(span.until))
                .sorted(Comparator.comparing(Span::from))
                .toList();
    }

    @Override
    public String toString() {
        return windows.stream().map(Window::toString).collect(Collectors.joining("; "));
    }
}
