package org.tocsin.speech;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Scope;
import org.tocsin.platform.Database;
import org.tocsin.platform.Page;
import org.tocsin.platform.Times;

/** Reads calls, and how a home can be called, for people and programs; one service never sees another's. */
public final class CallStore {
    static final String SELECT = """
            select c.id, c.external_id, c.alarm_id, c.home_id, c.matched_by, c.caller, c.called, c.cid, c.ringing_at,
              c.connected_at, c.cleared_at, c.recording, a.reference
            from phone_call c left join alarm a on a.id = c.alarm_id and a.service_id = c.service_id
            """;
    private static final String OF_ALARM =
            SELECT + " where c.alarm_id = $1 and c.service_id = $2 order by c.id desc limit 20";
    private static final String LIST = SELECT + " where c.service_id = $1 and ($2::uuid is null or c.id < $2)"
            + " and (not $3 or (c.alarm_id is null and not exists (select from call_line l"
            + " where l.phone_call_id = c.id))) order by c.id desc limit $4";
    // A signal of an alarm stands in its log.
    private static final String ADDRESSES = """
            select s.body ->> 'crd' as crd, s.body ->> 'cha' as cha
            from alarm_entry e join signal s on s.id = e.signal_id and s.service_id = e.service_id
            where e.alarm_id = $1 and e.service_id = $2 and s.kind = 'ALARM' order by e.id desc limit 20
            """;

    private final Database database;

    public CallStore(Database database) {
        this.database = database;
    }

    /**
     * How a home said it can be called.
     *
     * @param addresses of its units, newest signal first, each once; bare schemes are left out
     * @param asked whether a unit asked to be called back
     */
    public record CallBack(List<String> addresses, boolean asked) {}

    /**
     * @param unmatched only those that belong to no alarm we know
     * @param limit 1 to {@link Page#LARGEST}; anything outside is brought inside
     * @param cursor {@code next} of the page before
     */
    public record Query(
            boolean unmatched, int limit, @Nullable String cursor) {}

    /**
     * What is known of speech with the home of an alarm.
     *
     * @param answeredAt when it was first connected; null where it never was, or nobody reports it
     * @param calls newest first, at most twenty
     */
    public record Spoken(@Nullable Instant answeredAt, List<PhoneCall> calls) {}

    /** Empty of calls for an alarm of another service. */
    public Future<Spoken> spoken(Scope scope, UUID alarmId) {
        Future<@Nullable Instant> answered = database.pool()
                .preparedQuery("select answered_at from alarm where id = $1 and service_id = $2")
                .execute(Tuple.of(alarmId, scope.serviceId()))
                .map(rows -> rows.stream()
                        .findFirst()
                        .map(row -> Times.fromRowOrNull(row.getOffsetDateTime(0)))
                        .orElse(null));
        return answered.compose(at -> ofAlarm(scope, alarmId).map(calls -> new Spoken(at, calls)));
    }

    /** The calls of an alarm, newest first, at most twenty. */
    Future<List<PhoneCall>> ofAlarm(Scope scope, UUID alarmId) {
        return database.pool()
                .preparedQuery(OF_ALARM)
                .execute(Tuple.of(alarmId, scope.serviceId()))
                .map(rows -> rows.stream().map(CallStore::call).toList());
    }

    /**
     * Newest first.
     *
     * @return fails with {@link IllegalArgumentException} for a cursor that is not one of ours
     */
    public Future<Page<PhoneCall>> list(Scope scope, Query query) {
        int limit = Math.max(1, Math.min(Page.LARGEST, query.limit()));
        @Nullable UUID before;
        try {
            before = query.cursor() == null ? null : UUID.fromString(query.cursor());
        } catch (IllegalArgumentException e) {
            return Future.failedFuture(e);
        }
        return database.pool()
                .preparedQuery(LIST)
                .execute(Tuple.of(scope.serviceId(), before, query.unmatched(), limit + 1))
                .map(rows -> rows.stream().map(CallStore::call).toList())
                .map(calls -> calls.size() <= limit
                        ? new Page<>(calls, null)
                        : new Page<>(
                                calls.subList(0, limit),
                                calls.get(limit - 1).id().toString()));
    }

    /** How the units of this alarm said they can be called. */
    public Future<CallBack> callBack(Scope scope, UUID alarmId) {
        return database.pool()
                .preparedQuery(ADDRESSES)
                .execute(Tuple.of(alarmId, scope.serviceId()))
                .map(rows -> {
                    List<String> addresses = rows.stream()
                            .map(row -> row.getString("crd"))
                            .filter(crd -> crd != null)
                            .flatMap(crd -> CallAddress.all(crd).stream())
                            .filter(CallAddress::namesSomebody)
                            .distinct()
                            .toList();
                    boolean asked = rows.stream().anyMatch(row -> "1".equals(row.getString("cha")));
                    return new CallBack(addresses, asked);
                });
    }

    static PhoneCall call(Row row) {
        UUID alarm = row.getUUID("alarm_id");
        String by = row.getString("matched_by");
        String reference = row.getString("reference");
        return new PhoneCall(
                row.getUUID("id"),
                row.getString("external_id"),
                alarm == null || by == null || reference == null
                        ? null
                        : new PhoneCall.Belonging(alarm, reference, PhoneCall.MatchedBy.valueOf(by)),
                row.getString("caller"),
                new PhoneCall.Times(
                        Times.fromRowOrNull(row.getOffsetDateTime("ringing_at")),
                        Times.fromRowOrNull(row.getOffsetDateTime("connected_at")),
                        Times.fromRowOrNull(row.getOffsetDateTime("cleared_at"))),
                row.getString("recording"));
    }
}
