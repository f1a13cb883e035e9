package org.tocsin.incident;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.alarm.ActResult;
import org.tocsin.alarm.CaseFile;
import org.tocsin.alarm.JoiningClass;

/**
 * Closing an incident's card: not while a home is neither back nor was spoken with. The alarms of its homes follow, so many
 * at a time, by {@link IncidentWorker}.
 */
public final class IncidentClosing {
    private static final int SHOWN = 5;

    private static final String FIND = "select id from incident where card_id = $1 and service_id = $2 for update";
    private static final String OFF = """
            select count(*) over () as off, concat_ws(', ',
              (select string_agg(u.name, ' and ' order by u.name) from resident r join service_user u
               on u.id = r.service_user_id where r.home_id = h.id and r.until is null), h.line1, h.postcode) as words
            from incident_home g join home h on h.id = g.home_id
            where g.incident_id = $1 and g.left_at is null and g.restored_at is null and g.contacted_at is null
            order by g.rank, g.home_id limit $2
            """;
    private static final String CLOSE = "update incident set closed_at = $2, look_until = null where id = $1";

    private final @Nullable UUID incidentId;
    private final Optional<ActResult> refused;

    private IncidentClosing(@Nullable UUID incidentId, Optional<ActResult> refused) {
        this.incidentId = incidentId;
        this.refused = refused;
    }

    /** Looks; the caller holds the alarm. */
    public static Future<IncidentClosing> of(CaseFile file) {
        if (file.joiningClass() != JoiningClass.TECHNICAL || file.homeId() != null) {
            return Future.succeededFuture(new IncidentClosing(null, Optional.empty()));
        }
        return file.connection()
                .preparedQuery(FIND)
                .execute(Tuple.of(file.id(), file.scope().serviceId()))
                .compose(rows -> rows.size() == 0
                        ? Future.succeededFuture(new IncidentClosing(null, Optional.empty()))
                        : of(file, rows.iterator().next().getUUID(0)));
    }

    private static Future<IncidentClosing> of(CaseFile file, UUID incident) {
        return file.connection()
                .preparedQuery(OFF)
                .execute(Tuple.of(incident, SHOWN))
                .map(rows -> {
                    if (rows.size() == 0) {
                        return new IncidentClosing(incident, Optional.empty());
                    }
                    List<String> homes =
                            rows.stream().map(row -> row.getString("words")).toList();
                    Row first = rows.iterator().next();
                    int off = Math.toIntExact(first.getLong("off"));
                    return new IncidentClosing(incident, Optional.of(new ActResult.HomesLeft(off, homes)));
                });
    }

    /** Why the card cannot be closed; empty for any other alarm. */
    public Optional<ActResult> refused() {
        return refused;
    }

    /** True for the card of an incident. */
    public boolean isCard() {
        return incidentId != null;
    }

    /** Once the card is closed; nothing for any other alarm. */
    public Future<Void> close(CaseFile file) {
        return incidentId == null
                ? Future.succeededFuture()
                : file.connection()
                        .preparedQuery(CLOSE)
                        .execute(Tuple.of(incidentId, file.time()))
                        .mapEmpty();
    }
}
