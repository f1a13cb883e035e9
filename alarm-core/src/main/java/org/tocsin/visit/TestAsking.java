package org.tocsin.visit;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Scope;
import org.tocsin.home.Peripheral;
import org.tocsin.platform.Times;
import org.tocsin.signal.CodeWords;
import org.tocsin.supervision.HeardEvery;

/** Asks a home for something, and writes down what is expected before anything is heard. */
final class TestAsking {
    /** Mains and heartbeats take their time; faults and signs of life are live, and nothing is kept from anybody. */
    private static final Duration UNHURRIED = SignsOfLife.LISTENS;

    private static final Duration DELAYED = Duration.ofDays(7);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    private static final String INSERT = "insert into visit_test (id, service_id, visit_id, home_id, unit_id,"
            + " peripheral_id, step, how, what, expected, dty, did, asked_at, listens_until, look_at)"
            + " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
    private static final String TRIGGER = "select id, service_id, home_id, unit_id, dty, did, name, room, since, until"
            + " from peripheral where service_id = $1 and home_id = $2 and id = $3 and until is null";

    private final TestModes testModes;
    private final InstantSource clock;

    TestAsking(TestModes testModes, InstantSource clock) {
        this.testModes = testModes;
        this.clock = clock;
    }

    /** Listens from now on; the id of the act is the id of the test. */
    Future<Void> ask(SqlConnection client, Scope scope, Visit visit, VisitAct act) {
        VisitTest.Step step = named(VisitTest.Step.class, act.text("step"));
        VisitTest.How how = named(VisitTest.How.class, act.text("how"));
        boolean otherwise = how != null && how != VisitTest.How.PRESS && step != VisitTest.Step.TRIGGER;
        if (step == null || how == VisitTest.How.NOT_TESTABLE || otherwise) {
            return VisitDesk.NotNow.because("It is not clear what should be tested.");
        }
        return wanted(client, scope, visit, act, step, how == null ? VisitTest.How.PRESS : how)
                .compose(test -> insert(client, scope, visit, test).compose(v -> listen(client, scope, visit, test)));
    }

    /** An honest answer without a signal; it says why. */
    Future<Void> notTestable(SqlConnection client, Scope scope, Visit visit, VisitAct act) {
        VisitTest.Step step = named(VisitTest.Step.class, act.text("step"));
        String reason = act.text("reason");
        if (step == null || step == VisitTest.Step.LAST_PRESS) {
            return VisitDesk.NotNow.because("The last press cannot be left out.");
        }
        if (reason == null || reason.length() < 10) {
            return VisitDesk.NotNow.because("Write down in a sentence why it cannot be tested.");
        }
        return wanted(client, scope, visit, act, step, VisitTest.How.NOT_TESTABLE)
                .compose(test -> insert(client, scope, visit, test)
                        .compose(v -> client.preparedQuery("update visit_test set result = 'NOT_TESTABLE', reason = $2,"
                                        + " settled_at = $3 where id = $1")
                                .execute(Tuple.of(test.id(), reason, Times.toRow(clock.instant()))))
                        .mapEmpty());
    }

    private Future<VisitTest> wanted(
            SqlConnection client, Scope scope, Visit visit, VisitAct act, VisitTest.Step step, VisitTest.How how) {
        UUID unit = visit.course().unitId();
        if (unit == null) {
            return VisitDesk.NotNow.because("Say first which unit stands here.");
        }
        if (step == VisitTest.Step.HEARTBEAT && how != VisitTest.How.NOT_TESTABLE) {
            // What reports once a day is awaited when nobody stands there any more.
            return HeardEvery.of(client, unit)
                    .map(interval -> test(
                            act,
                            step,
                            new SignsOfLife(interval).fitIn() ? VisitTest.How.PRESS : VisitTest.How.DELAYED,
                            unit,
                            null));
        }
        boolean ofTrigger = step == VisitTest.Step.TRIGGER || step == VisitTest.Step.PATH_LOSS;
        UUID triggerId = act.id("trigger");
        if (!ofTrigger) {
            return Future.succeededFuture(test(act, step, how, unit, null));
        }
        if (triggerId == null && step == VisitTest.Step.PATH_LOSS && how == VisitTest.How.NOT_TESTABLE) {
            return Future.succeededFuture(test(act, step, how, unit, null));
        }
        return client.preparedQuery(TRIGGER)
                .execute(Tuple.of(scope.serviceId(), visit.homeId(), triggerId))
                .map(rows -> rows.stream().findFirst().map(VisitRows::trigger))
                .compose(found -> found.isPresent()
                        ? Future.succeededFuture(test(act, step, how, unit, found.get()))
                        : VisitDesk.NotNow.because("There is no such trigger in this home."));
    }

    private VisitTest test(
            VisitAct act, VisitTest.Step step, VisitTest.How how, UUID unit, @Nullable Peripheral trigger) {
        Instant now = clock.instant();
        Duration listens = how == VisitTest.How.DELAYED ? DELAYED : isPress(step) ? AskedTrigger.LISTENS : UNHURRIED;
        return new VisitTest(
                act.id(),
                step,
                how,
                unit,
                trigger == null ? null : trigger.id(),
                what(step, trigger),
                expected(step, trigger),
                trigger == null ? null : new VisitTest.Device(trigger.dty(), trigger.did()),
                new VisitTest.Listening(now, now.plus(listens)),
                null);
    }

    private static boolean isPress(VisitTest.Step step) {
        return step == VisitTest.Step.TRIGGER || step == VisitTest.Step.PATH_LOSS;
    }

    private static String what(VisitTest.Step step, @Nullable Peripheral trigger) {
        String words = trigger == null ? "an alarm" : trigger.words();
        return switch (step) {
            case TRIGGER -> words;
            case PATH_LOSS -> "First path taken away: " + words;
            case POWER_OFF -> "Power taken away";
            case POWER_BACK -> "Power given back";
            case HEARTBEAT -> "Sign of life";
            case LAST_PRESS -> "Last press, after test mode";
        };
    }

    private static String expected(VisitTest.Step step, @Nullable Peripheral trigger) {
        return switch (step) {
            case TRIGGER, PATH_LOSS -> trigger == null ? "an alarm" : device(trigger);
            case POWER_OFF -> CodeWords.status("0085");
            case POWER_BACK -> CodeWords.status("0086");
            case HEARTBEAT -> "two signs of life, one interval apart";
            case LAST_PRESS -> "an alarm that an operator answers";
        };
    }

    private static String device(Peripheral trigger) {
        String device = CodeWords.device(trigger.dty());
        return trigger.did() == null ? device : device + " " + trigger.did();
    }

    private Future<Void> insert(SqlConnection client, Scope scope, Visit visit, VisitTest test) {
        VisitTest.Device from = test.from();
        return client.preparedQuery(INSERT)
                .execute(Tuple.of(test.id(), scope.serviceId(), visit.id(), visit.homeId(), test.unitId())
                        .addUUID(test.triggerId())
                        .addString(test.step().name())
                        .addString(test.how().name())
                        .addString(test.what())
                        .addString(test.expected())
                        .addString(from == null ? null : from.dty())
                        .addString(from == null ? null : from.did())
                        .addOffsetDateTime(Times.toRow(test.listening().askedAt()))
                        .addOffsetDateTime(Times.toRow(test.listening().until()))
                        .addOffsetDateTime(
                                Times.toRow(test.listening().askedAt().plus(BETWEEN_LOOKS))))
                .mapEmpty();
    }

    /** What a person presses is a test while test mode is on, and only then; the last press must not be one. */
    private Future<Void> listen(SqlConnection client, Scope scope, Visit visit, VisitTest test) {
        if (test.step() == VisitTest.Step.LAST_PRESS) {
            return testModes
                    .ofVisit(client, scope, visit.id())
                    .compose(on -> on.isEmpty()
                            ? Future.succeededFuture()
                            : VisitDesk.NotNow.because("End test mode first: an operator must answer this press."));
        }
        if (!isPress(test.step()) || test.how() == VisitTest.How.DELAYED) {
            return Future.succeededFuture();
        }
        return testModes
                .renew(client, scope, visit.id())
                .compose(on -> on ? testModes.ask(client, scope, visit.id(), test) : Future.succeededFuture(false))
                .compose(asked ->
                        asked ? Future.succeededFuture() : VisitDesk.NotNow.because("Switch test mode on first."));
    }

    private static <E extends Enum<E>> @Nullable E named(Class<E> type, @Nullable String name) {
        return Optional.ofNullable(name)
                .map(text -> text.toUpperCase(Locale.ROOT))
                .flatMap(text -> java.util.Arrays.stream(type.getEnumConstants())
                        .filter(one -> one.name().equals(text))
                        .findFirst())
                .orElse(null);
    }
}
