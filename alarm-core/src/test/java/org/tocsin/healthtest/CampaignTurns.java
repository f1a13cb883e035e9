package org.tocsin.healthtest;

import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.tocsin.access.Scope;
import org.tocsin.alarm.Town;
import org.tocsin.platform.Ids;

/** A small estate in a real database whose campaigns are taken further turn by turn. */
abstract class CampaignTurns {
    static Town town;
    static CampaignDesk desk;
    static CampaignStore store;
    static RunStore runs;
    static int count;

    CampaignWorker first;
    CampaignWorker second;
    UUID service;
    Scope scope;

    @BeforeAll
    static void open() {
        town = new Town();
        desk = new CampaignDesk(town.database, town.clock);
        store = new CampaignStore(town.database, town.clock);
        runs = new RunStore(town.database);
    }

    @AfterAll
    static void close() {
        town.close();
    }

    @BeforeEach
    void aService() {
        town.sql("update campaign set state = 'STOPPED'");
        service = town.service("s" + ++count);
        scope = town.person(service, "ann" + count, "Ann", "MANAGER");
        first = new CampaignWorker(town.vertx, town.database, town.clock, town.wakeup);
        second = new CampaignWorker(town.vertx, town.database, town.clock, town.wakeup);
    }

    static Campaign.Order order(@Nullable Integer perMinute, int trial, int attempts) {
        return new Campaign.Order("All", Selection.ALL, pacing(perMinute), retries(attempts), trial, null);
    }

    static Campaign.Pacing pacing(@Nullable Integer perMinute) {
        return new Campaign.Pacing(perMinute, AskingHours.ALWAYS);
    }

    static Campaign.Retries retries(int attempts) {
        return new Campaign.Retries(attempts, Duration.ofHours(1), Duration.ofMinutes(5), Duration.ofDays(30));
    }

    /** Planned, begun, and asked once. */
    UUID begin(Campaign.Order order) {
        UUID id = ((CampaignDesk.Done) get(desk.create(scope, order, null, null))).campaignId();
        turn();
        turn();
        return id;
    }

    void turn() {
        town.pass(Duration.ofMillis(300));
        town.sql("update campaign set look_at = '%s' where state not in ('DONE', 'STOPPED')", Town.MORNING);
        get(first.turnAll());
    }

    /** Until what has passed is proved and the cycle is over, where it is. */
    void turns() {
        turn();
        turn();
        turn();
    }

    Campaign found(UUID id) {
        return get(store.find(scope, id)).orElseThrow();
    }

    String standing(UUID id) {
        Progress progress = get(store.progress(scope, id, found(id).standing().cycle()));
        return progress.states().entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .sorted()
                .collect(Collectors.joining(", "));
    }

    List<String> causes(UUID id) {
        return get(store.progress(scope, id, 1)).causes().keySet().stream()
                .map(Enum::name)
                .toList();
    }

    List<TestRun> list(UUID id, TestRun.State state) {
        int cycle = found(id).standing().cycle();
        return get(runs.list(scope, new RunStore.Query(id, cycle, state, null, false), 50, null))
                .items();
    }

    long asked(UUID id) {
        return get(store.progress(scope, id, 1)).of(TestRun.State.SENT);
    }

    UUID model(String ability) {
        UUID id = Ids.next();
        town.sql(
                "insert into unit_model (id, service_id, make, name, created_at, test_method, test_period_s,"
                        + " test_audible) values ('%s', '%s', 'Maker', '%s', '2026-01-01Z', %s)",
                id, service, id, ability);
        return id;
    }

    UUID unit(String protocol, @Nullable UUID model) {
        UUID home = town.home(service, "1 Test Street");
        String cid = town.unit(service, home);
        town.sql(
                "update home_unit set protocol = '%s', model_id = %s where cid = '%s'",
                protocol, model == null ? "null" : "'" + model + "'", cid);
        return row("select id from home_unit where cid = '" + cid + "'");
    }

    UUID scheme() {
        UUID id = Ids.next();
        town.sql(
                "insert into scheme (id, service_id, name, created_at) values ('%s', '%s', 'Court %s', '2026-01-01Z')",
                id, service, id);
        return id;
    }

    /** A dwelling behind the scheme's controller. */
    UUID flat(UUID scheme, String did, String risk, String area) {
        UUID home = town.home(service, "Flat " + did);
        town.sql("update home set risk_tier = '%s', area = '%s' where id = '%s'", risk, area, home);
        town.sql(
                "insert into scheme_point values ('%s', '%s', '%s', '%s', 'DWELLING', 'Flat', '%s')",
                Ids.next(), service, scheme, did, home);
        return home;
    }

    UUID home(UUID unit) {
        return row("select home_id from home_unit where id = '" + unit + "'");
    }

    static UUID row(String sql) {
        return get(town.database.pool().query(sql).execute()).iterator().next().getUUID(0);
    }

    UUID signal(UUID unit, String kind, Instant at, String... doubts) {
        UUID id = Ids.next();
        town.sql(
                "insert into signal (id, service_id, unit_id, home_id, cid, ref, protocol, kind, body_hash, received_at,"
                        + " recorded_at, remote_address, gateway_id, doubts, body, raw) select '%s', service_id, id, home_id, cid,"
                        + " '%s', protocol, '%s', '', '%s', '%s', '', '', '{%s}', '{}', '' from home_unit where id = '%s'",
                id, id, kind, at, at, String.join(",", doubts), unit);
        return id;
    }

    static void answer(UUID unit, String state, boolean ok, @Nullable String text) {
        get(town.database
                .pool()
                .preparedQuery("update unit_command set state = $2, ok = $3, answer = $4, sent_at = requested_at,"
                        + " answered_at = requested_at where unit_id = $1")
                .execute(Tuple.of(unit, state, ok, text)));
    }

    static <T> T get(io.vertx.core.Future<T> future) {
        return Town.await(future);
    }
}
