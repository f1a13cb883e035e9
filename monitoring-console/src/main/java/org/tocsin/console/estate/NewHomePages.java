package org.tocsin.console.estate;

import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.console.Login;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.Refusal;
import org.tocsin.console.SignedIn;
import org.tocsin.home.Home;
import org.tocsin.home.HomeFacts;
import org.tocsin.home.HomeStore;
import org.tocsin.unit.Enrolment;
import org.tocsin.unit.NewUnit;
import org.tocsin.unit.UnitStore;

/** One new client by a form: address, area, who lives there, and up to three contacts. For managers. */
final class NewHomePages {
    private static final int CONTACTS = 3;
    private static final Map<String, Integer> LONGEST = Map.of(
            "line1",
            200,
            "line2",
            200,
            "town",
            200,
            "postcode",
            16,
            "area",
            100,
            "externalId",
            64,
            "risks",
            2_000,
            "name",
            200,
            "telephone",
            40,
            "notes",
            2_000);
    private static final Set<String> KINDS = Set.of("RELATIVE", "KEYHOLDER");

    private final Pages pages;
    private final Enrolment enrolment;

    NewHomePages(Parts parts, Pages pages) {
        this.pages = pages;
        AuditTrail audit = new AuditTrail(parts.database(), parts.clock());
        this.enrolment = new Enrolment(
                parts.database(),
                parts.keyring(),
                new UnitStore(parts.database(), parts.clock()),
                new HomeStore(parts.database(), parts.keyring(), audit, parts.clock()),
                audit);
    }

    /** Before the addresses of homes that are on file. */
    void mount(Router router) {
        router.route("/homes/new").handler(NewHomePages::managersOnly);
        router.get("/homes/new").handler(context -> show(context, null));
        router.post("/homes/new").handler(this::open);
    }

    private static void managersOnly(RoutingContext context) {
        if (HomeWriter.KEEPERS.contains(Login.signedIn(context).role())) {
            context.next();
        } else {
            context.fail(403, new Refusal("That is for managers."));
        }
    }

    /** With what was typed, so that nothing is typed twice. */
    private void show(RoutingContext context, @Nullable String problem) {
        Map<String, String> typed = new HashMap<>();
        context.request().formAttributes().forEach(field -> typed.put(field.getKey(), field.getValue()));
        Map<String, @Nullable Object> values = new HashMap<>();
        values.put("me", Login.signedIn(context));
        values.put("typed", typed);
        values.put("problem", problem);
        values.put("contacts", CONTACTS);
        Pages.html(context, pages.render("newhome.jte", values));
    }

    private void open(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        String problem = problem(context);
        if (problem != null) {
            context.response().setStatusCode(422);
            show(context, problem);
            return;
        }
        opened(context, me)
                .onSuccess(result -> {
                    if (result instanceof Enrolment.Opened opened) {
                        Pages.seeOther(context, "/homes/" + opened.homeId());
                    } else {
                        context.response().setStatusCode(422);
                        show(context, "Another home has this number of yours already.");
                    }
                })
                .onFailure(context::fail);
    }

    private Future<Enrolment.Result> opened(RoutingContext context, SignedIn me) {
        Home.Address address = new Home.Address(
                Pages.text(context, "line1"),
                Pages.field(context, "line2"),
                Pages.field(context, "town"),
                Pages.text(context, "postcode"));
        HomeFacts none = HomeFacts.UNKNOWN;
        HomeFacts facts = new HomeFacts(
                Pages.field(context, "externalId"),
                none.uprn(),
                Pages.field(context, "area"),
                none.riskTier(),
                none.vulnerabilities(),
                none.equipment(),
                none.converterAssessedOn(),
                none.line(),
                none.formerCentre());
        Enrolment.Household wanted = new Enrolment.Household(
                new NewUnit.NewHome(address, Pages.field(context, "risks"), new HomeStore.Secrets(null, null)),
                new NewUnit.NewPerson(
                        Pages.text(context, "name"), Pages.field(context, "telephone"), Pages.field(context, "notes")),
                contacts(context),
                facts,
                null);
        return enrolment.open(me.scope(), wanted, Pages.address(context));
    }

    private static List<NewUnit.NewContact> contacts(RoutingContext context) {
        List<NewUnit.NewContact> contacts = new ArrayList<>();
        for (int i = 1; i <= CONTACTS; i++) {
            String name = Pages.field(context, "contact" + i);
            if (name != null) {
                contacts.add(new NewUnit.NewContact(
                        name,
                        Pages.field(context, "telephone" + i),
                        Pages.text(context, "kind" + i),
                        Pages.field(context, "relation" + i)));
            }
        }
        return contacts;
    }

    private static @Nullable String problem(RoutingContext context) {
        for (Map.Entry<String, Integer> one : LONGEST.entrySet()) {
            if (unfit(context, one.getKey(), one.getValue())) {
                return "Something is longer than can be kept.";
            }
        }
        for (String needed : new String[] {"line1", "postcode", "name"}) {
            if (Pages.field(context, needed) == null) {
                return "Say where it is, with its postcode, and who lives there.";
            }
        }
        for (int i = 1; i <= CONTACTS; i++) {
            boolean named = Pages.field(context, "contact" + i) != null;
            if (!named
                    && (Pages.field(context, "telephone" + i) != null
                            || Pages.field(context, "relation" + i) != null)) {
                return "Say who the contact is.";
            }
            if (unfit(context, "contact" + i, 120)
                    || unfit(context, "telephone" + i, 40)
                    || unfit(context, "relation" + i, 80)
                    || (named && !KINDS.contains(Pages.text(context, "kind" + i)))) {
                return "Something is longer than can be kept.";
            }
        }
        return null;
    }

    private static boolean unfit(RoutingContext context, String name, int longest) {
        String value = Pages.field(context, name);
        return value != null && (value.length() > longest || value.indexOf(0) >= 0);
    }
}
