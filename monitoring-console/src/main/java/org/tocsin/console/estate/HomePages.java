package org.tocsin.console.estate;

import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Role;
import org.tocsin.console.Login;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.Refusal;
import org.tocsin.console.SignedIn;
import org.tocsin.console.board.WallClock;
import org.tocsin.home.Equipment;
import org.tocsin.home.HomeSearch;
import org.tocsin.home.RiskTier;
import org.tocsin.home.ServiceUser;

/** The list of homes, and the page of one: everything on file about it but how to get in. Works without scripts. */
public final class HomePages {
    private static final int LONGEST_SEARCH = 100;

    private final Parts parts;
    private final Pages pages;
    private final HomeReader reader;
    private final HomeForms forms;
    private final List<HomePanel> panels;

    /** @param panels what other concepts show on a home's page, in this order */
    public HomePages(Parts parts, Pages pages, List<HomePanel> panels) {
        this.parts = parts;
        this.pages = pages;
        this.reader = new HomeReader(parts);
        this.forms = new HomeForms(parts, pages);
        this.panels = List.copyOf(panels);
    }

    /** Adds the addresses of the homes, for people who are signed in. */
    public void mount(Router router) {
        router.route("/homes*").handler(HomePages::notForResponders);
        router.get("/homes").handler(this::list);
        new NewHomePages(parts, pages).mount(router);
        router.get("/homes/:id").handler(this::show);
        forms.mount(router);
    }

    static void notForResponders(RoutingContext context) {
        if (Login.signedIn(context).role() == Role.RESPONDER) {
            context.fail(403, new Refusal("Homes are looked after by others."));
        } else {
            context.next();
        }
    }

    private void list(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        HomeSearch.Query query = new HomeSearch.Query(
                parameter(context, "q"),
                parameter(context, "area"),
                one(RiskTier.values(), parameter(context, "tier")),
                one(Equipment.values(), parameter(context, "equipment")),
                one(ServiceUser.Status.values(), parameter(context, "status")));
        reader.list(me, query, parameter(context, "after"), Pages.address(context))
                .onSuccess(listed -> Pages.html(
                        context,
                        pages.render("homes.jte", Map.of("page", HomeListWriter.page(query, listed), "me", me))))
                .onFailure(e -> context.fail(e instanceof IllegalArgumentException ? 404 : 500, e));
    }

    private void show(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        UUID id = Pages.id(context, "id");
        if (id == null) {
            context.fail(404);
            return;
        }
        reader.read(me, id, Pages.address(context))
                .compose(found -> found.isEmpty()
                        ? Future.succeededFuture(Optional.<HomePage>empty())
                        : Future.all(panels(me, id), reader.clock(me))
                                .map(all -> Optional.of(page(me, found.get(), all.resultAt(1), all.resultAt(0)))))
                .onSuccess(page -> {
                    if (page.isEmpty()) {
                        context.fail(404);
                    } else {
                        Pages.html(context, pages.render("home.jte", Map.of("page", page.get(), "me", me)));
                    }
                })
                .onFailure(context::fail);
    }

    private HomePage page(SignedIn me, HomeReader.Found found, WallClock clock, List<String> shown) {
        return new HomeWriter(me.role(), clock, parts.clock().instant()).page(found, shown);
    }

    private Future<List<String>> panels(SignedIn me, UUID homeId) {
        List<Future<String>> rendered = new ArrayList<>();
        panels.forEach(panel -> rendered.add(panel.render(me, homeId)));
        return rendered.isEmpty()
                ? Future.succeededFuture(List.of())
                : Future.all(rendered).map(all -> all.<String>list());
    }

    /** The one of this name; null for none or another. */
    static <E extends Enum<E>> @Nullable E one(E[] values, @Nullable String name) {
        return Arrays.stream(values)
                .filter(value -> value.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    static @Nullable String parameter(RoutingContext context, String name) {
        String value = context.request().getParam(name);
        if (value == null || value.isBlank()) {
            return null;
        }
        String clean = value.strip().replace("\0", "");
        return clean.length() > LONGEST_SEARCH ? clean.substring(0, LONGEST_SEARCH) : clean;
    }
}
