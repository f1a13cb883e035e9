package org.tocsin.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tocsin.console.TestConsole.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Role;
import org.tocsin.platform.LastCommit;
import org.tocsin.platform.Wakeup;
import org.tocsin.signal.Receipt;
import org.tocsin.signal.Signal;
import org.tocsin.signal.SignalIntake;
import org.tocsin.signal.Signals;

/** Two operators at two consoles want the same alarm, a thousand times, while its home presses again. */
class TakeRaceTest {
    private static final int ALARMS = 1_000;
    private static final int AT_ONCE = 20;
    private static final ObjectMapper JSON = new ObjectMapper();

    private static TestConsole first;
    private static Vertx vertx;
    private static Console second;
    private static SignalIntake intake;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    @BeforeAll
    static void start() throws Exception {
        first = TestConsole.start();
        first.person(first.demo, "olga", Role.OPERATOR);
        first.person(first.demo, "oskar", Role.OPERATOR);
        vertx = Vertx.vertx();
        ConsoleConfig config = new ConsoleConfig(
                first.test.url(),
                TestConsole.KEYRING,
                new ConsoleConfig.Listen("127.0.0.1", 0, 0),
                false,
                "tocsin.local",
                TestConsole.PROOF_KEY);
        second = await(Console.start(vertx, config, new SimpleMeterRegistry(), first::now));
        intake = await(SignalIntake.open(
                first.vertx, first.database, first::now, new LastCommit(), new Wakeup(first.vertx, first.database)));
    }

    @AfterAll
    static void stop() throws Exception {
        await(intake.close());
        await(second.stop());
        await(vertx.close());
        first.close();
    }

    @Test
    void exactly_one_wins_each_time_the_other_is_told_who_and_no_press_makes_a_take_fail() throws Exception {
        first.test.execute("""
                insert into home (id, service_id, line1, postcode, created_at)
                select gen_random_uuid(), '%1$s', i || ' Race Street', 'LS1 4AP', now() from generate_series(1, %2$d) i;
                insert into home_unit (id, service_id, home_id, cid, protocol, authentication, created_at)
                select gen_random_uuid(), h.service_id, h.id, '9' || split_part(h.line1, ' ', 1) || '00', 'SCAIP', 'NONE', now()
                from home h where h.line1 like '%% Race Street';
                """.formatted(first.demo.id(), ALARMS));
        for (int i = 1; i <= ALARMS; i += AT_ONCE) {
            race(i);
        }
        assertThat(one("select count(*) from alarm where signal_count = 2 and state = 'TAKEN'"))
                .isEqualTo(Integer.toString(ALARMS));
        assertThat(one("select count(*) from alarm_entry where kind = 'TAKEN'")).isEqualTo(Integer.toString(ALARMS));
    }

    private void race(int from) throws Exception {
        List<Future<Receipt>> begun = new ArrayList<>();
        for (int i = from; i < from + AT_ONCE; i++) {
            begun.add(press(i, "a"));
        }
        for (Future<Receipt> press : begun) {
            assertThat(await(press).positive()).isTrue();
        }
        List<CompletableFuture<HttpResponse<String>>> takes = new ArrayList<>();
        List<Future<Receipt>> presses = new ArrayList<>();
        for (int i = from; i < from + AT_ONCE; i++) {
            String id = one("select id from alarm where cid = '9" + i + "00'");
            // Each console is the quicker one every other time, and the press comes before, between or after them.
            boolean turn = i % 2 == 0;
            if (i % 3 == 0) {
                presses.add(press(i, "b"));
            }
            takes.add(take(turn ? first.port() : second.httpPort(), id, "olga"));
            if (i % 3 == 1) {
                presses.add(press(i, "b"));
            }
            takes.add(take(turn ? second.httpPort() : first.port(), id, "oskar"));
            if (i % 3 == 2) {
                presses.add(press(i, "b"));
            }
        }
        for (Future<Receipt> press : presses) {
            assertThat(await(press).positive()).isTrue();
        }
        for (int i = 0; i < takes.size(); i += 2) {
            HttpResponse<String> olga = takes.get(i).get(20, TimeUnit.SECONDS);
            HttpResponse<String> oskar = takes.get(i + 1).get(20, TimeUnit.SECONDS);
            assertThat(Set.of(olga.statusCode(), oskar.statusCode())).containsExactlyInAnyOrder(200, 409);
            boolean won = olga.statusCode() == 200;
            JsonNode winner = JSON.readTree((won ? olga : oskar).body());
            JsonNode loser = JSON.readTree((won ? oskar : olga).body());
            assertThat(winner.get("takenBy").asText()).isEqualTo(won ? "olga" : "oskar");
            assertThat(loser.get("takenBy").asText())
                    .isEqualTo(winner.get("takenBy").asText());
        }
    }

    private static String one(String sql) throws Exception {
        return String.valueOf(await(first.database.pool().query(sql).execute())
                .iterator()
                .next()
                .getValue(0));
    }

    private static Future<Receipt> press(int home, String ref) {
        String cid = "9" + home + "00";
        return press(cid, Signals.press(cid, ref), 5);
    }

    /** As a home unit does: what was refused, because the store was busy, is sent again. */
    private static Future<Receipt> press(String cid, Signal signal, int times) {
        return intake.submit(signal, cid, SignalIntake.Lane.LIFE)
                .compose(receipt -> receipt.positive() || times == 1
                        ? Future.succeededFuture(receipt)
                        : press(cid, signal, times - 1));
    }

    private CompletableFuture<HttpResponse<String>> take(int port, String id, String who) {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + port + "/api/v1/alarms/" + id + "/take"))
                .timeout(Duration.ofSeconds(20))
                .header("Authorization", "Bearer " + first.demoToken)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"operator\":\"" + who + "\"}"))
                .build();
        return http.sendAsync(request, HttpResponse.BodyHandlers.ofString());
    }
}
