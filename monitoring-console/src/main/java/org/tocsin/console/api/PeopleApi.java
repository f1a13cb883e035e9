package org.tocsin.console.api;

import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Passwords;
import org.tocsin.access.People;
import org.tocsin.access.PeopleDesk;
import org.tocsin.access.PersonForm;
import org.tocsin.access.Role;
import org.tocsin.console.Callers;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.api.Api.Answer;

/** Who signs in to a service, for the programs that keep its staff. A program does what a manager may. */
final class PeopleApi {
    private static final String PEOPLE = Api.ROOT + "/people";
    private static final Map<String, Role> ROLES =
            Arrays.stream(Role.values()).collect(Collectors.toMap(Enum::name, Function.identity()));

    private final People people;
    private final PeopleDesk desk;

    PeopleApi(Parts parts) {
        this.people = new People(parts.database(), parts.clock());
        this.desk = new PeopleDesk(parts.database(), parts.operators().passwords(), parts.clock());
    }

    void mount(Router router) {
        router.get(PEOPLE).handler(Answers.answering(this::list));
        router.post(PEOPLE).handler(Answers.answering(this::add));
        router.get(PEOPLE + "/:username").handler(Answers.answering(this::one));
        router.patch(PEOPLE + "/:username").handler(Answers.answering(this::change));
        router.post(PEOPLE + "/:username/password").handler(Answers.answering(this::reset));
        router.post(PEOPLE + "/:username/end").handler(Answers.answering(context -> set(context, false)));
        router.post(PEOPLE + "/:username/restore").handler(Answers.answering(context -> set(context, true)));
    }

    private Future<Answer> list(RoutingContext context) {
        return people.list(manager(context).scope()).map(all -> {
            Map<String, @Nullable Object> json = new LinkedHashMap<>();
            json.put("items", all.stream().map(PeopleApi::json).toList());
            json.put("next", null);
            return Answer.ok(json);
        });
    }

    private Future<Answer> one(RoutingContext context) {
        return found(context, manager(context)).map(person -> Answer.ok(json(person)));
    }

    private Future<Answer> add(RoutingContext context) {
        Caller caller = manager(context);
        Fields body = Json.body(context);
        String username = body.text("username", 64);
        PersonForm form = new PersonForm(
                body.text("displayName", PersonForm.LONGEST_NAME),
                body.oneOf("role", ROLES),
                body.optionalText("telephone", 40),
                body.optionalNumber("place", 1, PersonForm.LAST_PLACE),
                body.flag("calledOut", true));
        return orBusy(desk.add(caller.scope(), by(caller), username, form, Pages.address(context)))
                .compose(result -> answer(caller, done(result), 201));
    }

    /** What is left out stays as it is. */
    private Future<Answer> change(RoutingContext context) {
        Caller caller = manager(context);
        Fields body = Json.body(context);
        return found(context, caller)
                .compose(now -> desk.change(
                        caller.scope(), by(caller), now.username(), wanted(body, now), Pages.address(context)))
                .compose(result -> answer(caller, done(result), 200));
    }

    private static PersonForm wanted(Fields body, People.Standing now) {
        return new PersonForm(
                body.names("displayName") ? body.text("displayName", PersonForm.LONGEST_NAME) : now.name(),
                body.names("role") ? body.oneOf("role", ROLES) : now.role(),
                body.changedText("telephone", 40, now.telephone()),
                body.names("place") ? body.optionalNumber("place", 1, PersonForm.LAST_PLACE) : now.place(),
                body.flag("calledOut", now.role() != Role.RESPONDER || now.place() != null));
    }

    private Future<Answer> reset(RoutingContext context) {
        Caller caller = manager(context);
        return orBusy(desk.reset(caller.scope(), by(caller), context.pathParam("username"), Pages.address(context)))
                .compose(result -> answer(caller, done(result), 200));
    }

    private Future<Answer> set(RoutingContext context, boolean active) {
        Caller caller = manager(context);
        return people.setActive(
                        caller.scope(), by(caller), context.pathParam("username"), active, Pages.address(context))
                .compose(result -> switch (result) {
                    case DONE, SAME -> found(context, caller).map(person -> Answer.ok(json(person)));
                    case NOBODY -> Future.failedFuture(Problem.notFound());
                    case NOT_ALLOWED ->
                        Future.failedFuture(new Problem(
                                403, "Nobody ends their own sign-in, and only an administrator that of a manager."));
                    case LAST_ADMIN ->
                        Future.failedFuture(new Problem(403, "A service keeps an administrator: make another first."));
                });
    }

    private Future<Answer> answer(Caller caller, PeopleDesk.Result.Done done, int status) {
        return people.find(caller.scope(), done.username()).map(found -> {
            Map<String, @Nullable Object> json = json(found.orElseThrow(Problem::notFound));
            if (done.firstPassword() != null) {
                json.put("firstPassword", done.firstPassword());
            }
            return new Answer(status, json);
        });
    }

    private Future<People.Standing> found(RoutingContext context, Caller caller) {
        return people.find(caller.scope(), context.pathParam("username"))
                .compose(found ->
                        found.map(Future::succeededFuture).orElseGet(() -> Future.failedFuture(Problem.notFound())));
    }

    private static PeopleDesk.Result.Done done(PeopleDesk.Result result) {
        if (result instanceof PeopleDesk.Result.Done done) {
            return done;
        }
        if (result instanceof PeopleDesk.Result.Refused no) {
            throw Problem.field(no.field(), no.why());
        }
        if (result instanceof PeopleDesk.Result.NotAllowed no) {
            throw new Problem(403, no.why());
        }
        throw Problem.notFound();
    }

    private static <T> Future<T> orBusy(Future<T> future) {
        return future.recover(e -> Future.failedFuture(
                e instanceof Passwords.Busy ? new Problem(503, "Not possible right now. Try again in a moment.") : e));
    }

    private static Caller manager(RoutingContext context) {
        Caller caller = Callers.caller(context);
        caller.mustBe(EnumSet.of(Role.MANAGER, Role.ADMIN));
        return caller;
    }

    private static Role by(Caller caller) {
        Role role = caller.role();
        return role == null ? Role.MANAGER : role;
    }

    private static Map<String, @Nullable Object> json(People.Standing person) {
        Instant until = person.firstPasswordUntil();
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("username", person.username());
        json.put("displayName", person.name());
        json.put("role", person.role().name());
        json.put("active", person.active());
        json.put("firstPasswordUntil", until == null ? null : until.toString());
        json.put("telephone", person.telephone());
        json.put("place", person.place());
        json.put("homes", person.homes());
        json.put("shifts", person.shifts());
        json.put("callouts", person.jobs());
        json.put("alarms", person.alarms());
        return json;
    }
}
