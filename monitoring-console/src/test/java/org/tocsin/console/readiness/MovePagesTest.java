package org.tocsin.console.readiness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Role;
import org.tocsin.console.TestConsole;

/** Moving from another alarm receiving centre, over a real socket, without scripts. */
class MovePagesTest {
    private static final AtomicInteger CID = new AtomicInteger(774_000);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static TestConsole console;
    private static String mary;
    private static String olive;
    private static String stranger;

    @BeforeAll
    static void start() throws Exception {
        console = TestConsole.start();
        mary = console.signedIn(console.demo, "mary", Role.MANAGER);
        olive = console.signedIn(console.demo, "olive", Role.OPERATOR);
        stranger = console.signedIn(console.other, "stranger", Role.MANAGER);
    }

    @AfterAll
    static void stop() throws Exception {
        console.close();
    }

    private record Place(UUID home, String cid) {}

    @Test
    void a_home_is_put_on_its_way_proven_here_released_and_taken_back() throws Exception {
        Place place = place("3 Quay Street", "Fern Valley Control");
        String page = "/homes/" + place.home();
        await().atMost(PATIENCE)
                .until(() -> body(page, mary).contains("0 of 1 triggers proved here, 0 of 1 units heard here"));
        assertThat(body(page, mary))
                .contains("Its alarms are received here and at Fern Valley Control: not proven here yet");
        HttpResponse<String> refused = post("/readiness/move/homes/" + place.home() + "/release", List.of(), mary);
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body()).contains("Not released: 0 of 1 triggers proved here");

        prove(place);
        String alarm = "/alarms/" + items("/api/v1/alarms?cid=" + place.cid()).getString("id");
        assertThat(body(alarm, olive)).contains("Also received at Fern Valley Control", page + "#moving");
        assertThat(console.get(alarm, "Cookie", olive + "; tocsin_language=cy").body())
                .contains("Derbynnir hefyd yn Fern Valley Control", "efallai fod rhywun yn ei ateb yno hefyd");
        await().atMost(PATIENCE)
                .until(() -> body("/readiness/move?state=MAY_BE_RELEASED", mary).contains("3 Quay Street"));
        assertThat(body("/readiness/move", olive)).contains("3 Quay Street").doesNotContain("Release all", "(CSV)");
        for (String path : List.of("/release", "/homes/" + place.home() + "/release", "/homes/x/take-back")) {
            assertThat(post("/readiness/move" + path, List.of("centre", "Fern Valley Control"), olive)
                            .statusCode())
                    .isEqualTo(403);
        }
        assertThat(body("/readiness/move", stranger))
                .doesNotContain("Quay", "Fern")
                .contains("No home comes");
        assertThat(post("/readiness/move/release", List.of("centre", "Fern Valley Control"), stranger)
                        .body())
                .contains("0 homes are released");

        assertThat(post("/readiness/move/release", List.of("centre", "Fern Valley Control"), mary)
                        .body())
                .contains("1 home is released from Fern Valley Control.");
        assertThat(body(alarm, olive)).doesNotContain("Also received");
        assertThat(body(page, mary)).contains("by mary, every unit proven here", "Take the release back");
        String csv = body("/readiness/move.csv?centre=Fern+Valley+Control&state=RELEASED", mary);
        assertThat(csv.lines().toList()).hasSize(2);
        assertThat(csv)
                .contains("," + place.cid() + ",\"3 Quay Street, ZZ1 1ZZ\",Fern Valley Control,released,1,1,1,1,");
        assertThat(console.get("/readiness/move.csv", "Cookie", olive).statusCode())
                .isEqualTo(403);
        assertThat(body("/readiness/move.csv", stranger)).doesNotContain("Quay");

        assertThat(post("/readiness/move/homes/" + place.home() + "/take-back", List.of(), mary)
                        .statusCode())
                .isEqualTo(422);
        assertThat(post("/readiness/move/homes/" + place.home() + "/take-back", List.of("why", "Wrong flat"), mary)
                        .statusCode())
                .isEqualTo(303);
        assertThat(body(page, mary)).contains(": Wrong flat", "Release it from Fern Valley Control");
        assertThat(console.get(page, "Cookie", mary + "; tocsin_language=cy").body())
                .contains("Derbynnir ei larymau yma ac yn Fern Valley Control: gellir ei ryddhau")
                .contains("profwyd 1 o 1 sbardun yma, clywir 1 o 1 uned yma", "Cymerwyd yn ôl")
                .doesNotContain("Its alarms", "heard here", "every unit proven");
        assertThat(console.get("/readiness/move", "Cookie", mary + "; tocsin_language=cy")
                        .body())
                .contains("profwyd 1 o 1 sbardun yma", "gellir ei ryddhau")
                .doesNotContain("may be released", "heard here");
    }

    @Test
    void the_former_centre_is_written_on_the_home_s_page_and_over_rest() throws Exception {
        Place place = place("4 Quay Street", null);
        String page = "/homes/" + place.home();
        assertThat(body(page, mary)).doesNotContain("Moving from another centre\"");
        assertThat(post(
                                page + "/facts",
                                List.of("tier", "HIGH", "equipment", "DIGITAL", "formerCentre", "Hillside"),
                                mary)
                        .statusCode())
                .isEqualTo(303);
        assertThat(body(page, mary)).contains("Its alarms are received here and at Hillside");
        String rest = "/api/v1/homes/" + place.home() + "/centre-release";
        HttpResponse<String> refused = json(rest, "{}");
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(new JsonObject(refused.body()).getInteger("units")).isEqualTo(1);
        assertThat(json(rest, "{\"overrideReason\": \"Unit collected on Monday\"}")
                        .statusCode())
                .isEqualTo(201);
        assertThat(json(rest, "{}").statusCode()).isEqualTo(409);
        JsonObject line = items("/api/v1/centre-moves?centre=Hillside");
        assertThat(line.getString("state")).isEqualTo("RELEASED_NOT_PROVEN");
        assertThat(line.getString("overrideReason")).isEqualTo("Unit collected on Monday");
        assertThat(items("/api/v1/centre-moves/figures").getInteger("RELEASED_NOT_PROVEN"))
                .isNotNull();
        assertThat(body(page, mary)).contains("although not proven here: Unit collected on Monday");
        assertThat(json(rest + "/take-back", "{\"why\": \"It was not\"}").statusCode())
                .isEqualTo(200);
        assertThat(json(rest + "/take-back", "{\"why\": \"It was not\"}").statusCode())
                .isEqualTo(409);
        assertThat(new JsonObject(json("/api/v1/centre-moves/release", "{\"formerCentre\": \"Hillside\"}")
                        .body()))
                .isEqualTo(new JsonObject().put("released", 0).put("more", false));
        assertThat(console.get("/api/v1/centre-moves?state=GONE", "Authorization", "Bearer " + console.demoToken)
                        .statusCode())
                .isEqualTo(422);
        assertThat(console.get("/api/v1/centre-moves?cursor=x", "Authorization", "Bearer " + console.demoToken)
                        .statusCode())
                .isEqualTo(422);
    }

    private static Place place(String line1, @Nullable String centre) throws Exception {
        String cid = Integer.toString(CID.incrementAndGet());
        String unit = """
                {"cid": "%s", "protocol": "mqtt", "authentication": "none", "serviceUser": {"name": "Edith Marlow"},
                 "home": {"line1": "%s", "postcode": "ZZ1 1ZZ"%s}}""".formatted(cid, line1, centre == null ? "" : ", \"formerCentre\": \"" + centre + "\"");
        assertThat(json("/api/v1/units", unit).statusCode()).isEqualTo(201);
        UUID home = TestConsole.await(console.database
                        .pool()
                        .preparedQuery("select home_id from home_unit where cid = $1")
                        .execute(Tuple.of(cid)))
                .iterator()
                .next()
                .getUUID(0);
        console.test.execute("insert into peripheral (id, service_id, home_id, unit_id, dty, name, since) select"
                + " gen_random_uuid(), service_id, home_id, id, '0003', 'Pendant', now() - interval '1 day'"
                + " from home_unit where cid = '" + cid + "'");
        return new Place(home, cid);
    }

    /** Pressed on a visit, and heard by supervision. */
    private static void prove(Place place) throws Exception {
        console.press(place.cid(), "moving-" + place.cid());
        console.test.execute(
                "insert into proof (id, service_id, home_id, unit_id, peripheral_id, signal_id, kind, asked_by,"
                        + " asked_at, received_at, recorded_at) select gen_random_uuid(), u.service_id, u.home_id, u.id, p.id,"
                        + " s.id, 'VISIT', 'operator:ian', s.received_at, s.received_at, s.received_at from home_unit u"
                        + " join peripheral p on p.unit_id = u.id join signal s on s.unit_id = u.id where u.cid = '"
                        + place.cid() + "' limit 1");
        console.test.execute(
                "update unit_watch set state = 'ALIVE', heard_at = now(), due_at = now() + interval '1 day'"
                        + " where unit_id = (select id from home_unit where cid = '" + place.cid() + "')");
    }

    private static String body(String path, String cookie) throws Exception {
        return console.get(path, "Cookie", cookie).body();
    }

    private static JsonObject items(String path) throws Exception {
        return new JsonObject(console.get(path, "Authorization", "Bearer " + console.demoToken)
                        .body())
                .getJsonArray("items")
                .getJsonObject(0);
    }

    private static HttpResponse<String> json(String path, String body) throws Exception {
        return console.json(path, body, "Authorization", "Bearer " + console.demoToken);
    }

    private static HttpResponse<String> post(String path, List<String> fields, String cookie) throws Exception {
        List<String> all = new ArrayList<>(fields);
        all.add("_csrf");
        all.add(console.csrf(cookie));
        return console.form(path, all, "Cookie", cookie);
    }
}
