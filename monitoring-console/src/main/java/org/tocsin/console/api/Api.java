package org.tocsin.console.api;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VertxException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tocsin.console.Callers;
import org.tocsin.console.Parts;
import org.tocsin.readiness.ProofKey;

/** Every address of {@code /api/v1}. */
public final class Api {
    public static final String ROOT = "/api/v1";

    private final AlarmsApi alarms;
    private final SignalsApi signals;
    private final CallsApi calls;
    private final TelephoneApi telephone;
    private final SpeechApi speech;
    private final VisitSettingsApi visits;
    private final PhotoSettingsApi photos;
    private final ResponseApi response;
    private final RotaApi rota;
    private final UnitsApi units;
    private final UnitModelsApi models;
    private final CommandsApi commands;
    private final SchemesApi schemes;
    private final HomesApi homes;
    private final ContactsApi contacts;
    private final WayInApi wayIn;
    private final CampaignsApi campaigns;
    private final RolloutsApi rollouts;
    private final SupervisionApi supervision;
    private final ReadinessApi readiness;
    private final ProofApi proof;
    private final EstateApi estate;
    private final WatchSettingsApi watching;
    private final IncidentsApi incidents;
    private final FaultsApi faults;
    private final CarriersApi carriers;
    private final ImportsApi imports;
    private final ReportApi report;
    private final TestCallsApi testCalls;
    private final ShiftApi shift;
    private final ScriptsApi scripts;
    private final OutcomesApi outcomes;
    private final FollowUpsApi followUps;
    private final CallListsApi callLists;
    private final FiguresApi figures;
    private final PeopleApi people;
    private final SwitchoverApi switchover;
    private final Buffer description = read("/openapi.yaml");

    /**
     * @param sipRealm told to whoever enrols a unit
     * @param proofKey signs exports of proofs; null where this console has none
     */
    public Api(Parts parts, String sipRealm, @Nullable ProofKey proofKey) {
        this.alarms = new AlarmsApi(parts);
        this.signals = new SignalsApi(parts);
        this.calls = new CallsApi(parts);
        this.telephone = new TelephoneApi(parts);
        this.speech = new SpeechApi(parts);
        this.visits = new VisitSettingsApi(parts);
        this.photos = new PhotoSettingsApi(parts);
        this.response = new ResponseApi(parts);
        this.rota = new RotaApi(parts);
        this.units = new UnitsApi(parts, sipRealm);
        this.models = new UnitModelsApi(parts);
        this.commands = new CommandsApi(parts);
        this.schemes = new SchemesApi(parts);
        this.homes = new HomesApi(parts);
        this.contacts = new ContactsApi(parts);
        this.wayIn = new WayInApi(parts);
        this.campaigns = new CampaignsApi(parts);
        this.rollouts = new RolloutsApi(parts);
        this.supervision = new SupervisionApi(parts);
        this.readiness = new ReadinessApi(parts);
        this.proof = new ProofApi(parts, proofKey);
        this.estate = new EstateApi(parts);
        this.watching = new WatchSettingsApi(parts);
        this.incidents = new IncidentsApi(parts);
        this.faults = new FaultsApi(parts);
        this.carriers = new CarriersApi(parts);
        this.imports = new ImportsApi(parts);
        this.report = new ReportApi(parts);
        this.testCalls = new TestCallsApi(parts);
        this.shift = new ShiftApi(parts);
        this.scripts = new ScriptsApi(parts, alarms);
        this.outcomes = new OutcomesApi(parts, alarms);
        this.followUps = new FollowUpsApi(parts, alarms);
        this.callLists = new CallListsApi(parts);
        this.figures = new FiguresApi(parts);
        this.people = new PeopleApi(parts);
        this.switchover = new SwitchoverApi(parts);
    }

    /** What everybody may read: the description of the interface. */
    public void mountOpen(Router router) {
        router.get(ROOT + "/openapi.yaml")
                .handler(context -> context.response()
                        .putHeader(HttpHeaders.CONTENT_TYPE, "application/yaml")
                        .end(description));
        router.get(ROOT + "/proof-keys").handler(answering(proof::keys));
    }

    /** What needs a bearer token or a session. */
    public void mount(Router router) {
        // Before a body is read or anything is looked up; what else a route asks for stands in it.
        router.route(ROOT + "/*").handler(allowing(Caller::mustReadTheEstate));
        router.route(ROOT + "/alarms*").handler(allowing(Caller::mustWorkOnAlarms));
        router.post(ROOT + "/units").handler(answering(units::enrol));
        router.get(ROOT + "/units/:cid").handler(answering(commands::unit));
        router.get(ROOT + "/units/:cid/commands").handler(answering(commands::list));
        router.post(ROOT + "/units/:cid/commands").handler(answering(commands::ask));

        router.get(ROOT + "/homes").handler(answering(homes::list));
        router.post(ROOT + "/homes").handler(answering(units::openHome));
        router.get(ROOT + "/homes/:id").handler(answering(homes::one));
        router.patch(ROOT + "/homes/:id").handler(answering(homes::change));
        contacts.mount(router, ROOT + "/homes");
        router.patch(ROOT + "/homes/:id/access").handler(answering(wayIn::change));
        router.post(ROOT + "/homes/:id/residents").handler(answering(homes::moveIn));
        router.post(ROOT + "/homes/:id/residents/:person/move-out").handler(answering(homes::moveOut));
        router.post(ROOT + "/homes/:id/residents/:person/statuses").handler(answering(homes::status));
        router.post(ROOT + "/homes/:id/triggers").handler(answering(homes::addTrigger));
        router.delete(ROOT + "/homes/:id/triggers/:trigger").handler(answering(homes::endTrigger));
        router.get(ROOT + "/units/:cid/supervision").handler(answering(supervision::one));
        router.get(ROOT + "/supervision").handler(answering(supervision::list));
        router.get(ROOT + "/supervision/counts").handler(answering(supervision::counts));
        router.get(ROOT + "/supervision/rules").handler(answering(supervision::rules));
        router.put(ROOT + "/supervision/rules").handler(answering(supervision::saveRule));

        router.get(ROOT + "/unit-models").handler(answering(models::list));
        router.put(ROOT + "/unit-models").handler(answering(models::save));

        router.get(ROOT + "/unit-models/watch").handler(answering(watching::models));
        router.put(ROOT + "/unit-models/watch").handler(answering(watching::saveModel));
        router.get(ROOT + "/watch-settings").handler(answering(watching::settings));
        router.patch(ROOT + "/watch-settings").handler(answering(watching::change));

        router.get(ROOT + "/schemes").handler(answering(schemes::list));
        router.put(ROOT + "/schemes").handler(answering(schemes::save));
        router.get(ROOT + "/schemes/:id").handler(answering(schemes::one));
        router.put(ROOT + "/schemes/:id/points").handler(answering(schemes::putPoint));
        router.delete(ROOT + "/schemes/:id/points/:did").handler(answering(schemes::removePoint));
        router.put(ROOT + "/schemes/:id/controllers/:cid").handler(answering(schemes::attach));
        router.delete(ROOT + "/schemes/:id/controllers/:cid").handler(answering(schemes::detach));

        router.get(ROOT + "/ghosts").handler(answering(estate::ghosts));
        router.get(ROOT + "/strangers").handler(answering(estate::strangers));

        router.get(ROOT + "/alarms").handler(answering(alarms::list));
        router.get(ROOT + "/alarms/:id").handler(answering(alarms::one));
        router.post(ROOT + "/alarms/:id/take").handler(answering(alarms::take));
        router.post(ROOT + "/alarms/:id/hand-back").handler(answering(alarms::handBack));
        router.post(ROOT + "/alarms/:id/park").handler(answering(alarms::park));
        router.post(ROOT + "/alarms/:id/hand-over").handler(answering(alarms::handOver));
        router.post(ROOT + "/alarms/:id/end-offer").handler(answering(alarms::endOffer));
        router.post(ROOT + "/alarms/:id/call-out").handler(answering(alarms::callOut));
        router.post(ROOT + "/alarms/:id/close").handler(answering(alarms::close));
        router.get(ROOT + "/outcome-codes").handler(answering(alarms::outcomeCodes));

        rollouts.mount(router);
        router.get(ROOT + "/campaigns").handler(answering(campaigns::list));
        router.post(ROOT + "/campaigns").handler(answering(campaigns::create));
        router.post(ROOT + "/campaigns/count").handler(answering(campaigns::count));
        router.get(ROOT + "/campaigns/:id").handler(answering(campaigns::one));
        router.get(ROOT + "/campaigns/:id/runs").handler(answering(campaigns::runs));
        router.post(ROOT + "/campaigns/:id/pause").handler(answering(campaigns::pause));
        router.post(ROOT + "/campaigns/:id/resume").handler(answering(campaigns::resume));
        router.post(ROOT + "/campaigns/:id/stop").handler(answering(campaigns::stop));
        router.post(ROOT + "/campaigns/:id/accept").handler(answering(campaigns::accept));

        router.post(ROOT + "/calls").handler(answering(calls::report));
        router.get(ROOT + "/calls").handler(answering(calls::list));
        router.get(ROOT + "/find").handler(answering(telephone::find));
        router.post(ROOT + "/cases").handler(answering(telephone::open));
        router.get(ROOT + "/alarms/:id/calls").handler(answering(telephone::calls));
        router.get(ROOT + "/call-backs").handler(answering(telephone::callBacks));
        router.post(ROOT + "/call-backs").handler(answering(telephone::ask));
        router.post(ROOT + "/call-backs/:id/done").handler(answering(telephone::done));
        router.get(ROOT + "/homes/:id/card").handler(answering(telephone::card));
        router.post(ROOT + "/homes/:id/card").handler(answering(telephone::addLine));
        router.get(ROOT + "/speech-settings").handler(answering(speech::settings));
        router.put(ROOT + "/speech-settings").handler(answering(speech::change));
        router.get(ROOT + "/visit-settings").handler(answering(visits::settings));
        router.put(ROOT + "/visit-settings").handler(answering(visits::change));
        router.get(ROOT + "/photo-settings").handler(answering(photos::settings));
        router.put(ROOT + "/photo-settings").handler(answering(photos::change));
        router.put(ROOT + "/operators/:username/extension").handler(answering(speech::extension));

        router.get(ROOT + "/signals").handler(answering(signals::list));
        mountReadiness(router);
        mountWatching(router);
        mountShift(router);
        mountScripts(router);
        mountResponse(router);
        figures.mount(router);
        people.mount(router);
        switchover.mount(router);
    }

    private void mountWatching(Router router) {
        router.get(ROOT + "/incidents").handler(answering(incidents::list));
        router.get(ROOT + "/incidents/:id").handler(answering(incidents::one));
        router.get(ROOT + "/incidents/:id/homes").handler(answering(incidents::homes));
        router.post(ROOT + "/incidents/:id/contacts").handler(answering(incidents::contacted));
        router.get(ROOT + "/faults").handler(answering(faults::list));
        router.get(ROOT + "/faults/:id").handler(answering(faults::one));
        router.post(ROOT + "/faults/:id/calls").handler(answering(faults::called));
        router.post(ROOT + "/faults/:id/repaired").handler(answering(faults::repaired));
        router.get(ROOT + "/carriers").handler(answering(carriers::list));
        router.get(ROOT + "/carriers/what-if").handler(answering(carriers::whatIf));
        router.get(ROOT + "/imports").handler(answering(imports::list));
        router.get(ROOT + "/imports/:id").handler(answering(imports::one));
        router.post(ROOT + "/imports/:id/check").handler(answering(imports::check));
        router.post(ROOT + "/imports/:id/run").handler(answering(imports::run));
        router.post(ROOT + "/imports/:id/undo").handler(answering(imports::undo));
        router.post(ROOT + "/imports/:id/stop").handler(answering(imports::stop));
        router.get(ROOT + "/report/switchover").handler(answering(report::switchover));
        router.get(ROOT + "/test-calls").handler(answering(testCalls::list));
        router.post(ROOT + "/test-calls/:id").handler(answering(testCalls::called));
    }

    private void mountShift(Router router) {
        router.get(ROOT + "/shift").handler(answering(shift::room));
        router.get(ROOT + "/shift-settings").handler(answering(shift::rules));
        router.put(ROOT + "/shift-settings").handler(answering(shift::changeRules));
        router.put(ROOT + "/operators/:username/skills").handler(answering(shift::desk));
        router.get(ROOT + "/evacuations").handler(answering(shift::evacuations));
        router.post(ROOT + "/evacuations").handler(answering(shift::evacuate));
        router.post(ROOT + "/evacuations/return").handler(answering(shift::comeBack));
    }

    private void mountScripts(Router router) {
        router.get(ROOT + "/scripts").handler(answering(scripts::list));
        router.put(ROOT + "/scripts").handler(answering(scripts::publish));
        router.get(ROOT + "/script-versions/:id").handler(answering(scripts::version));
        router.get(ROOT + "/alarms/:id/scripts").handler(answering(scripts::ofAlarm));
        router.post(ROOT + "/alarms/:id/script-steps").handler(answering(scripts::tick));
        router.post(ROOT + "/alarms/:id/spoken").handler(answering(outcomes::spoken));
        router.post(ROOT + "/alarms/:id/close-allowance").handler(answering(outcomes::allow));
        router.put(ROOT + "/outcome-codes").handler(answering(outcomes::save));
        router.post(ROOT + "/alarms/:id/follow-ups").handler(answering(followUps::add));
        router.get(ROOT + "/follow-ups").handler(answering(followUps::list));
        router.post(ROOT + "/follow-ups/:id/done").handler(answering(followUps::done));
        router.get(ROOT + "/call-lists").handler(answering(callLists::list));
        router.post(ROOT + "/call-lists/:id/outcome").handler(answering(callLists::outcome));
        router.get(ROOT + "/homes/:id/call-plans").handler(answering(callLists::plans));
        router.post(ROOT + "/homes/:id/call-plans").handler(answering(callLists::add));
        router.delete(ROOT + "/homes/:id/call-plans/:plan").handler(answering(callLists::end));
        router.get(ROOT + "/call-rules").handler(answering(callLists::rules));
        router.put(ROOT + "/call-rules").handler(answering(callLists::setRule));
    }

    private void mountResponse(Router router) {
        router.get(ROOT + "/alarms/:id/response").handler(answering(response::ofAlarm));
        router.get(ROOT + "/response-settings").handler(answering(response::settings));
        router.put(ROOT + "/response-settings").handler(answering(response::change));
        router.get(ROOT + "/rota").handler(answering(rota::list));
        router.get(ROOT + "/rota/cover").handler(answering(rota::cover));
        router.post(ROOT + "/rota/shifts").handler(answering(rota::put));
        router.delete(ROOT + "/rota/shifts/:id").handler(answering(rota::cancel));
        router.post(ROOT + "/rota/absences").handler(answering(rota::absent));
        router.put(ROOT + "/rota/areas").handler(answering(rota::area));
    }

    private void mountReadiness(Router router) {
        router.get(ROOT + "/readiness").handler(answering(readiness::list));
        router.get(ROOT + "/readiness/figures").handler(answering(readiness::figures));
        router.get(ROOT + "/proof-settings").handler(answering(readiness::limits));
        router.put(ROOT + "/proof-settings").handler(answering(readiness::setLimits));
        router.get(ROOT + "/proof").handler(refusing(proof::exportAll));
        router.get(ROOT + "/homes/:id/readiness").handler(answering(readiness::home));
        router.get(ROOT + "/homes/:id/proof").handler(refusing(proof::exportHome));
        router.post(ROOT + "/homes/:id/line-confirmations").handler(answering(readiness::confirm));
        router.put(ROOT + "/homes/:id/readiness-exception").handler(answering(proof::putException));
        router.delete(ROOT + "/homes/:id/readiness-exception").handler(answering(proof::endException));
        router.get(ROOT + "/homes/:id/prove-codes").handler(answering(proof::codes));
        router.post(ROOT + "/homes/:id/prove-codes").handler(answering(proof::issue));
        router.delete(ROOT + "/homes/:id/prove-codes/:code").handler(answering(proof::revoke));
    }

    /** A status and what to say. */
    record Answer(int status, Object body) {
        static Answer ok(Object body) {
            return new Answer(200, body);
        }
    }

    private static Handler<RoutingContext> allowing(Consumer<Caller> check) {
        return refusing(context -> {
            check.accept(Callers.caller(context));
            context.next();
        });
    }

    /** For an answer that is written part by part: refusals that are thrown before it begins end as a problem. */
    private static Handler<RoutingContext> refusing(Handler<RoutingContext> handler) {
        return context -> {
            try {
                handler.handle(context);
            } catch (Problem e) {
                context.fail(e.status(), e);
            }
        };
    }

    /** Refusals that are thrown, and stores that fail, end as a problem. */
    static Handler<RoutingContext> answering(Function<RoutingContext, Future<Answer>> handler) {
        return context -> {
            Future<Answer> answer;
            try {
                answer = handler.apply(context);
            } catch (Problem e) {
                context.fail(e.status(), e);
                return;
            }
            answer.onComplete(done -> {
                if (context.response().ended()) {
                    // Too late: a refusal has been sent, and says that the outcome is not known.
                    return;
                }
                if (done.succeeded()) {
                    Json.answer(context, done.result().status(), done.result().body());
                } else {
                    context.fail(status(done.cause()), done.cause());
                }
            });
        };
    }

    /** What the store and the way to it can say is 503; anything else is a fault of ours. */
    private static int status(Throwable failure) {
        if (failure instanceof Problem problem) {
            return problem.status();
        }
        boolean store = failure instanceof VertxException
                || failure instanceof IOException
                || failure instanceof TimeoutException;
        return store ? 503 : 500;
    }

    private static Buffer read(String name) {
        try (InputStream in = Api.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("missing from the class path: " + name);
            }
            return Buffer.buffer(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
