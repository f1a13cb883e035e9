package org.tocsin.journey.night;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.tocsin.alarm.EntryKind;

/** What responders do, each on a phone of their own. */
final class RoadWork {
    private final Company company;
    private final Ledger ledger;

    RoadWork(Company company, Ledger ledger) {
        this.company = company;
        this.ledger = ledger;
    }

    Map<String, Play.Deed> deeds() {
        Map<String, Play.Deed> deeds = new HashMap<>();
        deeds.put("comes", this::comes);
        deeds.put("accepts", row -> acts(row, OnTheRoad::accept, EntryKind.ACCEPTED));
        deeds.put("responds", row -> acts(row, OnTheRoad::respond, EntryKind.ACCEPTED, EntryKind.EN_ROUTE));
        deeds.put("sets off", row -> acts(row, OnTheRoad::setOff, EntryKind.EN_ROUTE));
        deeds.put("declines", this::declines);
        deeds.put("arrives", this::arrives);
        deeds.put("is well", row -> acts(row, OnTheRoad::isWell, EntryKind.CHECK_IN));
        deeds.put("reports a lift", this::reportsALift);
        deeds.put("leaves", row -> acts(row, phone -> phone.leave(row.how()), EntryKind.LEFT));
        deeds.put("loses the signal", row -> acts(row, OnTheRoad::losesSignal));
        deeds.put("answers by the link", this::byLink);
        deeds.put("has a signal", row -> acts(row, OnTheRoad::hasSignal, EntryKind.ARRIVED));
        return deeds;
    }

    private Ledger.@Nullable Case comes(Row row) {
        company.goesOnDuty(row.who());
        return null;
    }

    private Ledger.Case reportsALift(Row row) {
        Ledger.Case one = acts(row, OnTheRoad::reportsALift, EntryKind.SCENE);
        one.lifted = true;
        return one;
    }

    /** Somebody without a sign-in says by the link in their text that they are going. */
    private Ledger.Case byLink(Row row) {
        Ledger.Case one = ledger.of(row.about());
        int home = Integer.parseInt(row.about());
        String first = Street.resident(home).split(" ")[0];
        String link = company.texts.linkTo(Street.neighbourRings(home), first + " may need help");
        company.withPhone(phone -> {
            phone.navigate(link);
            See.says(phone.locator("h1"), first + " may need help. Can you go now?");
            phone.getByText("I am going").click();
            See.says(phone.locator("h1"), "You are going to " + first);
        });
        one.wrote(company.clock.instant(), EntryKind.ACCEPTED);
        return one;
    }

    /** How: "why not: who is asked then". */
    private Ledger.Case declines(Row row) {
        String[] how = row.how().split(":");
        Ledger.Case one = acts(row, phone -> phone.decline(how[0].strip()), EntryKind.DECLINED, EntryKind.CALLED_OUT);
        one.journeys.add(new Ledger.Journey(how[1].strip(), company.clock.instant()));
        return one;
    }

    /** Counted from when it was said; what is said without a signal reaches the log when there is one again. */
    private Ledger.Case arrives(Row row) {
        boolean heard = row.how().isEmpty();
        Ledger.Case one = heard ? acts(row, OnTheRoad::arrive, EntryKind.ARRIVED) : acts(row, OnTheRoad::arrive);
        Ledger.journey(one, row.who()).arrived = company.clock.instant();
        return one;
    }

    private Ledger.Case acts(Row row, Consumer<OnTheRoad> act, EntryKind... kinds) {
        Ledger.Case one = ledger.of(row.about());
        act.accept(company.road(row.who()));
        Instant now = company.clock.instant();
        one.wrote(now, kinds);
        return one;
    }
}
