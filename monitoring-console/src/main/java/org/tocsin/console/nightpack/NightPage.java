package org.tocsin.console.nightpack;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.tocsin.home.CardFact;
import org.tocsin.home.ServiceUser;
import org.tocsin.report.NightPackStore;

/** One document of the pack, ready to be read: homes in the order of their postcodes. Pure. */
public record NightPage(String title, String under, List<Home> homes) {
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMM yyyy", Locale.UK);

    public NightPage {
        homes = List.copyOf(homes);
    }

    /**
     * @param who names and telephones; empty where nobody is on file
     * @param units their numbers; empty for none
     * @param lines the gravest first
     */
    public record Home(String place, String who, String units, List<Line> lines, List<Contact> contacts) {}

    /**
     * What somebody wrote, between words of ours.
     *
     * @param name whom it is about, where several live there
     */
    public record Line(String name, String before, String words, String after) {}

    public record Contact(
            String who, boolean keyholder, @Nullable String telephone, List<Time> times) {}

    /** When they can be rung: "Mon", "Tue", "09:00 to 17:00". Each a word of ours by itself. */
    public record Time(List<String> words) {}

    private record Fact(CardFact.Kind kind, String words) {}

    static NightPage of(String title, String under, List<NightPackStore.Home> homes) {
        return new NightPage(title, under, homes.stream().map(NightPage::home).toList());
    }

    private static Home home(NightPackStore.Home home) {
        List<Line> lines = new ArrayList<>();
        add(lines, "", "Before going in", home.risks());
        facts(lines, "", home.facts());
        for (JsonObject person : home.people()) {
            String name = home.people().size() > 1 ? person.getString("name") + ": " : "";
            ServiceUser.Status status = ServiceUser.Status.valueOf(person.getString("status"));
            if (status != ServiceUser.Status.ACTIVE) {
                lines.add(new Line(name, status.words(), "", ""));
            }
            facts(lines, name, objects(person, "facts"));
            add(lines, name, "", person.getString("notes"));
        }
        if (home.wayIn()) {
            lines.add(new Line("", "A way in is on file; the code is not on paper.", "", ""));
        }
        return new Home(
                home.place(),
                home.people().stream().map(NightPage::who).collect(Collectors.joining("; ")),
                String.join(", ", home.cids()),
                lines,
                home.contacts().stream().map(NightPage::contact).toList());
    }

    private static String who(JsonObject person) {
        String telephone = person.getString("telephone");
        return person.getString("name") + (telephone == null ? "" : ", " + telephone);
    }

    private static void facts(List<Line> lines, String name, List<JsonObject> facts) {
        facts.stream()
                .map(fact -> new Fact(CardFact.Kind.valueOf(fact.getString("kind")), fact.getString("words")))
                .sorted(Comparator.comparing(Fact::kind))
                .forEach(fact -> lines.add(new Line(
                        name, fact.kind().title(), fact.words(), fact.kind().always())));
    }

    private static Contact contact(JsonObject contact) {
        String relation = contact.getString("relation");
        return new Contact(
                contact.getString("name") + (relation == null ? "" : ", " + relation),
                "KEYHOLDER".equals(contact.getString("kind")),
                contact.getString("telephone"),
                objects(contact, "times").stream().map(NightPage::time).toList());
    }

    private static Time time(JsonObject time) {
        Integer mask = time.getInteger("weekdays");
        if (mask == null) {
            return new Time(
                    List.of("away " + day(time.getString("awayFrom")) + " to " + day(time.getString("awayUntil"))));
        }
        List<String> words = new ArrayList<>();
        if (mask == 127) {
            words.add("every day");
        } else {
            Arrays.stream(DayOfWeek.values())
                    .filter(day -> (mask & 1 << (day.getValue() - 1)) != 0)
                    .forEach(day -> words.add(day.getDisplayName(TextStyle.SHORT, Locale.UK)));
        }
        words.add(clock(time.getString("from")) + " to " + clock(time.getString("until")));
        return new Time(List.copyOf(words));
    }

    private static String day(String date) {
        return DAY.format(LocalDate.parse(date));
    }

    private static String clock(String time) {
        return time.length() > 5 ? time.substring(0, 5) : time;
    }

    private static List<JsonObject> objects(JsonObject from, String name) {
        JsonArray array = from.getJsonArray(name);
        return array == null
                ? List.of()
                : IntStream.range(0, array.size())
                        .mapToObj(array::getJsonObject)
                        .toList();
    }

    private static void add(List<Line> lines, String name, String before, @Nullable String words) {
        if (words != null && !words.isBlank()) {
            lines.add(new Line(name, before, words.strip(), ""));
        }
    }
}
