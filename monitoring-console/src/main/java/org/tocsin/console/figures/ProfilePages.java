package org.tocsin.console.figures;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tocsin.console.Login;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.SignedIn;
import org.tocsin.figures.CallKind;
import org.tocsin.figures.Profile;
import org.tocsin.figures.ProfileStore;
import org.tocsin.figures.RuleWords;

/** The profiles a service is counted by, and a form for another. */
public final class ProfilePages {
    private final Pages pages;
    private final ProfileStore store;

    ProfilePages(Parts parts, Pages pages) {
        this.pages = pages;
        this.store = new ProfileStore(parts.database(), parts.clock());
    }

    void mount(Router router) {
        router.get("/figures/profiles").handler(context -> show(context, ""));
        router.post("/figures/profiles").handler(this::add);
    }

    /** @param from "April 2026", or that it is the one every service begins with */
    public record Line(String name, String from, String source, List<String> targets, List<String> rules) {
        static Line of(Profile profile, boolean shipped) {
            Profile.Targets targets = profile.targets();
            return new Line(
                    profile.name(),
                    shipped
                            ? "where nothing else was written"
                            : "from " + FigureWords.month(profile.validFrom()) + " on",
                    profile.source() == null ? "" : profile.source(),
                    List.of(
                            "Answers: " + targets.answer().words() + " and "
                                    + targets.answerLatest().words(),
                            "Arrivals: " + targets.arrive().words() + " and "
                                    + targets.arriveLatest().words(),
                            "For everybody: " + targets.arriveCrisis().words()),
                    List.of(RuleWords.answers(profile), RuleWords.arrivals(profile)));
        }
    }

    /** @param problem why what was sent was not added; empty where there is nothing to say */
    private void show(RoutingContext context, String problem) {
        SignedIn me = Login.signedIn(context);
        store.list(me.scope())
                .onSuccess(written -> Pages.html(
                        context,
                        pages.render(
                                "figureprofiles.jte",
                                Map.of(
                                        "me",
                                        me,
                                        "lines",
                                        lines(written),
                                        "kinds",
                                        List.of(CallKind.values()),
                                        "problem",
                                        problem))))
                .onFailure(context::fail);
    }

    /** Newest month first; of two for one month only the later written holds, and both are shown. */
    private static List<Line> lines(List<Profile> written) {
        List<Line> lines = new ArrayList<>(written.stream()
                .sorted(Comparator.comparing(Profile::validFrom)
                        .thenComparing(written::lastIndexOf)
                        .reversed())
                .map(profile -> Line.of(profile, false))
                .toList());
        lines.add(Line.of(ProfileStore.SHIPPED, true));
        return lines;
    }

    private void add(RoutingContext context) {
        ProfileForm.Read read = ProfileForm.read(name -> field(context, name));
        Profile profile = read.profile();
        if (profile == null) {
            show(context, read.problem());
            return;
        }
        store.add(Login.signedIn(context).scope(), profile, Pages.address(context))
                .onSuccess(why -> why.ifPresentOrElse(
                        words -> show(context, words), () -> Pages.seeOther(context, "/figures/profiles")))
                .onFailure(context::fail);
    }

    private static @Nullable String field(RoutingContext context, String name) {
        if (!name.equals("counted")) {
            return Pages.field(context, name);
        }
        // Without a tick nothing counts, which is refused; a form that does not ask leaves it as it is.
        return String.join(" ", context.request().formAttributes().getAll("counted"));
    }
}
