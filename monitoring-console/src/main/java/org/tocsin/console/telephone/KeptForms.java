package org.tocsin.console.telephone;

import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Scope;
import org.tocsin.console.Login;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.Refusal;
import org.tocsin.home.CardHead;
import org.tocsin.response.Contact;
import org.tocsin.response.ContactDesk;
import org.tocsin.response.ContactTimes;

/**
 * What whoever works on alarms learns on the telephone and puts right on a home's card: its contacts, their order, who is
 * asked no more, and what is read first. Each change is audited.
 */
final class KeptForms {
    private final Pages pages;
    private final ContactDesk contacts;
    private final CardHead head;

    KeptForms(Parts parts, Pages pages) {
        this.pages = pages;
        this.contacts = new ContactDesk(parts.database(), parts.clock(), parts.wakeup());
        this.head = new CardHead(parts.database(), parts.clock(), parts.wakeup());
    }

    void mount(Router router) {
        change(router, "contacts/:part", this::correct);
        change(router, "contacts/:part/place", this::move);
        change(
                router,
                "contacts/:part/retire",
                (context, asked) -> contacts.retire(asked.scope, asked.homeId, asked.part, Pages.address(context))
                        .map(KeptForms::found));
        change(
                router,
                "contacts/:part/restore",
                (context, asked) -> contacts.restore(asked.scope, asked.homeId, asked.part, Pages.address(context))
                        .map(done -> done
                                ? Optional.empty()
                                : Optional.of("That is nobody who was retired here, or this home has 100 contacts.")));
        change(router, "people/:part", this::person);
        change(
                router,
                "people/:part/confirm",
                (context, asked) -> head.confirm(asked.scope, asked.homeId, asked.part, Pages.address(context))
                        .map(KeptForms::found));
        change(router, "risks", this::risks);
        change(
                router,
                "risks/confirm",
                (context, asked) -> head.confirmRisks(asked.scope, asked.homeId, Pages.address(context))
                        .map(KeptForms::found));
    }

    /** @param part the contact or person it is about; the home itself where there is none */
    private record Asked(Scope scope, UUID homeId, UUID part) {}

    /** Gives what was wrong, for the person who filled the form in. */
    private interface Change {
        Future<Optional<String>> carryOut(RoutingContext context, Asked asked);
    }

    private void change(Router router, String path, Change change) {
        router.post("/homes/:id/" + path).handler(context -> {
            UUID id = Pages.id(context, "id");
            UUID part = path.contains(":part") ? Pages.id(context, "part") : id;
            if (id == null || part == null) {
                context.fail(404);
                return;
            }
            if (!Login.signedIn(context).role().worksOnAlarms()) {
                context.fail(403, new Refusal("That is not for you to change."));
                return;
            }
            change.carryOut(context, new Asked(Login.signedIn(context).scope(), id, part))
                    .onSuccess(problem -> answer(context, id, problem))
                    .onFailure(context::fail);
        });
    }

    private void answer(RoutingContext context, UUID homeId, Optional<String> problem) {
        String home = "/homes/" + homeId + "#card";
        if (problem.isEmpty()) {
            Pages.seeOther(context, home);
            return;
        }
        pages.homeUnchanged(context, home, problem.get());
    }

    private Future<Optional<String>> correct(RoutingContext context, Asked asked) {
        String name = Pages.text(context, "name");
        String telephone = Pages.field(context, "telephone");
        String relation = Pages.field(context, "relation");
        String email = Pages.field(context, "email");
        Contact.Kind kind = CasePages.one(Contact.Kind.values(), Pages.text(context, "kind"));
        if (!fits(name, 120) || name.isEmpty() || !fits(telephone, 40) || !fits(relation, 80)) {
            return wrong("Say who it is, and whether they hold a key.");
        }
        if (email != null && !ContactTimes.isEmail(email)) {
            return wrong("That is no e-mail address.");
        }
        // Whom a file called a responder stays one; on this page there is no other way to become one.
        Contact.Kind wanted = kind == Contact.Kind.RESPONDER ? null : kind;
        ContactDesk.Wording wording = new ContactDesk.Wording(
                name, telephone, relation, wanted, email, Contact.Language.of(Pages.text(context, "language")));
        return contacts.correct(asked.scope, asked.homeId, asked.part, wording, Pages.address(context))
                .map(KeptForms::found);
    }

    private Future<Optional<String>> move(RoutingContext context, Asked asked) {
        String to = Pages.text(context, "to");
        if (to.equals("up") || to.equals("down")) {
            return contacts.step(asked.scope, asked.homeId, asked.part, to.equals("up"), Pages.address(context))
                    .map(KeptForms::found);
        }
        if (!to.matches("[1-9][0-9]{0,2}")) {
            return wrong("A place is a number from 1.");
        }
        return contacts.move(asked.scope, asked.homeId, asked.part, Integer.parseInt(to), Pages.address(context))
                .map(KeptForms::found);
    }

    private Future<Optional<String>> risks(RoutingContext context, Asked asked) {
        String risks = Pages.field(context, "risks");
        return fits(risks, 2_000)
                ? head.correctRisks(asked.scope, asked.homeId, risks, Pages.address(context))
                        .map(KeptForms::found)
                : wrong("At most 2,000 characters.");
    }

    private Future<Optional<String>> person(RoutingContext context, Asked asked) {
        String name = Pages.text(context, "name");
        String telephone = Pages.field(context, "telephone");
        String notes = Pages.field(context, "notes");
        if (name.isEmpty() || !fits(name, 200) || !fits(telephone, 40) || !fits(notes, 2_000)) {
            return wrong("Say who it is: a name of at most 200 characters, a number of at most 40.");
        }
        return head.correct(asked.scope, asked.homeId, asked.part, name, telephone, notes, Pages.address(context))
                .map(KeptForms::found);
    }

    private static boolean fits(@Nullable String text, int longest) {
        return text == null || (text.length() <= longest && text.indexOf(0) < 0);
    }

    private static Future<Optional<String>> wrong(String why) {
        return Future.succeededFuture(Optional.of(why));
    }

    private static Optional<String> found(boolean done) {
        return done ? Optional.empty() : Optional.of("That is not on file here.");
    }
}
