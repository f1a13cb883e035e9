package org.tocsin.console.telephone;

import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Role;
import org.tocsin.console.Login;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.Refusal;
import org.tocsin.console.SignedIn;
import org.tocsin.console.board.WallClock;
import org.tocsin.console.estate.HomePanel;
import org.tocsin.console.person.PersonCards;
import org.tocsin.home.WayInChange;
import org.tocsin.home.WayInDesk;
import org.tocsin.service.ServiceStore;
import org.tocsin.service.TelecareService;

/** The key-safe code and the access note on a home's page: put on file there, and never shown by it. */
public final class WayInPanel implements HomePanel {
    private static final Set<Role> MAY_CHANGE = EnumSet.of(Role.OPERATOR, Role.INSTALLER, Role.MANAGER, Role.ADMIN);

    private final Pages pages;
    private final WayInDesk desk;
    private final ServiceStore services;

    public WayInPanel(Parts parts, Pages pages) {
        this.pages = pages;
        this.desk = new WayInDesk(parts.database(), parts.keyring(), parts.clock(), parts.wakeup());
        this.services = new ServiceStore(parts.database(), parts.clock());
    }

    /** @param since "3 Nov 2026, olive"; empty where that was not written down */
    public record Part(boolean there, String since) {}

    void mount(Router router) {
        router.post("/homes/:id/way-in").handler(this::change);
    }

    @Override
    public Future<String> render(SignedIn reader, UUID homeId) {
        if (!MAY_CHANGE.contains(reader.role())) {
            return Future.succeededFuture("");
        }
        return Future.all(services.findById(reader.serviceId()), desk.known(reader.scope(), homeId))
                .map(both -> {
                    WallClock clock = new WallClock(both.<Optional<TelecareService>>resultAt(0)
                            .orElseThrow()
                            .zone());
                    Optional<WayInDesk.Known> known = both.resultAt(1);
                    return known.map(found -> html(reader, homeId, found, clock))
                            .orElse("");
                });
    }

    private String html(SignedIn reader, UUID homeId, WayInDesk.Known known, WallClock clock) {
        Map<String, @Nullable Object> values = new HashMap<>();
        values.put("home", homeId.toString());
        values.put("csrf", reader.csrf());
        values.put("code", part(known.code(), clock));
        values.put("note", part(known.note(), clock));
        return pages.render("wayinpanel.jte", values);
    }

    private static Part part(WayInDesk.OnFile found, WallClock clock) {
        Instant at = found.at();
        String by = found.by();
        return new Part(found.there(), at == null || by == null ? "" : clock.date(at) + ", " + PersonCards.by(by));
    }

    private void change(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        UUID id = Pages.id(context, "id");
        if (id == null) {
            context.fail(404);
            return;
        }
        if (!MAY_CHANGE.contains(me.role())) {
            context.fail(403, new Refusal("That is not for you to change."));
            return;
        }
        WayInChange change = WayInChange.asked(
                Pages.field(context, "code"),
                Pages.field(context, "noCode") != null,
                Pages.field(context, "note"),
                Pages.field(context, "noNote") != null);
        String home = "/homes/" + id;
        desk.change(me.scope(), id, change, Pages.address(context))
                .onSuccess(result -> {
                    if (result instanceof WayInDesk.Done done) {
                        answer(context, pages, home + "#way-in", "Back to the home", done);
                    } else if (result instanceof WayInDesk.Invalid invalid) {
                        context.response().setStatusCode(422);
                        say(context, pages, new Said("Not changed", invalid.why(), home, "Back to the home"));
                    } else {
                        context.fail(404);
                    }
                })
                .onFailure(context::fail);
    }

    /** Changed; where somebody may hold the way in as it was, whom to ring is said before anything else. */
    static void answer(RoutingContext context, Pages pages, String backTo, String backWords, WayInDesk.Done done) {
        if (done.onTheWay().isEmpty()) {
            Pages.seeOther(context, backTo);
            return;
        }
        String words = "It is changed. " + String.join(", ", done.onTheWay())
                + " may hold it as it was: a phone fetches the new one where it has a signal, and they may stand where"
                + " it has none.";
        say(context, pages, new Said("Ring whoever is on the way", words, backTo, backWords));
    }

    private record Said(String heading, String words, String backTo, String backWords) {}

    private static void say(RoutingContext context, Pages pages, Said said) {
        Pages.html(
                context,
                pages.render(
                        "message.jte",
                        Map.of(
                                "heading",
                                said.heading(),
                                "words",
                                said.words(),
                                "backTo",
                                said.backTo(),
                                "backWords",
                                said.backWords())));
    }
}
