package org.tocsin.console.people;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.tocsin.access.People;
import org.tocsin.access.Role;
import org.tocsin.console.SignedIn;
import org.tocsin.console.people.PeoplePage.Choice;
import org.tocsin.console.people.PeoplePage.Fields;
import org.tocsin.console.people.PeoplePage.Line;

/** From what is stored of people to what is read. Pure. */
final class PeopleWriter {
    private static final DateTimeFormatter UNTIL = DateTimeFormatter.ofPattern("EEE d MMM, HH:mm", Locale.UK);

    private PeopleWriter() {}

    static Line line(People.Standing one, SignedIn me, ZoneId zone, Instant now) {
        Instant until = one.firstPasswordUntil();
        return new Line(
                one.username(),
                one.name(),
                word(one.role()),
                one.active(),
                stands(one),
                !one.active() && one.stands(),
                until == null
                        ? ""
                        : until.isAfter(now)
                                ? "has a first password until " + UNTIL.format(until.atZone(zone))
                                : "has a first password that is over",
                mayChange(one, me));
    }

    private static boolean mayChange(People.Standing one, SignedIn me) {
        return !one.username().equals(me.username()) && (!leads(one.role()) || me.role() == Role.ADMIN);
    }

    /** As they are on file. */
    static Fields fields(People.Standing one, SignedIn me) {
        Integer place = one.place();
        String telephone = one.telephone();
        return new Fields(
                one.username(),
                one.name(),
                roles(me, one.role()),
                telephone == null ? "" : telephone,
                place == null ? "" : place.toString(),
                one.role() != Role.RESPONDER || place != null);
    }

    /** Of somebody who is not on file yet. */
    static Fields empty(SignedIn me) {
        return new Fields("", "", roles(me, Role.OPERATOR), "", "", true);
    }

    static List<Choice> roles(SignedIn me, Role chosen) {
        return Arrays.stream(Role.values())
                .filter(role -> !leads(role) || me.role() == Role.ADMIN)
                .map(role -> new Choice(role.name(), word(role), role == chosen))
                .toList();
    }

    private static boolean leads(Role role) {
        return role == Role.MANAGER || role == Role.ADMIN;
    }

    private static String word(Role role) {
        return role.name().toLowerCase(Locale.ROOT);
    }

    private static List<String> stands(People.Standing one) {
        List<String> stands = new ArrayList<>();
        Integer place = one.place();
        if (place != null) {
            stands.add("responder of the service, place " + place);
        }
        if (one.homes() > 0) {
            stands.add("in the plan of " + count(one.homes(), "home"));
        }
        if (one.shifts() > 0) {
            stands.add(count(one.shifts(), "shift") + " now or ahead");
        }
        if (one.jobs() > 0) {
            stands.add(count(one.jobs(), "call-out") + " not over");
        }
        if (one.alarms() > 0) {
            stands.add("has " + count(one.alarms(), "open alarm"));
        }
        return stands;
    }

    private static String count(int number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }
}
