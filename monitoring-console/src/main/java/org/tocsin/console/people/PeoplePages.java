package org.tocsin.console.people;

import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.People;
import org.tocsin.access.PeopleDesk;
import org.tocsin.access.PersonForm;
import org.tocsin.access.Role;
import org.tocsin.console.Login;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.Refusal;
import org.tocsin.console.SignedIn;
import org.tocsin.console.people.PeoplePage.Fields;
import org.tocsin.console.people.PeoplePage.HandOut;
import org.tocsin.console.people.PeoplePage.Said;
import org.tocsin.service.ServiceStore;
import org.tocsin.service.TelecareService;

/** {@code /people}: who signs in, as what, where they stand in plans and rotas, and the end of a sign-in; for managers. */
public final class PeoplePages {
    private static final String ROOT = "/people";
    private static final String NOT_A_FORM = "Choose a role; a place in the list is a number.";

    private final Pages pages;
    private final People people;
    private final PeopleDesk desk;
    private final ServiceStore services;
    private final InstantSource clock;

    public PeoplePages(Parts parts, Pages pages) {
        this.pages = pages;
        this.clock = parts.clock();
        this.people = new People(parts.database(), clock);
        this.desk = new PeopleDesk(parts.database(), parts.operators().passwords(), clock);
        this.services = new ServiceStore(parts.database(), clock);
    }

    /** Adds the addresses of people, for those who are signed in. */
    public void mount(Router router) {
        router.route("/people*").handler(PeoplePages::managersOnly);
        router.get(ROOT).handler(context -> show(context, Said.NOTHING, null));
        router.post(ROOT).handler(this::add);
        router.get("/people/:username").handler(context -> person(context, username(context), Said.NOTHING, null));
        router.post("/people/:username").handler(this::change);
        router.post("/people/:username/password").handler(this::reset);
        router.post("/people/:username/end").handler(context -> set(context, false));
        router.post("/people/:username/restore").handler(context -> set(context, true));
    }

    private static void managersOnly(RoutingContext context) {
        Role role = Login.signedIn(context).role();
        if (role == Role.MANAGER || role == Role.ADMIN) {
            context.next();
        } else {
            context.fail(403, new Refusal("Sign-ins are kept by managers."));
        }
    }

    /** @param typed what could not be taken; null for an empty form */
    private void show(RoutingContext context, Said said, @Nullable Fields typed) {
        SignedIn me = Login.signedIn(context);
        Future.all(people.list(me.scope()), services.findById(me.serviceId()))
                .onSuccess(both -> {
                    List<People.Standing> all = both.resultAt(0);
                    TelecareService service =
                            both.<Optional<TelecareService>>resultAt(1).orElseThrow();
                    Pages.html(
                            context,
                            pages.render(
                                    "people.jte",
                                    Map.of(
                                            "me",
                                            me,
                                            "lines",
                                            all.stream()
                                                    .map(one ->
                                                            PeopleWriter.line(one, me, service.zone(), clock.instant()))
                                                    .toList(),
                                            "said",
                                            said,
                                            "fields",
                                            typed == null ? PeopleWriter.empty(me) : typed)));
                })
                .onFailure(context::fail);
    }

    /** @param typed what could not be taken; null for what is on file */
    private void person(RoutingContext context, String username, Said said, @Nullable Fields typed) {
        SignedIn me = Login.signedIn(context);
        Future.all(people.find(me.scope(), username), services.findById(me.serviceId()))
                .onSuccess(both -> {
                    Optional<People.Standing> found = both.resultAt(0);
                    if (found.isEmpty()) {
                        context.fail(404);
                        return;
                    }
                    TelecareService service =
                            both.<Optional<TelecareService>>resultAt(1).orElseThrow();
                    Pages.html(
                            context,
                            pages.render(
                                    "person.jte",
                                    Map.of(
                                            "me",
                                            me,
                                            "line",
                                            PeopleWriter.line(found.get(), me, service.zone(), clock.instant()),
                                            "said",
                                            said,
                                            "fields",
                                            typed == null ? PeopleWriter.fields(found.get(), me) : typed)));
                })
                .onFailure(context::fail);
    }

    private void add(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        String username = Pages.text(context, "username").toLowerCase(Locale.ROOT);
        Fields typed = typed(context, me, username);
        form(context)
                .ifPresentOrElse(
                        form -> desk.add(me.scope(), me.role(), username, form, Pages.address(context))
                                .onSuccess(result -> answer(
                                        context,
                                        result,
                                        said -> show(
                                                context, said, said.problem().isEmpty() ? null : typed)))
                                .onFailure(context::fail),
                        () -> refused(context, () -> show(context, Said.problem(NOT_A_FORM), typed)));
    }

    private void change(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        String username = username(context);
        Fields typed = typed(context, me, username);
        form(context)
                .ifPresentOrElse(
                        form -> desk.change(me.scope(), me.role(), username, form, Pages.address(context))
                                .onSuccess(result -> answer(
                                        context,
                                        result,
                                        said -> person(
                                                context,
                                                username,
                                                said,
                                                said.problem().isEmpty() ? null : typed)))
                                .onFailure(context::fail),
                        () -> refused(context, () -> person(context, username, Said.problem(NOT_A_FORM), typed)));
    }

    private void reset(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        String username = username(context);
        desk.reset(me.scope(), me.role(), username, Pages.address(context))
                .onSuccess(result -> answer(context, result, said -> person(context, username, said, null)))
                .onFailure(context::fail);
    }

    private static void refused(RoutingContext context, Runnable show) {
        context.response().setStatusCode(422);
        show.run();
    }

    private interface Showing {
        void of(Said said);
    }

    private static void answer(RoutingContext context, PeopleDesk.Result result, Showing showing) {
        if (result instanceof PeopleDesk.Result.Done done) {
            String first = done.firstPassword();
            showing.of(
                    first == null
                            ? new Said("Kept.", "", null)
                            : new Said("", "", new HandOut(done.username(), first)));
        } else if (result instanceof PeopleDesk.Result.Refused no) {
            refused(context, () -> showing.of(Said.problem(no.why())));
        } else if (result instanceof PeopleDesk.Result.NotAllowed no) {
            context.fail(403, new Refusal(no.why()));
        } else {
            context.fail(404);
        }
    }

    private static Fields typed(RoutingContext context, SignedIn me, String username) {
        Role role = role(context).orElse(Role.OPERATOR);
        return new Fields(
                username,
                Pages.text(context, "displayName"),
                PeopleWriter.roles(me, role),
                Pages.text(context, "telephone"),
                Pages.text(context, "place"),
                calledOut(context));
    }

    /** Empty where the role is none or the place no number, which the page's own fields never send. */
    private static Optional<PersonForm> form(RoutingContext context) {
        String place = Pages.text(context, "place");
        if (!place.matches("[0-9]{0,4}")) {
            return Optional.empty();
        }
        return role(context)
                .map(role -> new PersonForm(
                        Pages.text(context, "displayName"),
                        role,
                        Pages.field(context, "telephone"),
                        place.isEmpty() ? null : Integer.valueOf(place),
                        calledOut(context)));
    }

    private static boolean calledOut(RoutingContext context) {
        return Pages.text(context, "calledOut").equals("yes");
    }

    private static Optional<Role> role(RoutingContext context) {
        String name = Pages.text(context, "role");
        return Arrays.stream(Role.values())
                .filter(role -> role.name().equals(name))
                .findFirst();
    }

    private static String username(RoutingContext context) {
        return context.pathParam("username");
    }

    private void set(RoutingContext context, boolean active) {
        SignedIn me = Login.signedIn(context);
        String username = username(context);
        people.setActive(me.scope(), me.role(), username, active, Pages.address(context))
                .onSuccess(result -> {
                    switch (result) {
                        case DONE ->
                            show(
                                    context,
                                    new Said(
                                            active
                                                    ? username + " may sign in again."
                                                    : username
                                                            + "'s sign-in has ended. Below stands where they are still planned: plans pass them over, and their shifts cover nothing.",
                                            "",
                                            null),
                                    null);
                        case SAME -> Pages.seeOther(context, ROOT);
                        case NOBODY -> context.fail(404);
                        case NOT_ALLOWED ->
                            context.fail(
                                    403,
                                    new Refusal(
                                            "Nobody ends their own sign-in, and only an administrator that of a manager."));
                        case LAST_ADMIN ->
                            context.fail(403, new Refusal("A service keeps an administrator: make another first."));
                    }
                })
                .onFailure(context::fail);
    }
}
