package org.tocsin.console.response;

import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Role;
import org.tocsin.access.Scope;
import org.tocsin.console.Login;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.Refusal;
import org.tocsin.console.SignedIn;
import org.tocsin.console.board.WallClock;
import org.tocsin.console.estate.HomePanel;
import org.tocsin.photo.Photo;
import org.tocsin.photo.PhotoStore;
import org.tocsin.response.Eta;
import org.tocsin.response.ResponderDesk;
import org.tocsin.response.ResponseClock;
import org.tocsin.response.ResponseSettings;
import org.tocsin.response.Road;
import org.tocsin.response.RoadStore;
import org.tocsin.rota.Skill;
import org.tocsin.service.ServiceStore;

/** Who is on the way to an alarm, as a part of its page; and what a home needs of whoever comes, as a part of its page. */
public final class RoadPages implements HomePanel {
    private final Pages pages;
    private final RoadStore roads;
    private final ResponderDesk desk;
    private final ResponseSettings settings;
    private final ServiceStore services;
    private final PhotoStore photos;
    private final InstantSource clock;

    public RoadPages(Parts parts, Pages pages) {
        this.pages = pages;
        this.clock = parts.clock();
        this.roads = new RoadStore(parts.database(), clock);
        this.desk = new ResponderDesk(parts.database(), clock, parts.wakeup());
        this.settings = new ResponseSettings(parts.database(), clock);
        this.services = new ServiceStore(parts.database(), clock);
        this.photos = new PhotoStore(parts.database());
    }

    /**
     * Both clocks of an alarm.
     *
     * @param decision null while nobody was asked
     * @param over true once the promise for most is passed
     */
    public record Clocks(String receipt, @Nullable String decision, boolean over, String promise, String rule) {}

    /**
     * One person's way.
     *
     * @param expected when they say that they will be there; null while they have not said, and once they are
     * @param arrival both their word and the home's press, in a sentence; null before
     * @param alone when their next word is due; null while they are in no home
     */
    public record Line(
            String id,
            String name,
            String standing,
            @Nullable String because,
            @Nullable Expected expected,
            @Nullable String arrival,
            boolean proven,
            @Nullable String leaving,
            @Nullable String alone,
            boolean overdue,
            @Nullable String report,
            List<Shot> photos) {}

    /**
     * A photo that came from the home; shown to whoever asks for it, on record.
     *
     * @param href null once it is kept no longer
     */
    public record Shot(@Nullable String href, String words) {}

    /**
     * Their own word of when they will be there.
     *
     * @param at in milliseconds since 1970, for a clock that counts
     * @param time "03:40:00"
     * @param words how long until then, as it was when the page was made
     * @param afterLimit that it is later than it must be, in a sentence; null where it is not
     */
    public record Expected(
            long at,
            String time,
            String words,
            boolean late,
            @Nullable String afterLimit) {}

    /** Adds the addresses, for people who are signed in. */
    public void mount(Router router) {
        router.get("/alarms/:id/response").handler(this::show);
        router.post("/alarms/:id/callouts/:callout/well").handler(this::well);
        router.post("/homes/:id/needs").handler(this::needs);
    }

    private void show(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        UUID alarm = Pages.id(context, "id");
        if (alarm == null || !me.role().worksOnAlarms()) {
            context.fail(alarm == null ? 404 : 403);
            return;
        }
        Scope scope = me.scope();
        Future.all(
                        roads.clock(scope, alarm),
                        roads.ofAlarm(scope, alarm),
                        settings.find(scope),
                        services.findById(me.serviceId())
                                .map(service ->
                                        new WallClock(service.orElseThrow().zone())),
                        photos.ofAlarm(scope, alarm))
                .onSuccess(all -> {
                    Optional<ResponseClock> found = all.resultAt(0);
                    if (found.isEmpty()) {
                        context.fail(404);
                        return;
                    }
                    Writer writer = new Writer(all.resultAt(3), all.resultAt(4), clock.instant());
                    List<Line> lines = all.<List<Road>>resultAt(1).stream()
                            .map(writer::line)
                            .toList();
                    ResponseSettings.Values values = all.resultAt(2);
                    Pages.html(
                            context,
                            pages.render(
                                    "road.jte",
                                    Map.of(
                                            "clocks",
                                            writer.clocks(found.get(), values.promise()),
                                            "lines",
                                            lines,
                                            "csrf",
                                            me.csrf(),
                                            "path",
                                            "/alarms/" + alarm)));
                })
                .onFailure(context::fail);
    }

    /** An operator has spoken with somebody who is alone in a home. */
    private void well(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        UUID callout = Pages.id(context, "callout");
        if (callout == null || !me.role().worksOnAlarms()) {
            context.fail(callout == null ? 404 : 403);
            return;
        }
        desk.spokenTo(me.scope(), callout)
                .onSuccess(known -> {
                    if (!known) {
                        context.fail(404);
                    } else if (Pages.fragment(context)) {
                        show(context);
                    } else {
                        Pages.seeOther(context, "/alarms/" + context.pathParam("id"));
                    }
                })
                .onFailure(context::fail);
    }

    @Override
    public Future<String> render(SignedIn reader, UUID homeId) {
        return roads.needs(reader.scope(), homeId)
                .map(needs -> pages.render(
                        "homeneeds.jte",
                        Map.of(
                                "home", homeId.toString(),
                                "needs", needs,
                                "words", Skill.words(needs),
                                "csrf", reader.csrf(),
                                "changes", changes(reader))));
    }

    private static boolean changes(SignedIn reader) {
        return reader.role() == Role.MANAGER || reader.role() == Role.ADMIN;
    }

    private void needs(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        UUID home = Pages.id(context, "id");
        if (!changes(me)) {
            context.fail(403, new Refusal("What a home needs is written down by the service manager."));
            return;
        }
        if (home == null) {
            context.fail(404);
            return;
        }
        Set<Skill> skills = EnumSet.noneOf(Skill.class);
        context.request()
                .formAttributes()
                .getAll("skill")
                .forEach(name -> Skill.of(name).ifPresent(skills::add));
        roads.setNeeds(me.scope(), home, skills)
                .onSuccess(known -> {
                    if (known) {
                        Pages.seeOther(context, "/homes/" + home);
                    } else {
                        context.fail(404);
                    }
                })
                .onFailure(context::fail);
    }

    /** Words of one moment, in one zone. */
    private record Writer(WallClock wall, List<Photo> photos, Instant now) {
        Clocks clocks(ResponseClock clock, ResponseClock.Promise promise) {
            Duration deciding = clock.fromDecision(now);
            boolean ended = clock.arrived() != null;
            String until = ended ? " until the arrival" : " so far";
            return new Clocks(
                    minutes(clock.fromReceipt(now)) + " from the receipt" + until,
                    deciding == null ? null : minutes(deciding) + " from the decision to deploy" + until,
                    deciding != null && ResponseClock.standing(deciding, promise) != ResponseClock.Standing.IN_TIME,
                    "most within " + JobJson.minutes(promise.mostly()) + ", the rest within "
                            + JobJson.minutes(promise.latest()) + ", nobody after "
                            + JobJson.minutes(promise.crisis()),
                    ResponseClock.RULE);
        }

        private static String minutes(Duration time) {
            return time.toMinutes() < 1 ? time.toSeconds() + " s" : time.toMinutes() + " min";
        }

        Line line(Road road) {
            Instant due = road.alone().due();
            return new Line(
                    road.calloutId().toString(),
                    road.name(),
                    road.state().words(road.name(), road.times().accepted() != null),
                    road.because(),
                    expected(road.eta()),
                    both("Arrived", road.times().arrived(), road.proof().arrivalPress()),
                    road.proof().arrivalPress() != null,
                    both("Left", road.times().left(), road.proof().leavingPress()),
                    due == null ? null : wall.time(due),
                    due != null && !due.isAfter(now),
                    road.report(),
                    shots(road.calloutId()));
        }

        private List<Shot> shots(UUID callout) {
            return photos.stream()
                    .filter(photo -> callout.equals(photo.of().calloutId()))
                    .map(photo -> new Shot(
                            photo.removed() ? null : "/photos/" + photo.id(),
                            photo.removed()
                                    ? "A photo of " + wall.time(photo.saidAt()) + ", kept no longer"
                                    : "Photo of " + wall.time(photo.saidAt())))
                    .toList();
        }

        private @Nullable Expected expected(@Nullable Eta eta) {
            if (eta == null) {
                return null;
            }
            boolean late = eta.late(now);
            Duration apart = Duration.between(now, eta.at()).abs();
            Instant limit = eta.limit();
            return new Expected(
                    eta.at().toEpochMilli(),
                    wall.time(eta.at()),
                    late ? minutes(apart) + " late" : "in " + minutes(apart),
                    late,
                    !eta.afterLimit() || limit == null
                            ? null
                            : "That is after the limit of " + wall.time(limit)
                                    + ". The limit stays: the alarm comes back to the top then. Ring them, or call"
                                    + " somebody else out.");
        }

        /** "Arrived: said at 03:31:40; pressed in the home at 03:31:02". */
        private @Nullable String both(String what, @Nullable Instant said, @Nullable Instant pressed) {
            if (said == null) {
                return null;
            }
            List<String> parts = new ArrayList<>();
            parts.add("said at " + wall.time(said));
            parts.add(
                    pressed == null
                            ? "no press of the home proves it"
                            : "pressed in the home at " + wall.time(pressed));
            return what + ": " + String.join("; ", parts);
        }
    }
}
