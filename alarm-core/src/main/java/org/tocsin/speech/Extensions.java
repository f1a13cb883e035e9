package org.tocsin.speech;

import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Role;
import org.tocsin.access.Scope;
import org.tocsin.platform.Database;

/** Where each person of a service is called: by a unit that was held for them, and by a home that calls back. */
public final class Extensions {
    /** People that are shown at once. */
    public static final int MOST_SHOWN = 1_000;

    /** Characters. */
    public static final int LONGEST = 600;

    /** What a change is called on the audit trail. */
    public static final String CHANGED = "change-extension";

    private final Database database;
    private final AuditTrail audit;

    public Extensions(Database database, InstantSource clock) {
        this.database = database;
        this.audit = new AuditTrail(database, clock);
    }

    /** @param extension one to four addresses; null where the person is called nowhere */
    public record Line(
            String username,
            String displayName,
            Role role,
            @Nullable String extension) {}

    /** Under which a change is on the audit trail. */
    public static String subject(String username) {
        return "operator:" + username;
    }

    /** What is wrong with it, a sentence; null when nothing is. */
    public static @Nullable String fault(String extension) {
        return extension.length() > LONGEST
                ? "At most " + LONGEST + " characters."
                : CallAddress.fault(extension, false);
    }

    /**
     * Whoever signs in and works on alarms, and whoever else has one, by name; one more than {@link #MOST_SHOWN} where there
     * are more.
     */
    public Future<List<Line>> list(Scope scope) {
        return database.pool()
                .preparedQuery("select username, display_name, role, extension from operator where service_id = $1"
                        + " and active and (role not in ('RESPONDER', 'INSTALLER') or extension is not null)"
                        + " order by lower(display_name), username limit " + (MOST_SHOWN + 1))
                .execute(Tuple.of(scope.serviceId()))
                .map(rows -> rows.stream()
                        .map(row -> new Line(
                                row.getString("username"),
                                row.getString("display_name"),
                                Role.valueOf(row.getString("role")),
                                row.getString("extension")))
                        .toList());
    }

    /**
     * Sets where a person is called, with its line of the audit trail.
     *
     * @param extension without a {@link #fault}; null for nowhere
     * @param address from where it is set
     * @return false where the service has no such person
     */
    public Future<Boolean> set(Scope scope, String username, @Nullable String extension, @Nullable String address) {
        return database.pool()
                .withTransaction(client -> client.preparedQuery("update operator set extension = $3"
                                + " where service_id = $1 and username = $2 and active")
                        .execute(Tuple.of(scope.serviceId(), username, extension))
                        .compose(rows -> rows.rowCount() == 0
                                ? Future.succeededFuture(false)
                                : audit.record(client, scope, CHANGED, subject(username), address)
                                        .map(true)));
    }
}
