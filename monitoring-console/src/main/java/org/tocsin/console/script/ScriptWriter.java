package org.tocsin.console.script;

import java.time.LocalTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tocsin.console.board.WallClock;
import org.tocsin.home.RiskTier;
import org.tocsin.script.CaseFacts;
import org.tocsin.script.Occasion;
import org.tocsin.script.Progress;
import org.tocsin.script.Script;
import org.tocsin.script.StepAct;
import org.tocsin.script.WrittenScript;

/** From what is written to what a manager reads. */
final class ScriptWriter {
    private final WallClock clock;

    ScriptWriter(WallClock clock) {
        this.clock = clock;
    }

    ScriptListPage list(List<WrittenScript> written, boolean writes) {
        List<ScriptListPage.Line> service = new ArrayList<>();
        service.add(line(find(written, new WrittenScript.For(null, null, null))));
        for (Occasion occasion : Occasion.values()) {
            service.add(line(find(written, new WrittenScript.For(null, null, occasion))));
        }
        List<ScriptListPage.Line> persons = written.stream()
                .filter(one -> one.place().personId() != null)
                .map(this::line)
                .toList();
        return new ScriptListPage(service, persons, writes);
    }

    /** Every occasion, for one person. */
    List<ScriptListPage.Line> ofPerson(List<WrittenScript> written, WrittenScript any) {
        List<ScriptListPage.Line> lines = new ArrayList<>();
        lines.add(line(any));
        for (Occasion occasion : Occasion.values()) {
            WrittenScript.For place =
                    new WrittenScript.For(any.place().personId(), any.place().person(), occasion);
            lines.add(line(find(written, place)));
        }
        return lines;
    }

    ScriptPage page(WrittenScript script, @Nullable String typed, List<String> problems, ScriptPage.Case facts) {
        String words = typed == null ? script.words() : typed;
        Script.Reading reading = Script.read(words);
        return new ScriptPage(
                script.place().words(),
                whose(script),
                path(script),
                query(script),
                standing(script),
                words,
                script.draft() != null,
                script.inUse() != null,
                problems.isEmpty() && typed != null ? reading.problems() : problems,
                new ScriptPage.Preview(facts, lines(reading.script(), facts)),
                changes(used(script.place(), script.inUse()), words),
                script.versions().stream().map(one -> past(script, one)).toList());
    }

    ScriptPage.Old old(WrittenScript script, WrittenScript.Version version) {
        WrittenScript.Version before = before(script, version);
        return new ScriptPage.Old(
                script.place().words(),
                whose(script),
                title(version) + ", " + (version.withdrawn() ? "withdrawn " : "published ") + clock.full(version.at())
                        + " by " + who(version.by()),
                version.note(),
                version.words(),
                path(script) + query(script),
                "Against " + (before == null ? "the script that came with the platform" : title(before)),
                version.withdrawn() ? List.of() : changes(used(script.place(), before), version.words()));
    }

    /** Nothing where they are the same. */
    private static List<ScriptPage.Changed> changes(String before, String after) {
        List<ScriptPage.Changed> changes = LineChanges.between(before, after);
        return changes.stream().allMatch(line -> line.kind().equals("same")) ? List.of() : changes;
    }

    /** The words of a version, or those an editor begins with where there was none. */
    private static String used(WrittenScript.For place, WrittenScript.@Nullable Version version) {
        return version == null ? new WrittenScript(place, null, List.of()).words() : version.words();
    }

    /** What alarms went by until this version; null where it was no version of this script. */
    private static WrittenScript.@Nullable Version before(WrittenScript script, WrittenScript.Version version) {
        return script.versions().stream()
                .filter(one -> one.number() == version.number() - 1 && !one.withdrawn())
                .findFirst()
                .orElse(null);
    }

    private ScriptListPage.Line line(WrittenScript script) {
        WrittenScript.Draft draft = script.draft();
        return new ScriptListPage.Line(
                script.place().words(),
                whose(script),
                path(script) + query(script),
                used(script),
                draft == null ? "" : "draft by " + who(draft.by()) + ", " + clock.day(draft.at()));
    }

    private static String used(WrittenScript script) {
        WrittenScript.Version version = script.inUse();
        if (version != null) {
            return title(version);
        }
        if (script.place().personId() != null) {
            return "not in use: the service's applies";
        }
        Occasion occasion = script.place().occasion();
        return occasion == null ? "none: each occasion has its own" : "as shipped";
    }

    private String standing(WrittenScript script) {
        WrittenScript.Version version = script.inUse();
        if (version != null) {
            return "Alarms raised since " + clock.full(version.at()) + " go by version " + version.number()
                    + ", published by " + who(version.by())
                    + ". Older ones keep the version they began with.";
        }
        Occasion occasion = script.place().occasion();
        if (script.place().personId() != null) {
            return "Nothing is in use for this person: alarms from their home go by the service's scripts.";
        }
        return occasion == null
                ? "Nothing is in use: an occasion without a script of its own goes by the shipped one."
                : "Alarms go by the script that came with the platform, or by the service's script for any occasion.";
    }

    private ScriptPage.Past past(WrittenScript script, WrittenScript.Version version) {
        return new ScriptPage.Past(
                "/script-versions/" + version.id(),
                title(version) + (version.withdrawn() ? ": withdrawn" : ""),
                clock.full(version.at()),
                who(version.by()),
                version.note(),
                version.withdrawn()
                        ? ""
                        : LineChanges.words(
                                LineChanges.between(used(script.place(), before(script, version)), version.words())));
    }

    private static String title(WrittenScript.Version version) {
        return "Version " + version.number();
    }

    private static List<ScriptPage.Line> lines(Script script, ScriptPage.Case facts) {
        return Progress.of(script, List.of(), facts(facts)).stream()
                .map(line -> new ScriptPage.Line(
                        line.number() + 1,
                        line.step().words(),
                        line.step().detail(),
                        line.state().name(),
                        line.why(),
                        line.step().act() == StepAct.TICK
                                ? ""
                                : line.step().act().words()))
                .toList();
    }

    private static CaseFacts facts(ScriptPage.Case told) {
        boolean answered = told.speech().equals("answered");
        return new CaseFacts(
                new CaseFacts.Speech(answered, answered, told.speech().equals("nobody")),
                new CaseFacts.Help(told.out(), false, false),
                new CaseFacts.People(told.alone(), Set.of()),
                new CaseFacts.Place(RiskTier.valueOf(told.risk()), true, true, told.second() ? 2 : 1),
                LocalTime.parse(told.time()));
    }

    /** A case from what was chosen; anything unknown is the usual one. */
    static ScriptPage.Case facts(String speech, boolean alone, String risk, String time, boolean second, boolean out) {
        return new ScriptPage.Case(
                Set.of("nobody", "answered").contains(speech) ? speech : "none",
                alone,
                Set.of("CRITICAL", "HIGH").contains(risk) ? risk : "STANDARD",
                time(time),
                second,
                out);
    }

    private static String time(String text) {
        try {
            return LocalTime.parse(text).toString();
        } catch (DateTimeParseException e) {
            return "12:00";
        }
    }

    private static String whose(WrittenScript script) {
        String person = script.place().person();
        return person == null ? "the whole service" : person;
    }

    private static String path(WrittenScript script) {
        Occasion occasion = script.place().occasion();
        return "/scripts/" + (occasion == null ? "ANY" : occasion.name());
    }

    private static String query(WrittenScript script) {
        return script.place().personId() == null
                ? ""
                : "?person=" + script.place().personId();
    }

    private static WrittenScript find(List<WrittenScript> written, WrittenScript.For place) {
        Optional<WrittenScript> found = written.stream()
                .filter(one -> one.place().occasion() == place.occasion()
                        && Objects.equals(one.place().personId(), place.personId()))
                .findFirst();
        return found.orElseGet(() -> new WrittenScript(place, null, List.of()));
    }

    private static String who(String actor) {
        return actor.startsWith("operator:") ? actor.substring("operator:".length()) : actor;
    }
}
