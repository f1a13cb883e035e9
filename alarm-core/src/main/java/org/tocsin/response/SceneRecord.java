package org.tocsin.response;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Scope;
import org.tocsin.platform.Times;

/** Keeps what a responder reported, in the transaction of whoever took it. */
final class SceneRecord {
    private static final String REPORT = """
            insert into scene_report (id, service_id, callout_id, alarm_id, home_id, operator_id, said_at, received_at,
              on_the_floor, dangers, injury, lift, outcome, hospital_avoided, reference_999, follow_up, note)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
            on conflict (id) do nothing
            """;
    private static final String TOLD = "update callout set scene_words = $3, change_xid = pg_current_xact_id()"
            + " where id = $1 and service_id = $2";

    private static final String LAST = "select outcome = 'NO_ENTRY' from scene_report where callout_id = $1"
            + " order by received_at desc, id desc limit 1";

    private SceneRecord() {}

    /** The callout and what it is about. */
    record About(UUID calloutId, UUID alarmId, @Nullable UUID homeId) {}

    /**
     * @param said by the phone
     * @return false where it was kept before
     */
    static Future<Boolean> keep(
            SqlConnection connection, Scope scope, UUID id, About about, SceneReport report, Said said) {
        Tuple values = Tuple.of(id, scope.serviceId(), about.calloutId(), about.alarmId())
                .addValue(about.homeId())
                .addValue(scope.operatorId())
                .addValue(Times.toRow(said.at()))
                .addValue(Times.toRow(said.received()))
                .addValue(report.onTheFloor())
                .addValue(report.dangers().stream().map(Enum::name).toArray(String[]::new))
                .addValue(report.injury().name())
                .addValue(report.lift().name())
                .addValue(report.outcome().name())
                .addValue(report.hospitalAvoided())
                .addValue(report.reference999())
                .addValue(report.followUp())
                .addValue(report.note());
        return connection.preparedQuery(REPORT).execute(values).map(rows -> rows.rowCount() > 0);
    }

    /** @param at by the phone's clock, never in our future */
    record Said(Instant at, Instant received) {}

    /** Whether the newest report of this visit says that nobody could get in. */
    static Future<Boolean> lockedOut(SqlConnection connection, UUID calloutId) {
        return connection
                .preparedQuery(LAST)
                .execute(Tuple.of(calloutId))
                .map(rows -> rows.size() > 0 && rows.iterator().next().getBoolean(0));
    }

    /** What the board says of the callout. */
    static Future<Void> told(SqlConnection connection, Scope scope, UUID calloutId, String words) {
        return connection
                .preparedQuery(TOLD)
                .execute(Tuple.of(calloutId, scope.serviceId(), words))
                .mapEmpty();
    }
}
