package org.tocsin.shift;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.tocsin.access.Scope;
import org.tocsin.platform.Database;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Times;
import org.tocsin.platform.Wakeup;

/** Moves a service to its partner centre and back. Who may is decided by the caller; everything is on record. */
public final class EvacuationDesk {
    private static final int LONGEST_WHY = 1_000;
    private static final String SELECT =
            "select id, service_id, rehearsal, why, partner_name, partner_number, began_at, began_by,"
                    + " ended_at, ended_by, ended_why from evacuation";
    private static final String BEGIN = """
            insert into evacuation (id, service_id, rehearsal, why, partner_name, partner_number, began_at, began_by)
            values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (service_id) where ended_at is null do nothing
            """;
    private static final String END = """
            update evacuation set ended_at = $2, ended_by = $3, ended_why = $4
            where service_id = $1 and ended_at is null
            """;

    private final Database database;
    private final InstantSource clock;
    private final Wakeup wakeup;

    public EvacuationDesk(Database database, InstantSource clock, Wakeup wakeup) {
        this.database = database;
        this.clock = clock;
        this.wakeup = wakeup;
    }

    /** What came of it. */
    public sealed interface Result {
        record Done(Evacuation evacuation) implements Result {}

        /** @param why a sentence the person who tried it reads */
        record Refused(String why) implements Result {}
    }

    /** From the next signal on, homes are told to call the partner, and every board says so. */
    public Future<Result> begin(Scope scope, boolean rehearsal, String why) {
        if (why.isBlank() || why.length() > LONGEST_WHY || why.indexOf(0) >= 0) {
            return refused("Say why, in at most " + LONGEST_WHY + " characters.");
        }
        return database.pool()
                .withTransaction(connection -> ShiftSettings.within(connection, scope.serviceId())
                        .compose(rules -> {
                            String number = rules.partner().number();
                            return number == null
                                    ? refused("No partner centre is on file: set its name and number first.")
                                    : begin(connection, scope, rehearsal, why, rules.partner());
                        }))
                .onSuccess(done -> wakeup.ring());
    }

    private Future<Result> begin(
            SqlConnection connection, Scope scope, boolean rehearsal, String why, ShiftRules.Ring partner) {
        String name = partner.name() == null ? "the partner centre" : partner.name();
        Tuple values = Tuple.of(Ids.next(), scope.serviceId(), rehearsal, why, name)
                .addString(Objects.requireNonNull(partner.number()))
                .addValue(Times.toRow(clock.instant()))
                .addString(scope.actor());
        return connection
                .preparedQuery(BEGIN)
                .execute(values)
                .compose(done -> done.rowCount() == 0
                        ? refused("This service is with its partner already.")
                        : now(connection, scope).map(now -> new Result.Done(now.orElseThrow())));
    }

    /** The way back: from the next signal on, homes are told to call this service again. */
    public Future<Result> end(Scope scope, String why) {
        if (why.isBlank() || why.length() > LONGEST_WHY || why.indexOf(0) >= 0) {
            return refused("Say why, in at most " + LONGEST_WHY + " characters.");
        }
        Tuple values = Tuple.of(scope.serviceId(), Times.toRow(clock.instant()), scope.actor(), why);
        return database.pool()
                .preparedQuery(END)
                .execute(values)
                .compose(done -> done.rowCount() == 0
                        ? refused("This service is not with its partner.")
                        : list(scope).<Result>map(all -> new Result.Done(all.get(0))))
                .onSuccess(done -> wakeup.ring());
    }

    /** That which lasts; empty while the service answers itself. */
    public Future<Optional<Evacuation>> now(Scope scope) {
        return database.pool().withConnection(connection -> now(connection, scope));
    }

    private static Future<Optional<Evacuation>> now(SqlConnection connection, Scope scope) {
        return connection
                .preparedQuery(SELECT + " where service_id = $1 and ended_at is null")
                .execute(Tuple.of(scope.serviceId()))
                .map(rows -> rows.stream().findFirst().map(EvacuationDesk::read));
    }

    /** The last fifty, newest first, rehearsals among them. */
    public Future<List<Evacuation>> list(Scope scope) {
        return database.pool()
                .preparedQuery(SELECT + " where service_id = $1 order by began_at desc, id desc limit 50")
                .execute(Tuple.of(scope.serviceId()))
                .map(rows -> rows.stream().map(EvacuationDesk::read).toList());
    }

    /** Every service that is with its partner now. */
    static Future<Map<UUID, Evacuation.Partner>> everywhere(Database database) {
        return database.pool()
                .query(SELECT + " where ended_at is null")
                .execute()
                .map(rows -> rows.stream()
                        .collect(Collectors.toMap(
                                row -> row.getUUID("service_id"),
                                row -> read(row).partner())));
    }

    private static Evacuation read(Row row) {
        Instant ended = Times.fromRowOrNull(row.getOffsetDateTime("ended_at"));
        return new Evacuation(
                row.getUUID("id"),
                row.getBoolean("rehearsal"),
                row.getString("why"),
                new Evacuation.Partner(row.getString("partner_name"), row.getString("partner_number")),
                Times.fromRow(row.getOffsetDateTime("began_at")),
                row.getString("began_by"),
                ended == null
                        ? null
                        : new Evacuation.End(ended, row.getString("ended_by"), row.getString("ended_why")));
    }

    private static Future<Result> refused(String why) {
        return Future.succeededFuture(new Result.Refused(why));
    }
}
