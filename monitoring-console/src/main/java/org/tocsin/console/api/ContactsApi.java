package org.tocsin.console.api;

import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Scope;
import org.tocsin.console.Callers;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.api.Api.Answer;
import org.tocsin.home.CardHead;
import org.tocsin.home.HomeFactsStore;
import org.tocsin.home.Residents;
import org.tocsin.home.ServiceUser;
import org.tocsin.platform.Page;
import org.tocsin.response.Contact;
import org.tocsin.response.ContactDesk;
import org.tocsin.response.ContactTimes;
import org.tocsin.response.ResponseStore;

/** The contacts of homes, and what is read first on their cards, kept current by other systems. */
final class ContactsApi {
    private static final Map<String, Contact.Kind> KINDS =
            Map.of("keyholder", Contact.Kind.KEYHOLDER, "relative", Contact.Kind.RELATIVE);

    private final ContactDesk desk;
    private final ContactTimes times;
    private final ResponseStore responses;
    private final CardHead head;
    private final Residents residents;
    private final HomeFactsStore homes;
    private final AuditTrail audit;

    ContactsApi(Parts parts) {
        this.desk = new ContactDesk(parts.database(), parts.clock(), parts.wakeup());
        this.times = new ContactTimes(parts.database(), parts.clock());
        this.responses = new ResponseStore(parts.database());
        this.head = new CardHead(parts.database(), parts.clock(), parts.wakeup());
        this.residents = new Residents(parts.database(), parts.clock(), parts.wakeup());
        this.homes = new HomeFactsStore(parts.database());
        this.audit = new AuditTrail(parts.database(), parts.clock());
    }

    void mount(Router router, String homes) {
        router.get(homes + "/:id/contacts").handler(Answers.answering(this::list));
        router.post(homes + "/:id/contacts").handler(Answers.answering(this::add));
        router.patch(homes + "/:id/contacts/:part").handler(Answers.answering(this::change));
        router.post(homes + "/:id/contacts/:part/retire")
                .handler(Answers.answering(context -> done(
                        context,
                        part -> desk.retire(scope(context), Query.id(context), part, Pages.address(context)))));
        router.post(homes + "/:id/contacts/:part/restore")
                .handler(Answers.answering(context -> done(
                        context,
                        part -> desk.restore(scope(context), Query.id(context), part, Pages.address(context)))));
        router.patch(homes + "/:id/residents/:part").handler(Answers.answering(this::person));
        router.post(homes + "/:id/residents/:part/confirm")
                .handler(Answers.answering(context -> done(
                        context,
                        part -> head.confirm(scope(context), Query.id(context), part, Pages.address(context)))));
        router.post(homes + "/:id/risks/confirm")
                .handler(Answers.answering(
                        context -> head.confirmRisks(scope(context), Query.id(context), Pages.address(context))
                                .map(done -> answer(done, Query.id(context)))));
    }

    private interface Act {
        Future<Boolean> on(UUID part);
    }

    private static Future<Answer> done(RoutingContext context, Act act) {
        UUID part = part(context);
        return act.on(part).map(done -> answer(done, part));
    }

    private static Answer answer(boolean done, UUID id) {
        if (!done) {
            throw Problem.notFound();
        }
        return Answer.ok(Map.of("id", id.toString()));
    }

    private Future<Answer> list(RoutingContext context) {
        Scope scope = scope(context);
        UUID id = Query.id(context);
        return homes.find(scope, id)
                .compose(found -> found.isEmpty()
                        ? Future.failedFuture(Problem.notFound())
                        : audit.record(scope, "read-contacts", "home:" + id, Pages.address(context)))
                .compose(v -> Future.all(responses.contacts(scope, id), desk.retired(scope, id)))
                .map(both -> {
                    List<Contact> contacts = both.resultAt(0);
                    List<ContactDesk.Retired> retired = both.resultAt(1);
                    List<UUID> gone =
                            retired.stream().map(one -> one.contact().id()).toList();
                    List<Map<String, @Nullable Object>> items = new ArrayList<>();
                    contacts.stream()
                            .filter(one -> one.homeId() != null && !gone.contains(one.id()))
                            .forEach(one -> items.add(json(one, items.size() + 1, null)));
                    retired.forEach(one -> items.add(json(one.contact(), null, one)));
                    return Answer.ok(AlarmsApi.page(new Page<>(items, null), item -> item));
                });
    }

    private Future<Answer> add(RoutingContext context) {
        Scope scope = scope(context);
        Fields body = Json.body(context);
        ContactTimes.NewContact wanted = new ContactTimes.NewContact(
                body.text("name", 120),
                body.optionalText("telephone", 40),
                body.oneOf("kind", KINDS),
                body.optionalText("relation", 80),
                email(body, body.optionalText("email", 254)),
                language(body, null));
        return times.add(scope, Query.id(context), wanted, Pages.address(context))
                .map(id -> {
                    if (id == null) {
                        throw Problem.notFound();
                    }
                    return new Answer(201, Map.of("id", id.toString()));
                });
    }

    /** What is named is changed, and nothing else. */
    private Future<Answer> change(RoutingContext context) {
        Scope scope = scope(context);
        UUID home = Query.id(context);
        UUID part = part(context);
        Fields body = Json.body(context);
        Integer place = body.optionalNumber("place", 1, 100);
        return responses
                .contacts(scope, home)
                .map(all -> all.stream()
                        .filter(one -> one.id().equals(part) && one.homeId() != null)
                        .findFirst()
                        .orElseThrow(Problem::notFound))
                .compose(before -> {
                    ContactDesk.Wording wording = new ContactDesk.Wording(
                            body.names("name") ? body.text("name", 120) : before.name(),
                            body.changedText("telephone", 40, before.reach().telephone()),
                            body.changedText("relation", 80, before.reach().relation()),
                            body.names("kind") ? body.oneOf("kind", KINDS) : null,
                            email(
                                    body,
                                    body.changedText(
                                            "email", 254, before.reach().email())),
                            language(body, before.reach().language()));
                    return desk.correct(scope, home, part, wording, Pages.address(context));
                })
                .compose(done -> done && place != null
                        ? desk.move(scope, home, part, place, Pages.address(context))
                        : Future.succeededFuture(done))
                .map(done -> answer(done, part));
    }

    private Future<Answer> person(RoutingContext context) {
        Scope scope = scope(context);
        UUID home = Query.id(context);
        UUID part = part(context);
        Fields body = Json.body(context);
        return residents
                .ofHome(scope, home)
                .map(all -> all.stream()
                        .map(Residents.Stay::person)
                        .filter(one -> one.id().equals(part))
                        .findFirst()
                        .orElseThrow(Problem::notFound))
                .compose((ServiceUser before) -> head.correct(
                        scope,
                        home,
                        part,
                        body.names("name") ? body.text("name", 200) : before.name(),
                        body.changedText("telephone", 40, before.telephone()),
                        body.changedText("notes", 2_000, before.notes()),
                        Pages.address(context)))
                .map(done -> answer(done, part));
    }

    private static @Nullable String email(Fields body, @Nullable String email) {
        if (email != null && !ContactTimes.isEmail(email)) {
            throw body.refused("email", "That is no e-mail address.");
        }
        return email;
    }

    /** Null is said to take it away: they are written to as the provider is set. */
    private static Contact.@Nullable Language language(Fields body, Contact.@Nullable Language before) {
        String code = body.changedText("language", 2, before == null ? null : before.code());
        Contact.Language language = Contact.Language.of(code);
        if (code != null && language == null) {
            throw body.refused("language", "A language is en or cy.");
        }
        return language;
    }

    private static Map<String, @Nullable Object> json(
            Contact contact, @Nullable Integer place, ContactDesk.@Nullable Retired retired) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("id", contact.id().toString());
        json.put("place", place);
        json.put("name", contact.name());
        json.put("telephone", contact.reach().telephone());
        json.put("relation", contact.reach().relation());
        json.put("kind", EstateFields.word(contact.kind()));
        json.put("email", contact.reach().email());
        Contact.Language language = contact.reach().language();
        json.put("language", language == null ? null : language.code());
        json.put("retiredAt", retired == null ? null : retired.at().toString());
        json.put("retiredBy", retired == null ? null : retired.by());
        return json;
    }

    private static Scope scope(RoutingContext context) {
        Caller caller = Callers.caller(context);
        caller.mustWorkOnAlarms();
        return caller.scope();
    }

    private static UUID part(RoutingContext context) {
        return Objects.requireNonNullElseGet(Pages.id(context, "part"), () -> {
            throw Problem.notFound();
        });
    }
}
