package org.tocsin.visit;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.platform.Database;
import org.tocsin.platform.LoggedError;
import org.tocsin.platform.Times;
import org.tocsin.platform.Worker;
import org.tocsin.readiness.Evidence;
import org.tocsin.readiness.NotEvidence;
import org.tocsin.readiness.ProofBook;
import org.tocsin.signal.CodeWords;
import org.tocsin.signal.Doubt;
import org.tocsin.signal.SignalBody;
import org.tocsin.signal.SignalKind;
import org.tocsin.speech.SpeechRules;
import org.tocsin.supervision.HeardEvery;

/**
 * Compares what installers asked for with what was received, about once a second, whether their phones can be heard or
 * not. What was heard becomes a proof with the same commit.
 */
public final class VisitWorker {
    private static final Logger LOG = LoggerFactory.getLogger(VisitWorker.class);
    private static final int MOST_SIGNALS = 100;
    /** A signal received in the last moment is committed a little later. */
    private static final Duration GRACE = Duration.ofSeconds(3);

    private static final Duration PUT_OFF = Duration.ofMinutes(1);
    private static final Duration HURRIED = Duration.ofMinutes(30);
    private static final String CLAIM = """
            select t.*, u.cid, l.last_seen_at, v.state as visit_state,
              v.started_at as visit_started_at, s.calls_reported,
              (select o.username from operator o where o.id = v.installer_id) as installer
            from visit_test t join home_unit u on u.id = t.unit_id join visit v on v.id = t.visit_id
              join service s on s.id = t.service_id
              left join sign_of_life l on l.unit_id = t.unit_id
            where t.result is null and t.look_at <= $1 order by t.look_at limit 1 for update of t skip locked
            """;
    private static final String SIGNALS = """
            select s.id, s.kind, s.received_at, s.body, s.doubts, s.alarm_id, s.protocol,
              a.answered_at, a.taken_at
            from signal s left join alarm a on a.id = s.alarm_id
            where s.cid = $1 and s.unit_id = $2 and s.home_id = $3 and s.received_at > $4 and s.received_at < $5
            order by s.received_at, s.id limit
            """ + MOST_SIGNALS;
    private static final String TRIGGER = "select id from peripheral where home_id = $1 and until is null and dty = $2"
            + " and (did is null or $3::text is null or lower(did) = lower($3)) limit 2";
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

    private record Heard(
            @Nullable UUID signalId,
            @Nullable UUID alarmId,
            String words,
            Instant at,
            @Nullable Instant answeredAt,
            VisitTest.@Nullable Device from,
            @Nullable String path,
            @Nullable String shown) {
        Heard showing(@Nullable String more) {
            return new Heard(signalId, alarmId, words, at, answeredAt, from, path, more);
        }
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
                        : signal(client, row, test).compose(heard -> shown(client, row, test, heard)))
                .compose(heard -> {
                    if (heard.isPresent() && isWhole(test, heard.get())) {
                        return settle(client, row, test, heard.get());
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
            case TRIGGER, POWER_OFF, POWER_BACK -> true;
        };
    }

    private static Optional<Heard> signOfLife(Row row, VisitTest test, SignsOfLife signs) {
        Instant seen = Times.fromRowOrNull(row.getOffsetDateTime("last_seen_at"));
        Instant known = Times.fromRowOrNull(row.getOffsetDateTime("heard_at"));
        return signs.first(known, seen, test.listening().askedAt())
                .map(first -> seen != null && signs.isSecond(first, seen)
                        ? new Heard(null, null, "two signs of life", seen, null, null, null, "since " + first)
                        : new Heard(null, null, "a sign of life", first, null, null, null, null));
    }

    private static Future<Optional<Heard>> shown(SqlConnection client, Row row, VisitTest test, Optional<Heard> heard) {
        String protocol = heard.map(Heard::path).orElse(null);
        return test.step() != VisitTest.Step.PATH_LOSS || protocol == null
                ? Future.succeededFuture(heard)
                : OtherPath.of(client, row, test, heard.get().at(), protocol)
                        .map(shown -> heard.map(one -> one.showing(shown.orElse(null))));
    }

    private Future<Optional<Heard>> signal(SqlConnection client, Row row, VisitTest test) {
        return client.preparedQuery(SIGNALS)
                .execute(Tuple.of(row.getString("cid"), test.unitId(), row.getUUID("home_id"))
                        .addOffsetDateTime(Times.toRow(test.listening().askedAt()))
                        .addOffsetDateTime(Times.toRow(test.listening().until())))
                .map(rows -> {
                    List<Row> fitting =
                            rows.stream().filter(signal -> fits(test, signal)).toList();
                    List<Heard> all = fitting.stream()
                            .map(signal -> heard(signal, row.getBoolean("calls_reported")))
                            .toList();
                    // Of several presses the one that was answered.
                    return all.stream()
                            .filter(one -> one.answeredAt() != null)
                            .findFirst()
                            .or(() -> all.stream().findFirst());
                });
    }

    private static boolean fits(VisitTest test, Row signal) {
        return proven(signal)
                && test.hears(
                        SignalKind.valueOf(signal.getString("kind")),
                        body(signal),
                        Times.fromRow(signal.getOffsetDateTime("received_at")));
    }

    /** The unit itself said it, as far as can be known. */
    static boolean proven(Row signal) {
        return Stream.of(signal.getArrayOfStrings("doubts"))
                .map(Doubt::valueOf)
                .noneMatch(doubt -> doubt.unproven() || doubt == Doubt.UNREADABLE || doubt == Doubt.SENDER_MISMATCH);
    }

    static SignalBody body(Row signal) {
        Map<String, String> values = signal.get(JsonObject.class, "body").stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> String.valueOf(entry.getValue())));
        return new SignalBody(values, null);
    }

    /** Where the telephone system reports its calls, whoever can be spoken with is answered by speech and nothing less. */
    private static Heard heard(Row signal, boolean callsReported) {
        SignalBody body = body(signal);
        Instant spoken = Times.fromRowOrNull(signal.getOffsetDateTime("answered_at"));
        Instant taken = Times.fromRowOrNull(signal.getOffsetDateTime("taken_at"));
        boolean speech = spoken != null || (callsReported && SpeechRules.speaks(body));
        String did = body.get("did");
        String words = CodeWords.trigger(SignalKind.valueOf(signal.getString("kind")), body);
        return new Heard(
                signal.getUUID("id"),
                signal.getUUID("alarm_id"),
                did == null ? words : words + ", device " + did,
                Times.fromRow(signal.getOffsetDateTime("received_at")),
                speech ? spoken : taken,
                new VisitTest.Device(body.deviceType(), did),
                signal.getString("protocol"),
                spoken == null ? null : VisitTest.SPOKEN);
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

    /** The trigger that was asked for; for a last press the one it must have been, if only one can. */
    private static Future<@Nullable UUID> trigger(SqlConnection client, Row row, VisitTest test, Heard heard) {
        VisitTest.Device from = heard.from();
        if (test.triggerId() != null || from == null) {
            return Future.succeededFuture(test.triggerId());
        }
        return client.preparedQuery(TRIGGER)
                .execute(Tuple.of(row.getUUID("home_id"), from.dty(), from.did()))
                .map(rows -> rows.size() == 1 ? rows.iterator().next().getUUID(0) : null);
    }

    private static @Nullable String whyNot(VisitTest test, @Nullable Heard heard) {
        if (heard == null) {
            return null;
        }
        return switch (test.step()) {
            case HEARTBEAT -> "one sign of life, and no second one an interval later";
            case LAST_PRESS -> "received, and no operator answered it";
            case TRIGGER, POWER_OFF, POWER_BACK, PATH_LOSS -> null;
        };
    }

    private Future<Void> notHeard(SqlConnection client, VisitTest test, @Nullable Heard heard) {
        // The signal is what tells an alarm by a path nobody knows from none.
        Heard kept = test.step() == VisitTest.Step.PATH_LOSS ? heard : null;
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
