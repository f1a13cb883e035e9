package org.tocsin.unit;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Scope;
import org.tocsin.platform.Database;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Page;
import org.tocsin.platform.Times;
import org.tocsin.unit.StockState.Act;

/** The service's things on their round: shelf, home, back, clean, shelf. A unit that goes out is placed, with its history. */
public final class Stock {
    private static final String SELECT = "select i.id, i.kind, i.name, i.serial, u.cid, i.state, i.home_id,"
            + " concat_ws(', ', h.line1, nullif(h.town, ''), h.postcode) as place, i.since"
            + " from stock_item i left join home_unit u on u.id = i.unit_id left join home h on h.id = i.home_id"
            + " where i.service_id = $1";

    /** Before its line on the shelf, as whoever places a unit does. */
    private static final String LOCK_UNIT = "select u.id from stock_item i join home_unit u on u.id = i.unit_id"
            + " and u.service_id = i.service_id where i.service_id = $1 and i.id = $2 for no key update of u";

    private final Database database;
    private final InstantSource clock;
    private final Placements placements;
    private final AuditTrail audit;

    public Stock(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
        this.placements = new Placements(database);
        this.audit = new AuditTrail(database, clock);
    }

    /** What became of an act. */
    public sealed interface Result {}

    public record Done(UUID itemId) implements Result {}

    /** The service has no such thing, or no such home. */
    public record NotOnFile() implements Result {}

    /** Nothing was changed. */
    public record NotNow(String why) implements Result {}

    /** Something comes into the service's hands. */
    public Future<Result> add(Scope scope, StockItem.Kind kind, String name, @Nullable String serial) {
        UUID id = Ids.next();
        Instant now = clock.instant();
        return database.pool()
                .<Result>withTransaction(client -> client.preparedQuery("insert into stock_item (id, service_id, kind,"
                                + " name, serial, state, since, created_at)"
                                + " values ($1, $2, $3, $4, $5, 'IN_STOCK', $6, $6)")
                        .execute(Tuple.of(id, scope.serviceId(), kind.name(), name, serial, Times.toRow(now)))
                        .compose(added -> moved(client, scope, id, new Doing(Act.ADD, null, null), now))
                        .map(written -> new Done(id)));
    }

    /**
     * What is done, to which home, and why.
     *
     * @param homeId for {@link Act#ISSUE}
     */
    public record Doing(
            Act act, @Nullable UUID homeId, @Nullable String note) {}

    /** Does it where the thing's state allows it. */
    public Future<Result> act(Scope scope, UUID itemId, Doing doing) {
        Instant now = clock.instant();
        return database.pool()
                .withTransaction(client -> client.preparedQuery(LOCK_UNIT)
                        .execute(Tuple.of(scope.serviceId(), itemId))
                        .compose(held -> client.preparedQuery(
                                        "select i.state, i.unit_id, i.home_id,"
                                                + " ($3::uuid is null or exists (select from home h where h.id = $3 and h.service_id = $1)) as home"
                                                + " from stock_item i where i.service_id = $1 and i.id = $2 for no key update of i")
                                .execute(Tuple.of(scope.serviceId(), itemId, doing.homeId())))
                        .compose(rows -> {
                            Row row = rows.stream().findFirst().orElse(null);
                            if (row == null || !row.getBoolean("home")) {
                                return Future.succeededFuture(new NotOnFile());
                            }
                            StockState state = StockState.valueOf(row.getString("state"));
                            Optional<StockState> next = doing.act().after(state);
                            if (next.isEmpty()) {
                                return Future.succeededFuture(new NotNow("That cannot be done with a thing that is %s."
                                        .formatted(state.name()
                                                .toLowerCase(Locale.ROOT)
                                                .replace('_', ' '))));
                            }
                            return doing.act() == Act.ISSUE && doing.homeId() == null
                                    ? Future.succeededFuture(new NotNow("Say which home it goes to."))
                                    : carryOut(client, scope, itemId, row, doing, next.get(), now);
                        }));
    }

    /** The things in this state, or all, the oldest first; bounded. */
    public Future<Page<StockItem>> list(Scope scope, @Nullable StockState state, int limit, @Nullable String cursor) {
        int most = Math.max(1, Math.min(limit, Page.LARGEST));
        UUID after;
        try {
            after = cursor == null ? null : UUID.fromString(cursor);
        } catch (IllegalArgumentException e) {
            return Future.failedFuture(e);
        }
        return database.pool()
                .preparedQuery(SELECT + " and ($2::text is null or i.state = $2) and ($3::uuid is null or i.id > $3)"
                        + " order by i.id limit $4")
                .execute(Tuple.of(scope.serviceId(), state == null ? null : state.name(), after, most + 1))
                .map(rows -> {
                    List<StockItem> found = new ArrayList<>();
                    rows.forEach(row -> found.add(item(row)));
                    boolean more = found.size() > most;
                    List<StockItem> items = more ? found.subList(0, most) : found;
                    return new Page<>(items, more ? items.get(most - 1).id().toString() : null);
                });
    }

    /** The things on loan in a home; a unit that never was on the shelf has no line here. */
    public Future<List<StockItem>> inHome(Scope scope, UUID homeId) {
        return database.pool()
                .preparedQuery(SELECT + " and i.home_id = $2 order by i.id limit 100")
                .execute(Tuple.of(scope.serviceId(), homeId))
                .map(rows -> rows.stream().map(Stock::item).toList());
    }

    public Future<Optional<StockItem>> find(Scope scope, UUID itemId) {
        return database.pool()
                .preparedQuery(SELECT + " and i.id = $2")
                .execute(Tuple.of(scope.serviceId(), itemId))
                .map(rows -> rows.stream().findFirst().map(Stock::item));
    }

    /** What was done with a thing of the scope's service, the latest first. */
    public Future<List<StockItem.Move>> moves(Scope scope, UUID itemId) {
        return database.pool()
                .preparedQuery("select m.act, concat_ws(', ', h.line1, nullif(h.town, ''), h.postcode) as place, m.at,"
                        + " m.by, m.note from stock_move m left join home h on h.id = m.home_id"
                        + " where m.service_id = $1 and m.item_id = $2 order by m.at desc, m.id desc limit 200")
                .execute(Tuple.of(scope.serviceId(), itemId))
                .map(rows -> rows.stream().map(Stock::move).toList());
    }

    private Future<Result> carryOut(
            SqlConnection client, Scope scope, UUID itemId, Row row, Doing doing, StockState next, Instant now) {
        UUID unit = row.getUUID("unit_id");
        UUID home = doing.homeId() == null ? row.getUUID("home_id") : doing.homeId();
        Future<?> placed = Future.succeededFuture();
        if (unit != null && doing.act() == Act.ISSUE) {
            // Placing it moves its line on the shelf, too.
            return placements.place(client, scope, unit, home, now).map(done -> new Done(itemId));
        }
        if (unit != null && row.getUUID("home_id") != null) {
            placed = placements.takeAway(client, scope, unit, now);
            if (doing.act() == Act.RETURN) {
                return placed.map(done -> new Done(itemId));
            }
        }
        return placed.compose(done -> client.preparedQuery("update stock_item set state = $3, home_id = $4, since = $5"
                                + " where service_id = $1 and id = $2")
                        .execute(Tuple.of(scope.serviceId(), itemId, next.name())
                                .addUUID(next == StockState.ON_LOAN ? home : null)
                                .addOffsetDateTime(Times.toRow(now))))
                .compose(written -> moved(client, scope, itemId, new Doing(doing.act(), home, doing.note()), now))
                .map(written -> new Done(itemId));
    }

    private Future<Void> moved(SqlConnection client, Scope scope, UUID itemId, Doing doing, Instant now) {
        return client.preparedQuery("insert into stock_move (id, service_id, item_id, act, home_id, at, by, note)"
                        + " values ($1, $2, $3, $4, $5, $6, $7, $8)")
                .execute(Tuple.of(
                                Ids.next(),
                                scope.serviceId(),
                                itemId,
                                doing.act().name())
                        .addUUID(doing.homeId())
                        .addOffsetDateTime(Times.toRow(now))
                        .addString(scope.actor())
                        .addString(doing.note()))
                .compose(written -> audit.record(client, scope, "stock", "item:" + itemId, null));
    }

    private static StockItem item(Row row) {
        String place = row.getString("place");
        return new StockItem(
                row.getUUID("id"),
                StockItem.Kind.valueOf(row.getString("kind")),
                row.getString("name"),
                row.getString("serial"),
                row.getString("cid"),
                StockState.valueOf(row.getString("state")),
                row.getUUID("home_id"),
                place.isEmpty() ? null : place,
                Times.fromRow(row.getOffsetDateTime("since")));
    }

    private static StockItem.Move move(Row row) {
        String place = row.getString("place");
        return new StockItem.Move(
                Act.valueOf(row.getString("act")),
                place.isEmpty() ? null : place,
                Times.fromRow(row.getOffsetDateTime("at")),
                row.getString("by"),
                row.getString("note"));
    }
}
