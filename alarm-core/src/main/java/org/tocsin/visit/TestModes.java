package org.tocsin.visit;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Scope;
import org.tocsin.platform.Database;
import org.tocsin.platform.Times;

/** The rows of test mode. What they mean for a signal is {@link AskedTrigger}'s; here they only begin and end. */
public final class TestModes {
    private static final int MOST_SHOWN = 200;
    // One that has run out is over, whoever began it; one that runs belongs to its visit.
    private static final String ON = """
            insert into test_mode as t (home_id, service_id, visit_id, installer_id, started_at, until, latest,
              phone_seen_at, phone_lost_s)
            select $1, $2, $3, $4, $5, $6, $7, $5, s.visit_phone_lost_s from service s where s.id = $2
            on conflict (home_id) do update set service_id = excluded.service_id, visit_id = excluded.visit_id,
              installer_id = excluded.installer_id, started_at = excluded.started_at, until = excluded.until,
              latest = excluded.latest, phone_seen_at = excluded.phone_seen_at, phone_lost_s = excluded.phone_lost_s,
              ended_at = null, test_id = null, asked_unit_id = null, asked_dty = null, asked_did = null, asked_at = null
            where t.ended_at is not null or t.until <= excluded.started_at or t.visit_id = excluded.visit_id
            """;
    private static final String RENEW = "update test_mode set until = least($3, latest),"
            + " phone_seen_at = case when installer_id = $5 then $4 else phone_seen_at end"
            + " where visit_id = $1 and service_id = $2 and ended_at is null and until > $4";
    private static final String SEEN = "update test_mode set phone_seen_at = greatest(phone_seen_at, $3)"
            + " where visit_id = $1 and service_id = $2 and installer_id = $4 and ended_at is null and until > $3";
    private static final String OFF = "update test_mode set ended_at = $3, asked_unit_id = null, test_id = null"
            + " where visit_id = $1 and service_id = $2 and ended_at is null";
    private static final String ASK = "update test_mode set test_id = $4, asked_unit_id = $5, asked_dty = $6,"
            + " asked_did = $7, asked_at = $3 where visit_id = $1 and service_id = $2 and ended_at is null"
            + " and until > $3";
    private static final String SHOWN = """
            select t.home_id, t.visit_id, t.started_at, t.until, t.phone_seen_at, t.phone_lost_s,
              concat_ws(', ', h.line1, nullif(h.town, ''), h.postcode) as home, o.display_name as installer,
              (select v.what from visit_test v where v.id = t.test_id and t.asked_at > $3) as asked
            from test_mode t join home h on h.id = t.home_id join operator o on o.id = t.installer_id
            where t.service_id = $1 and t.ended_at is null and t.until > $2 and ($4::uuid is null or t.visit_id = $4)
            order by t.started_at limit
            """ + MOST_SHOWN;

    private final Database database;
    private final InstantSource clock;

    public TestModes(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /** The homes of a service that are in test mode now, the longest first; for every board. */
    public Future<List<TestMode>> ofService(Scope scope) {
        return shown(database.pool(), scope, null);
    }

    Future<List<TestMode>> ofVisit(SqlClient client, Scope scope, UUID visitId) {
        return shown(client, scope, visitId);
    }

    private Future<List<TestMode>> shown(SqlClient client, Scope scope, @Nullable UUID visitId) {
        Instant now = clock.instant();
        Tuple values = Tuple.of(scope.serviceId(), Times.toRow(now), Times.toRow(now.minus(AskedTrigger.LISTENS)))
                .addUUID(visitId);
        return client.preparedQuery(SHOWN)
                .execute(values)
                .map(rows -> rows.stream().map(TestModes::read).toList());
    }

    /** The installer's phone was heard: what was asked for goes on being a test. Whoever else looks on changes nothing. */
    public Future<Void> seen(Scope scope, UUID visitId) {
        return seen(database.pool(), scope, visitId);
    }

    Future<Void> seen(SqlClient client, Scope scope, UUID visitId) {
        return client.preparedQuery(SEEN)
                .execute(Tuple.of(visitId, scope.serviceId(), Times.toRow(clock.instant()))
                        .addUUID(scope.operatorId()))
                .mapEmpty();
    }

    /** False where another visit has this home in test mode. */
    Future<Boolean> on(SqlClient client, Scope scope, Visit visit, UUID installer) {
        Instant now = clock.instant();
        return client.preparedQuery(ON)
                .execute(Tuple.of(visit.homeId(), scope.serviceId(), visit.id(), installer)
                        .addOffsetDateTime(Times.toRow(now))
                        .addOffsetDateTime(Times.toRow(now.plus(Visit.TEST_MODE_RENEWED)))
                        .addOffsetDateTime(Times.toRow(now.plus(Visit.TEST_MODE_LONGEST))))
                .map(rows -> rows.rowCount() == 1);
    }

    /** False where it is over. */
    Future<Boolean> renew(SqlClient client, Scope scope, UUID visitId) {
        Instant now = clock.instant();
        return client.preparedQuery(RENEW)
                .execute(Tuple.of(
                                visitId,
                                scope.serviceId(),
                                Times.toRow(now.plus(Visit.TEST_MODE_RENEWED)),
                                Times.toRow(now))
                        .addUUID(scope.operatorId()))
                .map(rows -> rows.rowCount() == 1);
    }

    Future<Void> off(SqlClient client, Scope scope, UUID visitId) {
        return client.preparedQuery(OFF)
                .execute(Tuple.of(visitId, scope.serviceId(), Times.toRow(clock.instant())))
                .mapEmpty();
    }

    /** From now on this one trigger is a test, and what was asked for before no more. False where test mode is over. */
    Future<Boolean> ask(SqlClient client, Scope scope, UUID visitId, VisitTest test) {
        VisitTest.Device from = test.from();
        return client.preparedQuery(ASK)
                .execute(Tuple.of(
                                visitId,
                                scope.serviceId(),
                                Times.toRow(test.listening().askedAt()),
                                test.id())
                        .addUUID(test.unitId())
                        .addString(from == null ? null : from.dty())
                        .addString(from == null ? null : from.did()))
                .map(rows -> rows.rowCount() == 1);
    }

    private static TestMode read(Row row) {
        Instant seen = Times.fromRow(row.getOffsetDateTime("phone_seen_at"));
        return new TestMode(
                row.getUUID("home_id"),
                row.getUUID("visit_id"),
                row.getString("home"),
                row.getString("installer"),
                new TestMode.Course(
                        Times.fromRow(row.getOffsetDateTime("started_at")),
                        Times.fromRow(row.getOffsetDateTime("until")),
                        seen.plusSeconds(row.getInteger("phone_lost_s"))),
                row.getString("asked"));
    }
}
