package org.tocsin.console.api;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;
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
    private final HoldsApi holds;
    private final CentreMovesApi centreMoves;
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
        this.holds = new HoldsApi(parts);
        this.centreMoves = new CentreMovesApi(parts);
        this.switchover = new SwitchoverApi(parts);
    }

    /** What everybody may read: the description of the interface. */
    public void mountOpen(Router router) {
        router.get(ROOT + "/openapi.yaml")
                .handler(context -> context.response()
                        .putHeader(HttpHeaders.CONTENT_TYPE, "application/yaml")
                        .end(description));
        router.get(ROOT + "/proof-keys").handler(Answers.answering(proof::keys));
    }

    /** What needs a bearer token or a session. */
    public void mount(Router router) {
        // Before a body is read or anything is looked up; what else a route asks for stands in it.
        router.route(ROOT + "/*").handler(Answers.allowing(Caller::mustReadTheEstate));
        router.route(ROOT + "/alarms*").handler(Answers.allowing(Caller::mustWorkOnAlarms));
        router.post(ROOT + "/units").handler(Answers.answering(units::enrol));
        router.get(ROOT + "/units/:cid").handler(Answers.answering(commands::unit));
        router.get(ROOT + "/units/:cid/commands").handler(Answers.answering(commands::list));
        router.post(ROOT + "/units/:cid/commands").handler(Answers.answering(commands::ask));

        router.get(ROOT + "/homes").handler(Answers.answering(homes::list));
        router.post(ROOT + "/homes").handler(Answers.answering(units::openHome));
        router.get(ROOT + "/homes/:id").handler(Answers.answering(homes::one));
        router.patch(ROOT + "/homes/:id").handler(Answers.answering(homes::change));
        contacts.mount(router, ROOT + "/homes");
        router.patch(ROOT + "/homes/:id/access").handler(Answers.answering(wayIn::change));
        router.post(ROOT + "/homes/:id/residents").handler(Answers.answering(homes::moveIn));
        router.post(ROOT + "/homes/:id/residents/:person/move-out").handler(Answers.answering(homes::moveOut));
        router.post(ROOT + "/homes/:id/residents/:person/statuses").handler(Answers.answering(homes::status));
        router.post(ROOT + "/homes/:id/triggers").handler(Answers.answering(homes::addTrigger));
        router.delete(ROOT + "/homes/:id/triggers/:trigger").handler(Answers.answering(homes::endTrigger));
        router.get(ROOT + "/units/:cid/supervision").handler(Answers.answering(supervision::one));
        router.get(ROOT + "/supervision").handler(Answers.answering(supervision::list));
        router.get(ROOT + "/supervision/counts").handler(Answers.answering(supervision::counts));
        router.get(ROOT + "/supervision/rules").handler(Answers.answering(supervision::rules));
        router.put(ROOT + "/supervision/rules").handler(Answers.answering(supervision::saveRule));

        router.get(ROOT + "/unit-models").handler(Answers.answering(models::list));
        router.put(ROOT + "/unit-models").handler(Answers.answering(models::save));

        router.get(ROOT + "/unit-models/watch").handler(Answers.answering(watching::models));
        router.put(ROOT + "/unit-models/watch").handler(Answers.answering(watching::saveModel));
        router.get(ROOT + "/watch-settings").handler(Answers.answering(watching::settings));
        router.patch(ROOT + "/watch-settings").handler(Answers.answering(watching::change));

        router.get(ROOT + "/schemes").handler(Answers.answering(schemes::list));
        router.put(ROOT + "/schemes").handler(Answers.answering(schemes::save));
        router.get(ROOT + "/schemes/:id").handler(Answers.answering(schemes::one));
        router.put(ROOT + "/schemes/:id/points").handler(Answers.answering(schemes::putPoint));
        router.delete(ROOT + "/schemes/:id/points/:did").handler(Answers.answering(schemes::removePoint));
        router.put(ROOT + "/schemes/:id/controllers/:cid").handler(Answers.answering(schemes::attach));
        router.delete(ROOT + "/schemes/:id/controllers/:cid").handler(Answers.answering(schemes::detach));

        router.get(ROOT + "/ghosts").handler(Answers.answering(estate::ghosts));
        router.get(ROOT + "/strangers").handler(Answers.answering(estate::strangers));

        router.get(ROOT + "/alarms").handler(Answers.answering(alarms::list));
        router.get(ROOT + "/alarms/:id").handler(Answers.answering(alarms::one));
        router.post(ROOT + "/alarms/:id/take").handler(Answers.answering(alarms::take));
        router.post(ROOT + "/alarms/:id/hand-back").handler(Answers.answering(alarms::handBack));
        router.post(ROOT + "/alarms/:id/park").handler(Answers.answering(alarms::park));
        router.post(ROOT + "/alarms/:id/hand-over").handler(Answers.answering(alarms::handOver));
        router.post(ROOT + "/alarms/:id/end-offer").handler(Answers.answering(alarms::endOffer));
        router.post(ROOT + "/alarms/:id/call-out").handler(Answers.answering(alarms::callOut));
        router.post(ROOT + "/alarms/:id/close").handler(Answers.answering(alarms::close));
        router.get(ROOT + "/outcome-codes").handler(Answers.answering(alarms::outcomeCodes));

        rollouts.mount(router);
        router.get(ROOT + "/campaigns").handler(Answers.answering(campaigns::list));
        router.post(ROOT + "/campaigns").handler(Answers.answering(campaigns::create));
        router.post(ROOT + "/campaigns/count").handler(Answers.answering(campaigns::count));
        router.get(ROOT + "/campaigns/:id").handler(Answers.answering(campaigns::one));
        router.get(ROOT + "/campaigns/:id/runs").handler(Answers.answering(campaigns::runs));
        router.post(ROOT + "/campaigns/:id/pause").handler(Answers.answering(campaigns::pause));
        router.post(ROOT + "/campaigns/:id/resume").handler(Answers.answering(campaigns::resume));
        router.post(ROOT + "/campaigns/:id/stop").handler(Answers.answering(campaigns::stop));
        router.post(ROOT + "/campaigns/:id/accept").handler(Answers.answering(campaigns::accept));

        router.post(ROOT + "/calls").handler(Answers.answering(calls::report));
        router.get(ROOT + "/calls").handler(Answers.answering(calls::list));
        router.get(ROOT + "/find").handler(Answers.answering(telephone::find));
        router.post(ROOT + "/cases").handler(Answers.answering(telephone::open));
        router.get(ROOT + "/alarms/:id/calls").handler(Answers.answering(telephone::calls));
        router.get(ROOT + "/call-backs").handler(Answers.answering(telephone::callBacks));
        router.post(ROOT + "/call-backs").handler(Answers.answering(telephone::ask));
        router.post(ROOT + "/call-backs/:id/done").handler(Answers.answering(telephone::done));
        router.get(ROOT + "/homes/:id/card").handler(Answers.answering(telephone::card));
        router.post(ROOT + "/homes/:id/card").handler(Answers.answering(telephone::addLine));
        router.get(ROOT + "/speech-settings").handler(Answers.answering(speech::settings));
        router.put(ROOT + "/speech-settings").handler(Answers.answering(speech::change));
        router.get(ROOT + "/visit-settings").handler(Answers.answering(visits::settings));
        router.put(ROOT + "/visit-settings").handler(Answers.answering(visits::change));
        router.get(ROOT + "/photo-settings").handler(Answers.answering(photos::settings));
        router.put(ROOT + "/photo-settings").handler(Answers.answering(photos::change));
        router.put(ROOT + "/operators/:username/extension").handler(Answers.answering(speech::extension));

        router.get(ROOT + "/signals").handler(Answers.answering(signals::list));
        mountReadiness(router);
        mountWatching(router);
        mountShift(router);
        mountScripts(router);
        mountResponse(router);
        figures.mount(router);
        people.mount(router);
        holds.mount(router);
        centreMoves.mount(router);
        switchover.mount(router);
    }

    private void mountWatching(Router router) {
        router.get(ROOT + "/incidents").handler(Answers.answering(incidents::list));
        router.get(ROOT + "/incidents/:id").handler(Answers.answering(incidents::one));
        router.get(ROOT + "/incidents/:id/homes").handler(Answers.answering(incidents::homes));
        router.post(ROOT + "/incidents/:id/contacts").handler(Answers.answering(incidents::contacted));
        router.get(ROOT + "/faults").handler(Answers.answering(faults::list));
        router.get(ROOT + "/faults/:id").handler(Answers.answering(faults::one));
        router.post(ROOT + "/faults/:id/calls").handler(Answers.answering(faults::called));
        router.post(ROOT + "/faults/:id/repaired").handler(Answers.answering(faults::repaired));
        router.get(ROOT + "/carriers").handler(Answers.answering(carriers::list));
        router.get(ROOT + "/carriers/what-if").handler(Answers.answering(carriers::whatIf));
        router.get(ROOT + "/imports").handler(Answers.answering(imports::list));
        router.get(ROOT + "/imports/:id").handler(Answers.answering(imports::one));
        router.post(ROOT + "/imports/:id/check").handler(Answers.answering(imports::check));
        router.post(ROOT + "/imports/:id/run").handler(Answers.answering(imports::run));
        router.post(ROOT + "/imports/:id/undo").handler(Answers.answering(imports::undo));
        router.post(ROOT + "/imports/:id/stop").handler(Answers.answering(imports::stop));
        router.get(ROOT + "/report/switchover").handler(Answers.answering(report::switchover));
        router.get(ROOT + "/test-calls").handler(Answers.answering(testCalls::list));
        router.post(ROOT + "/test-calls/:id").handler(Answers.answering(testCalls::called));
    }

    private void mountShift(Router router) {
        router.get(ROOT + "/shift").handler(Answers.answering(shift::room));
        router.get(ROOT + "/shift-settings").handler(Answers.answering(shift::rules));
        router.put(ROOT + "/shift-settings").handler(Answers.answering(shift::changeRules));
        router.put(ROOT + "/operators/:username/skills").handler(Answers.answering(shift::desk));
        router.get(ROOT + "/evacuations").handler(Answers.answering(shift::evacuations));
        router.post(ROOT + "/evacuations").handler(Answers.answering(shift::evacuate));
        router.post(ROOT + "/evacuations/return").handler(Answers.answering(shift::comeBack));
    }

    private void mountScripts(Router router) {
        router.get(ROOT + "/scripts").handler(Answers.answering(scripts::list));
        router.put(ROOT + "/scripts").handler(Answers.answering(scripts::publish));
        router.get(ROOT + "/script-versions/:id").handler(Answers.answering(scripts::version));
        router.get(ROOT + "/alarms/:id/scripts").handler(Answers.answering(scripts::ofAlarm));
        router.post(ROOT + "/alarms/:id/script-steps").handler(Answers.answering(scripts::tick));
        router.post(ROOT + "/alarms/:id/spoken").handler(Answers.answering(outcomes::spoken));
        router.post(ROOT + "/alarms/:id/close-allowance").handler(Answers.answering(outcomes::allow));
        router.put(ROOT + "/outcome-codes").handler(Answers.answering(outcomes::save));
        router.post(ROOT + "/alarms/:id/follow-ups").handler(Answers.answering(followUps::add));
        router.get(ROOT + "/follow-ups").handler(Answers.answering(followUps::list));
        router.post(ROOT + "/follow-ups/:id/done").handler(Answers.answering(followUps::done));
        router.get(ROOT + "/call-lists").handler(Answers.answering(callLists::list));
        router.post(ROOT + "/call-lists/:id/outcome").handler(Answers.answering(callLists::outcome));
        router.get(ROOT + "/homes/:id/call-plans").handler(Answers.answering(callLists::plans));
        router.post(ROOT + "/homes/:id/call-plans").handler(Answers.answering(callLists::add));
        router.delete(ROOT + "/homes/:id/call-plans/:plan").handler(Answers.answering(callLists::end));
        router.get(ROOT + "/call-rules").handler(Answers.answering(callLists::rules));
        router.put(ROOT + "/call-rules").handler(Answers.answering(callLists::setRule));
    }

    private void mountResponse(Router router) {
        router.get(ROOT + "/alarms/:id/response").handler(Answers.answering(response::ofAlarm));
        router.get(ROOT + "/response-settings").handler(Answers.answering(response::settings));
        router.put(ROOT + "/response-settings").handler(Answers.answering(response::change));
        router.get(ROOT + "/rota").handler(Answers.answering(rota::list));
        router.get(ROOT + "/rota/cover").handler(Answers.answering(rota::cover));
        router.post(ROOT + "/rota/shifts").handler(Answers.answering(rota::put));
        router.delete(ROOT + "/rota/shifts/:id").handler(Answers.answering(rota::cancel));
        router.post(ROOT + "/rota/absences").handler(Answers.answering(rota::absent));
        router.put(ROOT + "/rota/areas").handler(Answers.answering(rota::area));
    }

    private void mountReadiness(Router router) {
        router.get(ROOT + "/readiness").handler(Answers.answering(readiness::list));
        router.get(ROOT + "/readiness/figures").handler(Answers.answering(readiness::figures));
        router.get(ROOT + "/proof-settings").handler(Answers.answering(readiness::limits));
        router.put(ROOT + "/proof-settings").handler(Answers.answering(readiness::setLimits));
        router.get(ROOT + "/proof").handler(Answers.refusing(proof::exportAll));
        router.get(ROOT + "/homes/:id/readiness").handler(Answers.answering(readiness::home));
        router.get(ROOT + "/homes/:id/proof").handler(Answers.refusing(proof::exportHome));
        router.post(ROOT + "/homes/:id/line-confirmations").handler(Answers.answering(readiness::confirm));
        router.put(ROOT + "/homes/:id/readiness-exception").handler(Answers.answering(proof::putException));
        router.delete(ROOT + "/homes/:id/readiness-exception").handler(Answers.answering(proof::endException));
        router.get(ROOT + "/homes/:id/prove-codes").handler(Answers.answering(proof::codes));
        router.post(ROOT + "/homes/:id/prove-codes").handler(Answers.answering(proof::issue));
        router.delete(ROOT + "/homes/:id/prove-codes/:code").handler(Answers.answering(proof::revoke));
    }

    /** A status and what to say. */
    record Answer(int status, Object body) {
        static Answer ok(Object body) {
            return new Answer(200, body);
        }
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
