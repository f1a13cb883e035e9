package org.tocsin.visit;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Scope;
import org.tocsin.home.KeySafeFailures;
import org.tocsin.platform.Database;
import org.tocsin.platform.Times;
import org.tocsin.platform.Wakeup;
import org.tocsin.readiness.ReadinessExceptions;

/**
 * Takes what an installer's phone says of a visit, each act once whenever and however often it is sent: all of it is
 * stored, or nothing.
 */
public final class VisitDesk {
    /** Begins a test only while somebody stands there: an older one was asked for where there was no signal. */
    private static final Duration ASKED_LIVE = Duration.ofSeconds(45);

    /** Results of {@link VisitAct.Kind#KEY_SAFE}. */
    private static final String DID_NOT_OPEN = "DID_NOT_OPEN";

    private static final String OPENED = "OPENED";

    private static final String LOCK =
            "select v.*, null::text as installer from visit v" + " where v.service_id = $1 and v.id = $2 for update";
    private static final String KEEP = "insert into visit_act (id, service_id, visit_id, kind, said_at, received_at,"
            + " actor, data) values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (id) do nothing";
    private static final String ATTEMPT = """
            select 1 + count(*)::int as attempt from visit
            where service_id = $1 and home_id = $2 and state = 'NO_ACCESS' and ended_at > coalesce(
              (select max(ended_at) from visit where home_id = $2 and state = 'COMPLETED'), '-infinity')
            """;

    private final Database database;
    private final ReadinessExceptions exceptions;
    private final InstantSource clock;
    private final AuditTrail audit;
    private final VisitFiles files;
    private final TestModes testModes;
    private final TestAsking asking;
    private final UnitFitting fitting;
    private final KeySafeFailures keySafes;

    public VisitDesk(Database database, InstantSource clock, Wakeup wakeup) {
        this.database = database;
        this.clock = clock;
        this.audit = new AuditTrail(database, clock);
        this.files = new VisitFiles(database, clock);
        this.testModes = new TestModes(database, clock);
        this.asking = new TestAsking(testModes, clock);
        this.fitting = new UnitFitting(database, clock);
        this.exceptions = new ReadinessExceptions(database, clock);
        this.keySafes = new KeySafeFailures(database, clock, wakeup);
    }

    /** What became of an act. */
    public sealed interface Result {}

    /** Stored now, or before. */
    public record Done() implements Result {}

    /** Not stored; sent again it would be refused again. */
    public record Refused(String why) implements Result {}

    public record NotFound() implements Result {}

    /** Plans a visit; the same id again is the same visit. Refused where the service has no such home. */
    public Future<Result> plan(Scope scope, UUID visitId, UUID homeId, Visit.Kind kind, LocalDate on) {
        return database.pool()
                .withTransaction(client -> insert(client, scope, visitId, homeId, kind, on)
                        .compose(rows -> rows == 0
                                ? client.preparedQuery("select 1 from visit where id = $1 and service_id = $2")
                                        .execute(Tuple.of(visitId, scope.serviceId()))
                                        .map(known -> known.size() == 1
                                                ? new Done()
                                                : (Result) new Refused("There is no such home."))
                                : audit.record(client, scope, "plan-visit", "home:" + homeId, null)
                                        .map(audited -> (Result) new Done())));
    }

    private Future<Integer> insert(
            SqlConnection client, Scope scope, UUID visitId, UUID homeId, Visit.Kind kind, LocalDate on) {
        return client.preparedQuery(ATTEMPT)
                .execute(Tuple.of(scope.serviceId(), homeId))
                .compose(rows -> client.preparedQuery("insert into visit (id, service_id, home_id, kind, state,"
                                + " planned_on, created_at, created_by, attempt)"
                                + " select $1, service_id, id, $4, 'PLANNED', $5, $6, $7, $8 from home"
                                + " where service_id = $2 and id = $3 on conflict (id) do nothing")
                        .execute(Tuple.of(visitId, scope.serviceId(), homeId, kind.name())
                                .addLocalDate(on)
                                .addOffsetDateTime(Times.toRow(clock.instant()))
                                .addString(scope.actor())
                                .addInteger(rows.iterator().next().getInteger(0))))
                .map(rows -> rows.rowCount());
    }

    /** Takes one act. */
    public Future<Result> act(Scope scope, UUID visitId, VisitAct act) {
        UUID operator = scope.operatorId();
        if (operator == null) {
            return Future.succeededFuture(new Refused("Only a person can visit a home."));
        }
        return database.pool()
                .<Result>withTransaction(client -> client.preparedQuery(LOCK)
                        .execute(Tuple.of(scope.serviceId(), visitId))
                        .map(rows -> rows.stream().findFirst())
                        .compose(row -> row.isEmpty()
                                ? Future.succeededFuture(new NotFound())
                                : keep(client, scope, VisitRows.visit(row.get()), act)))
                .recover(e -> e instanceof NotNow no
                        ? Future.succeededFuture(new Refused(Objects.requireNonNull(no.getMessage())))
                        : Future.failedFuture(e));
    }

    private Future<Result> keep(SqlConnection client, Scope scope, Visit visit, VisitAct act) {
        return client.preparedQuery(KEEP)
                .execute(Tuple.of(
                                act.id(),
                                scope.serviceId(),
                                visit.id(),
                                act.kind().name())
                        .addOffsetDateTime(Times.toRow(act.saidAt()))
                        .addOffsetDateTime(Times.toRow(clock.instant()))
                        .addString(scope.actor())
                        .addJsonObject(new JsonObject(act.data())))
                .compose(rows -> rows.rowCount() == 0
                        ? known(client, visit, act)
                        : apply(client, scope, visit, act)
                                .compose(applied -> testModes.seen(client, scope, visit.id()))
                                .map(seen -> (Result) new Done()));
    }

    private static Future<Result> known(SqlConnection client, Visit visit, VisitAct act) {
        return client.preparedQuery("select 1 from visit_act where id = $1 and visit_id = $2")
                .execute(Tuple.of(act.id(), visit.id()))
                .map(rows -> rows.size() == 1 ? new Done() : new Refused("This id belongs to something else."));
    }

    private Future<Void> apply(SqlConnection client, Scope scope, Visit visit, VisitAct act) {
        boolean begins = act.kind() == VisitAct.Kind.BEGIN || act.kind() == VisitAct.Kind.NO_ACCESS;
        if (visit.state().over()) {
            return NotNow.because("This visit is over.");
        }
        if (visit.state() == Visit.State.PLANNED && !begins) {
            return NotNow.because("Begin the visit first.");
        }
        return switch (act.kind()) {
            case BEGIN -> begin(client, scope, visit, act);
            case UNIT -> fitting.place(client, scope, visit, act);
            case TRIGGER -> fitting.addTrigger(client, scope, visit, act);
            case TEST_MODE_ON -> testMode(client, scope, visit, act);
            case RENEW ->
                live(act)
                        .compose(v -> testModes.renew(client, scope, visit.id()))
                        .compose(VisitDesk::stillOn);
            case TEST_MODE_OFF -> testModeOff(client, scope, visit);
            case ASK -> live(act).compose(v -> asking.ask(client, scope, visit, act));
            case NOT_TESTABLE -> asking.notTestable(client, scope, visit, act);
            case SIGNAL -> signal(act);
            case KEY_SAFE -> keySafe(client, scope, visit, act);
            case CONTACTS, PERSON -> needs(act, "note", "Write a word about it.");
            case SPEECH -> speech(act);
            case NO_ACCESS -> noAccess(client, scope, visit, act);
            case LEAVE ->
                needs(act, "note", "Write down why the work is left.")
                        .compose(v -> end(client, scope, visit, Visit.State.ABANDONED, act));
            case COMPLETE -> complete(client, scope, visit, act);
        };
    }

    private Future<Void> begin(SqlConnection client, Scope scope, Visit visit, VisitAct act) {
        if (visit.state() != Visit.State.PLANNED) {
            return Future.succeededFuture();
        }
        Double latitude = act.number("latitude");
        Double longitude = act.number("longitude");
        boolean known = latitude != null && longitude != null && Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180;
        // An upgrade begins with the unit that stands there, and ends with the one that takes its place.
        return client.preparedQuery("update visit set state = 'OPEN', started_at = $3, installer_id = $4,"
                        + " latitude = $5, longitude = $6, unit_id = (select case when count(*) = 1 then min(unit_id::text)"
                        + "::uuid end from speaks_for where home_id = visit.home_id)"
                        + " where service_id = $1 and id = $2")
                .execute(Tuple.of(scope.serviceId(), visit.id(), Times.toRow(clock.instant()), scope.operatorId())
                        .addDouble(known ? latitude : null)
                        .addDouble(known ? longitude : null))
                .compose(begun -> audit.record(client, scope, "begin-visit", "home:" + visit.homeId(), null));
    }

    private Future<Void> testMode(SqlConnection client, Scope scope, Visit visit, VisitAct act) {
        return live(act)
                .compose(v -> testModes.on(client, scope, visit, Objects.requireNonNull(scope.operatorId())))
                .compose(on -> on
                        ? audit.record(client, scope, "test-mode-on", "home:" + visit.homeId(), null)
                        : NotNow.because("Another visit has this home in test mode."));
    }

    private static Future<Void> stillOn(boolean on) {
        return on ? Future.succeededFuture() : NotNow.because("Test mode has ended by itself. Everything is live.");
    }

    private Future<Void> testModeOff(SqlConnection client, Scope scope, Visit visit) {
        return testModes
                .off(client, scope, visit.id())
                .compose(off -> client.preparedQuery("update visit set test_mode_ended_at = $2 where id = $1")
                        .execute(Tuple.of(visit.id(), Times.toRow(clock.instant()))))
                .compose(ended -> audit.record(client, scope, "test-mode-off", "home:" + visit.homeId(), null));
    }

    private static Future<Void> signal(VisitAct act) {
        String only = act.text("only");
        if (only != null) {
            return only.length() < 10
                    ? NotNow.because("Write down in a sentence why there is no second network.")
                    : Future.succeededFuture();
        }
        Double dbm = act.number("dbm");
        if (act.text("network") == null) {
            return NotNow.because("Name the network.");
        }
        return dbm == null || dbm > -20 || dbm < -150
                ? NotNow.because("A signal is between -150 and -20 dBm.")
                : Future.succeededFuture();
    }

    private static Future<Void> speech(VisitAct act) {
        String wrong = Speech.wrong(act);
        return wrong == null ? Future.succeededFuture() : NotNow.because(wrong);
    }

    /** What the installer found is what the next responder would find: the same banner and task as from the desk. */
    private Future<Void> keySafe(SqlConnection client, Scope scope, Visit visit, VisitAct act) {
        Instant now = clock.instant();
        Instant said = act.saidAt().isAfter(now) ? now : act.saidAt();
        KeySafeFailures.AtTheDoor door = new KeySafeFailures.AtTheDoor(visit.homeId(), null, said, act.text("version"));
        return needs(act, "result", "Say what became of the key safe.").compose(v -> {
            if (DID_NOT_OPEN.equals(act.text("result"))) {
                return keySafes.failed(client, scope, door, null).mapEmpty();
            }
            return OPENED.equals(act.text("result")) ? keySafes.opened(client, scope, door) : Future.succeededFuture();
        });
    }

    private static Future<Void> needs(VisitAct act, String name, String otherwise) {
        return act.text(name) == null ? NotNow.because(otherwise) : Future.succeededFuture();
    }

    /** What listens to the home begins now or not at all. By a clock that is ahead nobody knows how long it waited. */
    private Future<Void> live(VisitAct act) {
        Instant now = clock.instant();
        if (act.saidAt().isAfter(now.plus(ASKED_LIVE))) {
            return NotNow.because("The clock of this phone is ahead: let it set its time by itself, then ask again.");
        }
        return act.saidAt().isBefore(now.minus(ASKED_LIVE))
                ? NotNow.because("This waited too long for a signal: ask again when you can be heard.")
                : Future.succeededFuture();
    }

    private Future<Void> noAccess(SqlConnection client, Scope scope, Visit visit, VisitAct act) {
        LocalDate next = date(act.text("nextOn"));
        return needs(act, "note", "Write down what you found at the door.")
                .compose(v -> end(client, scope, visit, Visit.State.NO_ACCESS, act))
                .compose(ended -> exceptions.noAccess(client, scope, visit.homeId(), scope.actor()))
                .compose(ended -> next == null
                        ? Future.succeededFuture()
                        // Its id follows from the act's, so that the act stays one act.
                        : insert(client, scope, followUp(act.id()), visit.homeId(), visit.kind(), next)
                                .mapEmpty());
    }

    private static UUID followUp(UUID actId) {
        return new UUID(actId.getMostSignificantBits() ^ 0x5A5A_0000_0000_0000L, actId.getLeastSignificantBits());
    }

    private static @Nullable LocalDate date(@Nullable String text) {
        try {
            return text == null ? null : LocalDate.parse(text);
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    private Future<Void> complete(SqlConnection client, Scope scope, Visit visit, VisitAct act) {
        return files.find(client, scope, visit.id()).compose(file -> {
            Optional<String> missing = file.flatMap(
                    found -> VisitRules.missing(found, clock.instant()).stream().findFirst());
            return missing.isPresent()
                    ? NotNow.because("Not complete: " + missing.get())
                    : end(client, scope, visit, Visit.State.COMPLETED, act)
                            .compose(ended -> exceptions.letIn(client, scope, visit.homeId()))
                            .compose(letIn -> fitting.digitalNow(client, scope, visit));
        });
    }

    private Future<Void> end(SqlConnection client, Scope scope, Visit visit, Visit.State state, VisitAct act) {
        return testModes
                .off(client, scope, visit.id())
                .compose(off -> client.preparedQuery("update visit set state = $3, ended_at = $4, note = $5,"
                                + " next_attempt_on = $6, installer_id = coalesce(installer_id, $7)"
                                + " where service_id = $1 and id = $2")
                        .execute(Tuple.of(scope.serviceId(), visit.id(), state.name(), Times.toRow(clock.instant()))
                                .addString(act.text("note"))
                                .addLocalDate(date(act.text("nextOn")))
                                .addUUID(scope.operatorId())))
                .compose(ended -> audit.record(client, scope, "end-visit", "home:" + visit.homeId(), null));
    }

    /** Rolls the transaction back; its message is for the installer. */
    static final class NotNow extends RuntimeException {
        private NotNow(String why) {
            super(why, null, false, false);
        }

        static <T> Future<T> because(String why) {
            return Future.failedFuture(new NotNow(why));
        }
    }
}
