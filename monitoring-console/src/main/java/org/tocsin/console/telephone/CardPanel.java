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
import org.tocsin.response.ContactDesk;
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
    private final ContactDesk desk;

    public CardPanel(Parts parts, Pages pages) {
        this.parts = parts;
        this.pages = pages;
        this.homes = new HomeStore(
                parts.database(), parts.keyring(), new AuditTrail(parts.database(), parts.clock()), parts.clock());
        this.cards = new CardReader(parts);
        this.responses = new ResponseStore(parts.database());
        this.services = new ServiceStore(parts.database(), parts.clock());
        this.desk = new ContactDesk(parts.database(), parts.clock(), parts.wakeup());
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
            List<Time> times,
            As as) {}

    /**
     * What can be corrected beside the name.
     *
     * @param kind name of its {@code Contact.Kind}
     * @param language code of what they read; empty where it is not on file
     */
    public record As(String relation, String kind, String language) {}

    /** Who was a contact and is asked no more. */
    public record Former(String id, String name, String relation, String retired) {}

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
                                    homes.card(reader.scope(), homeId),
                                    desk.retired(reader.scope(), homeId))
                            .map(found -> html(
                                    new Own(reader, homeId, own, found.resultAt(2)),
                                    found.resultAt(0),
                                    found.resultAt(1),
                                    clock));
                }));
    }

    private record Own(SignedIn reader, UUID homeId, List<Contact> contacts, List<ContactDesk.Retired> retired) {}

    private String html(Own own, CardReader.Known known, Optional<HomeStore.Card> card, WallClock clock) {
        Instant now = parts.clock().instant();
        Map<String, @Nullable Object> values = new HashMap<>();
        values.put("home", own.homeId().toString());
        values.put("csrf", own.reader().csrf());
        values.put("card", card.map(on -> PersonCards.of(on, known, clock, now)).orElse(PersonCard.UNKNOWN));
        values.put(
                "contacts",
                own.contacts().stream()
                        // Whoever was retired while they are awaited stands with the others who are asked no more.
                        .filter(one -> own.retired().stream()
                                .noneMatch(gone -> gone.contact().id().equals(one.id())))
                        .map(one -> line(one, known.times(), clock, now))
                        .toList());
        values.put(
                "former", own.retired().stream().map(one -> former(one, clock)).toList());
        return pages.render("cardpanel.jte", values);
    }

    private static Former former(ContactDesk.Retired one, WallClock clock) {
        String relation = one.contact().reach().relation();
        return new Former(
                one.contact().id().toString(),
                one.contact().name(),
                relation == null ? "" : relation,
                clock.date(one.at()) + ", " + PersonCards.by(one.by()));
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
                        .toList(),
                new As(
                        relation == null ? "" : relation,
                        contact.kind().name(),
                        contact.reach().language() == null
                                ? ""
                                : contact.reach().language().code()));
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
