package org.tocsin.console.imports;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tocsin.console.board.WallClock;
import org.tocsin.console.imports.ImportPage.Acts;
import org.tocsin.console.imports.ImportPage.Bar;
import org.tocsin.console.imports.ImportPage.Choice;
import org.tocsin.console.imports.ImportPage.Column;
import org.tocsin.console.imports.ImportPage.Group;
import org.tocsin.estate.EstateImport;
import org.tocsin.estate.EstateImport.State;
import org.tocsin.estate.Field;
import org.tocsin.estate.ImportReports;
import org.tocsin.estate.Mapping;
import org.tocsin.estate.Part;
import org.tocsin.estate.ReplyField;

/** From what the store has of an import to what is read. Pure. */
final class ImportPageWriter {
    private static final int LONGEST_SAMPLE = 60;

    private final WallClock clock;
    private final Instant now;

    ImportPageWriter(WallClock clock, Instant now) {
        this.clock = clock;
        this.now = now;
    }

    ImportLine line(EstateImport it) {
        return new ImportLine(
                it.id().toString(),
                it.file().name(),
                clock.day(it.times().createdAt()),
                it.times().requestedBy(),
                heading(it));
    }

    ImportPage page(
            EstateImport it, List<List<String>> sample, List<ImportReports.Problem> problems, @Nullable String fault) {
        boolean mapping = it.state() == State.LOADED;
        EstateImport.Counts counts = it.counts();
        return new ImportPage(
                it.id().toString(),
                it.file().name(),
                it.state().name(),
                heading(it),
                sentences(it),
                asked(it),
                bar(it),
                mapping ? columns(it, sample) : List.of(),
                mapping ? it.file().replyOf() == null ? groups(it.file().mapping()) : answers() : List.of(),
                problems.stream()
                        .map(problem -> new ImportPage.Problem(
                                problem.number(), words(problem.fate()), String.join(" ", problem.sentences())))
                        .toList(),
                new Acts(
                        mapping,
                        it.state() == State.CHECKED,
                        it.state() == State.RUNNING
                                || it.state() == State.CHECKING
                                || it.state() == State.CHECKED
                                || mapping,
                        it.state() == State.DONE
                                && it.times().emptiedAt() == null
                                && counts.added() + counts.changed() > 0,
                        counts.added() + counts.changed(),
                        counts.refused(),
                        it.state() == State.DONE ? counts.secrets() : 0,
                        problems.size()),
                fault);
    }

    private static String words(ImportReports.Fate fate) {
        return switch (fate) {
            case REFUSED -> "refused";
            case SHORTENED -> "goes in, with a remark";
            case KEPT -> "kept";
        };
    }

    private static String heading(EstateImport it) {
        EstateImport.Counts counts = it.counts();
        int good = counts.added() + counts.changed() + counts.unchanged();
        return switch (it.state()) {
            case LOADING -> "The file is being read";
            case LOADED -> "Say what the columns are";
            case CHECKING -> "Every row is being looked at";
            case CHECKED -> "Looked at: " + rows(good) + " good, " + number(counts.refused()) + " refused";
            case RUNNING -> "Being put on file";
            case DONE ->
                "Put on file: " + number(counts.added()) + " new homes, " + number(counts.changed()) + " changed";
            case UNDOING -> "Being taken back";
            case UNDONE -> "Taken back: " + rows(counts.undone()) + ", " + number(counts.kept()) + " kept";
            case CANCELLED -> "Given up: nothing was put on file";
            case FAILED -> "Not read";
        };
    }

    /** Each figure with its rule. */
    private List<String> sentences(EstateImport it) {
        List<String> sentences = new ArrayList<>();
        EstateImport.Counts counts = it.counts();
        String file = "%s, separated by %s, %s, sent by %s on %s."
                .formatted(
                        it.file().charset(),
                        separator(it.file().separator()),
                        rows(it.progress().of()),
                        it.times().requestedBy(),
                        clock.day(it.times().createdAt()));
        if (it.state() != State.LOADING && it.state() != State.FAILED) {
            sentences.add(file);
        }
        if (it.file().replyOf() != null) {
            sentences.add("The reply of " + it.file().replyOf()
                    + ": no home comes by it, and nothing but what concerns its line is changed.");
        }
        if (it.problem() != null) {
            sentences.add(it.problem());
        }
        boolean looked = it.state() == State.CHECKED || it.state() == State.CHECKING;
        if (looked || it.state() == State.RUNNING || it.state() == State.DONE) {
            if (it.file().replyOf() == null) {
                sentences.add("%s %s: their id is not on file."
                        .formatted(number(counts.added()), looked ? "homes would be new" : "homes are new"));
            }
            sentences.add("%s %s: something in the row differs from what is on file."
                    .formatted(number(counts.changed()), looked ? "homes would change" : "homes were changed"));
            sentences.add("%s as they are: the row says what is on file."
                    .formatted(number(counts.unchanged()) + (looked ? " would stay" : " stayed")));
            sentences.add("%s refused; nothing of such a row goes in."
                    .formatted(rows(counts.refused()) + " " + (counts.refused() == 1 ? "is" : "are")));
        }
        if (it.state() == State.UNDOING || it.state() == State.UNDONE) {
            sentences.add(rows(counts.undone()) + " taken back: what was before is on file again.");
            sentences.add(rows(counts.kept()) + " kept, because something was changed since or refers to it.");
        }
        if (it.times().emptiedAt() != null) {
            sentences.add("Its rows were thrown away on " + clock.day(it.times().emptiedAt())
                    + "; it cannot be undone any more.");
        }
        return sentences;
    }

    private @Nullable Bar bar(EstateImport it) {
        if (!it.state().busy()) {
            return null;
        }
        int done = it.progress().done();
        int of = Math.max(
                done,
                it.state() == State.UNDOING
                        ? it.counts().added() + it.counts().changed()
                        : it.progress().of());
        String words = number(done) + (it.state() == State.LOADING ? "" : " of " + number(of)) + " rows";
        long elapsed = Duration.between(it.times().stageAt(), now).toMillis();
        if (done > 0 && of > done && elapsed > 0) {
            words += ", about " + Math.max(1, elapsed * (of - done) / done / 1_000) + " s more";
        }
        return new Bar(done, Math.max(1, of), words + ". You can leave this page.");
    }

    private static List<Column> columns(EstateImport it, List<List<String>> sample) {
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < it.file().headings().size(); i++) {
            int column = i;
            String samples = sample.stream()
                    .filter(row -> column < row.size() && !row.get(column).isBlank())
                    .map(row -> row.get(column).strip())
                    .map(text -> text.length() > LONGEST_SAMPLE ? text.substring(0, LONGEST_SAMPLE - 1) + "…" : text)
                    .collect(Collectors.joining(" · "));
            List<String> keys = it.file().mapping().keys();
            String chosen = i < keys.size() ? keys.get(i) : "";
            columns.add(new Column(i, it.file().headings().get(i), chosen, samples));
        }
        return columns;
    }

    private static String asked(EstateImport it) {
        String how = it.file().replyOf() == null
                ? "One must be the home's own id: by it a home is known when the file comes again."
                : "One must say which home it is: our reference, the UPRN or the telephone number, in this order; one"
                        + " must say what is answered.";
        return "Each column of the file is listed with what its first rows say. " + how
                + " What you choose is remembered for the next file with the same headings.";
    }

    private static List<Group> answers() {
        return List.of(new Group(
                "Reply",
                Arrays.stream(ReplyField.values())
                        .map(field -> new Choice(field.key(), field.words()))
                        .toList()));
    }

    /** One more of each kind than the file seems to have. */
    private static List<Group> groups(Mapping mapping) {
        List<Group> groups = new ArrayList<>();
        for (Part part : Part.values()) {
            int used = mapping.keys().stream()
                    .flatMap(key -> Field.named(key).stream())
                    .filter(field -> field.fact().part() == part)
                    .mapToInt(Field::slot)
                    .max()
                    .orElse(0);
            groups.add(new Group(
                    part.words(),
                    Field.all().stream()
                            .filter(field -> field.fact().part() == part && field.slot() <= used + 1)
                            .map(field -> new Choice(field.key(), field.words()))
                            .toList()));
        }
        return groups;
    }

    private static String separator(char separator) {
        return switch (separator) {
            case ';' -> "semicolons";
            case '\t' -> "tabs";
            default -> "commas";
        };
    }

    private static String rows(int count) {
        return number(count) + (count == 1 ? " row" : " rows");
    }

    static String number(int count) {
        return String.format(Locale.UK, "%,d", count);
    }
}
