package org.tocsin.home;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Scope;
import org.tocsin.platform.Database;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Times;

/** What must be known of a home and who lives there: recorded, confirmed again, ended; never rewritten. */
public final class CardFacts {
    /** Of one home in one answer; more is no card any more. */
    public static final int MOST = 60;

    private static final int LONGEST = 2_000;

    private static final String OF_HOME = "select f.id, f.home_id, f.service_user_id, f.kind, f.words, f.confirmed_at,"
            + " f.confirmed_by from card_fact f where f.service_id = $1 and f.home_id = $2 and f.ended_at is null"
            // Of somebody who lives there no more it is nobody's business here.
            + " and (f.service_user_id is null or exists (select from resident r where r.home_id = f.home_id"
            + " and r.service_user_id = f.service_user_id and r.since <= $3 and (r.until is null or r.until > $3)))"
            + " order by f.recorded_at, f.id limit " + MOST;
    private static final String ADD = "insert into card_fact (id, service_id, home_id, service_user_id, kind, words,"
            + " recorded_at, recorded_by, confirmed_at, confirmed_by) select $3, h.service_id, h.id, $4, $5, $6, $7, $8,"
            + " $7, $8 from home h where h.service_id = $1 and h.id = $2"
            + " and (select count(*) from card_fact o where o.home_id = h.id and o.ended_at is null) < " + MOST
            + " and ($4::uuid is null or exists (select from resident r where r.home_id = h.id"
            + " and r.service_user_id = $4 and (r.until is null or r.until > $7)))";
    private static final String CONFIRM = "update card_fact set confirmed_at = $4, confirmed_by = $5"
            + " where service_id = $1 and home_id = $2 and id = $3 and ended_at is null";
    private static final String END = "update card_fact set ended_at = $4, ended_by = $5"
            + " where service_id = $1 and home_id = $2 and id = $3 and ended_at is null";

    private final Database database;
    private final InstantSource clock;
    private final AuditTrail audit;

    public CardFacts(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
        this.audit = new AuditTrail(database, clock);
    }

    /** What became of a change. */
    public sealed interface Result {}

    /** Done, with a line on the audit trail. */
    public record Done(UUID id) implements Result {}

    /** The service has no such home, person there or line; or the home has its {@link #MOST} lines. */
    public record NotOnFile() implements Result {}

    /** @param why a sentence for whoever wrote it */
    public record Invalid(String why) implements Result {}

    /** What holds now of a home of the scope's service and of who lives there, the oldest first; at most {@link #MOST}. */
    public Future<List<CardFact>> ofHome(Scope scope, UUID homeId) {
        return database.pool()
                .preparedQuery(OF_HOME)
                .execute(Tuple.of(scope.serviceId(), homeId, Times.toRow(clock.instant())))
                .map(rows -> rows.stream().map(CardFacts::fact).toList());
    }

    /**
     * Something is known from now on.
     *
     * @param personId who lives there and whose it is; null for the home's
     * @param address from where; for the audit trail
     */
    public Future<Result> add(
            Scope scope,
            UUID homeId,
            @Nullable UUID personId,
            CardFact.Kind kind,
            String words,
            @Nullable String address) {
        String clean = words.strip();
        if (clean.isEmpty() || clean.length() > LONGEST || clean.indexOf(0) >= 0) {
            return Future.succeededFuture(new Invalid("Write 1 to " + LONGEST + " characters."));
        }
        UUID id = Ids.next();
        return within(client -> client.preparedQuery(ADD)
                .execute(Tuple.of(scope.serviceId(), homeId, id)
                        .addUUID(personId)
                        .addString(kind.name())
                        .addString(clean)
                        .addValue(Times.toRow(clock.instant()))
                        .addString(scope.actor()))
                .compose(rows -> done(client, scope, rows.rowCount(), id, homeId, "add-card-line", address)));
    }

    /** Somebody asked, and it still holds. */
    public Future<Result> confirm(Scope scope, UUID homeId, UUID factId, @Nullable String address) {
        return change(scope, homeId, factId, CONFIRM, "confirm-card-line", address);
    }

    /** It holds no more. What was known stays on record. */
    public Future<Result> end(Scope scope, UUID homeId, UUID factId, @Nullable String address) {
        return change(scope, homeId, factId, END, "end-card-line", address);
    }

    private Future<Result> change(
            Scope scope, UUID homeId, UUID factId, String sql, String action, @Nullable String address) {
        return within(client -> client.preparedQuery(sql)
                .execute(Tuple.of(scope.serviceId(), homeId, factId)
                        .addValue(Times.toRow(clock.instant()))
                        .addString(scope.actor()))
                .compose(rows -> done(client, scope, rows.rowCount(), factId, homeId, action, address)));
    }

    private Future<Result> done(
            SqlConnection client,
            Scope scope,
            int changed,
            UUID id,
            UUID homeId,
            String action,
            @Nullable String address) {
        return changed == 0
                ? Future.succeededFuture(new NotOnFile())
                : audit.record(client, scope, action, "home:" + homeId, address).map(audited -> new Done(id));
    }

    private Future<Result> within(Function<SqlConnection, Future<Result>> change) {
        return database.pool().withTransaction(change);
    }

    private static CardFact fact(Row row) {
        return new CardFact(
                row.getUUID("id"),
                row.getUUID("home_id"),
                row.getUUID("service_user_id"),
                CardFact.Kind.valueOf(row.getString("kind")),
                row.getString("words"),
                new CardFact.Confirmed(
                        Times.fromRow(row.getOffsetDateTime("confirmed_at")), row.getString("confirmed_by")));
    }
}
