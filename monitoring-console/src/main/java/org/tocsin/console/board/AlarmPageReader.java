package org.tocsin.console.board;

import io.vertx.core.Future;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Scope;
import org.tocsin.alarm.Alarm;
import org.tocsin.alarm.AlarmEntry;
import org.tocsin.alarm.AlarmRow;
import org.tocsin.alarm.AlarmStore;
import org.tocsin.alarm.Closure;
import org.tocsin.alarm.OutcomeCode;
import org.tocsin.console.Parts;
import org.tocsin.console.SignedIn;
import org.tocsin.console.person.CardReader;
import org.tocsin.fault.FaultCase;
import org.tocsin.fault.FaultCaseStore;
import org.tocsin.followup.FollowUpDesk;
import org.tocsin.home.Home;
import org.tocsin.home.HomeStore;
import org.tocsin.incident.Incident;
import org.tocsin.incident.IncidentStore;
import org.tocsin.readiness.CentreMoves;
import org.tocsin.response.Callout;
import org.tocsin.response.Contact;
import org.tocsin.response.ResponseStore;
import org.tocsin.script.AlarmScripts;
import org.tocsin.service.ServiceStore;
import org.tocsin.service.TelecareService;
import org.tocsin.shift.ShiftRules;
import org.tocsin.shift.ShiftSettings;
import org.tocsin.shift.ShiftStore;
import org.tocsin.signal.SignalStore;
import org.tocsin.speech.CallStore;

/** Gathers what the open alarm shows. Each reading is on the audit trail before anything is shown. */
final class AlarmPageReader {
    /** Ten are shown; what repeats itself is counted over more. */
    private static final int COUNTED_ALARMS = 60;

    private final Parts parts;
    private final AlarmStore alarms;
    private final HomeStore homes;
    private final ResponseStore responses;
    private final ServiceStore services;
    private final CallStore calls;
    private final SignalStore signals;
    private final IncidentStore incidents;
    private final FaultCaseStore faults;
    private final ShiftSettings settings;
    private final ShiftStore shifts;
    private final AlarmScripts scripts;
    private final FollowUpDesk tasks;
    private final AuditTrail audit;
    private final CentreMoves moves;
    private final CardReader cards;
    private final @Nullable AlarmPageReader slowly;

    /**
     * An operator waits for this with each alarm: two dozen look-ups by keys, whose plans are kept. Where the few connections
     * that keep them are blocked, everybody's are asked.
     */
    AlarmPageReader(Parts parts) {
        this(parts.keepingPlans(), trail(parts), new AlarmPageReader(parts, trail(parts), null));
    }

    private AlarmPageReader(Parts parts, AuditTrail audit, @Nullable AlarmPageReader slowly) {
        this.parts = parts;
        this.audit = audit;
        this.slowly = slowly;
        this.alarms = new AlarmStore(parts.database());
        this.homes = new HomeStore(parts.database(), parts.keyring(), audit, parts.clock());
        this.responses = new ResponseStore(parts.database());
        this.calls = new CallStore(parts.database());
        this.services = new ServiceStore(parts.database(), parts.clock());
        this.signals = new SignalStore(parts.database().pool());
        this.incidents = new IncidentStore(parts.database());
        this.faults = new FaultCaseStore(parts.database());
        this.moves = new CentreMoves(parts.database());
        this.cards = new CardReader(parts);
        this.settings = new ShiftSettings(parts.database());
        this.shifts = new ShiftStore(parts.database());
        this.scripts = new AlarmScripts(parts.database());
        this.tasks = new FollowUpDesk(parts.database(), parts.clock(), parts.wakeup());
    }

    /** Everything about one alarm, as the stores have it. */
    record Found(
            AlarmRow row,
            Optional<HomeStore.Card> card,
            List<Contact> contacts,
            List<Callout> callouts,
            List<OutcomeCode> outcomes,
            History history,
            Net net,
            CardReader.Beside beside,
            Shift shift,
            ScriptLines.Found script) {}

    /** @param colleagues everybody else of the service who works on alarms */
    record Shift(ShiftRules rules, List<ShiftStore.Person> colleagues) {}

    /**
     * @param incidents the one this is the card of, or those the home is part of
     * @param faults open ones on what the home calls for help with; of a scheme's controller those of all behind it
     * @param alsoAt the centre the home comes from, while it receives its alarms too
     */
    record Net(List<Incident> incidents, List<FaultCase> faults, Optional<String> alsoAt) {}

    /**
     * @param past the home's last alarms, newest first, this one not among them; more than are shown
     * @param log in the order it was written
     * @param spoken the calls with the home
     * @param callBack how its units said they can be called
     * @param positions where a mobile unit said it was, the latest first
     * @param around where a scheme's controller stands; empty where the alarm has a home of its own
     */
    record History(
            List<Alarm> past,
            List<AlarmEntry> log,
            CallStore.Spoken spoken,
            CallStore.CallBack callBack,
            List<SignalStore.Position> positions,
            Optional<Home.Address> around) {}

    /** @param by whoever reads the rest of it: the way that has just answered */
    private record Known(AlarmPageReader by, Optional<AlarmRow> row, TelecareService service) {}

    /**
     * The open alarm as this person may see it; empty where their service has no such alarm.
     *
     * @param address from where it is asked; for the audit trail
     */
    Future<Optional<AlarmPage>> read(SignedIn reader, UUID alarmId, @Nullable String address) {
        return orSlowly(way -> way.known(reader, alarmId))
                .compose(known -> known.row()
                        .map(row -> read(reader, known, row, address).map(Optional::of))
                        .orElseGet(() -> Future.succeededFuture(Optional.empty())));
    }

    private Future<Known> known(SignedIn reader, UUID alarmId) {
        return Future.all(alarms.find(reader.scope(), alarmId), services.findById(reader.serviceId()))
                .map(both -> new Known(
                        this,
                        both.resultAt(0),
                        both.<Optional<TelecareService>>resultAt(1).orElseThrow()));
    }

    /** Written on the trail while the rest is read; nothing is shown before both are done. */
    private Future<AlarmPage> read(SignedIn reader, Known known, AlarmRow row, @Nullable String address) {
        Scope scope = reader.scope();
        TelecareService service = known.service();
        Future<?> audited =
                audit.record(scope, "read-alarm", "alarm:" + row.alarm().id(), address);
        Future<Found> found = known.by().orSlowly(way -> way.gather(scope, row, service.zone()));
        return Future.all(audited, found)
                .map(both -> AlarmPageWriter.write(
                        found.result(),
                        new AlarmPageWriter.Reader(
                                reader, service, parts.clock().instant())));
    }

    /** The service whose clock and telephone number the reader goes by. */
    Future<TelecareService> service(SignedIn reader) {
        return orSlowly(way -> way.services.findById(reader.serviceId())).map(Optional::orElseThrow);
    }

    /** How to get in, audited, while the alarm is open. */
    Future<HomeStore.AccessResult> access(SignedIn reader, UUID alarmId, @Nullable String address) {
        return orSlowly(way -> way.homes.access(reader.scope(), alarmId, address));
    }

    private <T> Future<T> orSlowly(Function<AlarmPageReader, Future<T>> look) {
        AlarmPageReader other = slowly;
        return other == null ? look.apply(this) : look.apply(this).recover(e -> look.apply(other));
    }

    private static AuditTrail trail(Parts parts) {
        return new AuditTrail(parts.database(), parts.clock());
    }

    Instant now() {
        return parts.clock().instant();
    }

    private Future<Found> gather(Scope scope, AlarmRow row, ZoneId zone) {
        UUID alarmId = row.alarm().id();
        UUID homeId = row.alarm().trigger().homeId();
        Future<Optional<HomeStore.Card>> card =
                homeId == null ? Future.succeededFuture(Optional.empty()) : homes.card(scope, homeId);
        Future<List<Alarm>> past = homeId == null
                ? Future.succeededFuture(List.of())
                : alarms.pastOfHome(scope, homeId, alarmId, COUNTED_ALARMS);
        UUID unitId = row.alarm().trigger().unitId();
        Future<Optional<Home.Address>> around = homeId != null || unitId == null
                ? Future.succeededFuture(Optional.empty())
                : homes.addressOfUnit(scope, unitId);
        Future<List<Contact>> contacts = responses.contacts(scope, homeId);
        Future<List<Callout>> callouts = responses.ofAlarm(scope, alarmId);
        Future<List<OutcomeCode>> outcomes = services.outcomeCodes(scope);
        Future<List<AlarmEntry>> log = alarms.log(scope, alarmId);
        Future<CallStore.Spoken> spoken = calls.spoken(scope, alarmId);
        Future<CallStore.CallBack> callBack = calls.callBack(scope, alarmId);
        Future<List<SignalStore.Position>> positions = signals.positions(scope, alarmId);
        Future<Net> net = net(scope, row);
        Future<CardReader.Beside> beside = contacts.compose(found -> cards.beside(scope, alarmId, homeId, found, zone));
        Future<Shift> shift = Future.all(settings.find(scope), shifts.people(scope))
                .map(both -> new Shift(both.resultAt(0), both.resultAt(1)));
        Future<ScriptLines.Found> script = script(scope, alarmId);
        return Future.all(List.of(
                        card, past, contacts, callouts, outcomes, log, spoken, callBack, positions, around, net, beside,
                        shift, script))
                .map(all -> new Found(
                        row,
                        card.result(),
                        contacts.result(),
                        callouts.result(),
                        outcomes.result(),
                        new History(
                                past.result(),
                                log.result(),
                                spoken.result(),
                                callBack.result(),
                                positions.result(),
                                around.result()),
                        net.result(),
                        beside.result(),
                        shift.result(),
                        script.result()));
    }

    private Future<ScriptLines.Found> script(Scope scope, UUID alarmId) {
        return Future.all(
                        scripts.of(scope, alarmId, now()),
                        Closure.onRecord(parts.database().pool(), scope, alarmId),
                        tasks.ofAlarm(scope, alarmId))
                .map(all -> new ScriptLines.Found(all.resultAt(0), all.resultAt(1), all.resultAt(2)));
    }

    private Future<Net> net(Scope scope, AlarmRow row) {
        AlarmRow.OneCause common = row.incident();
        UUID homeId = row.alarm().trigger().homeId();
        if (common != null && common.card()) {
            return incidents
                    .find(scope, common.id())
                    .map(found -> new Net(found.stream().toList(), List.of(), Optional.empty()));
        }
        if (homeId == null) {
            Future<List<FaultCase>> behind = row.site() == null
                    ? Future.succeededFuture(List.of())
                    : faults.ofUnit(scope, row.alarm().trigger().cid());
            return behind.map(open -> new Net(List.of(), open, Optional.empty()));
        }
        return Future.all(
                        incidents.ofHome(scope, homeId),
                        faults.ofHome(scope, homeId),
                        moves.alsoReceivedAt(scope, homeId))
                .map(all -> new Net(all.resultAt(0), all.resultAt(1), all.resultAt(2)));
    }
}
