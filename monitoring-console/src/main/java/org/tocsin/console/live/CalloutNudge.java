package org.tocsin.console.live;

import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.tocsin.platform.Database;

/** Whom a change of alarms concerns as responders. One event loop only. */
final class CalloutNudge {
    private final Database database;
    private final Set<UUID> changed = new HashSet<>();

    CalloutNudge(Database database) {
        this.database = database;
    }

    void changed(UUID alarmId) {
        changed.add(alarmId);
    }

    /** Those of these people who have or had a callout to an alarm that changed since this was last asked. */
    Future<Set<UUID>> concerned(Collection<UUID> responders) {
        if (changed.isEmpty() || responders.isEmpty()) {
            changed.clear();
            return Future.succeededFuture(Set.of());
        }
        Object alarms = changed.toArray(UUID[]::new);
        Object people = responders.toArray(UUID[]::new);
        changed.clear();
        return database.pool()
                .preparedQuery("""
                        select distinct k.operator_id from callout c join contact k on k.id = c.contact_id
                        where c.alarm_id = any ($1) and k.operator_id = any ($2)""")
                .execute(Tuple.of(alarms, people))
                .map(rows -> rows.stream().map(row -> row.getUUID(0)).collect(Collectors.toSet()));
    }
}
