package org.tocsin.response;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who stands in a plan, and which of them can be rung now: whoever is on file as away or out of their hours is asked
 * when nobody else is left, and is never left out.
 *
 * @param contacts in the order of the plan
 * @param reach of each of them, by the zone of the service
 */
record PlanReach(List<Contact> contacts, Map<UUID, Reachable> reach) {
    /** Without those who work here no more. */
    ResponsePlan active() {
        return new ResponsePlan(
                contacts.stream().filter(contact -> contact.reach().active()).toList());
    }

    /** The same people, whoever can be rung now first; among themselves as they were. */
    ResponsePlan ordered(ResponsePlan plan) {
        return new ResponsePlan(Stream.concat(
                        plan.contacts().stream().filter(this::now),
                        plan.contacts().stream().filter(Predicate.not(this::now)))
                .toList());
    }

    boolean now(Contact contact) {
        return reach.getOrDefault(contact.id(), Reachable.ALWAYS).now();
    }

    /** Why not now, or until when; null for somebody who can be rung at any time. */
    @Nullable
    String words(Contact contact) {
        return reach.getOrDefault(contact.id(), Reachable.ALWAYS).words();
    }

    /**
     * Who would have come before the one that is asked, and since whoever was asked last, but cannot be rung now: each of
     * them once, however often the plan goes on.
     *
     * @param plan before anybody was put last
     * @param spent of whom it makes no sense to ask them once more
     * @return "Nadia Khan (away until Sat 21 Nov)"; empty for nobody
     */
    String passedOver(ResponsePlan plan, Contact asked, Predicate<Contact> spent) {
        if (!now(asked)) {
            return "";
        }
        List<Contact> before = plan.contacts().stream()
                .takeWhile(contact -> !contact.id().equals(asked.id()))
                .toList();
        int last = 0;
        for (int i = 0; i < before.size(); i++) {
            if (spent.test(before.get(i))) {
                last = i + 1;
            }
        }
        return before.subList(last, before.size()).stream()
                .filter(contact -> !now(contact))
                .map(contact -> contact.name() + " (" + words(contact) + ")")
                .collect(Collectors.joining(", "));
    }
}
