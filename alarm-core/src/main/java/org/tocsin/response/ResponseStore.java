package org.tocsin.response;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Scope;
import org.tocsin.alarm.AlarmRows;
import org.tocsin.platform.Database;

/** Reads contacts, callouts and job sheets; every question is answered within one service. */
public final class ResponseStore {
    private static final String CONTACTS = "select " + CalloutRows.CONTACT + """
             from contact ct where ct.service_id = $1 and (ct.home_id = $2 or ct.home_id is null)
              and (ct.retired_at is null or exists (select from callout c where c.contact_id = ct.id
                and c.state in ('OFFERED', 'ACCEPTED', 'EN_ROUTE', 'ARRIVED')))
            order by ct.home_id is null, ct.position, ct.id limit 200
            """;
    private static final String CALLOUTS =
            "select " + CalloutRows.COLUMNS + " from callout co join contact ct on ct.id = co.contact_id ";
    private static final String OF_ALARM =
            CALLOUTS + "where co.alarm_id = $1 and co.service_id = $2 order by co.offered_at, co.id limit 1000";
    private static final String FIND = CALLOUTS + "where co.id = $1 and co.service_id = $2";
    private static final String JOBS = "select " + CalloutRows.COLUMNS + ", " + AlarmRows.COLUMNS
            + """
            , home.risks as job_risks,
              (select string_agg(u.telephone, ', ' order by u.name)
               from resident r join service_user u on u.id = r.service_user_id
               where r.home_id = a.home_id and r.service_id = a.service_id and r.until is null) as job_telephone
            from callout co join contact ct on ct.id = co.contact_id
            join alarm a on a.id = co.alarm_id and a.service_id = co.service_id
            """
            + AlarmRows.JOINS
            + " where co.service_id = $1 and ct.operator_id = $2 ";
    // Whoever accepted and is late may still arrive, and must find the job to say so; whoever is in a home whose alarm
    // has been closed has still to leave it.
    private static final String MINE = JOBS + """
            and ((a.state <> 'CLOSED' and (co.state in ('OFFERED', 'ACCEPTED', 'EN_ROUTE', 'ARRIVED')
                or (co.state = 'EXPIRED' and co.accepted_at is not null)))
              or (co.state = 'WITHDRAWN' and co.check_in_due_at is not null))
            order by co.offered_at, co.id limit 100
            """;
    private static final String JOB = JOBS + "and co.id = $3";

    private final Pool pool;

    public ResponseStore(Database database) {
        this.pool = database.pool();
    }

    /**
     * Who can be called out, in the order in which they are asked: the home's own contacts, then the service's
     * responders. Whoever is retired is there only while they are awaited somewhere.
     *
     * @param homeId null for the responders alone
     */
    public Future<List<Contact>> contacts(Scope scope, @Nullable UUID homeId) {
        return pool.preparedQuery(CONTACTS)
                .execute(Tuple.of(scope.serviceId(), homeId))
                .map(rows -> rows.stream().map(CalloutRows::contact).toList());
    }

    /** The callout, where this service has it. */
    public Future<Optional<Callout>> find(Scope scope, UUID calloutId) {
        return pool.preparedQuery(FIND)
                .execute(Tuple.of(calloutId, scope.serviceId()))
                .map(rows -> rows.stream().map(CalloutRows::callout).findFirst());
    }

    /** Everybody who was asked to go to this alarm, in that order. */
    public Future<List<Callout>> ofAlarm(Scope scope, UUID alarmId) {
        return pool.preparedQuery(OF_ALARM)
                .execute(Tuple.of(alarmId, scope.serviceId()))
                .map(rows -> rows.stream().map(CalloutRows::callout).toList());
    }

    /** What is to be done by whoever is signed in, the longest offered first; empty without a person. */
    public Future<List<JobSheet>> mine(Scope scope) {
        return scope.operatorId() == null
                ? Future.succeededFuture(List.of())
                : pool.preparedQuery(MINE)
                        .execute(Tuple.of(scope.serviceId(), scope.operatorId()))
                        .map(rows -> rows.stream().map(ResponseStore::job).toList());
    }

    /** One job of whoever is signed in, also when it is over. */
    public Future<Optional<JobSheet>> job(Scope scope, UUID calloutId) {
        return scope.operatorId() == null
                ? Future.succeededFuture(Optional.empty())
                : pool.preparedQuery(JOB)
                        .execute(Tuple.of(scope.serviceId(), scope.operatorId(), calloutId))
                        .map(rows -> rows.stream().map(ResponseStore::job).findFirst());
    }

    private static JobSheet job(Row row) {
        return new JobSheet(
                CalloutRows.callout(row),
                AlarmRows.read(row),
                row.getString("job_risks"),
                row.getString("job_telephone"));
    }
}
