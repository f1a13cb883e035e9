package org.tocsin.console.photo;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
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
import org.tocsin.console.response.Roadside;
import org.tocsin.photo.Photo;
import org.tocsin.photo.Picture;
import org.tocsin.photo.Snapshots;
import org.tocsin.platform.Ids;

/** Photos: as phones send them, as the room sees them, and whether a service takes any. */
class PhotoPagesTest {
    private static final byte[] DOOR = Snapshots.doorWithPlace(320, 240);

    private static Roadside road;
    private static String ian;
    private static String stranger;

    @BeforeAll
    static void start() throws Exception {
        road = new Roadside();
        ian = road.console.signedIn(road.console.demo, "ian", Role.INSTALLER);
        stranger = road.console.signedIn(road.console.other, "stranger", Role.MANAGER);
    }

    @AfterAll
    static void stop() throws Exception {
        road.close();
    }

    @Test
    void photos_are_off_until_a_manager_says_so_and_then_seen_by_whoever_may_and_on_record() throws Exception {
        photos(false);
        Roadside.Case one = road.calledOut("7730002");
        road.act(one, "RESPOND", Map.of());
        String id = Ids.next().toString();
        assertThat(road.state(road.rhona).getBoolean("photos")).isFalse();
        assertThat(sendPhoto(one, id, DOOR, road.rhona).body()).contains("This service takes no photos.");
        for (String who : List.of(road.olive, road.rhona, ian)) {
            assertThat(road.console
                            .form(
                                    "/settings/photos",
                                    List.of("_csrf", road.console.csrf(who), "photos", "on"),
                                    "Cookie",
                                    who)
                            .statusCode())
                    .isEqualTo(403);
        }
        photos(true);
        assertThat(road.console.get("/settings/photos", "Cookie", road.mary).body())
                .contains("Photos are on.", "Last changed");
        assertThat(road.state(road.rhona).getBoolean("photos")).isTrue();
        assertThat(sendPhoto(one, id, DOOR, road.rhona).body()).contains("Say first that you have arrived.");
        road.act(one, "ARRIVED", Map.of());
        assertThat(sendPhoto(one, id, DOOR, road.rhona).body()).isEqualTo("{\"refused\":null}");
        assertThat(sendPhoto(one, id, DOOR, road.rhona).body()).as("once more").isEqualTo("{\"refused\":null}");
        assertThat(road.job(one).getInteger("photosLeft")).isEqualTo(Photo.MOST - 1);
        assertThat(road.inTheRoom(one)).contains("/photos/" + id, "Photo of ");
        assertThat(road.get("/api/v1/alarms/" + one.alarm()).getJsonArray("log").encode())
                .contains("Rhona Pond sent a photo from the home, 1 of at most 3");

        HttpResponse<byte[]> seen = picture(id, road.olive);
        assertThat(seen.statusCode()).isEqualTo(200);
        assertThat(seen.headers().firstValue("Content-Type")).contains("image/jpeg");
        assertThat(seen.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(new String(seen.body(), StandardCharsets.ISO_8859_1)).doesNotContain("GPS");
        assertThat(road.count(
                        "select count(*) from audit where action = 'view-photo' and subject = 'photo:" + id + "'"))
                .isEqualTo(1);
        assertThat(picture(id, road.rhona).statusCode()).isEqualTo(403);
        assertThat(picture(id, ian).statusCode()).as("not his visit").isEqualTo(404);
        assertThat(picture(id, stranger).statusCode()).isEqualTo(404);
        assertThat(road.count(
                        "select count(*) from audit where action = 'view-photo' and subject = 'photo:" + id + "'"))
                .as("whoever was shown nothing has seen nothing")
                .isEqualTo(1);
        assertThat(copyOf(one)).contains("held.json", "photos/" + id + ".jpg");
        road.act(one, "LEFT", Map.of("done", "Photographed the step"));
    }

    @Test
    void what_is_no_photo_or_comes_by_another_way_is_refused() throws Exception {
        photos(true);
        Roadside.Case one = road.calledOut("7730003");
        road.act(one, "RESPOND", Map.of());
        road.act(one, "ARRIVED", Map.of());
        String id = Ids.next().toString();
        for (byte[] none : List.of(
                new byte[0],
                "<html>".getBytes(StandardCharsets.UTF_8),
                Snapshots.door("gif", 20, 20),
                Snapshots.door("png", 5_000, 20))) {
            assertThat(sendPhoto(one, id, none, road.rhona).body()).contains("This is no photo that can be kept");
        }
        assertThat(sendPhoto(one, id, new byte[Picture.MOST_BYTES + 1], road.rhona)
                        .statusCode())
                .isEqualTo(413);
        String address = "/respond/" + one.callout() + "/photos/" + id + "?at=" + road.console.now();
        assertThat(upload(address, DOOR, "Cookie", road.rhona).statusCode())
                .as("without the session's mark")
                .isEqualTo(403);
        assertThat(upload(address, DOOR).statusCode()).as("nobody").isIn(303, 401);
        assertThat(upload(
                                address.replaceAll("at=.*", "at=now"),
                                DOOR,
                                "Cookie",
                                road.rhona,
                                "X-CSRF-Token",
                                road.console.csrf(road.rhona))
                        .statusCode())
                .isEqualTo(400);
        assertThat(sendPhoto(one, id, DOOR, road.olive).body()).contains("This call-out is not yours.");
        assertThat(road.count("select count(*) from photo where id = '" + id + "'"))
                .isZero();
        road.act(one, "LEFT", Map.of("done", "Nothing"));
    }

    @Test
    void a_door_nobody_opened_has_its_time_its_photo_and_the_next_attempt() throws Exception {
        photos(true);
        UUID home = road.home("7730004");
        HttpResponse<String> planned = road.console.form(
                "/visits",
                List.of("_csrf", road.console.csrf(ian), "home", home.toString(), "kind", "INSTALL"),
                "Cookie",
                ian);
        String visit = planned.headers().firstValue("Location").orElseThrow().substring("/visit/".length());
        String id = Ids.next().toString();
        String address = "/visit/" + visit + "/photos/" + id + "?at=" + road.console.now();
        String[] signed = {"Cookie", ian, "X-CSRF-Token", road.console.csrf(ian)};
        assertThat(upload(address, DOOR, signed).body()).contains("say so first");
        LocalDate next = LocalDate.now(ZoneId.of("Europe/London")).plusDays(9);
        JsonObject act = new JsonObject()
                .put("id", Ids.next().toString())
                .put("kind", "NO_ACCESS")
                .put("at", road.console.now().toString())
                .put("data", new JsonObject().put("note", "Curtains drawn").put("nextOn", next.toString()));
        assertThat(road.post(
                                "/visit/" + visit + "/acts",
                                new JsonObject()
                                        .put("acts", new JsonArray().add(act))
                                        .encode(),
                                ian)
                        .body())
                .doesNotContain("\"refused\":\"");
        assertThat(upload(address, DOOR, signed).body()).isEqualTo("{\"refused\":null}");
        assertThat(upload(address, DOOR, "Cookie", road.rhona, "X-CSRF-Token", road.console.csrf(road.rhona))
                        .statusCode())
                .isEqualTo(403);
        JsonObject state = new JsonObject(
                road.console.get("/visit/" + visit + "/state", "Cookie", ian).body());
        assertThat(state.getInteger("photosKept")).isEqualTo(1);
        assertThat(state.getJsonObject("noAccess").getString("note")).isEqualTo("Curtains drawn");
        assertThat(state.getJsonObject("noAccess").getString("nextOn")).contains(" " + next.getDayOfMonth() + " ");
        assertThat(road.console.get("/visits", "Cookie", ian).body())
                .contains("nobody opened today at ", "next attempt on ");
        assertThat(road.console.get("/homes/" + home, "Cookie", road.mary).body())
                .contains("nobody opened today at ", "/photos/" + id, "photo of the door");
        assertThat(road.console.get("/homes/" + home, "Cookie", road.olive).body())
                .doesNotContain("/photos/" + id);
        assertThat(picture(id, ian).statusCode()).isEqualTo(200);
        assertThat(picture(id, road.olive).statusCode()).isEqualTo(404);
        assertThat(picture(id, stranger).statusCode()).isEqualTo(404);
    }

    private static void photos(boolean on) throws Exception {
        HttpResponse<String> answer = road.console.form(
                "/settings/photos",
                List.of("_csrf", road.console.csrf(road.mary), "photos", on ? "on" : "off"),
                "Cookie",
                road.mary);
        assertThat(answer.statusCode()).isEqualTo(303);
    }

    private static HttpResponse<String> sendPhoto(Roadside.Case one, String id, byte[] bytes, String who)
            throws Exception {
        String address = "/respond/" + one.callout() + "/photos/" + id + "?at=" + road.console.now();
        return upload(address, bytes, "Cookie", who, "X-CSRF-Token", road.console.csrf(who));
    }

    private static HttpResponse<String> upload(String address, byte[] bytes, String... headers) throws Exception {
        return road.console.send(road.console
                .request(address, headers)
                .header("Content-Type", "image/jpeg")
                .POST(HttpRequest.BodyPublishers.ofByteArray(bytes)));
    }

    private static HttpResponse<byte[]> picture(String id, String who) throws Exception {
        return bytes(road.console.request("/photos/" + id, "Cookie", who).GET());
    }

    private static HttpResponse<byte[]> bytes(HttpRequest.Builder request) throws Exception {
        return HttpClient.newHttpClient()
                .send(request.timeout(Duration.ofSeconds(30)).build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static List<String> copyOf(Roadside.Case one) throws Exception {
        HttpResponse<byte[]> zip = bytes(road.console
                .request(
                        "/homes/" + one.home() + "/people/" + one.person() + "/copy",
                        "Cookie",
                        road.mary,
                        "X-CSRF-Token",
                        road.console.csrf(road.mary))
                .POST(HttpRequest.BodyPublishers.noBody()));
        List<String> names = new ArrayList<>();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip.body()))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                names.add(entry.getName());
            }
        }
        return names;
    }

    @Test
    void a_program_reads_and_switches_the_setting_as_a_manager_does() throws Exception {
        photos(false);
        String path = "/api/v1/photo-settings";
        String[] program = {"Authorization", "Bearer " + road.console.demoToken};
        JsonObject off = new JsonObject(road.console.get(path, program).body());
        assertThat(off.getBoolean("allowed")).isFalse();
        assertThat(off.getString("changedBy")).contains("mary");
        assertThat(off.getInstant("changedAt")).isNotNull();
        for (String wrong : List.of("{}", "{\"allowed\":\"yes\"}", "{\"allowed\":null}")) {
            assertThat(put(path, wrong, program).statusCode()).as(wrong).isEqualTo(422);
        }
        String[] installer = {"Cookie", ian, "X-CSRF-Token", road.console.csrf(ian)};
        assertThat(put(path, "{\"allowed\":true}", installer).statusCode()).isEqualTo(403);
        HttpResponse<String> changed = put(path, "{\"allowed\":true}", program);
        assertThat(changed.statusCode()).as(changed.body()).isEqualTo(200);
        assertThat(new JsonObject(changed.body()).getBoolean("allowed")).isTrue();
        assertThat(road.console.get("/settings/photos", "Cookie", road.mary).body())
                .contains("Photos are on.");
        assertThat(new JsonObject(road.console.get(path, "Cookie", stranger).body()).getBoolean("allowed"))
                .as("of another service")
                .isFalse();
        assertThat(road.count("select count(*) from audit where action = 'allow-photos' and service_id = '"
                        + road.console.demo.id() + "' and actor = 'api:test'"))
                .isEqualTo(1);
    }

    private static HttpResponse<String> put(String path, String body, String... headers) throws Exception {
        return road.console.send(road.console
                .request(path, headers)
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(body)));
    }
}
