package org.tocsin.incident;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Times;

/** Opens incidents and takes homes into them, in one transaction, a bounded number of alarms at a time. */
final class IncidentOpening {
    /** So few that an alarm of one of these homes never waits noticeably for this transaction. */
    static final int BATCH = 250;

    private static final String LOCK = "select pg_try_advisory_xact_lock(hashtextextended($1, 0))";
    private static final String RULE = "select " + IncidentRows.RULE + " from service where id = $1";
    private static final String OPEN = "select " + IncidentRows.COLUMNS + " from incident i"
            + " where i.service_id = $1 and i.closed_at is null and i.settled_at is null order by i.opened_at, i.id";
    // What a gateway or a person holds at this moment is taken in the next look.
    private static final String FREE = """
            select id from alarm where id = any($1) and service_id = $2 and state = 'WAITING' and incident_id is null
            order by id for update skip locked
            """;
    private static final String NUMBER = "select nextval('alarm_number')";
    private static final String INCIDENT = """
            insert into incident (id, service_id, cause, shared, area, carrier, card_id, opened_at, joined_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $8)
            """;
    private static final String CARD = """
            insert into alarm (id, service_id, reference, cid, join_key, joining_class, kind, priority, state, flags,
              trigger_words, signal_count, raised_at, pressed_at, sounding)
            values ($1, $2, $3, '', $4, 'TECHNICAL', 'TECHNICAL', 3, 'WAITING', '{}', '', 1, $5, $5, true)
            """;
    private static final String TAKE_IN = """
            update alarm set incident_id = $1, sounding = false, change_xid = pg_current_xact_id() where id = any($2)
            """;
    // A card is never less urgent than what is quiet behind it.
    private static final String AS_URGENT = """
            update alarm c set priority = m.priority, change_xid = pg_current_xact_id()
            from (select min(priority) as priority from alarm where id = any($2)) m
            where c.id = (select card_id from incident where id = $1) and c.state <> 'CLOSED' and m.priority < c.priority
            """;
    private static final String HOMES = """
            insert into incident_home (incident_id, alarm_id, service_id, home_id, rank, tasks, lost_at, late, joined_at)
            select $1, alarm_id, $2, home_id, rank, string_to_array(tasks, ','), lost_at, late, $3
            from unnest($4::uuid[], $5::uuid[], $6::int[], $7::text[], $8::timestamptz[], $9::boolean[])
              t(alarm_id, home_id, rank, tasks, lost_at, late)
            on conflict (incident_id, alarm_id) do update set left_at = null, left_why = null, restored_at = null,
              contacted_at = null, rank = excluded.rank, tasks = excluded.tasks, lost_at = excluded.lost_at,
              late = excluded.late
            """;
    private static final String JOINED = "update incident set joined_at = $2 where id = $1";

    private final SqlConnection connection;
    private final UUID serviceId;
    private final Instant now;

    private IncidentOpening(SqlConnection connection, UUID serviceId, Instant now) {
        this.connection = connection;
        this.serviceId = serviceId;
        this.now = now;
    }

    /** How many alarms were taken in; 0 also where another process is at it. */
    static Future<Integer> run(SqlConnection connection, UUID serviceId, List<Loss> losses, Instant now) {
        IncidentOpening opening = new IncidentOpening(connection, serviceId, now);
        return connection
                .preparedQuery(LOCK)
                .execute(Tuple.of("incident:" + serviceId))
                .compose(locked ->
                        locked.iterator().next().getBoolean(0) ? opening.group(losses) : Future.succeededFuture(0));
    }

    private Future<Integer> group(List<Loss> losses) {
        return connection.preparedQuery(RULE).execute(Tuple.of(serviceId)).compose(rules -> {
            if (rules.size() == 0) {
                return Future.succeededFuture(0);
            }
            IncidentRule rule = IncidentRows.rule(rules.iterator().next());
            return connection.preparedQuery(OPEN).execute(Tuple.of(serviceId)).compose(rows -> {
                List<Grouping.Open> open = rows.stream()
                        .map(row -> open(IncidentRows.incident(row), rule))
                        .toList();
                return takeIn(Grouping.of(losses, open, rule), rule);
            });
        });
    }

    /** What comes just after the restoration began may still belong to it; what comes later is another outage. */
    private Grouping.Open open(Incident incident, IncidentRule rule) {
        Instant since = incident.times().restoringSince();
        boolean growing = since == null || now.isBefore(since.plus(rule.within()));
        return new Grouping.Open(incident.id(), incident.key(), growing);
    }

    private Future<Integer> takeIn(List<Grouping.Group> groups, IncidentRule rule) {
        Future<Integer> taken = Future.succeededFuture(0);
        for (Grouping.Group group : groups) {
            taken = taken.compose(count -> count >= BATCH
                    ? Future.succeededFuture(count)
                    : takeIn(group, rule, BATCH - count).map(more -> count + more));
        }
        return taken;
    }

    private Future<Integer> takeIn(Grouping.Group group, IncidentRule rule, int most) {
        List<Loss> losses =
                group.losses().subList(0, Math.min(most, group.losses().size()));
        UUID open = group.incidentId();
        if (open == null) {
            return free(losses)
                    .compose(free -> free.isEmpty()
                            ? Future.succeededFuture(0)
                            : open(group).compose(incident -> join(incident, group, free, Set.of())));
        }
        return IncidentCard.hold(connection, open).compose(held -> {
            boolean gone =
                    held.map(row -> row.getOffsetDateTime("closed_at") != null).orElse(true);
            return gone
                    ? Future.succeededFuture(0)
                    : free(losses)
                            .compose(free -> free.isEmpty()
                                    ? Future.succeededFuture(0)
                                    : joinLater(IncidentRows.incident(held.orElseThrow()), group, free, rule));
        });
    }

    private Future<List<Loss>> free(List<Loss> losses) {
        return connection
                .preparedQuery(FREE)
                .execute(Tuple.of(column(losses, Loss::alarmId, UUID[]::new), serviceId))
                .map(rows -> {
                    Set<UUID> free = new HashSet<>();
                    for (Row row : rows) {
                        free.add(row.getUUID(0));
                    }
                    return losses.stream()
                            .filter(loss -> free.contains(loss.alarmId()))
                            .toList();
                });
    }

    private Future<UUID> open(Grouping.Group group) {
        UUID incident = Ids.next();
        UUID card = Ids.next();
        boolean area = group.key().shared() == Grouping.Shared.AREA;
        String name = group.key().name();
        Tuple values = Tuple.of(
                        incident,
                        serviceId,
                        group.cause().name(),
                        group.key().shared().name())
                .addString(area ? name : null)
                .addString(area ? null : name)
                .addUUID(card)
                .addOffsetDateTime(Times.toRow(now));
        String words = Incident.title(group.cause(), group.key()) + ": one card for all its homes";
        return connection
                .query(NUMBER)
                .execute()
                .compose(rows -> connection
                        .preparedQuery(CARD)
                        .execute(Tuple.of(
                                card,
                                serviceId,
                                Ids.spokenReference(rows.iterator().next().getLong(0)),
                                "incident:" + incident,
                                Times.toRow(now))))
                .compose(v -> connection.preparedQuery(INCIDENT).execute(values))
                .compose(v -> IncidentCard.log(
                        connection, List.of(card), new IncidentCard.Line(serviceId, now, "SIGNAL", "platform", words)))
                .map(incident);
    }

    private Future<Integer> joinLater(Incident incident, Grouping.Group group, List<Loss> losses, IncidentRule rule) {
        Set<Loss> late = losses.stream()
                .filter(loss -> Grouping.isLate(loss, incident.times().openedAt(), rule))
                .collect(Collectors.toSet());
        Future<Integer> joined = join(incident.id(), group, losses, late);
        if (late.isEmpty()) {
            return joined;
        }
        String words = (late.size() == 1 ? "1 home" : late.size() + " homes") + " joined late, lost more than "
                + rule.within().toMinutes() + " minutes after the incident began: marked in the list";
        return joined.compose(count -> IncidentCard.log(
                        connection, List.of(incident.cardId()), IncidentCard.Line.note(serviceId, now, words))
                .map(count));
    }

    private Future<Integer> join(UUID incident, Grouping.Group group, List<Loss> losses, Set<Loss> late) {
        UUID[] alarms = column(losses, Loss::alarmId, UUID[]::new);
        Tuple homes = Tuple.of(incident, serviceId, Times.toRow(now))
                .addValue(alarms)
                .addValue(column(losses, Loss::homeId, UUID[]::new))
                .addValue(column(losses, loss -> loss.risk().rank(), Integer[]::new))
                .addValue(column(losses, loss -> tasks(loss.risk()), String[]::new))
                .addValue(column(losses, loss -> Times.toRow(loss.lostAt()), OffsetDateTime[]::new))
                .addValue(column(losses, late::contains, Boolean[]::new));
        String words = "Part of an incident, quiet here: " + Incident.title(group.cause(), group.key());
        return connection
                .preparedQuery(TAKE_IN)
                .execute(Tuple.of(incident).addValue(alarms))
                .compose(v -> connection
                        .preparedQuery(AS_URGENT)
                        .execute(Tuple.of(incident).addValue(alarms)))
                .compose(v -> connection.preparedQuery(HOMES).execute(homes))
                .compose(v ->
                        IncidentCard.log(connection, List.of(alarms), IncidentCard.Line.note(serviceId, now, words)))
                .compose(v -> connection.preparedQuery(JOINED).execute(Tuple.of(incident, Times.toRow(now))))
                .compose(v -> IncidentCard.count(connection, incident))
                .map(losses.size());
    }

    static String tasks(Risk risk) {
        return String.join(",", risk.tasks().stream().map(Enum::name).toList());
    }

    private static <R, T> T[] column(List<R> rows, Function<R, T> value, IntFunction<T[]> array) {
        return rows.stream().map(value).toArray(array);
    }
}
