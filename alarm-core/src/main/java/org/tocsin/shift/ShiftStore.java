package org.tocsin.shift;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Role;
import org.tocsin.access.Scope;
import org.tocsin.alarm.AlarmRow;
import org.tocsin.alarm.AlarmRows;
import org.tocsin.alarm.Priority;
import org.tocsin.platform.Database;
import org.tocsin.platform.Times;

/** Who is there, who works on what, and who waits; within one service. */
public final class ShiftStore {
    private static final int MOST_IN_HAND = 500;
    private static final int MOST_WAITING = 20;
    private static final int MOST_PEOPLE = 1_000;

    private static final String PEOPLE = """
            select o.id, o.username, o.display_name, o.role, o.skills, o.partner, coalesce(not p.gone, false) as there, p.since
            from operator o left join operator_presence p on p.operator_id = o.id
            where o.service_id = $1 and o.active and o.role in ('OPERATOR', 'MANAGER', 'ADMIN')
            order by o.display_name, o.id limit $2
            """;
    // What an incident's card stands for is no row of its own.
    private static final String WAITS =
            " a.service_id = $1 and a.state <> 'CLOSED' and a.state = 'WAITING' and (a.joining_class <> 'TECHNICAL'"
                    + " or a.incident_id is null)";
    private static final String COUNTS =
            "select a.priority, count(*) as alarms, min(a.raised_at) as oldest from alarm a" + " where" + WAITS
                    + " group by a.priority";
    private static final String WAITING = "select " + AlarmRows.COLUMNS + " from alarm a " + AlarmRows.JOINS + " where"
            + WAITS + " order by a.priority, a.raised_at, a.id limit $2";
    private static final String IN_HAND = "select " + AlarmRows.COLUMNS + " from alarm a " + AlarmRows.JOINS
            + " where a.service_id = $1 and a.state <> 'CLOSED' and a.taken_by is not null"
            + " order by a.priority, a.taken_at, a.id limit $2";

    private final Pool pool;

    public ShiftStore(Database database) {
        this.pool = database.pool();
    }

    /**
     * Somebody who works on alarms.
     *
     * @param there a board of theirs is open in a browser that answers
     * @param since here without a break since then; null for somebody who never was
     * @param skills what their desk answers
     * @param partner their desk stands in the partner centre
     */
    public record Person(
            UUID id,
            String username,
            String name,
            Role role,
            Set<Skill> skills,
            boolean partner,
            boolean there,
            @Nullable Instant since) {}

    /** How many wait, and since when the oldest of them was raised. */
    public record Count(int alarms, Instant oldest) {}

    /**
     * The room at one moment.
     *
     * @param counts of what waits; a priority nothing waits at is missing
     * @param waiting the first twenty that wait, most urgent and oldest first
     * @param inHand what somebody has, at most 500
     */
    public record Room(
            List<Person> people, Map<Priority, Count> counts, List<AlarmRow> waiting, List<AlarmRow> inHand) {}

    /** Everybody of the scope's service who works on alarms, by name. */
    public Future<List<Person>> people(Scope scope) {
        return pool.preparedQuery(PEOPLE)
                .execute(Tuple.of(scope.serviceId(), MOST_PEOPLE))
                .map(rows -> rows.stream().map(ShiftStore::person).toList());
    }

    /** The room of the scope's service as it is now. */
    public Future<Room> room(Scope scope) {
        Future<List<Person>> people = people(scope);
        Future<Map<Priority, Count>> counts = pool.preparedQuery(COUNTS)
                .execute(Tuple.of(scope.serviceId()))
                .map(rows -> {
                    Map<Priority, Count> found = new EnumMap<>(Priority.class);
                    rows.forEach(row -> found.put(
                            Priority.of(row.getInteger("priority")),
                            new Count(
                                    Math.toIntExact(row.getLong("alarms")),
                                    Times.fromRow(row.getOffsetDateTime("oldest")))));
                    return found;
                });
        Future<List<AlarmRow>> waiting = alarms(WAITING, scope, MOST_WAITING);
        Future<List<AlarmRow>> inHand = alarms(IN_HAND, scope, MOST_IN_HAND);
        return Future.all(people, counts, waiting, inHand)
                .map(all -> new Room(people.result(), counts.result(), waiting.result(), inHand.result()));
    }

    /**
     * Sets what somebody's desk answers; empty: everything.
     *
     * @param partner whether the desk stands in the partner centre
     * @return false where the scope's service has no such person
     */
    public Future<Boolean> answer(Scope scope, String username, Set<Skill> skills, boolean partner) {
        String[] names = skills.isEmpty()
                ? null
                : skills.stream().map(Skill::name).sorted().toArray(String[]::new);
        return pool.preparedQuery(
                        "update operator set skills = $3, partner = $4 where service_id = $1 and username = $2 and active")
                .execute(Tuple.of(scope.serviceId(), username)
                        .addArrayOfString(names)
                        .addBoolean(partner))
                .map(rows -> rows.rowCount() == 1);
    }

    private Future<List<AlarmRow>> alarms(String sql, Scope scope, int most) {
        return pool.preparedQuery(sql)
                .execute(Tuple.of(scope.serviceId(), most))
                .map(rows -> rows.stream().map(AlarmRows::read).toList());
    }

    private static Person person(Row row) {
        return new Person(
                row.getUUID("id"),
                row.getString("username"),
                row.getString("display_name"),
                Role.valueOf(row.getString("role")),
                Skill.of(row.getArrayOfStrings("skills")),
                row.getBoolean("partner"),
                row.getBoolean("there"),
                Times.fromRowOrNull(row.getOffsetDateTime("since")));
    }
}
