package org.tocsin.console.people;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.tocsin.access.People;
import org.tocsin.access.Role;
import org.tocsin.console.Login;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.Refusal;
import org.tocsin.console.SignedIn;

/** {@code /people}: who signs in, where they stand in plans and rotas, and the end of a sign-in; for managers. */
public final class PeoplePages {
    private final Pages pages;
    private final People people;

    public PeoplePages(Parts parts, Pages pages) {
        this.pages = pages;
        this.people = new People(parts.database(), parts.clock());
    }

    /**
     * Somebody of the service.
     *
     * @param stands where they stand, in words; empty for nowhere
     * @param concern their sign-in was ended, and they still stand somewhere
     * @param mayChange whether the reader may end or give back their sign-in
     */
    public record Line(
            String username,
            String name,
            String role,
            boolean active,
            List<String> stands,
            boolean concern,
            boolean mayChange) {}

    /** Adds the addresses of people, for those who are signed in. */
    public void mount(Router router) {
        router.route("/people*").handler(PeoplePages::managersOnly);
        router.get("/people").handler(context -> show(context, ""));
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

    private void show(RoutingContext context, String said) {
        SignedIn me = Login.signedIn(context);
        people.list(me.scope())
                .onSuccess(all -> Pages.html(
                        context,
                        pages.render(
                                "people.jte",
                                Map.of(
                                        "me",
                                        me,
                                        "lines",
                                        all.stream().map(one -> line(one, me)).toList(),
                                        "said",
                                        said))))
                .onFailure(context::fail);
    }

    private void set(RoutingContext context, boolean active) {
        SignedIn me = Login.signedIn(context);
        String username = context.pathParam("username");
        people.setActive(me.scope(), me.role(), username, active, Pages.address(context))
                .onSuccess(result -> {
                    switch (result) {
                        case DONE ->
                            show(
                                    context,
                                    active
                                            ? username + " may sign in again."
                                            : username
                                                    + "'s sign-in has ended. Below stands where they are still planned: plans pass them over, and their shifts cover nothing.");
                        case SAME -> Pages.seeOther(context, "/people");
                        case NOBODY -> context.fail(404);
                        case NOT_ALLOWED ->
                            context.fail(
                                    403,
                                    new Refusal(
                                            "Nobody ends their own sign-in, and only an administrator that of a manager."));
                    }
                })
                .onFailure(context::fail);
    }

    private static Line line(People.Standing one, SignedIn me) {
        boolean leads = one.role() == Role.MANAGER || one.role() == Role.ADMIN;
        return new Line(
                one.username(),
                one.name(),
                one.role().name().toLowerCase(Locale.ROOT),
                one.active(),
                stands(one),
                !one.active() && one.stands(),
                !one.username().equals(me.username()) && (!leads || me.role() == Role.ADMIN));
    }

    private static List<String> stands(People.Standing one) {
        List<String> stands = new ArrayList<>();
        Integer place = one.place();
        if (place != null) {
            stands.add("responder of the service, place " + place);
        }
        if (one.homes() > 0) {
            stands.add("in the plan of " + count(one.homes(), "home"));
        }
        if (one.shifts() > 0) {
            stands.add(count(one.shifts(), "shift") + " now or ahead");
        }
        if (one.jobs() > 0) {
            stands.add(count(one.jobs(), "call-out") + " not over");
        }
        if (one.alarms() > 0) {
            stands.add("has " + count(one.alarms(), "open alarm"));
        }
        return stands;
    }

    private static String count(int number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }
}
