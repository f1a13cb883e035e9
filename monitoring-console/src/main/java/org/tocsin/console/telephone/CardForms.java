package org.tocsin.console.telephone;

import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Scope;
import org.tocsin.console.Login;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.Refusal;
import org.tocsin.home.CardFact;
import org.tocsin.home.CardFacts;
import org.tocsin.platform.Ids;
import org.tocsin.response.Contact;
import org.tocsin.response.ContactTime;
import org.tocsin.response.ContactTimes;

/** What people change on a home's card: lines of it, its contacts and when they can be reached. Each change is audited. */
final class CardForms {
    private final Pages pages;
    private final CardFacts facts;
    private final ContactTimes times;

    CardForms(Parts parts, Pages pages) {
        this.pages = pages;
        this.facts = new CardFacts(parts.database(), parts.clock());
        this.times = new ContactTimes(parts.database(), parts.clock());
    }

    void mount(Router router) {
        change(router, "card", this::add);
        change(router, "card/:line", this::again);
        change(router, "contacts", this::contact);
        change(router, "contacts/:contact/hours", this::hours);
        change(router, "contacts/:contact/away", this::away);
        change(router, "contacts/:contact/confirm", this::confirm);
        change(router, "contacts/:contact/email", this::email);
        change(router, "contact-times/:time/end", this::endTime);
    }

    /** Gives what was wrong, for the person who filled the form in. Throws {@link DateTimeException} for no such time. */
    private interface Change {
        Future<Optional<String>> carryOut(RoutingContext context, Scope scope, UUID homeId);
    }

    private void change(Router router, String path, Change change) {
        router.post("/homes/:id/" + path).handler(context -> {
            UUID id = Pages.id(context, "id");
            if (id == null) {
                context.fail(404);
                return;
            }
            if (!Login.signedIn(context).role().worksOnAlarms()) {
                context.fail(403, new Refusal("That is not for you to change."));
                return;
            }
            carryOut(change, context, id)
                    .onSuccess(problem -> answer(context, id, problem))
                    .onFailure(context::fail);
        });
    }

    private static Future<Optional<String>> carryOut(Change change, RoutingContext context, UUID homeId) {
        try {
            return change.carryOut(context, Login.signedIn(context).scope(), homeId);
        } catch (DateTimeException e) {
            return Future.succeededFuture(Optional.of("A day looks like 2026-03-15, a time like 18:30."));
        }
    }

    private void answer(RoutingContext context, UUID homeId, Optional<String> problem) {
        String home = "/homes/" + homeId;
        if (problem.isEmpty()) {
            Pages.seeOther(context, home + "#card");
            return;
        }
        pages.homeUnchanged(context, home, problem.get());
    }

    private Future<Optional<String>> add(RoutingContext context, Scope scope, UUID homeId) {
        CardFact.Kind kind = CasePages.one(CardFact.Kind.values(), Pages.text(context, "kind"));
        String person = Pages.field(context, "person");
        UUID personId = person == null ? null : Pages.uuid(person);
        if (kind == null || (person != null && personId == null)) {
            return Future.succeededFuture(Optional.of("Say what it is about."));
        }
        return facts.add(scope, homeId, personId, kind, Pages.text(context, "words"), Pages.address(context))
                .map(CardForms::problem);
    }

    private Future<Optional<String>> again(RoutingContext context, Scope scope, UUID homeId) {
        UUID line = Pages.id(context, "line");
        if (line == null) {
            return Future.succeededFuture(Optional.of("That is not on the card."));
        }
        return (Pages.text(context, "act").equals("end")
                        ? facts.end(scope, homeId, line, Pages.address(context))
                        : facts.confirm(scope, homeId, line, Pages.address(context)))
                .map(CardForms::problem);
    }

    private static Optional<String> problem(CardFacts.Result result) {
        if (result instanceof CardFacts.Invalid invalid) {
            return Optional.of(invalid.why());
        }
        return result instanceof CardFacts.NotOnFile
                ? Optional.of("That is not on file here, or the card is full: end what no longer holds.")
                : Optional.empty();
    }

    private Future<Optional<String>> contact(RoutingContext context, Scope scope, UUID homeId) {
        Contact.Kind kind = CasePages.one(Contact.Kind.values(), Pages.text(context, "kind"));
        String name = Pages.text(context, "name");
        String telephone = Pages.field(context, "telephone");
        String relation = Pages.field(context, "relation");
        String email = Pages.field(context, "email");
        boolean fits =
                !name.isEmpty() && name.length() <= 120 && name.indexOf(0) < 0 && fits(telephone) && fits(relation);
        if (!fits || kind == null || kind == Contact.Kind.RESPONDER) {
            return Future.succeededFuture(Optional.of("Say who it is, and whether they hold a key."));
        }
        if (email != null && !ContactTimes.isEmail(email)) {
            return Future.succeededFuture(Optional.of("That is no e-mail address."));
        }
        return times.add(
                        scope,
                        homeId,
                        new ContactTimes.NewContact(
                                name,
                                telephone,
                                kind,
                                relation,
                                email,
                                Contact.Language.of(Pages.text(context, "language"))),
                        Pages.address(context))
                .map(id ->
                        id == null ? Optional.of("This home is not on file, or has 100 contacts.") : Optional.empty());
    }

    /** Empty: none any more. */
    private Future<Optional<String>> email(RoutingContext context, Scope scope, UUID homeId) {
        UUID contact = Pages.id(context, "contact");
        String email = Pages.field(context, "email");
        if (contact == null || (email != null && !ContactTimes.isEmail(email))) {
            return Future.succeededFuture(Optional.of("That is no e-mail address."));
        }
        return times.email(scope, homeId, contact, email, Pages.address(context))
                .map(changed -> changed ? Optional.empty() : Optional.of("This contact is not on file here."));
    }

    private static boolean fits(@Nullable String text) {
        return text == null || (text.length() <= 80 && text.indexOf(0) < 0);
    }

    private Future<Optional<String>> hours(RoutingContext context, Scope scope, UUID homeId) {
        UUID contact = Pages.id(context, "contact");
        Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        for (String name : context.request().formAttributes().getAll("day")) {
            DayOfWeek day = CasePages.one(DayOfWeek.values(), name);
            if (day != null) {
                days.add(day);
            }
        }
        if (contact == null || days.isEmpty()) {
            return Future.succeededFuture(Optional.of("Say on which days."));
        }
        ContactTime.Hours hours = new ContactTime.Hours(
                Ids.next(),
                contact,
                days,
                LocalTime.parse(Pages.text(context, "from")),
                LocalTime.parse(Pages.text(context, "until")));
        return times.addHours(scope, homeId, hours, Pages.address(context)).map(CardForms::ofThisHome);
    }

    private Future<Optional<String>> away(RoutingContext context, Scope scope, UUID homeId) {
        UUID contact = Pages.id(context, "contact");
        LocalDate from = LocalDate.parse(Pages.text(context, "from"));
        LocalDate until = LocalDate.parse(Pages.text(context, "until"));
        String note = Pages.field(context, "note");
        if (contact == null || until.isBefore(from) || !fits(note)) {
            return Future.succeededFuture(Optional.of("The last day away is not before the first."));
        }
        return times.addAway(
                        scope,
                        homeId,
                        new ContactTime.Away(Ids.next(), contact, from, until, note),
                        Pages.address(context))
                .map(CardForms::ofThisHome);
    }

    private Future<Optional<String>> confirm(RoutingContext context, Scope scope, UUID homeId) {
        UUID contact = Pages.id(context, "contact");
        return contact == null
                ? Future.succeededFuture(ofThisHome(false))
                : times.confirm(scope, homeId, contact, Pages.address(context)).map(CardForms::ofThisHome);
    }

    private Future<Optional<String>> endTime(RoutingContext context, Scope scope, UUID homeId) {
        UUID time = Pages.id(context, "time");
        return time == null
                ? Future.succeededFuture(ofThisHome(false))
                : times.end(scope, homeId, time, Pages.address(context)).map(CardForms::ofThisHome);
    }

    private static Optional<String> ofThisHome(boolean done) {
        return done
                ? Optional.empty()
                : Optional.of("That is not a contact of this home, or has no room for more times.");
    }
}
