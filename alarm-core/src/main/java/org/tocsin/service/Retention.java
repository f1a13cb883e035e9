package org.tocsin.service;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Scope;
import org.tocsin.hold.HoldDesk;
import org.tocsin.platform.Database;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Times;

/**
 * Takes away what a service need not keep, by its own rules: kind and days. Works under the owner of the database, for
 * no process that faces the network may take anything away. A legal hold stops it. What is sealed as evidence (signals, logs,
 * audit) is not touched: it names units, homes and people by their ids. Neither are proofs and the tests of visits and
 * campaigns: they say which device was heard when. Rows of imports go by themselves after thirty days.
 */
public final class Retention {
    /** Of one kind in one run. */
    public static final int MOST = 5_000;
    /** In one transaction: its locks are gone again in a moment, and no alarm waits behind them. */
    static final int PORTION = 200;

    private static final String RULES = "select class, days from retention_rule where service_id = $1 order by class";
    private static final String SET = "insert into retention_rule (service_id, class, days) values ($1, $2, $3)"
            + " on conflict (service_id, class) do update set days = excluded.days";
    private static final String WITH_RULES = "select distinct service_id from retention_rule order by service_id";
    private static final String AUDIT = "insert into audit (service_id, at, actor, action, subject)"
            + " select $1, $2, $3, 'retention', $4::text || id from unnest($5::uuid[]) as id";
    private static final String RUN = "insert into retention_run as r (run_id, service_id, class, days, started_at,"
            + " ended_at, gone, complete) values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (run_id, class) do update"
            + " set ended_at = excluded.ended_at, gone = r.gone + excluded.gone, complete = excluded.complete";

    private final Database owner;
    private final InstantSource clock;
    private final AuditTrail audit;

    /** @param owner opened with the owner's sign-in */
    public Retention(Database owner, InstantSource clock) {
        this.owner = owner;
        this.clock = clock;
        this.audit = new AuditTrail(owner, clock);
    }

    /** @param days how long it is kept */
    public record Rule(RetentionKind kind, int days) {}

    /**
     * Something that is to go.
     *
     * @param words what it is
     * @param since from when its days are counted
     */
    public record Due(RetentionKind kind, UUID id, String words, Instant since) {}

    /** Keeps this kind for so many days, 1 to 36,500. */
    public Future<Void> set(Scope scope, Rule rule) {
        return owner.pool()
                .withTransaction(client -> client.preparedQuery(SET)
                        .execute(Tuple.of(scope.serviceId(), rule.kind().name(), rule.days()))
                        .compose(set -> audit.record(
                                client, scope, "set-retention", rule.kind() + ":" + rule.days() + "-days", null)));
    }

    /** The services that have any rule. */
    public Future<List<UUID>> services() {
        return owner.pool()
                .query(WITH_RULES)
                .execute()
                .map(rows -> rows.stream().map(row -> row.getUUID(0)).toList());
    }

    /** The service's rules; a kind without one is kept for ever. */
    public Future<List<Rule>> rules(Scope scope) {
        return rules(owner, scope);
    }

    static Future<List<Rule>> rules(Database database, Scope scope) {
        return database.pool()
                .preparedQuery(RULES)
                .execute(Tuple.of(scope.serviceId()))
                .map(rows -> rows.stream()
                        .map(row -> new Rule(RetentionKind.valueOf(row.getString(0)), row.getInteger(1)))
                        .toList());
    }

    /** What would go now, the oldest first, at most {@link #MOST} of each kind; nothing is changed. */
    public Future<List<Due>> due(Scope scope) {
        return rules(scope).compose(rules -> {
            List<Due> all = new ArrayList<>();
            Future<Void> found = Future.succeededFuture();
            for (Rule rule : rules) {
                found = found.compose(before -> owner.pool().withConnection(client -> due(client, scope, rule, MOST)))
                        .onSuccess(all::addAll)
                        .mapEmpty();
            }
            return found.map(done -> List.copyOf(all));
        });
    }

    /**
     * Takes away what is due, as {@link #due} lists it, in portions, each in one transaction with its audit and what the run
     * has taken so far; gives what went. A hold that is placed meanwhile stands before the next portion.
     */
    public Future<List<Due>> apply(Scope scope) {
        UUID run = Ids.next();
        Instant started = clock.instant();
        return rules(scope).compose(rules -> {
            List<Due> all = new ArrayList<>();
            Future<Void> gone = Future.succeededFuture();
            for (Rule rule : rules) {
                gone = gone.compose(before -> portions(new Turn(scope, rule, run, started), 0, all));
            }
            return gone.map(done -> List.copyOf(all));
        });
    }

    /** One kind in one run. */
    private record Turn(Scope scope, Rule rule, UUID run, Instant started) {}

    private Future<Void> portions(Turn turn, int before, List<Due> all) {
        return owner.pool()
                .withTransaction(client -> client.preparedQuery(HoldDesk.LOCK)
                        .execute(Tuple.of(turn.scope.serviceId().toString()))
                        .compose(locked -> portion(client, turn)))
                .compose(due -> {
                    all.addAll(due);
                    int taken = before + due.size();
                    return due.size() < PORTION || taken >= MOST
                            ? Future.succeededFuture()
                            : portions(turn, taken, all);
                });
    }

    private Future<List<Due>> portion(SqlConnection client, Turn turn) {
        OffsetDateTime now = Times.toRow(clock.instant());
        return due(client, turn.scope, turn.rule, PORTION).compose(due -> {
            UUID[] ids = due.stream().map(Due::id).toArray(UUID[]::new);
            Future<Void> removed = Future.succeededFuture();
            for (String removal :
                    ids.length == 0 ? List.<String>of() : turn.rule.kind().removals()) {
                boolean dated = removal.contains("$2");
                removed = removed.compose(before -> client.preparedQuery(removal)
                        .execute(dated ? Tuple.of(ids, now) : Tuple.of((Object) ids))
                        .mapEmpty());
            }
            return removed.compose(done -> written(client, turn, ids, now)).map(due);
        });
    }

    private static Future<?> written(SqlConnection client, Turn turn, UUID[] ids, OffsetDateTime now) {
        RetentionKind kind = turn.rule.kind();
        Scope scope = turn.scope;
        return client.preparedQuery(AUDIT)
                .execute(Tuple.of(scope.serviceId(), now, scope.actor(), kind.subject(), ids))
                .compose(audited -> client.preparedQuery(RUN)
                        .execute(Tuple.tuple()
                                .addUUID(turn.run)
                                .addUUID(scope.serviceId())
                                .addString(kind.name())
                                .addInteger(turn.rule.days())
                                .addOffsetDateTime(Times.toRow(turn.started))
                                .addOffsetDateTime(now)
                                .addInteger(ids.length)
                                .addBoolean(ids.length < PORTION)));
    }

    private Future<List<Due>> due(SqlConnection client, Scope scope, Rule rule, int most) {
        return client.preparedQuery(rule.kind().due())
                .execute(Tuple.of(scope.serviceId(), Times.toRow(before(clock, rule)), most))
                .map(rows -> rows.stream()
                        .map(row -> new Due(
                                rule.kind(),
                                row.getUUID("id"),
                                row.getString("words"),
                                Times.fromRow(row.getOffsetDateTime("since"))))
                        .toList());
    }

    /** What was over before this is due. */
    static Instant before(InstantSource clock, Rule rule) {
        return clock.instant().minus(Duration.ofDays(rule.days()));
    }
}
