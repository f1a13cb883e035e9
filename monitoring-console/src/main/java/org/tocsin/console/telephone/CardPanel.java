package org.tocsin.console.telephone;

import io.vertx.core.Future;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.TextStyle;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.SignedIn;
import org.tocsin.console.board.WallClock;
import org.tocsin.console.estate.HomePanel;
import org.tocsin.console.person.CardReader;
import org.tocsin.console.person.PersonCard;
import org.tocsin.console.person.PersonCards;
import org.tocsin.home.HomeStore;
import org.tocsin.response.Contact;
import org.tocsin.response.ContactTime;
import org.tocsin.response.ContactTimes;
import org.tocsin.response.Reachable;
import org.tocsin.response.ResponseStore;
import org.tocsin.service.ServiceStore;

/** The card of a home on its page, where it is kept: for those who work on alarms. */
public final class CardPanel implements HomePanel {
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("EEE d MMM", Locale.UK);

    private final Parts parts;
    private final Pages pages;
    private final HomeStore homes;
    private final CardReader cards;
    private final ResponseStore responses;
    private final ServiceStore services;

    public CardPanel(Parts parts, Pages pages) {
        this.parts = parts;
        this.pages = pages;
        this.homes = new HomeStore(
                parts.database(), parts.keyring(), new AuditTrail(parts.database(), parts.clock()), parts.clock());
        this.cards = new CardReader(parts);
        this.responses = new ResponseStore(parts.database());
        this.services = new ServiceStore(parts.database(), parts.clock());
    }

    /**
     * A contact as it is kept.
     *
     * @param confirmed null for never
     * @param reach whether they can be rung now, in words
     */
    public record Line(
            String id,
            String name,
            String relation,
            @Nullable String telephone,
            @Nullable String email,
            @Nullable String confirmed,
            String reach,
            boolean now,
            List<Time> times) {}

    public record Time(String id, String words) {}

    @Override
    public Future<String> render(SignedIn reader, UUID homeId) {
        if (!reader.role().worksOnAlarms()) {
            return Future.succeededFuture("");
        }
        return services.findById(reader.serviceId())
                .map(Optional::orElseThrow)
                .compose(service -> responses.contacts(reader.scope(), homeId).compose(all -> {
                    List<Contact> own =
                            all.stream().filter(one -> one.homeId() != null).toList();
                    WallClock clock = new WallClock(service.zone());
                    return Future.all(
                                    cards.known(reader.scope(), homeId, own, service.zone()),
                                    homes.card(reader.scope(), homeId))
                            .map(both -> html(reader, homeId, own, both.resultAt(0), both.resultAt(1), clock));
                }));
    }

    private String html(
            SignedIn reader,
            UUID homeId,
            List<Contact> contacts,
            CardReader.Known known,
            Optional<HomeStore.Card> card,
            WallClock clock) {
        Instant now = parts.clock().instant();
        Map<String, @Nullable Object> values = new HashMap<>();
        values.put("home", homeId.toString());
        values.put("csrf", reader.csrf());
        values.put(
                "card",
                card.map(on -> PersonCards.of(on, known.facts(), known.keySafe(), clock, now))
                        .orElse(PersonCard.UNKNOWN));
        values.put(
                "contacts",
                contacts.stream()
                        .map(one -> line(one, known.times(), clock, now))
                        .toList());
        return pages.render("cardpanel.jte", values);
    }

    private static Line line(Contact contact, ContactTimes.Known known, WallClock clock, Instant now) {
        List<ContactTime> times = known.timesOf(contact.id());
        Reachable reachable = Reachable.of(times, LocalDateTime.ofInstant(now, clock.zone()));
        ContactTimes.Confirmed confirmed = known.confirmed().get(contact.id());
        String relation = contact.reach().relation();
        return new Line(
                contact.id().toString(),
                contact.name(),
                (relation == null ? "" : relation + ", ")
                        + contact.kind().name().toLowerCase(Locale.ROOT),
                contact.reach().telephone(),
                contact.reach().email(),
                confirmed == null ? null : clock.date(confirmed.at()) + ", " + PersonCards.by(confirmed.by()),
                (reachable.now() ? "can be rung now" : "not now")
                        + (reachable.words() == null ? ", at any time" : ", " + reachable.words()),
                reachable.now(),
                times.stream()
                        .map(time -> new Time(time.id().toString(), words(time)))
                        .toList());
    }

    private static String words(ContactTime time) {
        if (time instanceof ContactTime.Hours hours) {
            String days = hours.days().size() == DayOfWeek.values().length
                    ? "every day"
                    : Arrays.stream(DayOfWeek.values())
                            .filter(hours.days()::contains)
                            .map(day -> day.getDisplayName(TextStyle.SHORT, Locale.UK))
                            .collect(Collectors.joining(", "));
            return days + " " + hours.from() + " to " + hours.until();
        }
        ContactTime.Away away = (ContactTime.Away) time;
        return "away " + DAY.format(away.from()) + " to " + DAY.format(away.until())
                + (away.note() == null ? "" : ", " + away.note());
    }
}
