package org.tocsin.healthtest;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.healthtest.Campaign.Hold;
import org.tocsin.healthtest.Campaign.State;
import org.tocsin.healthtest.CampaignPlanner.Plan;
import org.tocsin.healthtest.CampaignPlanner.Situation;
import org.tocsin.healthtest.CampaignSteps.Line;
import org.tocsin.platform.Database;
import org.tocsin.platform.LoggedError;
import org.tocsin.platform.Times;
import org.tocsin.platform.Wakeup;
import org.tocsin.platform.Worker;

/**
 * Takes every campaign a turn further. Runs in every process: whoever locks a campaign's row takes its turn, the others
 * pass on, so that any number of processes share one campaign and its pace, and none of them is missed when it dies.
 */
public final class CampaignWorker {
    private static final Logger LOG = LoggerFactory.getLogger(CampaignWorker.class);
    private static final String PLATFORM = "platform";
    private static final String DUE = "select id from campaign where state not in ('DONE', 'STOPPED') and look_at <= $1"
            + " and (state not in ('PLANNED', 'WAITING') or next_at <= $1) order by look_at limit 50";

    /** Signals of units that were asked are looked for this often. */
    private static final Duration LIVELY = Duration.ofMillis(100);

    private static final Duration PACED = Duration.ofMillis(200);
    /** As fast as the units take it, and none of them has anything left to say. */
    private static final Duration WAITING = Duration.ofMillis(500);

    private static final Duration IDLE = Duration.ofSeconds(1);
    private static final Duration SWEEP_EVERY = Duration.ofSeconds(10);
    /** While thousands are asked, those have the machine: what was asked long ago waits, and so do proofs. */
    private static final Duration SWEEP_EVERY_WHILE_BUSY = Duration.ofSeconds(30);
    /** Asked in one turn: from here on asking and looking go side by side. */
    private static final int MANY = 500;
    /** While many are asked at a time it is asked on so long before what was heard is looked at again. */
    private static final long ASKS_ON_NANOS = 400_000_000;

    private final Vertx vertx;
    private final Database database;
    private final InstantSource clock;
    private final Wakeup wakeup;
    private final Worker worker;
    private final BusyCampaigns busy = new BusyCampaigns();

    public CampaignWorker(Vertx vertx, Database database, InstantSource clock, Wakeup wakeup) {
        this.vertx = vertx;
        this.database = database;
        this.clock = clock;
        this.wakeup = wakeup;
        this.worker = new Worker(vertx, "campaigns", this::round);
    }

    /** Begins to look. Called once. */
    public void start() {
        worker.start();
    }

    /** Looks no more; done when the round that is running has ended. */
    public Future<Void> stop() {
        return worker.stop();
    }

    /** How many were asked in a turn, and when the next is due. */
    private record Turned(int asked, Duration rest) {
        static final Turned NOT = new Turned(0, IDLE);
    }

    /** True while something goes on: the next look then follows within milliseconds instead of a second. */
    private Future<Boolean> round() {
        // Counted from now: a round that came a moment before the next look is due would find nothing, and rest a
        // second.
        return turnAll()
                .compose(shortest -> shortest.compareTo(IDLE) >= 0
                        ? Future.succeededFuture(false)
                        : vertx.timer(Math.max(1, shortest.toMillis())).map(true));
    }

    /** One turn of each campaign that is due; gives the shortest rest any of them allows. */
    Future<Duration> turnAll() {
        return database.pool()
                .preparedQuery(DUE)
                .execute(Tuple.of(Times.toRow(clock.instant())))
                .compose(rows -> {
                    List<UUID> due = rows.stream().map(row -> row.getUUID("id")).toList();
                    Future<Duration> shortest = Future.succeededFuture(IDLE);
                    for (UUID id : due) {
                        shortest =
                                shortest.compose(so -> turn(id).map(turned -> turned.compareTo(so) < 0 ? turned : so));
                    }
                    return shortest;
                });
    }

    /**
     * What was heard is looked at first, and then it is asked further. Where thousands are under way the two go side by side:
     * one after the other they would be what an estate waits for.
     */
    private Future<Duration> turn(UUID id) {
        Future<Void> looked = look(id);
        long until = System.nanoTime() + ASKS_ON_NANOS;
        Future<Turned> acted = busy.contains(id, clock.instant()) ? actOn(id, until) : looked.compose(v -> act(id));
        return Future.join(looked, acted).map(both -> {
            Turned turned = acted.result();
            busy.turned(id, turned.asked() >= MANY, clock.instant());
            return turned.rest();
        });
    }

    private Future<Turned> actOn(UUID id, long until) {
        return act(id).compose(turned -> turned.asked() >= MANY && System.nanoTime() - until < 0
                ? actOn(id, until)
                : Future.succeededFuture(turned));
    }

    private Future<Turned> act(UUID id) {
        return database.pool()
                .withTransaction(connection -> act(connection, id))
                .onSuccess(turned -> {
                    if (turned.asked() > 0) {
                        wakeup.ring();
                    }
                })
                .recover(e -> {
                    failed(id, e);
                    return Future.succeededFuture(Turned.NOT);
                });
    }

    private Future<Turned> act(SqlConnection connection, UUID id) {
        Instant now = clock.instant();
        return CampaignSteps.lock(connection, id, now)
                .compose(found -> found.isEmpty()
                        ? Future.succeededFuture(Turned.NOT)
                        : CampaignSteps.situation(connection, found.get(), now)
                                .compose(
                                        situation -> act(connection, found.get().campaign(), situation)));
    }

    /** What has become of what was asked before. One process at a time does this for a campaign. Never fails. */
    private Future<Void> look(UUID id) {
        Instant now = clock.instant();
        return database.pool()
                .withTransaction(connection -> look(connection, id, now, busy.contains(id, now)))
                // On its own: whoever stops the campaign holds its row and waits for the runs that were being looked
                // at.
                .compose(swept -> swept ? CampaignSteps.swept(database.pool(), id, now) : Future.succeededFuture())
                .recover(e -> {
                    failed(id, e);
                    return Future.succeededFuture();
                });
    }

    /** True where everything that was ever asked was looked at. */
    private static Future<Boolean> look(SqlConnection connection, UUID id, Instant now, boolean busy) {
        return CampaignSteps.toLookAt(connection, id, now).compose(found -> {
            if (found.isEmpty()) {
                return Future.succeededFuture(false);
            }
            Campaign campaign = found.get().campaign();
            Instant sweptAt = found.get().sweptAt();
            Duration every = busy ? SWEEP_EVERY_WHILE_BUSY : SWEEP_EVERY;
            boolean sweeps = sweptAt == null || !now.isBefore(sweptAt.plus(every));
            return Matching.justAsked(connection, campaign.id(), now)
                    .compose(passed -> sweeps ? Matching.sweep(connection, campaign, now) : Future.succeededFuture(0))
                    .compose(swept -> sweeps ? Matching.prove(connection, campaign, now) : Future.succeededFuture(0))
                    .compose(proved -> Matching.settle(connection, campaign, now))
                    .map(sweeps);
        });
    }

    private static void failed(UUID id, Throwable e) {
        LOG.atError()
                .addKeyValue("worker", "campaigns")
                .addKeyValue("campaignId", id)
                .addKeyValue("error", LoggedError.of(e))
                .log("a campaign could not be taken further, it is tried again");
    }

    private Future<Turned> act(SqlConnection connection, Campaign campaign, Situation situation) {
        Plan plan = CampaignPlanner.next(campaign, situation);
        Instant now = situation.now();
        return switch (plan.turn()) {
            case BEGIN ->
                CampaignSteps.begin(connection, campaign, now)
                        .compose(units -> units.isEmpty()
                                ? Future.succeededFuture()
                                : log(connection, campaign, "BEGUN", new Line(now, toBeTested(units.get()))))
                        .map(new Turned(0, Duration.ofMillis(1)));
            case HOLD ->
                CampaignAsking.takeBack(connection, campaign.id(), now)
                        .compose(back -> log(
                                connection,
                                campaign,
                                "HELD",
                                new Line(now, "Stands still: " + words(plan.hold()) + takenBack(back))))
                        .compose(v -> keep(connection, campaign, plan, now, IDLE))
                        .map(new Turned(0, IDLE));
            case GO_ON ->
                log(connection, campaign, "GONE_ON", new Line(now, "Calm for a minute: goes on"))
                        .compose(v -> keep(connection, campaign, plan, now, Duration.ZERO))
                        .map(new Turned(0, PACED));
            case TRIAL_OVER ->
                CampaignSteps.state(connection, campaign, State.TO_ACCEPT, null, null)
                        .compose(v -> log(
                                connection,
                                campaign,
                                "TRIAL_OVER",
                                new Line(
                                        now,
                                        "The trial is over: a manager looks at its results before the rest is asked")))
                        .map(new Turned(0, IDLE));
            case END_OF_CYCLE -> endOfCycle(connection, campaign, now).map(new Turned(0, IDLE));
            case ASK ->
                CampaignAsking.ask(connection, campaign, plan.most(), now)
                        .compose(asked -> asked > 0
                                ? asked(connection, campaign, plan, asked, now)
                                : rest(connection, campaign, plan, situation));
            case NOTHING -> rest(connection, campaign, plan, situation);
        };
    }

    private static String toBeTested(long units) {
        return units + (units == 1 ? " unit is" : " units are") + " to be tested";
    }

    private static String words(@Nullable Hold hold) {
        return hold == null ? "" : hold.why().words();
    }

    private static String takenBack(int back) {
        return back == 0 ? "" : "; " + back + " that were not sent yet are asked later";
    }

    private Future<Turned> asked(SqlConnection connection, Campaign campaign, Plan plan, int asked, Instant now) {
        Duration rest = campaign.order().pacing().perMinute() != null ? PACED : asked >= MANY ? Duration.ZERO : LIVELY;
        Plan after = new Plan(plan.turn(), plan.hold(), plan.most(), plan.pace().asked(asked));
        return keep(connection, campaign, after, now, rest).map(new Turned(asked, rest));
    }

    private Future<Turned> rest(SqlConnection connection, Campaign campaign, Plan plan, Situation situation) {
        Duration rest = rest(campaign, situation);
        // The proofs are written when nobody waits for the units' answers any more.
        Future<Integer> proved = situation.asked().just() == 0
                ? Matching.prove(connection, campaign, situation.now())
                : Future.succeededFuture(0);
        return proved.compose(some -> {
            Duration notBefore = some > 0 ? Duration.ZERO : rest;
            return keep(connection, campaign, plan, situation.now(), notBefore)
                    .map(new Turned(0, some > 0 ? LIVELY : rest));
        });
    }

    private static Duration rest(Campaign campaign, Situation situation) {
        if (!campaign.standing().state().asking() || campaign.standing().pause() != null) {
            return SWEEP_EVERY;
        }
        if (!campaign.standing().goesOn()) {
            return IDLE;
        }
        if (campaign.order().pacing().perMinute() != null) {
            return PACED;
        }
        return situation.asked().just() > 0 ? LIVELY : WAITING;
    }

    private static Future<Void> keep(
            SqlConnection connection, Campaign campaign, Plan plan, Instant now, Duration notBefore) {
        return CampaignSteps.keep(connection, campaign, plan.hold(), plan.pace(), now.plus(notBefore));
    }

    private Future<Void> endOfCycle(SqlConnection connection, Campaign campaign, Instant now) {
        Instant began = campaign.standing().beganAt();
        Instant next = began == null
                ? null
                : CampaignPlanner.nextCycle(campaign, began)
                        .map(at -> at.isAfter(now) ? at : now)
                        .orElse(null);
        State state = next == null ? State.DONE : State.WAITING;
        return CampaignSteps.state(connection, campaign, state, now, next)
                .compose(v -> log(
                        connection,
                        campaign,
                        "CYCLE_OVER",
                        new Line(
                                now,
                                next == null
                                        ? "Every unit has its result"
                                        : "Every unit has its result of this cycle")));
    }

    private static Future<Void> log(SqlConnection connection, Campaign campaign, String kind, Line line) {
        return CampaignSteps.event(connection, campaign, kind, PLATFORM, line);
    }
}
