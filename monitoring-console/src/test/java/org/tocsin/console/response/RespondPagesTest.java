package org.tocsin.console.response;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.MGF1ParameterSpec;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Role;
import org.tocsin.console.TestConsole;
import org.tocsin.home.Home;
import org.tocsin.home.HomeStore;
import org.tocsin.platform.Ids;

/** What a responder's phone is told, what it may keep, and what the room sees of it. */
class RespondPagesTest {
    private static TestConsole console;
    private static String olive;
    private static String rhona;
    private static String sam;
    private static String stranger;
    private static UUID home;
    private static String alarm;
    private static String callout;

    @BeforeAll
    static void start() throws Exception {
        console = TestConsole.start();
        olive = console.signedIn(console.demo, "olive", Role.OPERATOR);
        UUID rhonaId = console.person(console.demo, "rhona", Role.RESPONDER);
        rhona = console.signIn("rhona");
        sam = console.signedIn(console.demo, "sam", Role.RESPONDER);
        stranger = console.signedIn(console.other, "stranger", Role.MANAGER);
        home = Ids.next();
        HomeStore homes = new HomeStore(
                console.database, TestConsole.KEYRING, new AuditTrail(console.database, console::now), console::now);
        Home ours = new Home(
                home,
                console.demo.id(),
                new Home.Address("7 Road Street", null, "Leeds", "LS1 4AP"),
                "Large dog in the kitchen",
                new Home.Access(true, true));
        TestConsole.await(homes.insert(console.database.pool(), ours, new HomeStore.Secrets("4711", "Side door")));
        console.test.execute(
                "insert into home_unit (id, service_id, home_id, cid, protocol, authentication, created_at)"
                        + " values ('%s', '%s', '%s', '7720001', 'SCAIP', 'NONE', '2026-01-01Z')"
                                .formatted(Ids.next(), console.demo.id(), home));
        console.test.execute("insert into contact (id, service_id, position, name, telephone, kind, operator_id)"
                + " values ('%s', '%s', 1, 'Rhona Pond', '07700 900123', 'RESPONDER', '%s')"
                        .formatted(Ids.next(), console.demo.id(), rhonaId));
        console.press("7720001", "p1");
        alarm = get("/api/v1/alarms?cid=7720001")
                .getJsonArray("items")
                .getJsonObject(0)
                .getString("id");
        room("take");
        room("call-out");
        callout = state(rhona).getJsonArray("jobs").getJsonObject(0).getString("id");
    }

    @AfterAll
    static void stop() throws Exception {
        console.close();
    }

    @Test
    void from_the_offer_to_the_door_with_the_code_sealed_to_the_phone_and_every_look_on_record() throws Exception {
        HttpResponse<String> offered = console.get("/respond/state", "Cookie", rhona);
        assertThat(offered.body())
                .contains("Large dog", "7 Road Street", "Activated once.")
                .doesNotContain("4711");
        assertThat(state(sam).getJsonArray("jobs")).isEmpty();
        KeyPair pair = phone();
        assertThat(wayIn(rhona, pair).statusCode()).as("before the acceptance").isEqualTo(404);

        act("RESPOND", Map.of());
        JsonObject job = state(rhona).getJsonArray("jobs").getJsonObject(0);
        assertThat(job.getString("stage")).isEqualTo("EN_ROUTE");
        assertThat(job.getBoolean("wayIn")).isTrue();
        assertThat(job.getJsonObject("clock").getString("rule")).contains("decision to deploy");
        HttpResponse<String> sealed = wayIn(rhona, pair);
        assertThat(sealed.body()).doesNotContain("4711", "Side door");
        assertThat(open(new JsonObject(sealed.body()), pair))
                .isEqualTo(new JsonObject().put("code", "4711").put("note", "Side door"));
        assertThat(wayIn(sam, pair).statusCode()).isEqualTo(404);
        assertThat(wayIn(stranger, pair).statusCode()).isEqualTo(404);
        KeyPairGenerator weak = KeyPairGenerator.getInstance("RSA");
        weak.initialize(1024);
        assertThat(wayIn(rhona, weak.generateKeyPair()).statusCode()).isEqualTo(400);
        act("WAY_IN_SHOWN", Map.of());
        assertThat(log()).contains("kept sealed on the responder", "looked up how to get in, on the phone");
        assertThat(job.getString("wayInVersion")).isNotBlank();
        act("CODE_FAILED", Map.of("version", job.getString("wayInVersion")));
        assertThat(state(rhona).getJsonArray("jobs").getJsonObject(0).getString("codeFailed"))
                .endsWith(", rhona");
        assertThat(console.get("/alarms/" + alarm, "Cookie", olive).body()).contains("The key-safe code is wrong.");

        console.ahead = console.ahead.plus(Duration.ofMinutes(10));
        console.press("7720001", "p2");
        act("ARRIVED", Map.of());
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> assertThat(road().getString("arrivalPressAt")).isNotNull());
        JsonObject response = get("/api/v1/alarms/" + alarm + "/response");
        assertThat(response.getString("standing")).isEqualTo("IN_TIME");
        String part =
                console.get("/alarms/" + alarm + "/response", "Cookie", olive).body();
        assertThat(part)
                .contains(
                        "Rhona Pond has arrived",
                        "pressed in the home at",
                        "from the decision to deploy",
                        "Alone in the home; next word due");
        HttpResponse<String> well = console.form(
                "/alarms/" + alarm + "/callouts/" + callout + "/well",
                List.of("_csrf", console.csrf(olive)),
                "Cookie",
                olive,
                "HX-Request",
                "true");
        assertThat(well.statusCode()).isEqualTo(200);
        assertThat(log()).contains("Rhona Pond was spoken to and is well");

        theCardIsOnTheJobAnd999RungFromTheHomeOnTheSheet();
        act("LEFT", Map.of("done", "Helped up"));
        assertThat(state(rhona).getJsonArray("jobs")).isEmpty();
        assertThat(wayIn(rhona, pair).statusCode()).as("after they left").isEqualTo(404);
    }

    @Test
    void what_is_no_act_is_refused_and_nobody_reads_what_is_not_theirs() throws Exception {
        for (String broken : List.of("{}", "{\"acts\":[]}", "{\"acts\":[{}]}", "{\"acts\":[{\"id\":1}]}", "x")) {
            assertThat(post("/respond/acts", broken, rhona).statusCode()).isEqualTo(400);
        }
        assertThat(console.json("/respond/acts", body("SAFE", Map.of()), "Cookie", rhona)
                        .statusCode())
                .as("without the session's mark")
                .isEqualTo(403);
        JsonObject refused = new JsonObject(
                post("/respond/acts", body("ACCEPT", Map.of()), sam).body());
        assertThat(refused.getJsonArray("answers").getJsonObject(0).getString("refused"))
                .isEqualTo("This call-out is not yours.");
        assertThat(console.get("/alarms/" + alarm + "/response", "Cookie", stranger)
                        .statusCode())
                .isEqualTo(404);
        assertThat(console.get("/alarms/" + alarm + "/response", "Cookie", rhona)
                        .statusCode())
                .isEqualTo(403);
        assertThat(console.get("/api/v1/alarms/" + alarm + "/response", "Authorization", "Bearer " + console.otherToken)
                        .statusCode())
                .isEqualTo(404);
        assertThat(post("/respond/position", "{\"latitude\":91,\"longitude\":0}", rhona)
                        .statusCode())
                .isEqualTo(400);
        assertThat(post("/respond/position", "{\"latitude\":53.8,\"longitude\":-1.5}", rhona)
                        .statusCode())
                .isEqualTo(204);
    }

    @Test
    void what_a_home_needs_stands_on_its_page() throws Exception {
        String mary = console.signedIn(console.demo, "mary", Role.MANAGER);
        assertThat(console.form(
                                "/homes/" + home + "/needs",
                                List.of("_csrf", console.csrf(mary), "skill", "TWO_PERSON_LIFT"),
                                "Cookie",
                                mary)
                        .statusCode())
                .isEqualTo(303);
        assertThat(console.get("/homes/" + home, "Cookie", olive).body()).contains("Needs two-person lift");
        assertThat(console.form("/homes/" + home + "/needs", List.of("_csrf", console.csrf(olive)), "Cookie", olive)
                        .statusCode())
                .isEqualTo(403);
        assertThat(console.form(
                                "/homes/" + home + "/needs",
                                List.of("_csrf", console.csrf(stranger)),
                                "Cookie",
                                stranger)
                        .statusCode())
                .isEqualTo(404);
    }

    private static void theCardIsOnTheJobAnd999RungFromTheHomeOnTheSheet() throws Exception {
        for (String[] line : new String[][] {
            {"MEDICAL", "Insulin"},
            {"ACCESS", "Side gate sticks"},
            {"RISK", "Loose stair rod"},
            {"COMMUNICATION", "Deaf on the left"}
        }) {
            assertThat(console.json(
                                    "/api/v1/homes/" + home + "/card",
                                    new JsonObject()
                                            .put("kind", line[0])
                                            .put("words", line[1])
                                            .encode(),
                                    "Authorization",
                                    "Bearer " + console.demoToken)
                            .statusCode())
                    .isEqualTo(201);
        }
        JsonObject job = state(rhona).getJsonArray("jobs").getJsonObject(0);
        assertThat(job.getJsonArray("before").encode()).contains("Risk to whoever goes in", "Loose stair rod");
        assertThat(job.getJsonArray("getIn").encode()).contains("Side gate sticks");
        assertThat(job.getJsonArray("about").getJsonObject(0).getString("words"))
                .as("what is said before what is taken")
                .isEqualTo("Deaf on the left");
        assertThat(job.getJsonArray("about").encode()).contains("Insulin").doesNotContain("gate", "stair rod");

        act("RANG_999", Map.of("reference", "CAD-77"));
        assertThat(console.get("/alarms/" + alarm, "Cookie", olive).body()).contains("999 rung, CAD-77");
        assertThat(log()).contains("rang 999 from the home: reference CAD-77");
        for (String kept : List.of("the crew is on its way", "the crew is there")) {
            assertThat(console.get("/alarms/" + alarm + "/handover", "Cookie", olive)
                            .body())
                    .as(kept)
                    .contains("reference CAD-77");
            console.form(
                    "/alarms/" + alarm + "/clocks/ambulance",
                    List.of("_csrf", console.csrf(olive), "act", "end"),
                    "Cookie",
                    olive);
        }
        assertThat(post("/respond/acts", body("RANG_999", Map.of("reference", "9".repeat(61))), rhona)
                        .body())
                .contains("at most 60 characters");
    }

    private static void room(String act) throws Exception {
        HttpResponse<String> answer =
                console.form("/alarms/" + alarm + "/" + act, List.of("_csrf", console.csrf(olive)), "Cookie", olive);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
    }

    private static JsonObject state(String who) throws Exception {
        return new JsonObject(console.get("/respond/state", "Cookie", who).body());
    }

    private static JsonObject get(String path) throws Exception {
        return new JsonObject(console.get(path, "Authorization", "Bearer " + console.demoToken)
                .body());
    }

    private static JsonObject road() throws Exception {
        JsonArray roads = get("/api/v1/alarms/" + alarm + "/response").getJsonArray("callouts");
        return roads.getJsonObject(0);
    }

    private static String log() throws Exception {
        return get("/api/v1/alarms/" + alarm).getJsonArray("log").encode();
    }

    private static void act(String kind, Map<String, String> data) throws Exception {
        HttpResponse<String> answer = post("/respond/acts", body(kind, data), rhona);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).doesNotContain("\"refused\":\"");
    }

    private static String body(String kind, Map<String, String> data) {
        JsonObject fields = new JsonObject().put("callout", callout);
        data.forEach(fields::put);
        JsonObject act = new JsonObject()
                .put("id", Ids.next().toString())
                .put("kind", kind)
                .put("at", console.now().toString())
                .put("data", fields);
        return new JsonObject().put("acts", new JsonArray().add(act)).encode();
    }

    private static HttpResponse<String> post(String path, String body, String who) throws Exception {
        return console.json(path, body, "Cookie", who, "X-CSRF-Token", console.csrf(who));
    }

    private static KeyPair phone() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        return generator.generateKeyPair();
    }

    private static HttpResponse<String> wayIn(String who, KeyPair pair) throws Exception {
        String key = Base64.getEncoder().encodeToString(pair.getPublic().getEncoded());
        return post(
                "/respond/" + callout + "/way-in",
                new JsonObject().put("publicKey", key).encode(),
                who);
    }

    /** As the phone does. */
    private static JsonObject open(JsonObject sealed, KeyPair pair) throws Exception {
        Cipher rsa = Cipher.getInstance("RSA/ECB/OAEPPadding");
        rsa.init(
                Cipher.DECRYPT_MODE,
                pair.getPrivate(),
                new OAEPParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSource.PSpecified.DEFAULT));
        byte[] key = rsa.doFinal(bytes(sealed.getString("key")));
        Cipher aes = Cipher.getInstance("AES/GCM/NoPadding");
        aes.init(
                Cipher.DECRYPT_MODE,
                new SecretKeySpec(key, "AES"),
                new GCMParameterSpec(128, bytes(sealed.getString("nonce"))));
        return new JsonObject(
                new String(aes.doFinal(bytes(sealed.getString("sealed"))), java.nio.charset.StandardCharsets.UTF_8));
    }

    private static byte[] bytes(String base64) {
        return Base64.getDecoder().decode(base64);
    }
}
