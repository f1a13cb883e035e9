package org.tocsin.journey.night;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.tocsin.alarm.EntryKind;

/** What the platform must do by itself at this very moment. The clock stands until it has. */
final class Expected {

    private final Company company;
    private final Ledger ledger;
    private final Logs logs;

    Expected(Company company, Ledger ledger, Logs logs) {
        this.company = company;
        this.ledger = ledger;
        this.logs = logs;
    }

    Map<String, Play.Deed> deeds() {
        Map<String, Play.Deed> deeds = new HashMap<>();
        deeds.put("marks no speech", row -> writes(row, EntryKind.NO_SPEECH));
        deeds.put("tells the manager on call", this::manager);
        deeds.put("tells the partner centre", row -> banner(row, EntryKind.UNTAKEN, "the partner centre"));
        deeds.put("puts on the call list", row -> writes(row, EntryKind.FOLLOW_UP));
        deeds.put("ends the parking", row -> writes(row, EntryKind.PARK_ENDED));
        deeds.put("releases", this::releases);
        deeds.put("proves the arrival", this::proves);
        deeds.put("proves the leaving", row -> writes(row, EntryKind.PROVEN_BY_PRESS));
        deeds.put("asks the next", this::asksTheNext);
        deeds.put("brings back", this::bringsBack);
        deeds.put("puts on one card", this::groups);
        deeds.put("finds all of them back", this::allBack);
        deeds.put("closes with the card", this::closesWithCard);
        deeds.put("hears nothing more of", this::silent);
        deeds.put("opens a fault", this::fault);
        deeds.put("asks for a welfare call", this::welfareCall);
        deeds.put("finds nobody on duty", this::nobodyOnDuty);
        deeds.put("finds somebody on duty", row -> writes(row, EntryKind.FROM_HOME));
        deeds.put("reminds", this::reminds);
        return deeds;
    }

    private Ledger.Case writes(Row row, EntryKind... kinds) {
        Ledger.Case one = ledger.of(row.about());
        one.wrote(company.clock.instant(), kinds);
        return one;
    }

    /** How: whose. The home's last press has proven it. */
    private Ledger.Case proves(Row row) {
        Ledger.Case one = writes(row, EntryKind.PROVEN_BY_PRESS);
        Ledger.journey(one, row.how()).proven =
                one.presses.get(one.presses.size() - 1).at();
        return one;
    }

    /** Back on the board: every board shows it and hears it. */
    private Ledger.Case sounds(Ledger.Case one) {
        company.desks().forEach(desk -> {
            desk.sees(Objects.requireNonNull(one.id));
            desk.hears("life");
        });
        return one;
    }

    /** Its taker's browser is gone. Nobody else's must be, however busy the machine is. */
    private Ledger.Case releases(Row row) {
        Ledger.Case one = sounds(writes(row, EntryKind.RELEASED));
        company.releaseAfter(Company.LONGEST_RELEASE);
        return one;
    }

    /** Nobody takes it: over every board it is said whom to ring; the manager on call is told by text. */
    private Ledger.Case manager(Row row) {
        Ledger.Case one = banner(row, EntryKind.UNTAKEN, "the manager on call");
        company.texts.linkTo(Company.ON_CALL, "Nobody has taken life alarm");
        return one;
    }

    private Ledger.Case banner(Row row, EntryKind kind, String whom) {
        Ledger.Case one = writes(row, kind);
        company.desks().forEach(desk -> See.says(desk.page().locator("#untaken"), "Ring " + whom));
        return one;
    }

    /** How: who was asked, and who is asked now, "dev, rhona". */
    private Ledger.Case asksTheNext(Row row) {
        Ledger.Case one = writes(row, EntryKind.EXPIRED, EntryKind.CALLED_OUT);
        one.journeys.add(new Ledger.Journey(row.how(), company.clock.instant()));
        return one;
    }

    /** Whoever accepted has not come: the alarm is back, and the next is asked. */
    private Ledger.Case bringsBack(Row row) {
        Ledger.Case one = writes(row, EntryKind.EXPIRED, EntryKind.RETURNED, EntryKind.CALLED_OUT);
        one.journeys.add(new Ledger.Journey(row.how(), company.clock.instant()));
        return sounds(one);
    }

    /** About: the card's name. How: its homes, "31-36". */
    private Ledger.Case groups(Row row) {
        Instant now = company.clock.instant();
        List<String> homes = homes(row.how());
        AtomicReference<String> id = new AtomicReference<>();
        Patience.until("one card for " + row.about(), () -> {
            for (JsonNode incident : company.centre.get("/api/v1/incidents").get("items")) {
                if (incident.get("name").textValue().equals(row.about())
                        && incident.at("/homes/all").intValue() == homes.size()) {
                    id.set(incident.get("alarmId").textValue());
                }
            }
            return id.get() != null;
        });
        Ledger.Case card = ledger.begin(row.about(), "", Trigger.Meaning.FAULT, false, now);
        logs.arrived(card, alarm -> alarm.get("id").textValue().equals(id.get()));
        String shown = Objects.requireNonNull(id.get());
        company.desks().forEach(desk -> {
            desk.sees(shown);
            homes.forEach(home -> desk.seesNot(Objects.requireNonNull(ledger.of(home + " fault").id)));
        });
        return card;
    }

    private Ledger.@Nullable Case allBack(Row row) {
        Patience.until("everything is back on " + row.about(), () -> {
            for (JsonNode incident : company.centre.get("/api/v1/incidents").get("items")) {
                if (incident.get("alarmId").textValue().equals(ledger.of(row.about()).id)) {
                    return incident.at("/homes/restored").intValue()
                            == incident.at("/homes/all").intValue();
                }
            }
            return false;
        });
        return null;
    }

    /** What stood behind a card ends with it. How: its homes, and the outcome, "31-36: power-or-line". */
    private Ledger.@Nullable Case closesWithCard(Row row) {
        Instant now = company.clock.instant();
        String[] how = row.how().split(":");
        for (String home : homes(how[0])) {
            Ledger.Case one = ledger.of(home + " fault");
            one.wrote(now, EntryKind.CLOSED);
            ledger.closed(one, now, how[1].strip());
            Patience.until(
                    one + " is closed",
                    () -> logs.alarm(one).get("state").textValue().equals("CLOSED"));
        }
        return null;
    }

    private Ledger.Case silent(Row row) {
        int home = Integer.parseInt(row.about());
        Ledger.Case one =
                ledger.begin(home + " fault", Street.cid(home), Trigger.Meaning.FAULT, false, company.clock.instant());
        one.timesKnown = false;
        String id = logs.arrived(one, alarm -> alarm.get("cid").textValue().equals(one.cid));
        company.desks().forEach(desk -> desk.sees(id));
        return one;
    }

    /** The time to the first call counts from now. */
    private Ledger.@Nullable Case fault(Row row) {
        String cid = Street.cid(Integer.parseInt(row.about()));
        Patience.until(
                "the fault of " + cid + " is open",
                () -> company.centre
                                .get("/api/v1/faults?cid=" + cid)
                                .get("items")
                                .size()
                        == 1);
        return null;
    }

    private Ledger.Case welfareCall(Row row) {
        String cid = Street.cid(Integer.parseInt(row.about().replace(" welfare", "")));
        Ledger.Case one = ledger.begin(row.about(), cid, Trigger.Meaning.FAULT, false, company.clock.instant());
        one.withoutSignal();
        one.wrote(company.clock.instant(), EntryKind.RETURNED);
        String id = logs.arrived(one, alarm -> alarm.get("cid").textValue().equals(cid));
        company.desks().forEach(desk -> desk.sees(id));
        return one;
    }

    private Ledger.Case nobodyOnDuty(Row row) {
        Ledger.Case one = ledger.begin(row.about(), "area", Trigger.Meaning.FAULT, false, company.clock.instant());
        String id = logs.arrived(one, alarm -> alarm.get("cid").textValue().startsWith("area-"));
        company.desks().forEach(desk -> desk.sees(id));
        return one;
    }

    /** What is due sounds on every board until somebody sees to it. */
    private Ledger.@Nullable Case reminds(Row row) {
        company.desks().forEach(desk -> {
            See.says(desk.page().locator("#reminders .due"), row.how());
            desk.hears("reminder");
        });
        return null;
    }

    /** "31-36" or "31, 32". */
    private static List<String> homes(String words) {
        String[] ends = words.split("-");
        return ends.length == 2
                ? IntStream.rangeClosed(Integer.parseInt(ends[0]), Integer.parseInt(ends[1]))
                        .mapToObj(Integer::toString)
                        .toList()
                : Arrays.stream(words.split(",")).map(String::strip).toList();
    }
}
