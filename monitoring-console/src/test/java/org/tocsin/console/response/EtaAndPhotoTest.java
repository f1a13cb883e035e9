package org.tocsin.console.response;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Role;
import org.tocsin.console.TestConsole;
import org.tocsin.photo.Photo;
import org.tocsin.photo.Picture;
import org.tocsin.photo.Snapshots;
import org.tocsin.platform.Ids;

/** When a responder will be there, and photos: as a phone sends them and as the room sees them. */
class EtaAndPhotoTest {
    private static final byte[] DOOR = Snapshots.doorWithPlace(320, 240);

    private static TestConsole console;
    private static UUID rhonaId;
    private static String olive;
    private static String rhona;
    private static String ian;
    private static String mary;
    private static String stranger;

    /** A call-out that was accepted, and its alarm and home. */
    private record Case(UUID home, UUID person, String alarm, String callout) {}

    @BeforeAll
    static void start() throws Exception {
        console = TestConsole.start();
        olive = console.signedIn(console.demo, "olive", Role.OPERATOR);
        rhonaId = console.person(console.demo, "rhona", Role.RESPONDER);
        rhona = console.signIn("rhona");
        ian = console.signedIn(console.demo, "ian", Role.INSTALLER);
        mary = console.signedIn(console.demo, "mary", Role.MANAGER);
        stranger = console.signedIn(console.other, "stranger", Role.MANAGER);
        console.test.execute("insert into contact (id, service_id, position, name, telephone, kind, operator_id)"
                + " values ('%s', '%s', 1, 'Rhona Pond', '07700 900123', 'RESPONDER', '%s')"
                        .formatted(Ids.next(), console.demo.id(), rhonaId));
    }

    @AfterAll
    static void stop() throws Exception {
        console.close();
    }

    @Test
    void when_she_will_be_there_is_a_tap_on_the_phone_and_a_sentence_in_the_room() throws Exception {
        Case one = calledOut("7730001");
        act(one, "RESPOND", Map.of());
        assertThat(job(one).getValue("expected")).isNull();
        act(one, "ETA", Map.of("minutes", "20"));
        long at = job(one).getJsonObject("expected").getLong("at");
        assertThat(Instant.ofEpochMilli(at))
                .isBetween(console.now().plusSeconds(1_100), console.now().plusSeconds(1_201));
        assertThat(road(one))
                .contains("Expected at", "data-clock=\"eta\"", "in 19 min")
                .doesNotContain("limit of");
        JsonObject said = get("/api/v1/alarms/" + one.alarm + "/response")
                .getJsonArray("callouts")
                .getJsonObject(0);
        assertThat(said.getInstant("expectedAt").toEpochMilli()).isEqualTo(at);
        assertThat(said.getBoolean("expectedAfterLimit")).isFalse();
        assertThat(get("/api/v1/alarms/" + one.alarm).getString("expectedAt")).isNotNull();
        assertThat(console.get("/alarms/" + one.alarm, "Cookie", olive).body())
                .contains("Rhona Pond is on the way, expected ", "Rhona Pond expects to be there at ");

        console.ahead = console.ahead.plus(Duration.ofMinutes(22));
        assertThat(road(one)).contains("min late");
        act(one, "ETA", Map.of("minutes", "50"));
        assertThat(road(one)).contains("That is after the limit of", "The limit stays");
        assertThat(job(one).getJsonObject("expected").getString("after")).contains("You were to be there by");
        assertThat(post("/respond/acts", acts(one, "ETA", Map.of("minutes", "500")), rhona)
                        .body())
                .contains("Say in how many minutes");
        act(one, "ARRIVED", Map.of());
        assertThat(road(one)).doesNotContain("Expected at");
        act(one, "LEFT", Map.of("done", "Made tea"));
    }

    @Test
    void photos_are_off_until_a_manager_says_so_and_then_seen_by_whoever_may_and_on_record() throws Exception {
        photos(false);
        Case one = calledOut("7730002");
        act(one, "RESPOND", Map.of());
        String id = Ids.next().toString();
        assertThat(state(rhona).getBoolean("photos")).isFalse();
        assertThat(sendPhoto(one, id, DOOR, rhona).body()).contains("This service takes no photos.");
        for (String who : List.of(olive, rhona, ian)) {
            assertThat(console.form(
                                    "/settings/photos",
                                    List.of("_csrf", console.csrf(who), "photos", "on"),
                                    "Cookie",
                                    who)
                            .statusCode())
                    .isEqualTo(403);
        }
        photos(true);
        assertThat(console.get("/settings/photos", "Cookie", mary).body()).contains("Photos are on.", "Last changed");
        assertThat(state(rhona).getBoolean("photos")).isTrue();
        assertThat(sendPhoto(one, id, DOOR, rhona).body()).contains("Say first that you have arrived.");
        act(one, "ARRIVED", Map.of());
        assertThat(sendPhoto(one, id, DOOR, rhona).body()).isEqualTo("{\"refused\":null}");
        assertThat(sendPhoto(one, id, DOOR, rhona).body()).as("once more").isEqualTo("{\"refused\":null}");
        assertThat(job(one).getInteger("photosLeft")).isEqualTo(Photo.MOST - 1);
        assertThat(road(one)).contains("/photos/" + id, "Photo of ");
        assertThat(get("/api/v1/alarms/" + one.alarm).getJsonArray("log").encode())
                .contains("Rhona Pond sent a photo from the home, 1 of at most 3");

        HttpResponse<byte[]> seen = picture(id, olive);
        assertThat(seen.statusCode()).isEqualTo(200);
        assertThat(seen.headers().firstValue("Content-Type")).contains("image/jpeg");
        assertThat(seen.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(new String(seen.body(), StandardCharsets.ISO_8859_1)).doesNotContain("GPS");
        assertThat(count("select count(*) from audit where action = 'view-photo' and subject = 'photo:" + id + "'"))
                .isEqualTo(1);
        assertThat(picture(id, rhona).statusCode()).isEqualTo(403);
        assertThat(picture(id, ian).statusCode()).as("not his visit").isEqualTo(404);
        assertThat(picture(id, stranger).statusCode()).isEqualTo(404);
        assertThat(count("select count(*) from audit where action = 'view-photo' and subject = 'photo:" + id + "'"))
                .as("whoever was shown nothing has seen nothing")
                .isEqualTo(1);
        assertThat(copyOf(one)).contains("held.json", "photos/" + id + ".jpg");
        act(one, "LEFT", Map.of("done", "Photographed the step"));
    }

    @Test
    void what_is_no_photo_or_comes_by_another_way_is_refused() throws Exception {
        photos(true);
        Case one = calledOut("7730003");
        act(one, "RESPOND", Map.of());
        act(one, "ARRIVED", Map.of());
        String id = Ids.next().toString();
        for (byte[] none : List.of(
                new byte[0],
                "<html>".getBytes(StandardCharsets.UTF_8),
                Snapshots.door("gif", 20, 20),
                Snapshots.door("png", 5_000, 20))) {
            assertThat(sendPhoto(one, id, none, rhona).body()).contains("This is no photo that can be kept");
        }
        assertThat(sendPhoto(one, id, new byte[Picture.MOST_BYTES + 1], rhona).statusCode())
                .isEqualTo(413);
        String address = "/respond/" + one.callout + "/photos/" + id + "?at=" + console.now();
        assertThat(upload(address, DOOR, "Cookie", rhona).statusCode())
                .as("without the session's mark")
                .isEqualTo(403);
        assertThat(upload(address, DOOR).statusCode()).as("nobody").isIn(303, 401);
        assertThat(upload(
                                address.replaceAll("at=.*", "at=now"),
                                DOOR,
                                "Cookie",
                                rhona,
                                "X-CSRF-Token",
                                console.csrf(rhona))
                        .statusCode())
                .isEqualTo(400);
        assertThat(sendPhoto(one, id, DOOR, olive).body()).contains("This call-out is not yours.");
        assertThat(count("select count(*) from photo where id = '" + id + "'")).isZero();
        act(one, "LEFT", Map.of("done", "Nothing"));
    }

    @Test
    void a_door_nobody_opened_has_its_time_its_photo_and_the_next_attempt() throws Exception {
        photos(true);
        UUID home = home("7730004");
        HttpResponse<String> planned = console.form(
                "/visits",
                List.of("_csrf", console.csrf(ian), "home", home.toString(), "kind", "INSTALL"),
                "Cookie",
                ian);
        String visit = planned.headers().firstValue("Location").orElseThrow().substring("/visit/".length());
        String id = Ids.next().toString();
        String address = "/visit/" + visit + "/photos/" + id + "?at=" + console.now();
        String[] signed = {"Cookie", ian, "X-CSRF-Token", console.csrf(ian)};
        assertThat(upload(address, DOOR, signed).body()).contains("say so first");
        LocalDate next = LocalDate.now(java.time.ZoneId.of("Europe/London")).plusDays(9);
        JsonObject act = new JsonObject()
                .put("id", Ids.next().toString())
                .put("kind", "NO_ACCESS")
                .put("at", console.now().toString())
                .put("data", new JsonObject().put("note", "Curtains drawn").put("nextOn", next.toString()));
        assertThat(post(
                                "/visit/" + visit + "/acts",
                                new JsonObject()
                                        .put("acts", new JsonArray().add(act))
                                        .encode(),
                                ian)
                        .body())
                .doesNotContain("\"refused\":\"");
        assertThat(upload(address, DOOR, signed).body()).isEqualTo("{\"refused\":null}");
        assertThat(upload(address, DOOR, "Cookie", rhona, "X-CSRF-Token", console.csrf(rhona))
                        .statusCode())
                .isEqualTo(403);
        JsonObject state = new JsonObject(
                console.get("/visit/" + visit + "/state", "Cookie", ian).body());
        assertThat(state.getInteger("photosKept")).isEqualTo(1);
        assertThat(state.getJsonObject("noAccess").getString("note")).isEqualTo("Curtains drawn");
        assertThat(state.getJsonObject("noAccess").getString("nextOn")).contains(" " + next.getDayOfMonth() + " ");
        assertThat(console.get("/visits", "Cookie", ian).body())
                .contains("nobody opened today at ", "next attempt on ");
        assertThat(console.get("/homes/" + home, "Cookie", mary).body())
                .contains("nobody opened today at ", "/photos/" + id, "photo of the door");
        assertThat(console.get("/homes/" + home, "Cookie", olive).body()).doesNotContain("/photos/" + id);
        assertThat(picture(id, ian).statusCode()).isEqualTo(200);
        assertThat(picture(id, olive).statusCode()).isEqualTo(404);
        assertThat(picture(id, stranger).statusCode()).isEqualTo(404);
    }

    private static void photos(boolean on) throws Exception {
        HttpResponse<String> answer = console.form(
                "/settings/photos", List.of("_csrf", console.csrf(mary), "photos", on ? "on" : "off"), "Cookie", mary);
        assertThat(answer.statusCode()).isEqualTo(303);
    }

    private static UUID home(String cid) {
        UUID home = Ids.next();
        UUID service = console.demo.id();
        console.test.execute("insert into home (id, service_id, line1, postcode, created_at) values ('%s', '%s',"
                        .formatted(home, service)
                + " '%s Road Street', 'LS1 4AP', '2026-01-01Z')".formatted(cid));
        console.test.execute(
                "insert into home_unit (id, service_id, home_id, cid, protocol, authentication, created_at)"
                        + " values ('%s', '%s', '%s', '%s', 'SCAIP', 'NONE', '2026-01-01Z')"
                                .formatted(Ids.next(), service, home, cid));
        return home;
    }

    private static Case calledOut(String cid) throws Exception {
        UUID home = home(cid);
        UUID person = Ids.next();
        console.test.execute("insert into service_user (id, service_id, name, created_at) values ('%s', '%s', 'Ada %s',"
                        .formatted(person, console.demo.id(), cid)
                + " '2026-01-01Z')");
        console.test.execute("insert into resident (service_id, home_id, service_user_id, since) values ('%s', '%s',"
                        .formatted(console.demo.id(), home)
                + " '%s', '2026-01-01Z')".formatted(person));
        console.press(cid, "p1");
        String alarm = get("/api/v1/alarms?cid=" + cid)
                .getJsonArray("items")
                .getJsonObject(0)
                .getString("id");
        for (String act : List.of("take", "call-out")) {
            HttpResponse<String> answer = console.form(
                    "/alarms/" + alarm + "/" + act, List.of("_csrf", console.csrf(olive)), "Cookie", olive);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
        }
        String callout = get("/api/v1/alarms/" + alarm + "/response")
                .getJsonArray("callouts")
                .getJsonObject(0)
                .getString("id");
        return new Case(home, person, alarm, callout);
    }

    private static JsonObject state(String who) throws Exception {
        return new JsonObject(console.get("/respond/state", "Cookie", who).body());
    }

    private static JsonObject job(Case one) throws Exception {
        return state(rhona).getJsonArray("jobs").stream()
                .map(JsonObject.class::cast)
                .filter(job -> job.getString("id").equals(one.callout))
                .findFirst()
                .orElseThrow();
    }

    private static String road(Case one) throws Exception {
        return console.get("/alarms/" + one.alarm + "/response", "Cookie", olive)
                .body();
    }

    private static JsonObject get(String path) throws Exception {
        return new JsonObject(console.get(path, "Authorization", "Bearer " + console.demoToken)
                .body());
    }

    private static void act(Case one, String kind, Map<String, String> data) throws Exception {
        HttpResponse<String> answer = post("/respond/acts", acts(one, kind, data), rhona);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).doesNotContain("\"refused\":\"");
    }

    private static String acts(Case one, String kind, Map<String, String> data) {
        JsonObject fields = new JsonObject().put("callout", one.callout);
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

    private static HttpResponse<String> sendPhoto(Case one, String id, byte[] bytes, String who) throws Exception {
        String address = "/respond/" + one.callout + "/photos/" + id + "?at=" + console.now();
        return upload(address, bytes, "Cookie", who, "X-CSRF-Token", console.csrf(who));
    }

    private static HttpResponse<String> upload(String address, byte[] bytes, String... headers) throws Exception {
        return console.send(console.request(address, headers)
                .header("Content-Type", "image/jpeg")
                .POST(HttpRequest.BodyPublishers.ofByteArray(bytes)));
    }

    private static HttpResponse<byte[]> picture(String id, String who) throws Exception {
        return bytes(console.request("/photos/" + id, "Cookie", who).GET());
    }

    private static HttpResponse<byte[]> bytes(HttpRequest.Builder request) throws Exception {
        return HttpClient.newHttpClient()
                .send(request.timeout(Duration.ofSeconds(30)).build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static List<String> copyOf(Case one) throws Exception {
        HttpResponse<byte[]> zip = bytes(console.request(
                        "/homes/" + one.home + "/people/" + one.person + "/copy",
                        "Cookie",
                        mary,
                        "X-CSRF-Token",
                        console.csrf(mary))
                .POST(HttpRequest.BodyPublishers.noBody()));
        List<String> names = new ArrayList<>();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip.body()))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                names.add(entry.getName());
            }
        }
        return names;
    }

    private static long count(String sql) throws Exception {
        return TestConsole.await(console.database.pool().query(sql).execute())
                .iterator()
                .next()
                .getLong(0);
    }
}
