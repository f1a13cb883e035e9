package org.tocsin.home;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Scope;
import org.tocsin.platform.Database;
import org.tocsin.platform.Times;
import org.tocsin.platform.Wakeup;

/**
 * What is read first on a card: the risks of a home, and of who lives there the name, the telephone, the notes and the
 * status; who asked whether it holds and when. What stood there before is kept by the database.
 */
public final class CardHead {
    private static final String LIVES = "exists (select from resident r where r.service_id = $1 and r.home_id = $2"
            + " and r.service_user_id = p.id and (r.until is null or r.until > $4))";
    private static final String CORRECT = "update service_user p set name = $6, telephone = $7, notes = $8,"
            + " confirmed_at = $4, confirmed_by = $5 where p.service_id = $1 and p.id = $3 and " + LIVES;
    private static final String CONFIRM = "update service_user p set confirmed_at = $4, confirmed_by = $5"
            + " where p.service_id = $1 and p.id = $3 and " + LIVES;
    private static final String CONFIRM_RISKS =
            "update home set risks_confirmed_at = $3, risks_confirmed_by = $4" + " where service_id = $1 and id = $2";
    private static final String CORRECT_RISKS = "update home set risks = $5, risks_confirmed_at = $3,"
            + " risks_confirmed_by = $4 where service_id = $1 and id = $2";
    private static final String OF_HOME = """
            select null::uuid as person, h.risks_confirmed_at as at, h.risks_confirmed_by as by,
              null::timestamptz as status_at, null as status_by
            from home h where h.service_id = $1 and h.id = $2
            union all
            select p.id, p.confirmed_at, p.confirmed_by, s.recorded_at, s.recorded_by
            from resident r join service_user p on p.id = r.service_user_id
            left join lateral (select recorded_at, recorded_by from service_user_status s
              where s.service_user_id = p.id order by recorded_at desc, id desc limit 1) s on true
            where r.service_id = $1 and r.home_id = $2 and (r.until is null or r.until > $3)
            limit 100
            """;
    private static final String SHOW_ANEW = "update alarm set change_xid = pg_current_xact_id()"
            + " where service_id = $1 and home_id = $2 and state <> 'CLOSED'";

    private final Database database;
    private final InstantSource clock;
    private final Wakeup wakeup;
    private final AuditTrail audit;

    public CardHead(Database database, InstantSource clock, Wakeup wakeup) {
        this.database = database;
        this.clock = clock;
        this.wakeup = wakeup;
        this.audit = new AuditTrail(database, clock);
    }

    /** @param by as the audit trail names them */
    public record Confirmed(Instant at, String by) {}

    /**
     * Who asked last, since it was worded; absent where nobody has.
     *
     * @param risks of the home
     * @param people name, telephone and notes of who lives there, by person
     * @param statuses the status of who lives there: who recorded it, or asked after the person since
     */
    public record Asked(@Nullable Confirmed risks, Map<UUID, Confirmed> people, Map<UUID, Confirmed> statuses) {
        /** Nothing is known. */
        public static final Asked NOTHING = new Asked(null, Map.of(), Map.of());
    }

    /** Of a home of the scope's service. */
    public Future<Asked> ofHome(Scope scope, UUID homeId) {
        return database.pool()
                .preparedQuery(OF_HOME)
                .execute(Tuple.of(scope.serviceId(), homeId, Times.toRow(clock.instant())))
                .map(rows -> {
                    Confirmed risks = null;
                    Map<UUID, Confirmed> people = new HashMap<>();
                    Map<UUID, Confirmed> statuses = new HashMap<>();
                    for (Row row : rows) {
                        UUID person = row.getUUID("person");
                        Confirmed asked = confirmed(row, "at", "by");
                        if (person == null) {
                            risks = asked;
                            continue;
                        }
                        Confirmed status = later(asked, confirmed(row, "status_at", "status_by"));
                        if (asked != null) {
                            people.put(person, asked);
                        }
                        if (status != null) {
                            statuses.put(person, status);
                        }
                    }
                    return new Asked(risks, Map.copyOf(people), Map.copyOf(statuses));
                });
    }

    /** Says who lives there as somebody has just said it; false where nobody like that lives in this home. */
    public Future<Boolean> correct(
            Scope scope,
            UUID homeId,
            UUID personId,
            String name,
            @Nullable String telephone,
            @Nullable String notes,
            @Nullable String address) {
        Tuple values = asked(scope, homeId, personId)
                .addString(name)
                .addString(telephone)
                .addString(notes);
        return kept(scope, homeId, "correct-person", "person:" + personId, CORRECT, values, address);
    }

    /** Somebody asked: name, telephone, notes and status hold. */
    public Future<Boolean> confirm(Scope scope, UUID homeId, UUID personId, @Nullable String address) {
        return kept(
                scope,
                homeId,
                "confirm-person",
                "person:" + personId,
                CONFIRM,
                asked(scope, homeId, personId),
                address);
    }

    /** Somebody asked: the risks on file, or that there are none, hold. */
    public Future<Boolean> confirmRisks(Scope scope, UUID homeId, @Nullable String address) {
        Tuple values = Tuple.of(scope.serviceId(), homeId)
                .addValue(Times.toRow(clock.instant()))
                .addString(scope.actor());
        return kept(scope, homeId, "confirm-risks", "home:" + homeId, CONFIRM_RISKS, values, address);
    }

    /** Says what whoever goes in must know, as somebody has just said it; null for nothing. */
    public Future<Boolean> correctRisks(Scope scope, UUID homeId, @Nullable String risks, @Nullable String address) {
        Tuple values = Tuple.of(scope.serviceId(), homeId)
                .addValue(Times.toRow(clock.instant()))
                .addString(scope.actor())
                .addString(risks);
        return kept(scope, homeId, "correct-risks", "home:" + homeId, CORRECT_RISKS, values, address);
    }

    private Tuple asked(Scope scope, UUID homeId, UUID personId) {
        return Tuple.of(scope.serviceId(), homeId, personId)
                .addValue(Times.toRow(clock.instant()))
                .addString(scope.actor());
    }

    private Future<Boolean> kept(
            Scope scope,
            UUID homeId,
            String action,
            String subject,
            String sql,
            Tuple values,
            @Nullable String address) {
        return database.pool()
                .withTransaction(client -> client.preparedQuery(sql)
                        .execute(values)
                        .compose(rows -> rows.rowCount() == 0
                                ? Future.succeededFuture(false)
                                : client.preparedQuery(SHOW_ANEW)
                                        .execute(Tuple.of(scope.serviceId(), homeId))
                                        .compose(v -> audit.record(client, scope, action, subject, address))
                                        .map(true)))
                .onSuccess(done -> {
                    if (done) {
                        wakeup.ring();
                    }
                });
    }

    private static @Nullable Confirmed confirmed(Row row, String at, String by) {
        Instant when = Times.fromRowOrNull(row.getOffsetDateTime(at));
        String who = row.getString(by);
        return when == null || who == null ? null : new Confirmed(when, who);
    }

    private static @Nullable Confirmed later(@Nullable Confirmed one, @Nullable Confirmed other) {
        return one == null || (other != null && other.at().isAfter(one.at())) ? other : one;
    }
}
