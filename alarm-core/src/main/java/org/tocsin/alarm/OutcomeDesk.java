package org.tocsin.alarm;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Scope;
import org.tocsin.platform.Database;
import org.tocsin.platform.Times;

/** A service's own list of outcomes: added to, reworded, put out of use; never deleted, for closed alarms name them. */
public final class OutcomeDesk {
    private static final int MOST = 60;
    private static final int LONGEST_LABEL = 80;

    private static final String SAVE = """
            insert into outcome_code (service_id, code, label, help_sent, position, attended, letter, emergency)
            select $1, $2, $3, $4, coalesce($7::integer, (select coalesce(max(position), 0) + 1 from outcome_code
              where service_id = $1)), $5, $6, coalesce($8::boolean, false) and $4
            on conflict (service_id, code) do update set label = excluded.label,
              help_sent = case when outcome_code.rule is null then excluded.help_sent else outcome_code.help_sent end,
              attended = excluded.attended, letter = excluded.letter,
              emergency = coalesce($8::boolean, outcome_code.emergency) and excluded.help_sent,
              position = coalesce($7::integer, outcome_code.position)
            """;
    private static final String RETIRE = "update outcome_code set retired_at = $3 where service_id = $1 and code = $2";
    private static final String COUNT = """
            select count(*) filter (where code <> $2), bool_or(letter = $3 and code <> $2 and retired_at is null),
              count(*) filter (where retired_at is null and code <> $2)
            from outcome_code where service_id = $1
            """;

    private final Database database;
    private final InstantSource clock;
    private final AuditTrail audit;

    public OutcomeDesk(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
        this.audit = new AuditTrail(database, clock);
    }

    /**
     * @param emergency it says that an emergency service was sent; null: as it was, a new one does not
     * @param position from 0 in the order they are offered; null: where it was, a new one last
     */
    public record Wanted(
            String code,
            String label,
            boolean helpSent,
            boolean attended,
            @Nullable Boolean emergency,
            @Nullable String letter,
            @Nullable Integer position) {}

    /** Adds an outcome or changes the one with this code; what an outcome's own rule asks for stays. Empty when it was done. */
    public Future<Optional<ActResult>> save(Scope scope, Wanted wanted) {
        Optional<ActResult> unfit = unfit(wanted);
        return unfit.isPresent()
                ? Future.succeededFuture(unfit)
                : database.pool()
                        .withTransaction(connection -> connection
                                .preparedQuery(COUNT)
                                .execute(Tuple.of(scope.serviceId(), wanted.code(), wanted.letter()))
                                .compose(rows -> {
                                    var row = rows.iterator().next();
                                    if (row.getLong(0) >= MOST) {
                                        return no("code", "A service has at most " + MOST + " outcomes.");
                                    }
                                    return Boolean.TRUE.equals(row.getBoolean(1))
                                            ? no("letter", "Another outcome is chosen with this letter.")
                                            : save(connection, scope, wanted);
                                }));
    }

    /** Offers it no more, or again. The last one stays. Empty when it was done. */
    public Future<Optional<ActResult>> retire(Scope scope, String code, boolean retired) {
        return database.pool()
                .withTransaction(connection -> connection
                        .preparedQuery(COUNT)
                        .execute(Tuple.of(scope.serviceId(), code, null))
                        .compose(rows -> retired && rows.iterator().next().getLong(2) == 0
                                ? no("code", "One outcome must be left to close with.")
                                : retire(connection, scope, code, retired)));
    }

    private Future<Optional<ActResult>> save(SqlConnection connection, Scope scope, Wanted wanted) {
        Tuple values = Tuple.of(scope.serviceId(), wanted.code(), wanted.label().strip(), wanted.helpSent())
                .addBoolean(wanted.attended() && wanted.helpSent())
                .addString(wanted.letter())
                .addInteger(wanted.position())
                .addBoolean(wanted.emergency());
        return connection
                .preparedQuery(SAVE)
                .execute(values)
                .compose(v -> audit.record(connection, scope, "change-outcome", "outcome:" + wanted.code(), null))
                .map(v -> Optional.empty());
    }

    private Future<Optional<ActResult>> retire(SqlConnection connection, Scope scope, String code, boolean retired) {
        Tuple values =
                Tuple.of(scope.serviceId(), code).addOffsetDateTime(retired ? Times.toRow(clock.instant()) : null);
        return connection
                .preparedQuery(RETIRE)
                .execute(values)
                .compose(rows -> rows.rowCount() == 0
                        ? Future.succeededFuture(Optional.of(new ActResult.NotFound()))
                        : audit.record(
                                        connection,
                                        scope,
                                        retired ? "retire-outcome" : "restore-outcome",
                                        "outcome:" + code,
                                        null)
                                .map(v -> Optional.empty()));
    }

    private static Optional<ActResult> unfit(Wanted wanted) {
        if (!wanted.code().matches("[a-z0-9-]{1,40}")) {
            return Optional.of(new ActResult.Invalid("code", "A code has 1 to 40 small letters, digits and hyphens."));
        }
        String label = wanted.label();
        if (label.isBlank() || label.length() > LONGEST_LABEL || label.indexOf(0) >= 0) {
            return Optional.of(new ActResult.Invalid("label", "Words of 1 to " + LONGEST_LABEL + " characters."));
        }
        String letter = wanted.letter();
        return letter == null || letter.matches("[a-z]")
                ? Optional.empty()
                : Optional.of(new ActResult.Invalid("letter", "One small letter, a to z."));
    }

    private static Future<Optional<ActResult>> no(String field, String why) {
        return Future.succeededFuture(Optional.of(new ActResult.Invalid(field, why)));
    }
}
