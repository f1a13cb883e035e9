package org.tocsin.console.visit;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tocsin.console.board.WallClock;
import org.tocsin.home.Peripheral;
import org.tocsin.service.TelecareService;
import org.tocsin.visit.Speech;
import org.tocsin.visit.Visit;
import org.tocsin.visit.VisitAct;
import org.tocsin.visit.VisitFile;
import org.tocsin.visit.VisitRules;
import org.tocsin.visit.VisitTest;

/**
 * A visit on paper, in plain English: each result as it was, also what was not heard.
 *
 * @param missing what a complete visit would have; empty when it is
 */
public record VisitPaper(
        String service,
        Head head,
        List<Tested> triggers,
        List<Tested> others,
        List<Fact> facts,
        List<Tested> every,
        List<String> missing) {

    public record Head(
            String title,
            String home,
            String people,
            String day,
            String installer,
            String unit,
            String printed,
            String id,
            boolean complete) {}

    /**
     * One line of results.
     *
     * @param plainly what it means, for the resident
     * @param detail times, and the number of the signal
     */
    public record Tested(String what, String outcome, String plainly, String expected, String detail, boolean heard) {}

    public record Fact(String name, String words) {}

    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("EEEE d MMMM yyyy", Locale.UK);

    static VisitPaper of(VisitFile file, TelecareService service, Instant now) {
        return new Writer(file, new WallClock(service.zone()), now).write(service.name());
    }

    private record Writer(VisitFile file, WallClock wall, Instant now) {
        VisitPaper write(String service) {
            List<Tested> triggers = new ArrayList<>();
            for (Peripheral trigger : file.triggers()) {
                triggers.add(tested(trigger.words(), file.best(trigger.id(), now)));
            }
            List<Tested> others = new ArrayList<>();
            for (VisitTest.Step step : VisitTest.Step.values()) {
                if (step != VisitTest.Step.TRIGGER) {
                    others.add(tested(name(step), file.best(step, now)));
                }
            }
            List<Tested> every = file.tests().stream()
                    .map(test -> tested(test.what(), Optional.of(test)))
                    .toList();
            List<String> missing =
                    file.visit().state() == Visit.State.COMPLETED ? List.of() : VisitRules.missing(file, now);
            return new VisitPaper(service, head(), triggers, others, facts(), every, missing);
        }

        private Head head() {
            Visit.Course course = file.visit().course();
            Instant at = course.startedAt() == null ? now : course.startedAt();
            VisitFile.Unit unit = file.place().unit();
            String words = unit == null ? "none" : unit.cid() + (unit.model() == null ? "" : ", " + unit.model());
            return new Head(
                    file.visit().kind().words(),
                    file.place().home(),
                    String.join(" and ", file.place().people()),
                    DAY.format(at.atZone(wall.zone())),
                    course.installer() == null ? "nobody yet" : course.installer(),
                    words,
                    wall.full(now),
                    file.visit().id().toString(),
                    file.visit().state() == Visit.State.COMPLETED);
        }

        private Tested tested(String what, Optional<VisitTest> found) {
            if (found.isEmpty()) {
                return new Tested(what, "not tested", "Nobody tried this on this visit.", "", "", false);
            }
            VisitTest test = found.get();
            VisitTest.Outcome outcome = test.outcome(now);
            return new Tested(
                    what, outcome.words(), plainly(test, outcome), test.expected(), detail(test), outcome.heard());
        }

        private String plainly(VisitTest test, VisitTest.Outcome outcome) {
            String reason = test.result() == null ? null : test.result().reason();
            return switch (outcome) {
                case HEARD ->
                    test.step() == VisitTest.Step.LAST_PRESS
                            ? test.spoken()
                                    ? "An operator answered it, as in earnest."
                                    : "An operator took it, as in earnest."
                            : "The alarm centre received it.";
                case HEARD_BY_TEST_BUTTON ->
                    "The alarm centre received it when its test button was pressed. What it watches for was not tried.";
                case AWAITING_DELAYED_SIGNAL ->
                    "It speaks by itself later. Nothing had been received when this was printed.";
                case NOT_TESTABLE -> "It could not be tried: " + (reason == null ? "no reason given" : reason);
                case LISTENING -> "It was being tried when this was printed.";
                case ALARM_BY_UNKNOWN_PATH ->
                    "The alarm centre received it. Nothing shows that it came by the second path.";
                case ONE_OF_SEVERAL ->
                    "The alarm centre received it. From which of several of its kind it came is not known.";
                case NOT_HEARD -> "The alarm centre did not receive it" + (reason == null ? "." : ": " + reason + ".");
            };
        }

        private String detail(VisitTest test) {
            StringBuilder words = new StringBuilder("asked ")
                    .append(wall.full(test.listening().askedAt()));
            VisitTest.Result result = test.result();
            if (result != null && result.heardAt() != null) {
                words.append("; received ")
                        .append(result.heard())
                        .append(" at ")
                        .append(wall.time(result.heardAt()))
                        .append(", after ")
                        .append(VisitJson.took(test.listening().askedAt(), result.heardAt()));
            }
            if (result != null && result.answeredAt() != null) {
                words.append(test.spoken() ? "; answered at " : "; taken by an operator at ")
                        .append(wall.time(result.answeredAt()));
            }
            if (test.step() == VisitTest.Step.PATH_LOSS && test.shown() != null) {
                words.append("; another path: ").append(test.shown());
            }
            if (result != null && result.signalId() != null) {
                words.append("; signal ").append(result.signalId());
            }
            return words.toString();
        }

        private List<Fact> facts() {
            List<Fact> facts = new ArrayList<>();
            for (VisitFile.Noted noted : file.signals()) {
                VisitAct act = noted.act();
                boolean weak = VisitRules.belowLimit(act, file.place().signalLimitDbm());
                String reason = act.text("reason");
                facts.add(new Fact(
                        "Signal of " + act.text("network"),
                        "%s dBm%s%s"
                                .formatted(
                                        act.text("dbm"),
                                        act.text("technology") == null ? "" : ", " + act.text("technology"),
                                        weak
                                                ? ", below the limit of "
                                                        + file.place().signalLimitDbm() + ": "
                                                        + (reason == null ? "no reason given" : reason)
                                                : "")));
            }
            add(facts, "No second network", file.onlyNetwork().orElse(null));
            VisitFile.Unit unit = file.place().unit();
            if (unit != null) {
                add(facts, "Serial number", unit.serial());
                add(facts, "SIM", unit.iccid());
                add(facts, "Firmware", unit.firmware());
                add(facts, "Settings", VisitJson.settings(unit));
            }
            add(facts, "Speech, as the installer heard it", speech());
            add(facts, "Key safe", keySafe());
            add(facts, "Contacts", note(VisitAct.Kind.CONTACTS));
            add(facts, "The resident", note(VisitAct.Kind.PERSON));
            add(facts, "Where the phone was", file.visit().course().position());
            add(facts, "Note", file.visit().course().note());
            return facts;
        }

        private @Nullable String speech() {
            return file.last(VisitAct.Kind.SPEECH)
                    .flatMap(noted -> Speech.of(noted.act()))
                    .map(Speech::words)
                    .orElse(null);
        }

        private @Nullable String keySafe() {
            return file.last(VisitAct.Kind.KEY_SAFE)
                    .map(noted -> switch (String.valueOf(noted.act().text("result"))) {
                        case "OPENED" -> "tried, and it opened";
                        case "DID_NOT_OPEN" ->
                            "tried, and it did not open: " + noted.act().text("note");
                        default -> "there is none";
                    })
                    .orElse(null);
        }

        private @Nullable String note(VisitAct.Kind kind) {
            return file.last(kind).map(noted -> noted.act().text("note")).orElse(null);
        }

        private static void add(List<Fact> facts, String name, @Nullable String words) {
            if (words != null) {
                facts.add(new Fact(name, words));
            }
        }

        private static String name(VisitTest.Step step) {
            return switch (step) {
                case TRIGGER -> "Triggers";
                case POWER_OFF -> "Power taken away";
                case POWER_BACK -> "Power given back";
                case PATH_LOSS -> "First path taken away";
                case HEARTBEAT -> "Sign of life";
                case LAST_PRESS -> "Last press, after test mode";
            };
        }
    }
}
