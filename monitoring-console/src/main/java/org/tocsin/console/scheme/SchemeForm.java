package org.tocsin.console.scheme;

import io.vertx.ext.web.RoutingContext;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.console.Pages;
import org.tocsin.home.Home;
import org.tocsin.home.HomeStore;
import org.tocsin.home.Scheme;
import org.tocsin.home.SchemeDesk;
import org.tocsin.home.SchemePoint;
import org.tocsin.home.ServiceUser;
import org.tocsin.platform.Ids;

/** Reads what somebody filled in about a scheme; the first thing that is wrong is kept as a sentence. */
final class SchemeForm {
    static final int LONGEST_NAME = 100;
    private static final int LONGEST_LINE = 200;
    private static final Map<String, SchemePoint.Kind> KINDS = Map.of(
            "dwelling", SchemePoint.Kind.DWELLING,
            "door", SchemePoint.Kind.DOOR,
            "communal", SchemePoint.Kind.COMMUNAL);

    private static final List<String> TIMES = List.of("managerFirst", "dutyLimit", "from", "until");

    private final RoutingContext context;
    private String problem = "";

    SchemeForm(RoutingContext context) {
        this.context = context;
    }

    /** Empty while nothing is wrong. */
    String problem() {
        return problem;
    }

    /** Everything that was typed, to be shown again. */
    Map<String, String> typed() {
        Map<String, String> typed = new HashMap<>();
        context.request().formAttributes().forEach(field -> typed.put(field.getKey(), field.getValue()));
        typed.remove("_csrf");
        return typed;
    }

    String name() {
        return text("name", LONGEST_NAME, "Give it a name of at most " + LONGEST_NAME + " characters.");
    }

    /** Whether it says anything about the manager. */
    boolean hasTimes() {
        return TIMES.stream().anyMatch(context.request().formAttributes()::contains);
    }

    /** @param now what holds; what was left as it was shown stays what it is, to the second. Null for a new scheme */
    Scheme.Rules rules(ZoneId zone, Scheme.@Nullable Rules now) {
        long first = number("managerFirst", 0, Scheme.Rules.MOST_MANAGER_FIRST.toSeconds());
        if (first < 0) {
            wrong("A manager has a call to themselves for 0 to 900 seconds.");
        }
        Duration limit = now != null && Pages.text(context, "dutyLimit").equals(SchemeWriter.hours(now.dutyLimit()))
                ? now.dutyLimit()
                : Duration.ofHours(number(
                        "dutyLimit", Scheme.Rules.LEAST_DUTY_LIMIT.toHours(), Scheme.Rules.MOST_DUTY_LIMIT.toHours()));
        if (limit.isNegative()) {
            wrong("A duty switch counts as forgotten after 1 to 72 hours.");
        }
        LocalTime from = time("from");
        LocalTime until = time("until");
        if ((from == null) != (until == null)) {
            wrong("Give both times at which somebody is there, or none.");
        }
        return new Scheme.Rules(
                Duration.ofSeconds(first),
                limit,
                from == null || until == null ? null : new Scheme.Hours(zone, from, until));
    }

    SchemePoint.@Nullable Kind kind() {
        SchemePoint.Kind kind = KINDS.get(Pages.text(context, "kind"));
        if (kind == null) {
            wrong("Say whether it is a dwelling, a door or a communal point.");
        }
        return kind;
    }

    String did(String field) {
        String did = SchemePoint.normal(Pages.text(context, field));
        if (!SchemePoint.isDid(did)) {
            wrong("A device id is what the controller sends of it: 1 to 16 letters and digits without a space.");
        }
        return did;
    }

    /** The home that was chosen; null where none was. */
    @Nullable
    UUID home() {
        String home = Pages.field(context, "home");
        UUID id = home == null ? null : Pages.uuid(home);
        if (home != null && id == null) {
            wrong("That home is not on file.");
        }
        return id;
    }

    /** A dwelling that is not on file yet, with whoever lives there. */
    SchemeDesk.Dwelling dwelling(UUID serviceId) {
        Home.Address address = new Home.Address(
                text("line1", LONGEST_LINE, "Say where the dwelling is: the first line of its address."),
                optional("line2", LONGEST_LINE),
                optional("town", LONGEST_LINE),
                text("postcode", 16, "Say where the dwelling is: its postcode."));
        String who = optional("resident", LONGEST_LINE);
        String telephone = optional("telephone", 40);
        Home home = new Home(Ids.next(), serviceId, address, null, new Home.Access(false, false));
        ServiceUser resident = who == null
                ? null
                : new ServiceUser(Ids.next(), serviceId, who, telephone, null, ServiceUser.Status.ACTIVE);
        if (who == null && telephone != null) {
            wrong("Say who lives there.");
        }
        return new SchemeDesk.Dwelling(home, new HomeStore.Secrets(null, null), resident);
    }

    private String text(String name, int longest, String otherwise) {
        String value = Pages.text(context, name);
        if (value.isEmpty() || value.length() > longest || value.indexOf(0) >= 0) {
            wrong(otherwise);
        }
        return value;
    }

    private @Nullable String optional(String name, int longest) {
        String value = Pages.field(context, name);
        if (value != null && (value.length() > longest || value.indexOf(0) >= 0)) {
            wrong("Something is longer than can be kept.");
        }
        return value;
    }

    /** Below zero where it is none of these. */
    private long number(String name, long least, long most) {
        String typed = Pages.text(context, name);
        long number = typed.matches("[0-9]{1,6}") ? Long.parseLong(typed) : -1;
        return number < least || number > most ? -1 : number;
    }

    private @Nullable LocalTime time(String name) {
        String typed = Pages.field(context, name);
        try {
            return typed == null ? null : LocalTime.parse(typed);
        } catch (DateTimeException e) {
            wrong("A time of day looks like 08:30.");
            return null;
        }
    }

    private void wrong(String sentence) {
        if (problem.isEmpty()) {
            problem = sentence;
        }
    }
}
