package org.tocsin.console.setting;

import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.LastChanges;
import org.tocsin.console.Login;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.SignedIn;
import org.tocsin.console.board.WallClock;
import org.tocsin.console.person.PersonCards;
import org.tocsin.service.ServiceStore;
import org.tocsin.speech.Extensions;

/** On which telephone each person at a desk is called; for their managers. Needs no script. */
public final class ExtensionPages {
    private static final String ROOT = "/settings/extensions";

    private final Pages pages;
    private final Extensions extensions;
    private final LastChanges changes;
    private final ServiceStore services;

    public ExtensionPages(Parts parts, Pages pages) {
        this.pages = pages;
        this.extensions = new Extensions(parts.database(), parts.clock());
        this.changes = new LastChanges(parts.database());
        this.services = new ServiceStore(parts.database(), parts.clock());
    }

    /**
     * @param rule what holds, as a sentence
     * @param changed who last changed it, and when; empty where nobody did
     * @param problem what cannot be; empty where nothing is wrong
     */
    public record Line(String username, String name, String extension, String rule, String changed, String problem) {}

    /** A form that was not taken. */
    private record Refused(String username, String typed, String problem) {}

    /** Adds the addresses of extensions, for people who are signed in. */
    public void mount(Router router) {
        router.route(ROOT + "*").handler(SettingPages::managersOnly);
        router.get(ROOT).handler(context -> show(context, null));
        router.post(ROOT).handler(this::save);
    }

    private void show(RoutingContext context, @Nullable Refused refused) {
        SignedIn me = Login.signedIn(context);
        boolean saved = refused == null && context.request().getParam("saved") != null;
        lines(me, refused)
                .onSuccess(lines -> {
                    if (refused != null && !context.response().ended()) {
                        context.response().setStatusCode(422);
                    }
                    Map<String, Object> values = Map.of(
                            "me",
                            me,
                            "lines",
                            lines.stream().limit(Extensions.MOST_SHOWN).toList(),
                            "more",
                            lines.size() > Extensions.MOST_SHOWN,
                            "saved",
                            saved);
                    Pages.html(context, pages.render("extensions.jte", values));
                })
                .onFailure(context::fail);
    }

    private Future<List<Line>> lines(SignedIn me, @Nullable Refused refused) {
        return extensions.list(me.scope()).compose(people -> {
            List<String> subjects = people.stream()
                    .map(person -> Extensions.subject(person.username()))
                    .toList();
            return Future.all(
                            changes.find(me.scope(), subjects, Extensions.CHANGED),
                            services.findById(me.serviceId())
                                    .map(service ->
                                            new WallClock(service.orElseThrow().zone())))
                    .map(both -> {
                        Map<String, LastChanges.Change> changed = both.resultAt(0);
                        WallClock clock = both.resultAt(1);
                        return people.stream()
                                .map(person -> line(
                                        person, changed.get(Extensions.subject(person.username())), clock, refused))
                                .toList();
                    });
        });
    }

    private static Line line(
            Extensions.Line person, LastChanges.@Nullable Change change, WallClock clock, @Nullable Refused refused) {
        Refused mine = refused != null && refused.username().equals(person.username()) ? refused : null;
        String extension = person.extension();
        return new Line(
                person.username(),
                person.displayName(),
                mine != null ? mine.typed() : extension == null ? "" : extension,
                extension == null
                        ? "Called nowhere: a unit that waits for them calls the service's number."
                        : "Called there as soon as they have taken an alarm of a model that waits.",
                change == null ? "" : PersonCards.by(change.actor()) + ", " + clock.day(change.at()),
                mine == null ? "" : mine.problem());
    }

    private void save(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        String username = Pages.text(context, "username");
        String extension = Pages.field(context, "extension");
        String fault = extension == null ? null : Extensions.fault(extension);
        if (fault != null) {
            show(context, new Refused(username, Pages.text(context, "extension"), fault));
            return;
        }
        extensions
                .set(me.scope(), username, extension, Pages.address(context))
                .onSuccess(known -> {
                    if (known) {
                        Pages.seeOther(context, ROOT + "?saved=1");
                    } else {
                        context.fail(404);
                    }
                })
                .onFailure(context::fail);
    }
}
