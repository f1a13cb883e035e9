package org.tocsin.notify;

import org.jspecify.annotations.Nullable;

/**
 * What a message says. It may reach the wrong phone: never an address, an illness, or how to get in.
 *
 * @param link where it is answered; null where the service's console has no public address
 */
public record Words(String subject, String text, @Nullable String link) {
    /**
     * Asks somebody to go.
     *
     * @param service the service's name
     * @param person the name of whoever lives there; null where nobody is on file
     */
    static Words callout(String service, @Nullable String person, @Nullable String link) {
        String who = person == null || person.isBlank() ? "Somebody you are a contact of" : first(person);
        String text = who + " may need help. Can you go now?"
                + (link == null ? " We will ring you." : " Please answer here:");
        return new Words(service + ": can you go?", service + ": " + text, link);
    }

    static Words trial(String service) {
        return new Words(service + ": a trial", service + ": this is a trial message. Nobody needs help.", null);
    }

    /** With the link, where there is one. */
    public String whole() {
        return link == null ? text : text + " " + link;
    }

    /** The first name is enough for whoever knows them. */
    private static String first(String person) {
        String name = person.strip();
        int end = name.indexOf(' ');
        return end < 0 ? name : name.substring(0, end);
    }
}
