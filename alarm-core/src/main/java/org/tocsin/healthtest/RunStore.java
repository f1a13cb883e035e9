package org.tocsin.healthtest;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Scope;
import org.tocsin.healthtest.TestRun.Asked;
import org.tocsin.healthtest.TestRun.Cause;
import org.tocsin.healthtest.TestRun.Course;
import org.tocsin.healthtest.TestRun.Heard;
import org.tocsin.healthtest.TestRun.State;
import org.tocsin.platform.Database;
import org.tocsin.platform.Page;

/** The rows behind a campaign's figures. */
public final class RunStore {
    /** Of one reading of an export. */
    public static final int MOST_AT_ONCE = 2_000;

    private static final String LIST = """
            select r.id, r.unit_id, u.cid, r.home_id, r.method, r.state, r.cause, r.words, r.position, r.attempts,
              r.asked_at, r.signal_id, r.received_at, r.delay_ms, r.path, r.battery, r.rssi,
              coalesce((select p.name from resident n join service_user p on p.id = n.service_user_id
                where n.home_id = r.home_id and n.until is null order by n.since limit 1), '') as who
            from test_run r join home_unit u on u.id = r.unit_id
            where r.service_id = $1 and r.campaign_id = $2 and r.cycle = $3 and ($4::text is null or r.state = $4)
              and ($5::text is null or r.cause = $5) and (not $6 or r.position < 0) and r.position > $7
            order by r.position limit $8
            """;

    private final Database database;

    public RunStore(Database database) {
        this.database = database;
    }

    /**
     * Which runs.
     *
     * @param state null: any
     * @param cause null: any
     * @param trialOnly those asked before the rest
     */
    public record Query(
            UUID campaignId,
            int cycle,
            @Nullable State state,
            @Nullable Cause cause,
            boolean trialOnly) {}

    /**
     * In the order in which they are asked.
     *
     * @param limit 1 to {@link #MOST_AT_ONCE}
     * @param cursor {@link Page#next} of the page before; null for the first. Fails with
     *     {@link IllegalArgumentException} when it is none of ours
     */
    public Future<Page<TestRun>> list(Scope scope, Query query, int limit, @Nullable String cursor) {
        int after;
        try {
            after = cursor == null ? Integer.MIN_VALUE : Integer.parseInt(cursor);
        } catch (NumberFormatException e) {
            return Future.failedFuture(e);
        }
        int most = Math.max(1, Math.min(limit, MOST_AT_ONCE));
        Tuple values = Tuple.of(scope.serviceId(), query.campaignId(), query.cycle())
                .addString(query.state() == null ? null : query.state().name())
                .addString(query.cause() == null ? null : query.cause().name())
                .addBoolean(query.trialOnly())
                .addInteger(after)
                .addInteger(most + 1);
        return database.pool().preparedQuery(LIST).execute(values).map(rows -> {
            List<Row> found = rows.stream().toList();
            boolean more = found.size() > most;
            List<Row> shown = more ? found.subList(0, most) : found;
            String next = more ? String.valueOf(shown.get(most - 1).getInteger("position")) : null;
            return new Page<>(shown.stream().map(RunStore::read).toList(), next);
        });
    }

    private static TestRun read(Row row) {
        String cause = row.getString("cause");
        Asked asked = new Asked(
                row.getInteger("position") < 0, row.getInteger("attempts"), CampaignRows.timeOrNull(row, "asked_at"));
        Course course = new Course(
                TestMethod.valueOf(row.getString("method")),
                State.valueOf(row.getString("state")),
                cause == null ? null : Cause.valueOf(cause),
                asked,
                heard(row),
                row.getString("words"));
        return new TestRun(
                row.getUUID("id"),
                row.getUUID("unit_id"),
                row.getString("cid"),
                row.getUUID("home_id"),
                row.getString("who"),
                course);
    }

    private static @Nullable Heard heard(Row row) {
        UUID signal = row.getUUID("signal_id");
        return signal == null
                ? null
                : new Heard(
                        signal,
                        CampaignRows.time(row, "received_at"),
                        Duration.ofMillis(row.getLong("delay_ms")),
                        row.getString("path"),
                        row.getInteger("battery"),
                        row.getInteger("rssi"));
    }
}
