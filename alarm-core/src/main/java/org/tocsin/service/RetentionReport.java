package org.tocsin.service;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Scope;
import org.tocsin.platform.Database;
import org.tocsin.platform.OneAtATime;
import org.tocsin.platform.Times;

/** What of a service would go on the next run of the retention program, and what the last ones took. Only reads. */
public final class RetentionReport {
    /** Counting reads much: one at a time over all processes, so that no number of readers slows an alarm. */
    private static final OneAtATime ONE_AT_A_TIME = new OneAtATime(0x746f6373696e42L);

    private static final String LAST = "select run_id, class, days, started_at, ended_at, gone, complete"
            + " from retention_run where service_id = $1 order by started_at desc, class limit $2";

    private final Database database;
    private final InstantSource clock;

    public RetentionReport(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * One kind of what need not be kept.
     *
     * @param days how long it is kept; null without a rule, which is for ever
     * @param due how many would go, at most {@link Retention#MOST}; null without a rule, and while somebody else is counting
     * @param oldest from when the days of the oldest of them are counted; null where none is due
     */
    public record Waiting(
            RetentionKind kind,
            @Nullable Integer days,
            @Nullable Integer due,
            @Nullable Instant oldest) {}

    /** @param complete false where more was due than one run takes, or the run was cut short */
    public record Run(
            UUID id, RetentionKind kind, int days, Instant startedAt, Instant endedAt, int gone, boolean complete) {}

    /** Every kind, in its order. */
    public Future<List<Waiting>> waiting(Scope scope) {
        return Retention.rules(database, scope).compose(rules -> {
            List<Waiting> counted = new ArrayList<>();
            return ONE_AT_A_TIME
                    .round(database.pool(), client -> count(client, scope, rules, counted))
                    .map(mine -> mine
                            ? List.copyOf(counted)
                            : Arrays.stream(RetentionKind.values())
                                    .map(kind -> uncounted(kind, rule(rules, kind)))
                                    .toList());
        });
    }

    private Future<Boolean> count(
            SqlConnection client, Scope scope, List<Retention.Rule> rules, List<Waiting> counted) {
        Future<Void> all = Future.succeededFuture();
        for (RetentionKind kind : RetentionKind.values()) {
            all = all.compose(before -> waiting(client, scope, rule(rules, kind), kind))
                    .onSuccess(counted::add)
                    .mapEmpty();
        }
        return all.map(true);
    }

    private static Waiting uncounted(RetentionKind kind, Retention.@Nullable Rule rule) {
        return new Waiting(kind, rule == null ? null : rule.days(), null, null);
    }

    private static Retention.@Nullable Rule rule(List<Retention.Rule> rules, RetentionKind kind) {
        return rules.stream().filter(rule -> rule.kind() == kind).findFirst().orElse(null);
    }

    private Future<Waiting> waiting(
            SqlConnection client, Scope scope, Retention.@Nullable Rule rule, RetentionKind kind) {
        if (rule == null) {
            return Future.succeededFuture(uncounted(kind, null));
        }
        return client.preparedQuery("select count(*)::int, min(d.since) from (" + kind.due() + ") d")
                .execute(Tuple.of(scope.serviceId(), Times.toRow(Retention.before(clock, rule)), Retention.MOST))
                .map(rows -> rows.iterator().next())
                .map(row -> new Waiting(
                        kind, rule.days(), row.getInteger(0), Times.fromRowOrNull(row.getOffsetDateTime(1))));
    }

    /** What the last runs took, the newest first; one line of each kind. */
    public Future<List<Run>> runs(Scope scope, int most) {
        return database.pool()
                .preparedQuery(LAST)
                .execute(Tuple.of(scope.serviceId(), most))
                .map(rows -> rows.stream()
                        .map(row -> new Run(
                                row.getUUID("run_id"),
                                RetentionKind.valueOf(row.getString("class")),
                                row.getInteger("days"),
                                Times.fromRow(row.getOffsetDateTime("started_at")),
                                Times.fromRow(row.getOffsetDateTime("ended_at")),
                                row.getInteger("gone"),
                                row.getBoolean("complete")))
                        .toList());
    }
}
