package org.tocsin.console.healthtest;

import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.console.Login;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.SignedIn;
import org.tocsin.console.language.Tongue;
import org.tocsin.healthtest.Beforehand;
import org.tocsin.healthtest.Campaign;
import org.tocsin.healthtest.CampaignStore;
import org.tocsin.healthtest.RunStore;
import org.tocsin.healthtest.TestAbilities;
import org.tocsin.healthtest.TestMethod;
import org.tocsin.healthtest.TestRun;
import org.tocsin.healthtest.UserTests;

/** The rows behind the figures, who is to be told, how models are tested, and who has not pressed this month. */
final class HealthTestLists {
    /** Heads of the files, for a person. */
    static final List<String> RUNS = List.of(
            "unit",
            "resident",
            "method",
            "result",
            "cause",
            "unit said",
            "trial",
            "attempts",
            "asked at",
            "received at",
            "delay s",
            "path",
            "battery %",
            "signal dBm",
            "signal id");

    static final List<String> HOMES = List.of("names", "address", "telephone", "told by", "told at", "told by whom");
    static final List<String> PRESSES = List.of("name", "address", "telephone", "last pressed");

    private static final String ROOT = "/health-tests";

    private final Pages pages;
    private final CampaignReader reader;
    private final CampaignStore campaigns;
    private final RunStore runs;
    private final Beforehand beforehand;
    private final TestAbilities abilities;
    private final UserTests presses;
    private final AuditTrail audit;

    HealthTestLists(Parts parts, Pages pages, CampaignReader reader) {
        this.pages = pages;
        this.reader = reader;
        this.campaigns = new CampaignStore(parts.database(), parts.clock());
        this.runs = new RunStore(parts.database());
        this.beforehand = new Beforehand(parts.database(), parts.clock());
        this.abilities = new TestAbilities(parts.database(), parts.clock());
        this.presses = new UserTests(parts.database(), parts.clock());
        this.audit = new AuditTrail(parts.database(), parts.clock());
    }

    void mount(Router router) {
        router.get(ROOT + "/models").handler(this::models);
        router.post(ROOT + "/models/:id").handler(HealthTestPages::managersOnly).handler(this::saveModel);
        router.get(ROOT + "/presses").handler(this::presses);
        router.get(ROOT + "/presses.csv").handler(this::pressesCsv);
        router.get(ROOT + "/:id/runs").handler(this::rows);
        router.get(ROOT + "/:id/runs.csv").handler(context -> campaign(context, this::runsCsv));
        router.get(ROOT + "/:id/homes").handler(context -> campaign(context, this::homes));
        router.get(ROOT + "/:id/homes.csv").handler(context -> campaign(context, this::homesCsv));
        router.post(ROOT + "/:id/homes")
                .handler(HealthTestPages::managersOnly)
                .handler(context -> campaign(context, this::told));
    }

    private void rows(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        UUID id = Pages.id(context, "id");
        String after = context.request().getParam("after");
        if (id == null || (after != null && !after.matches("-?[0-9]{1,10}"))) {
            context.fail(404);
            return;
        }
        reader.rows(me, id, RunQuery.of(context), after, Pages.address(context))
                .onSuccess(rows -> {
                    if (rows.isEmpty()) {
                        context.fail(404);
                    } else {
                        Map<String, Object> values = Map.of("rows", rows.get(), "me", me, "id", id.toString());
                        Pages.html(context, pages.render("healthruns.jte", values));
                    }
                })
                .onFailure(context::fail);
    }

    /** Finds the campaign in the path; whatever is none of this service is not found. */
    private void campaign(RoutingContext context, BiFunction<RoutingContext, Campaign, Future<Void>> then) {
        UUID id = Pages.id(context, "id");
        Future<Optional<Campaign>> found = id == null
                ? Future.succeededFuture(Optional.empty())
                : campaigns.find(Login.signedIn(context).scope(), id);
        found.compose(campaign -> {
                    if (campaign.isEmpty()) {
                        context.fail(404);
                        return Future.succeededFuture();
                    }
                    return then.apply(context, campaign.get());
                })
                .onFailure(context::fail);
    }

    private Future<Void> runsCsv(RoutingContext context, Campaign campaign) {
        SignedIn me = Login.signedIn(context);
        RunStore.Query query = RunQuery.of(context).of(campaign);
        return audit.record(me.scope(), "export-test-runs", "campaign:" + campaign.id(), Pages.address(context))
                .compose(v -> {
                    HttpServerResponse response = csv(context, "health-test-" + campaign.id() + ".csv");
                    response.write(Csv.line(Tongue.of(context).say(RUNS)));
                    return more(new Sent(me, query, response, Tongue.of(context)), null);
                });
    }

    private record Sent(SignedIn me, RunStore.Query query, HttpServerResponse response, Tongue tongue) {}

    /** Page after page, each written before the next is read. */
    private Future<Void> more(Sent sent, @Nullable String cursor) {
        return runs.list(sent.me().scope(), sent.query(), RunStore.MOST_AT_ONCE, cursor)
                .compose(page -> {
                    StringBuilder lines = new StringBuilder();
                    page.items().forEach(run -> lines.append(line(run, sent.tongue())));
                    String next = page.next();
                    return sent.response()
                            .write(lines.toString())
                            .compose(written -> next == null ? sent.response().end() : more(sent, next));
                });
    }

    private static String line(TestRun run, Tongue tongue) {
        TestRun.Course course = run.course();
        TestRun.Heard heard = course.heard();
        TestRun.Cause cause = course.cause();
        return Csv.line(Arrays.asList(
                run.cid(),
                run.who(),
                course.method(),
                course.state(),
                cause == null ? null : tongue.say(cause.words()),
                course.words(),
                tongue.say(course.asked().trial() ? "yes" : "no"),
                course.asked().attempts(),
                course.asked().at(),
                heard == null ? null : heard.at(),
                heard == null ? null : heard.delay().toMillis() / 1_000.0,
                heard == null ? null : heard.path(),
                heard == null ? null : heard.battery(),
                heard == null ? null : heard.rssi(),
                heard == null ? null : heard.signalId()));
    }

    private Future<Void> homes(RoutingContext context, Campaign campaign) {
        SignedIn me = Login.signedIn(context);
        return Future.all(beforehand.list(me.scope(), campaign, Pages.address(context)), reader.writer(me))
                .map(both -> {
                    CampaignWriter writer = both.resultAt(1);
                    List<Beforehand.Home> homes = both.resultAt(0);
                    List<String[]> lines = homes.stream()
                            .map(home -> new String[] {
                                home.names(),
                                home.address(),
                                told(writer, home.told()),
                                home.id().toString()
                            })
                            .toList();
                    Map<String, Object> values = Map.of(
                            "me", me,
                            "name", campaign.order().name(),
                            "id", campaign.id().toString(),
                            "homes", lines,
                            "manages", HealthTestPages.manages(me));
                    Pages.html(context, pages.render("healthhomes.jte", values));
                    return null;
                });
    }

    private static String told(CampaignWriter writer, Beforehand.@Nullable Told told) {
        return told == null
                ? ""
                : "told by " + told.how().name().toLowerCase(java.util.Locale.ROOT) + ", " + writer.day(told.at());
    }

    private Future<Void> homesCsv(RoutingContext context, Campaign campaign) {
        SignedIn me = Login.signedIn(context);
        return beforehand.list(me.scope(), campaign, Pages.address(context)).compose(homes -> {
            StringBuilder lines = new StringBuilder(Csv.line(Tongue.of(context).say(HOMES)));
            homes.forEach(home -> {
                Beforehand.Told told = home.told();
                lines.append(Csv.line(Arrays.asList(
                        home.names(),
                        home.address(),
                        home.telephone(),
                        told == null ? null : told.how(),
                        told == null ? null : told.at(),
                        told == null ? null : CampaignWriter.person(told.by()))));
            });
            return csv(context, "homes-to-tell-" + campaign.id() + ".csv").end(lines.toString());
        });
    }

    private Future<Void> told(RoutingContext context, Campaign campaign) {
        SignedIn me = Login.signedIn(context);
        String said = Pages.text(context, "how");
        Beforehand.How how = Arrays.stream(Beforehand.How.values())
                .filter(one -> one.name().equals(said))
                .findFirst()
                .orElse(Beforehand.How.LETTER);
        String named = Pages.field(context, "home");
        UUID home = named == null ? null : Pages.uuid(named);
        if (named != null && home == null) {
            context.fail(404);
            return Future.succeededFuture();
        }
        return beforehand
                .told(me.scope(), campaign, how, home, Pages.address(context))
                .map(count -> {
                    Pages.seeOther(context, ROOT + "/" + campaign.id() + "/homes");
                    return null;
                });
    }

    private void models(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        abilities
                .list(me.scope())
                .onSuccess(models -> Pages.html(
                        context,
                        pages.render(
                                "healthmodels.jte",
                                Map.of("models", models, "me", me, "manages", HealthTestPages.manages(me)))))
                .onFailure(context::fail);
    }

    private void saveModel(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        UUID id = Pages.id(context, "id");
        String said = Pages.text(context, "method");
        String hours = Pages.text(context, "hours");
        boolean whole = hours.matches("[0-9]{1,3}");
        if (id == null || !(hours.isEmpty() || whole)) {
            context.fail(id == null ? 404 : 422);
            return;
        }
        TestAbilities.Ability ability = new TestAbilities.Ability(
                Arrays.stream(TestMethod.values())
                        .filter(method -> method.name().equals(said))
                        .findFirst()
                        .orElse(null),
                whole ? Duration.ofHours(Integer.parseInt(hours)) : null,
                !Pages.text(context, "audible").isEmpty());
        abilities
                .save(me.scope(), id, ability, Pages.address(context))
                .onSuccess(saved -> {
                    if (saved) {
                        Pages.seeOther(context, ROOT + "/models");
                    } else {
                        context.fail(422);
                    }
                })
                .onFailure(context::fail);
    }

    private void presses(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        month(context, me)
                .compose(month -> reader.writer(me).map(writer -> {
                    List<String[]> lines = month.missing().stream()
                            .map(one -> new String[] {one.name(), one.place(), last(writer, one.lastAt())})
                            .toList();
                    Map<String, Object> values = Map.of(
                            "me", me, "since", writer.day(month.since()), "pressed", month.pressed(), "missing", lines);
                    return pages.render("healthpresses.jte", values);
                }))
                .onSuccess(html -> Pages.html(context, html))
                .onFailure(context::fail);
    }

    private static String last(CampaignWriter writer, @Nullable Instant at) {
        return at == null ? "never" : writer.day(at);
    }

    private void pressesCsv(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        month(context, me)
                .compose(month -> {
                    StringBuilder lines =
                            new StringBuilder(Csv.line(Tongue.of(context).say(PRESSES)));
                    month.missing()
                            .forEach(one -> lines.append(
                                    Csv.line(Arrays.asList(one.name(), one.place(), one.telephone(), one.lastAt()))));
                    return csv(context, "not-pressed-this-month.csv").end(lines.toString());
                })
                .onFailure(context::fail);
    }

    private Future<UserTests.Month> month(RoutingContext context, SignedIn me) {
        return reader.service(me).compose(service -> presses.month(me.scope(), service.zone(), Pages.address(context)));
    }

    private static HttpServerResponse csv(RoutingContext context, String name) {
        return context.response()
                .setChunked(true)
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/csv; charset=utf-8")
                .putHeader("Content-Disposition", "attachment; filename=\"" + name + "\"");
    }
}
