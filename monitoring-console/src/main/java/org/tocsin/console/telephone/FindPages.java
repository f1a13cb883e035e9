package org.tocsin.console.telephone;

import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.alarm.ActResult;
import org.tocsin.alarm.Priority;
import org.tocsin.console.Login;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.SignedIn;
import org.tocsin.console.board.BoardPages;
import org.tocsin.home.Home;
import org.tocsin.home.HomeStore;
import org.tocsin.telephone.CasesByHand;
import org.tocsin.telephone.Finder;
import org.tocsin.telephone.Found;
import org.tocsin.telephone.Sought;

/** Finding anybody from the board, and opening a case for whoever rings; by keyboard, and without scripts as well. */
public final class FindPages {
    private final Parts parts;
    private final Pages pages;
    private final BoardPages board;
    private final Finder finder;
    private final CasesByHand cases;
    private final HomeStore homes;

    FindPages(Parts parts, Pages pages, BoardPages board) {
        this.parts = parts;
        this.pages = pages;
        this.board = board;
        this.finder = new Finder(parts.database(), parts.clock());
        this.cases = new CasesByHand(parts.database(), parts.clock(), parts.wakeup());
        this.homes = new HomeStore(
                parts.database(), parts.keyring(), new AuditTrail(parts.database(), parts.clock()), parts.clock());
    }

    void mount(Router router) {
        router.get("/find").handler(this::find);
        router.get("/find/case").handler(context -> caseForm(context, "", Map.of()));
        router.post("/cases").handler(this::open);
    }

    private void find(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        Sought sought = Sought.of(parameter(context, "q"));
        boolean results = context.request().getParam("part") != null && Pages.fragment(context);
        finder.find(me.scope(), sought, Pages.address(context))
                .onSuccess(found -> {
                    Map<String, @Nullable Object> values = new HashMap<>();
                    values.put("found", found);
                    values.put("sought", sought);
                    show(context, pages.render(results ? "findings.jte" : "find.jte", values));
                })
                .onFailure(context::fail);
    }

    /** @param before what was filled in, where it was refused */
    private void caseForm(RoutingContext context, String problem, Map<String, String> before) {
        SignedIn me = Login.signedIn(context);
        UUID homeId = Pages.uuid(before.getOrDefault("home", parameter(context, "home")));
        Future<Optional<HomeStore.Card>> card =
                homeId == null ? Future.succeededFuture(Optional.empty()) : homes.card(me.scope(), homeId);
        card.onSuccess(found -> {
                    if (homeId != null && found.isEmpty()) {
                        context.fail(404);
                        return;
                    }
                    Map<String, @Nullable Object> values = new HashMap<>();
                    values.put("csrf", me.csrf());
                    values.put("home", homeId == null ? "" : homeId.toString());
                    values.put("place", found.map(FindPages::place).orElse("A caller nobody can place"));
                    values.put("caller", before.getOrDefault("caller", parameter(context, "caller")));
                    values.put("telephone", before.getOrDefault("telephone", parameter(context, "telephone")));
                    values.put("reason", before.getOrDefault("reason", ""));
                    values.put("priority", before.getOrDefault("priority", "2"));
                    values.put("problem", problem);
                    show(context, pages.render("case.jte", values));
                })
                .onFailure(context::fail);
    }

    private void open(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        Map<String, String> filled = new HashMap<>();
        for (String name : new String[] {"home", "caller", "telephone", "reason", "priority"}) {
            filled.put(name, Pages.text(context, name));
        }
        String home = Pages.text(context, "home");
        UUID homeId = home.isEmpty() ? null : Pages.uuid(home);
        Integer priority = CasePages.number(Pages.text(context, "priority"));
        if ((homeId == null && !home.isEmpty()) || priority == null || priority < 1 || priority > 4) {
            context.fail(400);
            return;
        }
        CasesByHand.Opening opening = new CasesByHand.Opening(
                homeId,
                Pages.text(context, "caller"),
                Pages.field(context, "telephone"),
                Pages.text(context, "reason"),
                Priority.of(priority));
        cases.open(me.scope(), opening, Pages.address(context))
                .onSuccess(result -> opened(context, result, filled))
                .onFailure(context::fail);
    }

    private void opened(RoutingContext context, CasesByHand.Result result, Map<String, String> filled) {
        if (result instanceof CasesByHand.Result.Opened opened) {
            to(context, opened.alarmId(), "");
        } else if (result instanceof CasesByHand.Result.Joined joined) {
            String who = joined.taken() instanceof ActResult.LostRace lost
                    ? " " + lost.takenBy() + " has it, and it sounds there."
                    : "";
            to(context, joined.alarmId(), "This home had a call for help open: yours stands in its log." + who);
        } else if (result instanceof CasesByHand.Result.Invalid invalid) {
            context.response().setStatusCode(422);
            caseForm(context, invalid.why(), filled);
        } else {
            context.fail(404);
        }
    }

    private void to(RoutingContext context, UUID alarmId, String words) {
        if (Pages.fragment(context)) {
            board.show(context, alarmId, words);
        } else {
            Pages.seeOther(context, "/alarms/" + alarmId);
        }
    }

    private void show(RoutingContext context, String html) {
        if (Pages.fragment(context)) {
            Pages.html(context, html);
        } else {
            board.inBoard(context, html);
        }
    }

    private static String place(HomeStore.Card card) {
        String people = String.join(
                " and ", card.residents().stream().map(one -> one.name()).toList());
        Home.Address address = card.home().address();
        return people.isEmpty() ? address.words() : people + ", " + address.words();
    }

    private static String parameter(RoutingContext context, String name) {
        String value = context.request().getParam(name);
        if (value == null) {
            return "";
        }
        String clean = value.strip().replace("\0", "");
        return clean.length() > Sought.LONGEST ? clean.substring(0, Sought.LONGEST) : clean;
    }

    /** How a hit leads on to the case: with the caller filled in where one was found by name or number. */
    public static String caseAddress(Found.Home home) {
        Found.Why why = home.why().isEmpty() ? null : home.why().get(0);
        StringBuilder address = new StringBuilder("/find/case?home=").append(home.id());
        if (why != null && why.who() != null && isPerson(why.by())) {
            address.append("&caller=").append(encoded(why.who()));
            if (why.telephone() != null) {
                address.append("&telephone=").append(encoded(why.telephone()));
            }
        }
        return address.toString();
    }

    private static boolean isPerson(Found.By by) {
        return switch (by) {
            case TELEPHONE, CONTACT_TELEPHONE, NAME, CONTACT, NAME_AND_PLACE -> true;
            default -> false;
        };
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
