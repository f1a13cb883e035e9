package org.tocsin.console.nightpack;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.DayOfWeek;
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
    public NightPage {
        homes = List.copyOf(homes);
    }

    /** @param lines each a sentence; the gravest first */
    public record Home(String place, String who, List<String> lines, List<String> contacts) {}

    private record Fact(CardFact.Kind kind, String words) {}

    static NightPage of(String title, String under, List<NightPackStore.Home> homes) {
        return new NightPage(title, under, homes.stream().map(NightPage::home).toList());
    }

    private static Home home(NightPackStore.Home home) {
        List<String> lines = new ArrayList<>();
        add(lines, "Before going in: ", home.risks());
        facts(lines, home.facts());
        for (JsonObject person : home.people()) {
            String name = home.people().size() > 1 ? person.getString("name") + ": " : "";
            ServiceUser.Status status = ServiceUser.Status.valueOf(person.getString("status"));
            if (status != ServiceUser.Status.ACTIVE) {
                lines.add(name + status.words());
            }
            List<String> own = new ArrayList<>();
            facts(own, objects(person, "facts"));
            own.forEach(line -> lines.add(name + line));
            add(lines, name, person.getString("notes"));
        }
        if (home.wayIn()) {
            lines.add("A way in is on file; the code is not on paper.");
        }
        String who = home.people().isEmpty()
                ? "Nobody on file"
                : home.people().stream().map(NightPage::who).collect(Collectors.joining(" and "));
        String units = home.cids().isEmpty() ? "" : ", unit " + String.join(", ", home.cids());
        return new Home(
                home.place(),
                who + units,
                lines,
                home.contacts().stream().map(NightPage::contact).toList());
    }

    private static String who(JsonObject person) {
        String telephone = person.getString("telephone");
        return person.getString("name") + (telephone == null ? "" : ", " + telephone);
    }

    private static void facts(List<String> lines, List<JsonObject> facts) {
        facts.stream()
                .map(fact -> new Fact(CardFact.Kind.valueOf(fact.getString("kind")), fact.getString("words")))
                .sorted(Comparator.comparing(Fact::kind))
                .forEach(fact -> lines.add(fact.kind().title() + ": " + fact.words()
                        + (fact.kind().always().isEmpty()
                                ? ""
                                : ". " + fact.kind().always())));
    }

    private static String contact(JsonObject contact) {
        String relation = contact.getString("relation");
        String telephone = contact.getString("telephone");
        List<String> times =
                objects(contact, "times").stream().map(NightPage::time).toList();
        return contact.getString("name")
                + (relation == null ? "" : ", " + relation)
                + ("KEYHOLDER".equals(contact.getString("kind")) ? ", keyholder" : "")
                + (telephone == null ? "" : ", " + telephone)
                + (times.isEmpty() ? "" : " (" + String.join("; ", times) + ")");
    }

    private static String time(JsonObject time) {
        Integer mask = time.getInteger("weekdays");
        if (mask == null) {
            return "away " + time.getString("awayFrom") + " to " + time.getString("awayUntil");
        }
        String days = mask == 127
                ? "every day"
                : Arrays.stream(DayOfWeek.values())
                        .filter(day -> (mask & 1 << (day.getValue() - 1)) != 0)
                        .map(day -> day.getDisplayName(TextStyle.SHORT, Locale.UK))
                        .collect(Collectors.joining(" "));
        return days + " " + clock(time.getString("from")) + " to " + clock(time.getString("until"));
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

    private static void add(List<String> lines, String before, @Nullable String words) {
        if (words != null && !words.isBlank()) {
            lines.add(before + words.strip());
        }
    }
}
