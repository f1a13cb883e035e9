package org.tocsin.notify;

import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a message says. It may reach the wrong phone: never an address, an illness, or how to get in.
 *
 * @param link where it is answered; null where the service's console has no public address
 */
public record Words(String subject, String text, @Nullable String link) {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm", Locale.UK);
    private static final DateTimeFormatter DAY_AND_TIME = DateTimeFormatter.ofPattern("EEE d MMM, HH:mm", Locale.UK);

    /**
     * Asks somebody to go.
     *
     * @param service the service's name
     * @param person the name of whoever lives there; null where nobody is on file
     * @param link where it is answered; in Welsh it leads to the page in Welsh
     */
    static Words callout(MessageLanguage language, String service, @Nullable String person, @Nullable String link) {
        return callout(language, service, person, link, false);
    }

    /** @param replies it is a text that can be answered by text */
    static Words callout(
            MessageLanguage language, String service, @Nullable String person, @Nullable String link, boolean replies) {
        String name = person == null || person.isBlank() ? null : first(person);
        String english = (name == null ? "Somebody you are a contact of" : name) + " may need help. Can you go now?"
                + (replies ? " Text 1: I am going, 2: I can't." : "")
                + (link != null
                        ? (replies ? " Or here:" : " Please answer here:")
                        : replies ? "" : " We will ring you.");
        String there = link != null && language == MessageLanguage.CY ? link + "?lang=cy" : link;
        return in(
                language,
                service,
                new Said("can you go?", english),
                new Said("allwch chi fynd?", WelshWords.callout(name, link != null, replies)),
                there);
    }

    /**
     * Says that nobody takes a life alarm: which, since when, how many wait. Nobody's name.
     *
     * @param now from when the day is named, if it began to wait on another
     */
    static Words untaken(
            MessageLanguage language,
            String service,
            OutsideCall.Situation untaken,
            @Nullable String publicUrl,
            Instant now) {
        ZonedDateTime since = untaken.since().atZone(untaken.zone());
        boolean today = since.toLocalDate().equals(now.atZone(untaken.zone()).toLocalDate());
        String english = "Nobody has taken life alarm " + untaken.reference() + " since "
                + (today ? TIME : DAY_AND_TIME).format(since) + ". "
                + (untaken.waiting() > 1 ? untaken.waiting() + " life alarms wait. " : "")
                + (untaken.board() ? "" : "No board is open. ")
                + (publicUrl == null ? "Please see to it now." : "Please open the board:");
        String path = untaken.waiting() > 1 ? "/" : "/alarms/" + untaken.alarmId();
        return in(
                language,
                service,
                new Said("a life alarm is not taken", english),
                new Said("larwm bywyd heb ei gymryd", WelshWords.untaken(untaken, today, publicUrl != null)),
                publicUrl == null ? null : publicUrl + path);
    }

    static Words trial(MessageLanguage language, String service) {
        return in(
                language,
                service,
                new Said("a trial", "this is a trial message. Nobody needs help."),
                new Said("prawf", "neges brawf yw hon. Does dim angen help ar neb."),
                null);
    }

    /** With the link, where there is one. */
    public String whole() {
        return link == null ? text : text + " " + link;
    }

    private record Said(String subject, String text) {}

    private static Words in(MessageLanguage language, String service, Said english, Said welsh, @Nullable String link) {
        Said said = switch (language) {
            case EN -> english;
            case CY -> welsh;
            case BOTH -> new Said(welsh.subject + " / " + english.subject, welsh.text + " / " + english.text);
        };
        return new Words(service + ": " + said.subject, service + ": " + said.text, link);
    }

    /** The first name is enough for whoever knows them. */
    private static String first(String person) {
        String name = person.strip();
        int end = name.indexOf(' ');
        return end < 0 ? name : name.substring(0, end);
    }
}
