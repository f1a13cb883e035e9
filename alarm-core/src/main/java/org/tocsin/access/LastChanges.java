package org.tocsin.access;

import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.tocsin.platform.Database;
import org.tocsin.platform.Times;

/** Who last changed what a service sets, as the audit trail has it. */
public final class LastChanges {
    private static final String FIND = "select k.subject, a.at, a.actor from unnest($2::text[]) as k (subject)"
            + " cross join lateral (select at, actor from audit where subject = k.subject and service_id = $1"
            + " and action = any($3) order by id desc limit 1) a";

    private final Database database;

    public LastChanges(Database database) {
        this.database = database;
    }

    /** @param actor in whose name: {@code operator:mary} */
    public record Change(Instant at, String actor) {}

    /**
     * Of each of these subjects the last change; those that nobody ever changed are left out.
     *
     * @param actions by which they are changed
     */
    public Future<Map<String, Change>> find(Scope scope, Collection<String> subjects, String... actions) {
        Tuple which = Tuple.of(scope.serviceId(), subjects.toArray(String[]::new), actions);
        return database.pool().preparedQuery(FIND).execute(which).map(rows -> {
            Map<String, Change> found = new HashMap<>();
            rows.forEach(row -> found.put(
                    row.getString("subject"),
                    new Change(Times.fromRow(row.getOffsetDateTime("at")), row.getString("actor"))));
            return found;
        });
    }
}
