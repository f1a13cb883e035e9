package org.tocsin.figures;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Scope;
import org.tocsin.platform.Database;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Times;

/**
 * What people say about a call that was counted: that it is left out and why, that it is taken in again, and why its
 * answer took so long. Each by a named person, never by a program; each with a line on the audit trail in the same
 * transaction; nothing is ever deleted.
 */
public final class AuditActs {
    private static final int LONGEST = 2_000;
    private static final int SHORTEST = 5;

    private static final String EXCLUDE = """
            insert into figure_exclusion (id, service_id, signal_id, reason, at, by, operator_id)
            select $1, f.service_id, f.signal_id, $4, $5, $6, $7 from figure_press f
            where f.signal_id = $2 and f.service_id = $3
            on conflict (signal_id) where withdrawn_at is null do nothing
            """;
    private static final String INCLUDE = """
            update figure_exclusion set withdrawn_at = $3, withdrawn_by = $4, withdrawn_why = $5
            where id = $1 and service_id = $2 and withdrawn_at is null returning signal_id
            """;
    private static final String FOUND = """
            insert into investigation_finding (id, signal_id, service_id, at, by, operator_id, cause, words)
            select $1, i.signal_id, i.service_id, $4, $5, $6, $7, $8 from investigation i
            where i.signal_id = $2 and i.service_id = $3
            """;
    private static final String KNOWN = "select 1 from figure_press where signal_id = $1 and service_id = $2";

    private final Database database;
    private final InstantSource clock;
    private final AuditTrail audit;

    public AuditActs(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
        this.audit = new AuditTrail(database, clock);
    }

    /** What became of an act. */
    public sealed interface Result {
        record Done() implements Result {}

        record NotFound() implements Result {}

        /** @param why a sentence for whoever tried it */
        record Refused(String why) implements Result {}
    }

    /** Leaves a call out of the figures. They show that it was, by whom and why. */
    public Future<Result> exclude(Scope scope, UUID signalId, String reason, @Nullable String address) {
        return act(
                scope,
                reason,
                connection -> connection
                        .preparedQuery(EXCLUDE)
                        .execute(Tuple.of(Ids.next(), signalId, scope.serviceId(), reason.strip())
                                .addValue(Times.toRow(clock.instant()))
                                .addString(scope.actor())
                                .addUUID(scope.operatorId()))
                        .compose(done -> done.rowCount() == 1
                                ? wrote(connection, scope, "exclude-from-figures", "signal:" + signalId, address)
                                : connection
                                        .preparedQuery(KNOWN)
                                        .execute(Tuple.of(signalId, scope.serviceId()))
                                        .map(known -> known.size() == 0
                                                ? new Result.NotFound()
                                                : new Result.Refused("This call is left out already."))));
    }

    /** Takes it in again. */
    public Future<Result> include(Scope scope, UUID exclusionId, String why, @Nullable String address) {
        return act(
                scope,
                why,
                connection -> connection
                        .preparedQuery(INCLUDE)
                        .execute(Tuple.of(exclusionId, scope.serviceId())
                                .addValue(Times.toRow(clock.instant()))
                                .addString(scope.actor())
                                .addString(why.strip()))
                        .compose(rows -> rows.size() == 0
                                ? Future.succeededFuture(new Result.NotFound())
                                : wrote(
                                        connection,
                                        scope,
                                        "include-in-figures",
                                        "signal:" + rows.iterator().next().getUUID(0),
                                        address)));
    }

    /** Writes down why an answer took so long; what was written before stays on file. */
    public Future<Result> investigated(
            Scope scope, UUID signalId, Cause cause, String words, @Nullable String address) {
        return act(
                scope,
                words,
                connection -> connection
                        .preparedQuery(FOUND)
                        .execute(Tuple.of(Ids.next(), signalId, scope.serviceId())
                                .addValue(Times.toRow(clock.instant()))
                                .addString(scope.actor())
                                .addUUID(scope.operatorId())
                                .addString(cause.name())
                                .addString(words.strip()))
                        .compose(done -> done.rowCount() == 0
                                ? Future.succeededFuture(new Result.NotFound())
                                : wrote(connection, scope, "investigate-answer", "signal:" + signalId, address)));
    }

    private Future<Result> act(Scope scope, String words, Function<SqlConnection, Future<Result>> work) {
        return unfit(scope, words)
                .<Future<Result>>map(why -> Future.succeededFuture(new Result.Refused(why)))
                .orElseGet(() -> database.pool().withTransaction(work::apply));
    }

    private static Optional<String> unfit(Scope scope, String words) {
        if (scope.operatorId() == null) {
            return Optional.of("Only a person who is signed in does this, under their own name.");
        }
        if (words.strip().length() < SHORTEST || words.length() > LONGEST || words.indexOf(0) >= 0) {
            return Optional.of("Say why, in " + SHORTEST + " to " + LONGEST + " characters.");
        }
        return Optional.empty();
    }

    private Future<Result> wrote(
            SqlConnection connection, Scope scope, String action, String subject, @Nullable String address) {
        return audit.record(connection, scope, action, subject, address).map(v -> new Result.Done());
    }
}
