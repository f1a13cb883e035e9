package org.tocsin.unit;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Scope;
import org.tocsin.platform.Database;
import org.tocsin.platform.Times;
import org.tocsin.signal.Protocol;

/** What is on file about units as things, with what they last said of themselves. */
public final class UnitFactsStore {
    private static final int MOST = 50;

    private static final String SELECT = "select u.id, u.service_id, u.home_id, u.cid, u.protocol, u.status,"
            + " u.external_id, u.serial, u.firmware, u.iccid, u.sim_network, u.paths, m.make, m.name as model,"
            + " s.firmware as reported, s.bearer, s.reported_at, l.last_seen_at,"
            + " (select max(g.received_at) from signal g where g.cid = u.cid and g.unit_id = u.id) as signalled"
            + " from home_unit u left join unit_model m on m.id = u.model_id"
            + " left join unit_state s on s.unit_id = u.id left join sign_of_life l on l.unit_id = u.id"
            + " where u.service_id = $1 and ";
    private static final String OF_HOME = SELECT + "u.home_id = $2 order by u.cid limit " + MOST;
    private static final String OF_UNIT = SELECT + "u.cid = $2";

    private final Database database;
    private final AuditTrail audit;

    public UnitFactsStore(Database database, InstantSource clock) {
        this.database = database;
        this.audit = new AuditTrail(database, clock);
    }

    /**
     * A unit as a thing.
     *
     * @param make null where nobody has put the model on file
     * @param reported what it last said of itself; null where it never did
     * @param lastHeard its last signal or heartbeat; null for one that was never heard
     */
    public record Known(
            HomeUnit unit,
            UnitFacts facts,
            @Nullable String make,
            @Nullable String model,
            @Nullable Reported reported,
            @Nullable Instant lastHeard) {}

    /** @param bearer what carries its connection, "lte" */
    public record Reported(
            @Nullable String firmware, @Nullable String bearer, Instant at) {}

    /** The units of a home of the scope's service. */
    public Future<List<Known>> ofHome(Scope scope, UUID homeId) {
        return database.pool()
                .preparedQuery(OF_HOME)
                .execute(Tuple.of(scope.serviceId(), homeId))
                .map(rows -> rows.stream().map(UnitFactsStore::read).toList());
    }

    /** The unit of the scope's service with this id on the wire. */
    public Future<Optional<Known>> find(Scope scope, String cid) {
        return database.pool()
                .preparedQuery(OF_UNIT)
                .execute(Tuple.of(scope.serviceId(), cid))
                .map(rows -> rows.stream().findFirst().map(UnitFactsStore::read));
    }

    /**
     * Changes what is known of the thing; its SIM is changed by a {@link UnitSwap}, its firmware by itself. False
     * where the service has no such unit.
     */
    public Future<Boolean> change(Scope scope, String cid, UnitFacts facts, @Nullable String address) {
        return database.pool()
                .withTransaction((SqlConnection client) -> client.preparedQuery(
                                "update home_unit set external_id = $3, serial = $4, paths = $5"
                                        + " where service_id = $1 and cid = $2 returning id")
                        .execute(
                                Tuple.of(scope.serviceId(), cid, facts.externalId(), facts.serial(), facts.pathNames()))
                        .compose(rows -> rows.rowCount() == 0
                                ? Future.succeededFuture(false)
                                : audit.record(
                                                client,
                                                scope,
                                                "change-unit",
                                                "unit:" + rows.iterator().next().getUUID(0),
                                                address)
                                        .map(true)));
    }

    private static Known read(Row row) {
        HomeUnit unit = new HomeUnit(
                row.getUUID("id"),
                row.getUUID("service_id"),
                row.getUUID("home_id"),
                row.getString("cid"),
                Protocol.valueOf(row.getString("protocol")),
                HomeUnit.Status.valueOf(row.getString("status")));
        UnitFacts facts = new UnitFacts(
                row.getString("external_id"),
                row.getString("serial"),
                row.getString("firmware"),
                row.getString("iccid"),
                row.getString("sim_network"),
                Arrays.stream(row.getArrayOfStrings("paths"))
                        .map(TransmissionPath::valueOf)
                        .collect(Collectors.toUnmodifiableSet()));
        return new Known(unit, facts, row.getString("make"), row.getString("model"), reported(row), lastHeard(row));
    }

    private static @Nullable Reported reported(Row row) {
        return row.getOffsetDateTime("reported_at") == null
                ? null
                : new Reported(
                        row.getString("reported"),
                        row.getString("bearer"),
                        Times.fromRow(row.getOffsetDateTime("reported_at")));
    }

    private static @Nullable Instant lastHeard(Row row) {
        Instant beat = Times.fromRowOrNull(row.getOffsetDateTime("last_seen_at"));
        Instant signal = Times.fromRowOrNull(row.getOffsetDateTime("signalled"));
        if (beat == null || signal == null) {
            return beat == null ? signal : beat;
        }
        return beat.isAfter(signal) ? beat : signal;
    }
}
