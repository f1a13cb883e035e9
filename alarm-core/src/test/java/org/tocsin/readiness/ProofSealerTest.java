package org.tocsin.readiness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tocsin.alarm.Town.await;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is sealed, by whom, and in what order. */
class ProofSealerTest {
    static ProofTown town;
    static int services;

    private UUID service = new UUID(0, 0);

    @BeforeAll
    static void open() {
        town = new ProofTown();
    }

    @AfterAll
    static void close() {
        town.close();
    }

    @BeforeEach
    void found() {
        service = town.town.service("sealed-" + ++services);
    }

    @Test
    void proofs_are_chained_per_service_and_per_home() {
        ProofTown.Dwelling one = town.dwelling(service);
        ProofTown.Dwelling two = town.dwelling(service);
        town.prove(one);
        town.prove(two);
        town.seal();
        town.prove(one);
        town.seal();
        List<JsonObject> records = records(service);
        String previous = Hashes.NONE;
        for (int i = 0; i < records.size(); i++) {
            JsonObject record = records.get(i);
            assertThat(record.getInteger("number")).isEqualTo(i + 1);
            assertThat(record.getString("previous")).isEqualTo(previous);
            previous = Hashes.hex(Hashes.sha256(CanonicalJson.write(record.getMap())));
        }
        List<JsonObject> ofOne = records.stream()
                .map(record -> record.getJsonObject("home", new JsonObject()))
                .filter(home -> one.homeId().toString().equals(home.getString("id")))
                .toList();
        assertThat(ofOne).hasSize(2);
        assertThat(ofOne.get(1).getInteger("number")).isEqualTo(2);
        assertThat(ofOne.get(1).getString("previous")).isNotEqualTo(Hashes.NONE);
        assertThat(count("select count(*) from seal_due where service_id = $1")).isZero();
    }

    @Test
    void many_at_once_append_to_one_chain_without_a_gap() {
        ProofTown.Dwelling home = town.dwelling(service);
        for (int i = 0; i < 20; i++) {
            town.prove(home);
        }
        List<Future<?>> rounds = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            rounds.add(
                    new ProofSealer(town.town.vertx, town.town.database, town.town.clock, town.key, ProofTown.AT_ONCE)
                            .round());
        }
        await(Future.join(rounds));
        town.seal();
        List<JsonObject> proofs = records(service).stream()
                .filter(record -> record.getString("type").equals("proof"))
                .toList();
        assertThat(proofs).hasSize(20);
    }

    @Test
    void the_log_is_sealed_once_and_every_row_of_it() {
        ProofTown.Dwelling home = town.dwelling(service);
        for (int i = 0; i < 3; i++) {
            town.press(home);
            town.seal();
        }
        assertThat(sealed("signal")).isEqualTo(3);
        assertThat(sealed("alarm_entry"))
                .isEqualTo(count("select count(*) from alarm_entry where service_id = $1"))
                .isGreaterThanOrEqualTo(3);
    }

    @Test
    void a_row_whose_transaction_is_still_open_is_waited_for() {
        UUID alarm = town.town.alarm(service, null);
        String entry = "insert into alarm_entry (alarm_id, service_id, at, kind, actor, words)"
                + " values ($1, $2, now(), 'NOTE', 'x', $3)";
        town.seal();
        SqlConnection slow = await(town.town.database.pool().getConnection());
        await(slow.query("begin").execute());
        await(slow.preparedQuery(entry).execute(Tuple.of(alarm, service, "earlier number, later commit")));
        await(town.town.database.pool().preparedQuery(entry).execute(Tuple.of(alarm, service, "quick")));
        town.seal();
        assertThat(sealed("alarm_entry")).isZero();
        await(slow.query("commit").execute());
        await(slow.close());
        town.seal();
        assertThat(sealed("alarm_entry")).isEqualTo(2);
    }

    private static long sealed(List<JsonObject> records, String table) {
        return records.stream()
                .filter(record -> record.getString("type").equals("log"))
                .map(record -> record.getJsonArray("log"))
                .flatMap(JsonArray::stream)
                .map(JsonObject.class::cast)
                .filter(span -> span.getString("table").equals(table))
                .mapToLong(span -> span.getLong("rows"))
                .sum();
    }

    private long sealed(String table) {
        return sealed(records(service), table);
    }

    private long count(String sql) {
        return await(town.town.database.pool().preparedQuery(sql).execute(Tuple.of(service)))
                .iterator()
                .next()
                .getLong(0);
    }

    private static List<JsonObject> records(UUID service) {
        List<JsonObject> records = new ArrayList<>();
        for (Row row : await(town.town
                .database
                .pool()
                .preparedQuery("select canonical from chain_record where service_id = $1 order by number")
                .execute(Tuple.of(service)))) {
            records.add(new JsonObject(row.getString(0)));
        }
        return records;
    }
}
