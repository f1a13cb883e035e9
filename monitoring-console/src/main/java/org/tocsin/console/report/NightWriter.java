package org.tocsin.console.report;

import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tocsin.console.report.Paper.Row;
import org.tocsin.console.report.Paper.Rule;
import org.tocsin.console.report.Paper.Section;
import org.tocsin.console.report.Paper.Sentence;
import org.tocsin.console.report.Paper.Table;
import org.tocsin.report.Night;
import org.tocsin.report.NightPart;
import org.tocsin.report.NightStore;

/** One person's night on paper, and as a program reads it. Pure. */
final class NightWriter {
    private static final DateTimeFormatter AT = DateTimeFormatter.ofPattern("EEE d MMM yyyy, HH:mm:ss.SSS", Locale.UK);
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMM yyyy", Locale.UK);

    private final Night night;

    NightWriter(Night night) {
        this.night = night;
    }

    Paper paper() {
        List<Section> sections = new ArrayList<>();
        for (NightPart part : NightPart.values()) {
            sections.add(section(part));
        }
        return new Paper(
                night.person() + ": what is on record",
                List.of(
                        night.service(),
                        "From " + at(night.span().from().atOffset(ZoneOffset.UTC)) + " until "
                                + at(night.span().until().atOffset(ZoneOffset.UTC)) + ", in the time of "
                                + night.zone() + ".",
                        "Read on " + at(night.asOf().atOffset(ZoneOffset.UTC)) + "."),
                sections,
                rules());
    }

    /** Times as instants, columns by name. */
    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("person", night.person());
        json.put("personId", night.personId().toString());
        json.put("service", night.service());
        json.put("from", night.span().from().toString());
        json.put("until", night.span().until().toString());
        json.put("asOf", night.asOf().toString());
        for (NightPart part : NightPart.values()) {
            Night.Rows rows = night.of(part);
            List<Object> lines = new ArrayList<>();
            for (List<@Nullable Object> line : rows.rows()) {
                Map<String, @Nullable Object> one = new LinkedHashMap<>();
                for (int i = 0; i < line.size(); i++) {
                    one.put(rows.columns().get(i), plain(line.get(i)));
                }
                lines.add(one);
            }
            json.put(part.name().toLowerCase(Locale.ROOT), lines);
        }
        return json;
    }

    private Section section(NightPart part) {
        Night.Rows rows = night.of(part);
        List<Sentence> words = new ArrayList<>();
        words.add(Sentence.of(about(part)));
        if (rows.cut()) {
            words.add(Sentence.of("There is more; the first " + Words.number(NightStore.MOST) + " are here."));
        }
        List<Row> lines = rows.rows().stream()
                .map(line -> new Row(null, line.stream().map(this::cell).toList()))
                .toList();
        List<Boolean> number = rows.columns().stream().map(column -> false).toList();
        return new Section(
                part.name().toLowerCase(Locale.ROOT),
                heading(part),
                words,
                List.of(),
                List.of(new Table(
                        heading(part),
                        rows.columns().stream().map(NightWriter::head).toList(),
                        number,
                        lines,
                        true)));
    }

    private static String heading(NightPart part) {
        return switch (part) {
            case PERSON -> "The person";
            case HOMES -> "Where they lived";
            case CARD -> "The card";
            case STATUSES -> "In hospital, away, and the like";
            case UNITS -> "Units in the home";
            case TRIGGERS -> "Triggers in the home";
            case CONTACTS -> "Plan: who is called";
            case CONTACT_TIMES -> "When contacts could be reached";
            case SIGNALS -> "Every signal received";
            case ALARMS -> "Alarms";
            case LOG -> "What was done, and what failed";
            case SCRIPTS -> "Plan: what was to be done";
            case CALLED_OUT -> "Who was called out";
            case SCENE -> "What responders found and did";
            case CALLS -> "Telephone calls";
            case MESSAGES -> "Texts, e-mail and notices";
            case FOLLOW_UPS -> "Tasks";
            case LISTED_CALLS -> "Calls from lists, ninety days";
            case HEARTBEATS -> "Signs of life, ninety days";
            case SILENCES -> "Silences, ninety days";
            case TESTS -> "Tests, ninety days";
            case FAULTS -> "Faults, ninety days";
            case WELFARE_CALLS -> "Open faults and welfare calls, ninety days";
            case STAFFING -> "Who was there";
            case QUEUE -> "What else was waiting";
            case SEEN -> "Who looked at what";
            case LATER -> "Changed later";
            case SEALS -> "Seals";
        };
    }

    /** What it shows, and plainly what it cannot. */
    private static String about(NightPart part) {
        return switch (part) {
            case PERSON ->
                "Name, telephone and notes as they were worded in this span; a line more for each wording that"
                        + " held in it. A line without a beginning, or with the day it was put on file, may have been worded otherwise before earlier wordings were kept.";
            case HOMES ->
                "Address, risks and the rest as they were worded in this span; a line more for each wording that held"
                        + " in it.";
            case CARD ->
                "What stood on the card in this span: what is true of the home and of this person, since when, and by"
                        + " whom. “Later” marks what was taken off it after this span.";
            case STATUSES ->
                "As recorded, the oldest first. “Later” marks what was recorded after this span and could not"
                        + " have been seen in it. What holds is the last line recorded before.";
            case UNITS ->
                "Those that stood in the home in this span, by the dates they were placed. Firmware and network are"
                        + " as on file now. A scheme's controller stands in no home: it is listed for whoever it speaks for"
                        + " now, since it was put on file.";
            case TRIGGERS -> "Those on file in this span, by their dates.";
            case CONTACTS ->
                "In the order in which they were to be called in this span, as they were worded then; a line more for"
                        + " each wording that held in it. One without a beginning was on file before that was kept. Who was in"
                        + " fact called out stands below under “Who was called out”.";
            case CONTACT_TIMES ->
                "The hours and the days away of contacts as they were on file in this span, by whom and since when."
                        + " “Later” marks what was taken off after it.";
            case SIGNALS ->
                "Received: when it was read from the wire. Recorded: when it was stored, before it was"
                        + " acknowledged. Unit time: what the unit's own clock said; the difference is that clock's error and the"
                        + " time under way, in seconds, positive where the unit was ahead. Nothing here can be changed afterwards.";
            case ALARMS ->
                "The cases made of these signals. Taken: by whom last. Answered: when speech was connected, where"
                        + " the telephone system reports it.";
            case LOG ->
                "Each line of their logs as it was written, also what could not be done. An alarm sounds from the"
                        + " moment it is raised until it is taken, but not while it stands behind an incident's card, is with its"
                        + " scheme's manager or is put aside, nor once it was restored: those lines say since when. “Later” marks what was written after this span.";
            case SCRIPTS ->
                "The script that each alarm kept when it was first worked on, word for word. Which steps were ticked, and"
                        + " why one was not, stands under “What was done, and what failed”.";
            case CALLED_OUT -> "Each request to a contact and what became of it.";
            case SCENE ->
                "The form as the responder filled it in at the home. Said: when, by the phone's clock; received: when it"
                        + " came here.";
            case CALLS -> "As the telephone system reported them; none where it reports none.";
            case MESSAGES -> "Each message asked for by these alarms, how often it was tried, and why it failed.";
            case FOLLOW_UPS ->
                "What was to be done for this home and was open in this span, and what these alarms led to. “Later” marks"
                        + " what was made after it.";
            case LISTED_CALLS ->
                "Well-being, reminder and inactivity calls that were due to this home, and what came of them.";
            case HEARTBEATS ->
                "Each day by Greenwich time on which a unit was heard: by a sign of life, or by as many signals as stand"
                        + " there. Of what it reported of battery and signal the lowest and highest stand beside it. Single"
                        + " signs of life are not kept. A day without a line: nothing of it is on record here. Days before"
                        + " such a record was kept have a line only where it reported battery or signal, or sent a"
                        + " signal.";
            case SILENCES -> "Each time a unit missed its time while we were listening.";
            case TESTS -> "What was asked for and what was heard.";
            case FAULTS -> "What the unit reported as lost, and as restored.";
            case WELFARE_CALLS ->
                "Each open fault on what a life depends on, and the calls to the home because of it: when each was due and"
                        + " what came of it.";
            case STAFFING ->
                "People who did anything on this platform from twelve hours before this span until its end. Who"
                        + " was present without doing anything is not known here.";
            case QUEUE ->
                "At the moment each alarm of this home was raised: how many alarms of the service were waiting, this"
                        + " one included, and since when the oldest was. Worked out from the times on record; an alarm that was"
                        + " handed back counts as taken from when it was last taken.";
            case SEEN -> "The audit trail of this person, the home and its alarms in this span.";
            case LATER -> "What was changed after this span, by whom and when.";
            case SEALS ->
                "The records of the service's chain about this home, and those that seal the log of these hours."
                        + " “tocsin verify --database” checks the rows against them; with the published key, an export of the"
                        + " chain is checked without us.";
        };
    }

    private static List<Rule> rules() {
        return List.of(
                new Rule(
                        "Times",
                        "In the service's zone, to the thousandth of a second, by the platform's clock unless it says otherwise."),
                new Rule(
                        "As then shown",
                        "What held in this span is shown, each wording from when until when it held, by the database's clock."),
                new Rule(
                        "As written",
                        "What stands in the tables is shown as it was recorded, and is not put into another language."),
                new Rule("Not in here", "Sound recordings; how to get in; other people's alarms."));
    }

    private String cell(@Nullable Object value) {
        if (value == null) {
            return "–";
        }
        if (value instanceof OffsetDateTime time) {
            return at(time);
        }
        if (value instanceof LocalDate day) {
            return DAY.format(day);
        }
        if (value instanceof Boolean yes) {
            return yes ? "later" : "";
        }
        if (value instanceof Object[] several) {
            return Arrays.stream(several).map(String::valueOf).collect(Collectors.joining(", "));
        }
        return String.valueOf(value);
    }

    private String at(OffsetDateTime time) {
        return AT.format(time.atZoneSameInstant(night.zone()));
    }

    private static @Nullable Object plain(@Nullable Object value) {
        if (value == null || value instanceof Boolean || value instanceof Integer || value instanceof Long) {
            return value;
        }
        if (value instanceof OffsetDateTime time) {
            return time.toInstant().toString();
        }
        if (value instanceof Object[] several) {
            return Arrays.stream(several).map(String::valueOf).toList();
        }
        return String.valueOf(value);
    }

    private static String head(String column) {
        if (column.equals("clock_difference_s")) {
            return "Clock difference, seconds";
        }
        String words = column.replace('_', ' ');
        return words.substring(0, 1).toUpperCase(Locale.UK) + words.substring(1);
    }
}
