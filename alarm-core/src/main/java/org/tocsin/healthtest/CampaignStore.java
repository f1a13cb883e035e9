package org.tocsin.healthtest;

import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.tocsin.access.Scope;
import org.tocsin.healthtest.TestRun.Cause;
import org.tocsin.healthtest.TestRun.State;
import org.tocsin.platform.Database;
import org.tocsin.platform.Times;

/** Reads campaigns for people and programs; one service never sees another's. */
public final class CampaignStore {
    private static final int MOST = 200;
    private static final String SELECT =
            "select " + CampaignRows.COLUMNS + " from campaign c join service s on s.id = c.service_id";
    private static final String PREVIEW = "with chosen as (" + SelectionSql.CHOSEN
            + ") select method, count(*) as units, count(distinct home_id) filter (where audible) as told from chosen"
            + " group by method";
    private static final String TRIAL = "with chosen as (" + SelectionSql.CHOSEN
            + ") select coalesce(sum(least(n, $8::bigint)), 0) as units from (select count(*) as n from chosen"
            + " where method = 'COMMAND' group by model_id) as of_model";
    private static final String PROGRESS = "select state, cause, count(*) as units,"
            + " count(*) filter (where asked_at > $4) as just from test_run"
            + " where service_id = $1 and campaign_id = $2 and cycle = $3 and (not $5 or position < 0) group by state, cause";
    private static final String EVENTS = "select at, kind, actor, words from campaign_event"
            + " where service_id = $1 and campaign_id = $2 order by id desc limit 100";
    private static final String AREAS =
            "select distinct area from home where service_id = $1 and area is not null order by area limit 500";

    private final Database database;
    private final InstantSource clock;

    public CampaignStore(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * What a selection would come to.
     *
     * @param methods units by how they can be tested
     * @param audibleHomes homes that are to be told beforehand
     * @param trial units asked before the rest
     */
    public record Preview(Map<TestMethod, Long> methods, long audibleHomes, long trial) {
        public Preview {
            methods = Map.copyOf(methods);
        }

        public long units() {
            return methods.values().stream().mapToLong(Long::longValue).sum();
        }

        public long of(TestMethod method) {
            return methods.getOrDefault(method, 0L);
        }
    }

    /** A line of a campaign's log. */
    public record Event(Instant at, String kind, String actor, String words) {}

    /** The service's campaigns, the newest first, at most two hundred. */
    public Future<List<Campaign>> list(Scope scope) {
        return database.pool()
                .preparedQuery(SELECT + " where c.service_id = $1 order by c.id desc limit " + MOST)
                .execute(Tuple.of(scope.serviceId()))
                .map(rows -> rows.stream().map(CampaignRows::campaign).toList());
    }

    public Future<Optional<Campaign>> find(Scope scope, UUID id) {
        return database.pool()
                .preparedQuery(SELECT + " where c.service_id = $1 and c.id = $2")
                .execute(Tuple.of(scope.serviceId(), id))
                .map(rows -> rows.stream().findFirst().map(CampaignRows::campaign));
    }

    /** Counts what this selection comes to now; nothing is written. */
    public Future<Preview> preview(Scope scope, Selection selection, int trialPerModel) {
        Future<Long> trial = database.pool()
                .preparedQuery(TRIAL)
                .execute(SelectionSql.parameters(scope.serviceId(), selection).addLong((long) trialPerModel))
                .map(rows -> rows.iterator().next().getLong("units"));
        return database.pool()
                .preparedQuery(PREVIEW)
                .execute(SelectionSql.parameters(scope.serviceId(), selection))
                .compose(rows -> trial.map(first -> {
                    Map<TestMethod, Long> methods = new EnumMap<>(TestMethod.class);
                    long told = 0;
                    for (var row : rows) {
                        methods.put(TestMethod.valueOf(row.getString("method")), row.getLong("units"));
                        told += row.getLong("told");
                    }
                    return new Preview(methods, told, first);
                }));
    }

    /** How far a cycle has come. */
    public Future<Progress> progress(Scope scope, UUID campaignId, int cycle) {
        return progress(scope, campaignId, cycle, false);
    }

    /** What came of those asked before the rest. */
    public Future<Progress> trial(Scope scope, UUID campaignId, int cycle) {
        return progress(scope, campaignId, cycle, true);
    }

    private Future<Progress> progress(Scope scope, UUID campaignId, int cycle, boolean trialOnly) {
        Tuple values = Tuple.of(
                scope.serviceId(),
                campaignId,
                cycle,
                Times.toRow(clock.instant().minusSeconds(60)),
                trialOnly);
        return database.pool().preparedQuery(PROGRESS).execute(values).map(rows -> {
            Map<State, Long> states = new EnumMap<>(State.class);
            Map<Cause, Long> causes = new EnumMap<>(Cause.class);
            long just = 0;
            for (var row : rows) {
                long units = row.getLong("units");
                State state = State.valueOf(row.getString("state"));
                states.merge(state, units, Long::sum);
                String cause = row.getString("cause");
                if (cause != null && state != State.PLANNED) {
                    causes.merge(Cause.valueOf(cause), units, Long::sum);
                }
                just += row.getLong("just");
            }
            return new Progress(states, causes, just);
        });
    }

    /** What happened to it, the newest first, at most a hundred lines. */
    public Future<List<Event>> events(Scope scope, UUID campaignId) {
        return database.pool()
                .preparedQuery(EVENTS)
                .execute(Tuple.of(scope.serviceId(), campaignId))
                .map(rows -> rows.stream()
                        .map(row -> new Event(
                                CampaignRows.time(row, "at"),
                                row.getString("kind"),
                                row.getString("actor"),
                                row.getString("words")))
                        .toList());
    }

    /** The areas that occur among the service's homes. */
    public Future<List<String>> areas(Scope scope) {
        return database.pool()
                .preparedQuery(AREAS)
                .execute(Tuple.of(scope.serviceId()))
                .map(rows -> rows.stream().map(row -> row.getString(0)).toList());
    }
}
