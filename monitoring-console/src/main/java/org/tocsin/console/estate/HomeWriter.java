package org.tocsin.console.estate;

import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Role;
import org.tocsin.alarm.AlarmRow;
import org.tocsin.alarm.AlarmState;
import org.tocsin.console.board.WallClock;
import org.tocsin.console.estate.HomePage.Choice;
import org.tocsin.console.estate.HomePage.Fact;
import org.tocsin.console.person.PersonCards;
import org.tocsin.home.Equipment;
import org.tocsin.home.Home;
import org.tocsin.home.HomeFacts;
import org.tocsin.home.Residents;
import org.tocsin.home.RiskTier;
import org.tocsin.home.ServiceUser;
import org.tocsin.home.ServiceUser.Status;
import org.tocsin.home.StatusLine;
import org.tocsin.home.Vulnerability;
import org.tocsin.response.Contact;
import org.tocsin.unit.Placement;
import org.tocsin.unit.StockItem;
import org.tocsin.unit.UnitChange;
import org.tocsin.unit.UnitFactsStore;

/** From what the stores have to what is read. Pure. */
final class HomeWriter {
    static final Set<Role> KEEPERS = EnumSet.of(Role.MANAGER, Role.ADMIN);
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMM uuuu", Locale.UK);
    private static final int STATUS_LINES = 10;

    private final Role reader;
    private final WallClock clock;
    private final Instant now;

    HomeWriter(Role reader, WallClock clock, Instant now) {
        this.reader = reader;
        this.clock = clock;
        this.now = now;
    }

    HomePage page(HomeReader.Found found, List<String> panels) {
        Home home = found.card().home();
        return new HomePage(
                head(found),
                facts(found.facts(), found.evidence()),
                form(home, found.facts(), found.evidence()),
                found.stays().stream().map(stay -> person(stay, found)).toList(),
                things(found.things()),
                found.contacts().stream()
                        .filter(contact -> contact.homeId() != null)
                        .map(HomeWriter::contact)
                        .toList(),
                found.alarms().stream().map(this::alarm).toList(),
                found.changes().stream().map(this::change).toList(),
                new HomePage.Rights(KEEPERS.contains(reader), reader.worksOnAlarms()),
                new HomePage.Keeping(found.keeping().hold(), found.keeping().endedAt() != null),
                panels.stream().filter(panel -> !panel.isEmpty()).toList());
    }

    private HomePage.Head head(HomeReader.Found found) {
        Home home = found.card().home();
        List<ServiceUser> people = found.card().residents();
        List<String> banners = new ArrayList<>();
        for (ServiceUser person : people) {
            String status = PersonCards.status(person, clock, now);
            if (status != null) {
                banners.add("%s: %s. What this home sends sounds as ever.".formatted(person.name(), status));
            }
        }
        if (found.keeping().hold()) {
            banners.add("On legal hold: nothing of this home is taken away.");
        }
        Instant ended = found.keeping().endedAt();
        if (ended != null) {
            banners.add("No longer with the service since %s. What still comes from here sounds."
                    .formatted(clock.day(ended)));
        }
        return new HomePage.Head(
                home.id().toString(),
                home.address().words(),
                people.isEmpty()
                        ? "Nobody lives there on file"
                        : people.stream().map(ServiceUser::name).collect(Collectors.joining(" and ")),
                home.risks(),
                banners);
    }

    private List<Fact> facts(HomeFacts facts, boolean evidence) {
        HomeFacts.Line line = facts.line();
        List<Fact> known = new ArrayList<>();
        known.add(new Fact("Risk", tier(facts.riskTier()), facts.riskTier() == RiskTier.CRITICAL));
        if (!facts.vulnerabilities().isEmpty()) {
            known.add(new Fact(
                    "Why",
                    facts.vulnerabilities().stream()
                            .sorted()
                            .map(Vulnerability::words)
                            .collect(Collectors.joining(", ")),
                    false));
        }
        known.add(new Fact("Equipment", equipment(facts), facts.equipment() == Equipment.UNKNOWN));
        known.add(new Fact(
                "Line",
                line.provider() == null
                        ? "the provider is not known"
                        : line.provider()
                                + (line.plannedOn() == null ? "" : ", to be moved on " + day(line.plannedOn())),
                line.provider() == null));
        known.add(new Fact(
                "Confirmed to the provider",
                line.confirmedAt() == null
                        ? "not yet"
                        : clock.day(line.confirmedAt()) + " by " + by(String.valueOf(line.confirmedBy())),
                false));
        if (line.confirmedAt() != null && !evidence) {
            known.add(new Fact("Evidence that it was confirmed", "none is kept here", false));
        }
        known.add(new Fact("Area", facts.area() == null ? "not on file" : facts.area(), false));
        if (facts.externalId() != null) {
            known.add(new Fact("Own number", facts.externalId(), false));
        }
        if (facts.uprn() != null) {
            known.add(new Fact("UPRN", facts.uprn(), false));
        }
        return known;
    }

    private static String equipment(HomeFacts facts) {
        return switch (facts.equipment()) {
            case UNKNOWN -> "not known";
            case ANALOGUE -> "analogue";
            case DIGITAL -> "digital";
            case CONVERTER ->
                facts.converterAssessedOn() == null
                        ? "analogue behind a converter, interim; its risk was never assessed"
                        : "analogue behind a converter, interim; risk assessed on " + day(facts.converterAssessedOn());
        };
    }

    static String tier(RiskTier tier) {
        return tier.name().charAt(0) + tier.name().substring(1).toLowerCase(Locale.ROOT);
    }

    static String equipment(Equipment equipment) {
        return equipment == Equipment.UNKNOWN ? "not known" : equipment.name().toLowerCase(Locale.ROOT);
    }

    private static HomePage.Form form(Home home, HomeFacts facts, boolean evidence) {
        Home.Address address = home.address();
        return new HomePage.Form(
                address.line1(),
                text(address.line2()),
                text(address.town()),
                address.postcode(),
                text(home.risks()),
                text(facts.externalId()),
                text(facts.uprn()),
                text(facts.area()),
                Arrays.stream(RiskTier.values())
                        .map(tier -> new Choice(tier.name(), tier(tier), tier == facts.riskTier()))
                        .toList(),
                Arrays.stream(Equipment.values())
                        .map(kind -> new Choice(kind.name(), equipment(kind), kind == facts.equipment()))
                        .toList(),
                Arrays.stream(Vulnerability.values())
                        .map(one -> new Choice(
                                one.name(), one.words(), facts.vulnerabilities().contains(one)))
                        .toList(),
                text(facts.converterAssessedOn()),
                text(facts.line().provider()),
                text(facts.line().plannedOn()),
                facts.line().confirmedAt() != null,
                evidence,
                text(facts.formerCentre()));
    }

    private HomePage.Person person(Residents.Stay stay, HomeReader.Found found) {
        ServiceUser person = stay.person();
        Instant until = stay.until();
        boolean here = until == null || until.isAfter(now);
        Status status = person.statusAt(now);
        String words = PersonCards.status(person, clock, now);
        return new HomePage.Person(
                person.id().toString(),
                person.name(),
                person.telephone(),
                words == null ? "active" : words,
                status == Status.ACTIVE,
                here,
                "since " + clock.day(stay.since()) + (until == null ? "" : " until " + clock.day(until)),
                stay.reviewOn() == null ? null : day(stay.reviewOn()),
                stay.hold(),
                found.statuses().getOrDefault(person.id(), List.of()).stream()
                        .limit(STATUS_LINES)
                        .map(this::statusLine)
                        .toList(),
                Arrays.stream(Status.values())
                        .map(one -> new Choice(one.name(), one.words(), one == status))
                        .toList());
    }

    private HomePage.StatusLine statusLine(StatusLine line) {
        String words = line.status().words()
                + (line.until() == null ? "" : " until " + clock.day(line.until()))
                + (line.note() == null ? "" : ": " + line.note());
        return new HomePage.StatusLine(clock.day(line.since()), words, by(line.recordedBy()));
    }

    private HomePage.Things things(HomeReader.Things things) {
        return new HomePage.Things(
                things.units().stream().map(this::unit).toList(),
                things.triggers().stream()
                        .map(trigger -> new HomePage.Trigger(
                                trigger.id().toString(),
                                trigger.words(),
                                trigger.dty() + (trigger.did() == null ? "" : " / " + trigger.did()),
                                clock.day(trigger.since())))
                        .toList(),
                things.placements().stream().map(this::placement).toList(),
                things.lent().stream().map(HomeWriter::lent).toList(),
                things.shelf().stream().map(HomeWriter::lent).toList());
    }

    private HomePage.Unit unit(UnitFactsStore.Known known) {
        List<Fact> facts = new ArrayList<>();
        UnitFactsStore.Reported reported = known.reported();
        String firmware =
                reported == null || reported.firmware() == null ? known.facts().firmware() : reported.firmware();
        facts.add(new Fact(
                "Last heard",
                known.lastHeard() == null ? "never: nothing proves that it works" : clock.full(known.lastHeard()),
                known.lastHeard() == null));
        facts.add(new Fact(
                "Serial number",
                known.facts().serial() == null ? "not on file" : known.facts().serial(),
                false));
        if (firmware != null) {
            facts.add(new Fact("Firmware", firmware, false));
        }
        if (known.facts().iccid() != null) {
            String network = known.facts().simNetwork();
            facts.add(new Fact("SIM", known.facts().iccid() + (network == null ? "" : ", " + network), false));
        }
        if (reported != null && reported.bearer() != null) {
            facts.add(new Fact("Carried by", reported.bearer() + ", said " + clock.day(reported.at()), false));
        }
        int paths = known.facts().paths().size();
        facts.add(new Fact(
                "Paths",
                paths == 0
                        ? "not on file"
                        : known.facts().paths().stream()
                                        .sorted()
                                        .map(path -> path.name()
                                                .toLowerCase(Locale.ROOT)
                                                .replace('_', ' '))
                                        .collect(Collectors.joining(" and "))
                                + (paths == 1 ? ", no second path" : ""),
                paths == 1));
        return new HomePage.Unit(
                known.unit().cid(),
                known.make() == null ? "make not on file" : known.make() + " " + known.model(),
                facts);
    }

    private String placement(Placement placement) {
        Instant until = placement.until();
        return "Unit %s, since %s%s, placed by %s"
                .formatted(
                        placement.cid(),
                        clock.day(placement.since()),
                        until == null ? "" : " until " + clock.day(until),
                        by(placement.placedBy()));
    }

    private static HomePage.Lent lent(StockItem item) {
        return new HomePage.Lent(item.id().toString(), StockPages.words(item));
    }

    private static HomePage.ContactLine contact(Contact contact) {
        String relation = contact.reach().relation();
        String kind = contact.kind().name().toLowerCase(Locale.ROOT);
        return new HomePage.ContactLine(
                contact.name(),
                (relation == null || relation.isBlank() ? kind : relation + ", " + kind)
                        + (contact.reach().active() ? "" : " (works here no more: passed over)"),
                contact.reach().telephone());
    }

    private HomePage.AlarmLine alarm(AlarmRow row) {
        boolean open = row.alarm().progress().state() != AlarmState.CLOSED;
        return new HomePage.AlarmLine(
                row.alarm().id().toString(),
                clock.full(row.alarm().progress().raisedAt()),
                row.alarm().trigger().words(),
                row.alarm().reference(),
                open);
    }

    private HomePage.ChangeLine change(UnitChange change) {
        String what = switch (change.kind()) {
            case FIRMWARE -> "Firmware";
            case CONFIGURATION -> "Settings changed";
            case UNIT_SWAP -> "Unit swapped";
            case SIM_SWAP -> "SIM swapped";
            case LINE -> "Line";
            case TRIGGER_ADDED -> "Trigger added";
            case TRIGGER_REMOVED -> "Trigger taken away";
            case ROAMING -> "Carried by another network";
            case MOVED_HOME ->
                Objects.equals(change.was(), change.isNow())
                        ? "Unit came back from the shelf"
                        : "Unit came from another home";
        };
        String values = change.kind() == UnitChange.Kind.MOVED_HOME ? "" : values(change);
        String words = values.isEmpty() ? what : what + ": " + values;
        return new HomePage.ChangeLine(
                clock.full(change.at()),
                change.times() == 1 ? words : words + ", the first of " + change.times() + " changes that day",
                by(change.noticedBy()));
    }

    private static String values(UnitChange change) {
        String was = change.was();
        String isNow = change.isNow();
        if (was != null && isNow != null) {
            return was + " → " + isNow;
        }
        return was != null ? was : isNow == null ? "" : isNow;
    }

    static String by(String actor) {
        return actor.equals("unit") ? "the unit itself" : actor.replaceFirst("^operator:", "");
    }

    static String day(LocalDate day) {
        return DAY.format(day);
    }

    private static String text(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }
}
