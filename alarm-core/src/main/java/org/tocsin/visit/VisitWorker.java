package org.tocsin.visit;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.home.TriggerMatch;
import org.tocsin.platform.Database;
import org.tocsin.platform.LoggedError;
import org.tocsin.platform.Times;
import org.tocsin.platform.Worker;
import org.tocsin.readiness.Evidence;
import org.tocsin.readiness.NotEvidence;
import org.tocsin.readiness.ProofBook;
import org.tocsin.supervision.HeardEvery;
import org.tocsin.visit.VisitSignals.Heard;

/**
 * Compares what installers asked for with what was received, about once a second, whether their phones can be heard or
 * not. What was heard becomes a proof with the same commit.
 */
public final class VisitWorker {
    private static final Logger LOG = LoggerFactory.getLogger(VisitWorker.class);
    /** A signal received in the last moment is committed a little later. */
    private static final Duration GRACE = Duration.ofSeconds(3);

    private static final Duration PUT_OFF = Duration.ofMinutes(1);
    private static final Duration HURRIED = Duration.ofMinutes(30);
    private static final String CLAIM = """
            select t.*, u.cid, l.last_seen_at, v.state as visit_state,
              v.started_at as visit_started_at, s.calls_reported,
              (select o.username from operator o where o.id = v.installer_id) as installer,
              array(select coalesce(p.did, '') from peripheral p join peripheral asked on asked.id = t.peripheral_id
                where p.home_id = t.home_id and p.dty = asked.dty and p.id <> asked.id and p.until is null
                  and (asked.unit_id = t.unit_id and p.unit_id <> t.unit_id and exists (select from home_unit o
                    where o.id = p.unit_id and o.home_id = t.home_id)) is not true) as others
            from visit_test t join home_unit u on u.id = t.unit_id join visit v on v.id = t.visit_id
              join service s on s.id = t.service_id
              left join sign_of_life l on l.unit_id = t.unit_id
            where t.result is null and t.look_at <= $1 order by t.look_at limit 1 for update of t skip locked
            """;
    private static final String OF_TYPE =
            "select id, did from peripheral where home_id = $1 and until is null and dty = $2 order by id limit 200";
    private static final String SETTLE = "update visit_test set result = $2, signal_id = $3, alarm_id = $4, heard = $5,"
            + " heard_at = $6, answered_at = $7, settled_at = $8, reason = $9 where id = $1 and result is null";
    private static final String LATER =
            "update visit_test set look_at = $2, heard = $3, heard_at = $4 where id = $1 and result is null";

    private final Database database;
    private final InstantSource clock;
    private final ProofBook proofs;
    private final Worker worker;

    public VisitWorker(Vertx vertx, Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
        this.proofs = new ProofBook(clock);
        this.worker = new Worker(vertx, "visits", this::round);
    }

    /** Begins to look about once a second. Called once. */
    public void start() {
        worker.start();
    }

    /** Looks no more; done when the round that is running has ended. */
    public Future<Void> stop() {
        return worker.stop();
    }

    /** One test, one transaction: what cannot be settled keeps no other from it. */
    Future<Boolean> round() {
        AtomicReference<@Nullable UUID> claimed = new AtomicReference<>();
        return database.pool()
                .withTransaction(client -> client.preparedQuery(CLAIM)
                        .execute(Tuple.of(Times.toRow(clock.instant())))
                        .compose(rows -> {
                            if (rows.size() == 0) {
                                return Future.succeededFuture(false);
                            }
                            Row row = rows.iterator().next();
                            claimed.set(row.getUUID("id"));
                            return look(client, row, VisitRows.test(row)).map(true);
                        }))
                .recover(e -> {
                    UUID test = claimed.get();
                    return test == null ? Future.failedFuture(e) : putOff(test, e);
                });
    }

    private Future<Boolean> putOff(UUID test, Throwable cause) {
        LOG.atError()
                .addKeyValue("worker", "visits")
                .addKeyValue("testRunId", test)
                .addKeyValue("error", LoggedError.of(cause))
                .log("what was asked of a home could not be compared with what was heard");
        return database.pool()
                .preparedQuery("update visit_test set look_at = $2 where id = $1")
                .execute(Tuple.of(test, Times.toRow(clock.instant().plus(PUT_OFF))))
                .map(true);
    }

    private Future<Void> look(SqlConnection client, Row row, VisitTest test) {
        return (test.step() == VisitTest.Step.HEARTBEAT
                        ? HeardEvery.of(client, test.unitId())
                                .map(every -> signOfLife(row, test, new SignsOfLife(every)))
                        : VisitSignals.find(client, row, test).compose(heard -> shown(client, row, test, heard)))
                .compose(heard -> {
                    if (heard.isPresent() && isWhole(test, heard.get())) {
                        return settle(client, row, test, heard.get());
                    }
                    if (heard.isPresent() && ofSeveral(test, heard.get())) {
                        return notHeard(client, test, heard.get())
                                .compose(said -> prove(client, row, test, heard.get()));
                    }
                    Instant now = clock.instant();
                    return now.isAfter(test.listening().until().plus(GRACE))
                            ? notHeard(client, test, heard.orElse(null))
                            : later(client, test, heard.orElse(null), now);
                });
    }

    /** The last press is heard once somebody has answered it, a second path or a second sign once something shows it. */
    private static boolean isWhole(VisitTest test, Heard heard) {
        return switch (test.step()) {
            case LAST_PRESS -> heard.answeredAt() != null;
            case PATH_LOSS, HEARTBEAT -> heard.shown() != null;
            case TRIGGER -> heard.match() == TriggerMatch.YES;
            case POWER_OFF, POWER_BACK -> true;
        };
    }

    private static boolean ofSeveral(VisitTest test, Heard heard) {
        return test.step() == VisitTest.Step.TRIGGER && heard.match() == TriggerMatch.ONE_OF_SEVERAL;
    }

    private static Optional<Heard> signOfLife(Row row, VisitTest test, SignsOfLife signs) {
        Instant seen = Times.fromRowOrNull(row.getOffsetDateTime("last_seen_at"));
        Instant known = Times.fromRowOrNull(row.getOffsetDateTime("heard_at"));
        return signs.first(known, seen, test.listening().askedAt())
                .map(first -> seen != null && signs.isSecond(first, seen)
                        ? Heard.signOfLife("two signs of life", seen, "since " + first)
                        : Heard.signOfLife("a sign of life", first, null));
    }

    private static Future<Optional<Heard>> shown(SqlConnection client, Row row, VisitTest test, Optional<Heard> heard) {
        String protocol = heard.map(Heard::path).orElse(null);
        return test.step() != VisitTest.Step.PATH_LOSS || protocol == null
                ? Future.succeededFuture(heard)
                : OtherPath.of(client, row, test, heard.get().at(), protocol)
                        .map(shown -> heard.map(one -> one.showing(shown.orElse(null))));
    }

    private Future<Void> settle(SqlConnection client, Row row, VisitTest test, Heard heard) {
        VisitTest.Outcome outcome = test.how() == VisitTest.How.TEST_BUTTON
                ? VisitTest.Outcome.HEARD_BY_TEST_BUTTON
                : VisitTest.Outcome.HEARD;
        boolean last = test.step() == VisitTest.Step.LAST_PRESS;
        return client.preparedQuery(SETTLE)
                .execute(Tuple.of(test.id(), outcome.name(), heard.signalId(), heard.alarmId())
                        .addString(heard.words())
                        .addOffsetDateTime(Times.toRow(heard.at()))
                        .addOffsetDateTime(Times.toRowOrNull(last ? heard.answeredAt() : null))
                        .addOffsetDateTime(Times.toRow(clock.instant()))
                        .addString(last || test.step() == VisitTest.Step.PATH_LOSS ? heard.shown() : null))
                .compose(settled -> prove(client, row, test, heard));
    }

    private Future<Void> prove(SqlConnection client, Row row, VisitTest test, Heard heard) {
        boolean last = test.step() == VisitTest.Step.LAST_PRESS;
        UUID signal = heard.signalId();
        if (signal == null || (!last && test.step() != VisitTest.Step.TRIGGER)) {
            return Future.succeededFuture();
        }
        String by = "operator:" + row.getString("installer");
        return trigger(client, row, test, heard)
                .compose(trigger -> proofs.record(
                        client,
                        new Evidence(
                                row.getUUID("service_id"),
                                row.getUUID("home_id"),
                                test.unitId(),
                                trigger,
                                signal,
                                last ? Evidence.Kind.LAST_PRESS : Evidence.Kind.VISIT,
                                test.how() == VisitTest.How.TEST_BUTTON ? by + ", by its test button" : by,
                                test.listening().askedAt(),
                                heard.at(),
                                heard.path(),
                                row.getUUID("visit_id"))))
                .<Void>mapEmpty()
                .recover(e -> {
                    if (!(e instanceof NotEvidence)) {
                        return Future.failedFuture(e);
                    }
                    // It was heard, and stays so; it only proves less than was hoped.
                    LOG.atWarn()
                            .addKeyValue("signalId", signal)
                            .addKeyValue("error", e.getMessage())
                            .log("what was heard on a visit is no proof");
                    return Future.succeededFuture();
                });
    }

    /** The trigger that was asked for; for a last press the one it must have been. Null where nobody can tell. */
    private static Future<@Nullable UUID> trigger(SqlConnection client, Row row, VisitTest test, Heard heard) {
        VisitTest.Device from = heard.from();
        if (test.triggerId() != null || from == null) {
            return Future.succeededFuture(ofSeveral(test, heard) ? null : test.triggerId());
        }
        return client.preparedQuery(OF_TYPE)
                .execute(Tuple.of(row.getUUID("home_id"), from.dty()))
                .map(rows -> only(rows.stream().toList(), from.did()));
    }

    private static @Nullable UUID only(List<Row> ofType, @Nullable String said) {
        return ofType.stream()
                .filter(one -> TriggerMatch.of(one.getString("did"), others(ofType, one), said) == TriggerMatch.YES)
                .map(one -> one.getUUID("id"))
                .findFirst()
                .orElse(null);
    }

    private static List<String> others(List<Row> ofType, Row one) {
        return ofType.stream()
                .filter(other -> other != one)
                .map(other -> Objects.requireNonNullElse(other.getString("did"), ""))
                .toList();
    }

    private static @Nullable String whyNot(VisitTest test, @Nullable Heard heard) {
        if (heard == null) {
            return null;
        }
        return switch (test.step()) {
            case HEARTBEAT -> "one sign of life, and no second one an interval later";
            case LAST_PRESS -> "received, and no operator answered it";
            case TRIGGER -> heard.nameless();
            case POWER_OFF, POWER_BACK, PATH_LOSS -> null;
        };
    }

    private Future<Void> notHeard(SqlConnection client, VisitTest test, @Nullable Heard heard) {
        // The signal is what tells an alarm by a path, or of a trigger, that nobody knows from none.
        boolean unclear = test.step() == VisitTest.Step.PATH_LOSS || test.step() == VisitTest.Step.TRIGGER;
        Heard kept = unclear ? heard : null;
        return client.preparedQuery("update visit_test set result = 'NOT_HEARD', reason = $2, settled_at = $3,"
                        + " signal_id = $4, alarm_id = $5, heard = $6, heard_at = $7 where id = $1 and result is null")
                .execute(Tuple.of(
                                test.id(),
                                whyNot(test, heard),
                                Times.toRow(clock.instant()),
                                kept == null ? null : kept.signalId(),
                                kept == null ? null : kept.alarmId())
                        .addString(heard == null ? null : heard.words())
                        .addOffsetDateTime(Times.toRowOrNull(heard == null ? null : heard.at())))
                .mapEmpty();
    }

    private Future<Void> later(SqlConnection client, VisitTest test, @Nullable Heard heard, Instant now) {
        boolean fresh = now.isBefore(test.listening().askedAt().plus(HURRIED));
        return client.preparedQuery(LATER)
                .execute(Tuple.of(
                        test.id(),
                        Times.toRow(now.plus(fresh ? Duration.ofMillis(900) : Duration.ofMinutes(1))),
                        heard == null ? null : heard.words(),
                        Times.toRowOrNull(heard == null ? null : heard.at())))
                .mapEmpty();
    }
}
