package org.tocsin.console.response;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.tocsin.access.Role;
import org.tocsin.console.TestConsole;
import org.tocsin.platform.Ids;

/** A console with a room, a responder with a phone, and homes that she is called out to. */
public final class Roadside implements AutoCloseable {
    public final TestConsole console;
    public final String olive;
    public final String rhona;
    public final String mary;

    /** A call-out of the responder, and its alarm and home. */
    public record Case(UUID home, UUID person, String alarm, String callout) {}

    public Roadside() throws Exception {
        console = TestConsole.start();
        olive = console.signedIn(console.demo, "olive", Role.OPERATOR);
        UUID rhonaId = console.person(console.demo, "rhona", Role.RESPONDER);
        rhona = console.signIn("rhona");
        mary = console.signedIn(console.demo, "mary", Role.MANAGER);
        console.test.execute("insert into contact (id, service_id, position, name, telephone, kind, operator_id)"
                + " values ('%s', '%s', 1, 'Rhona Pond', '07700 900123', 'RESPONDER', '%s')"
                        .formatted(Ids.next(), console.demo.id(), rhonaId));
    }

    @Override
    public void close() throws Exception {
        console.close();
    }

    public UUID home(String cid) {
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

    /** The alarm is taken, and whoever the plan asks first was called out. */
    public Case calledOut(String cid) throws Exception {
        return calledOut(home(cid), cid);
    }

    Case calledOut(UUID home, String cid) throws Exception {
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

    public JsonObject state(String who) throws Exception {
        return new JsonObject(console.get("/respond/state", "Cookie", who).body());
    }

    public JsonObject job(Case one) throws Exception {
        return state(rhona).getJsonArray("jobs").stream()
                .map(JsonObject.class::cast)
                .filter(job -> job.getString("id").equals(one.callout))
                .findFirst()
                .orElseThrow();
    }

    /** What the room sees of the road. */
    public String inTheRoom(Case one) throws Exception {
        return console.get("/alarms/" + one.alarm + "/response", "Cookie", olive)
                .body();
    }

    public JsonObject get(String path) throws Exception {
        return new JsonObject(console.get(path, "Authorization", "Bearer " + console.demoToken)
                .body());
    }

    public void act(Case one, String kind, Map<String, String> data) throws Exception {
        HttpResponse<String> answer = post("/respond/acts", acts(one, kind, data), rhona);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).doesNotContain("\"refused\":\"");
    }

    public String acts(Case one, String kind, Map<String, String> data) {
        JsonObject fields = new JsonObject().put("callout", one.callout);
        data.forEach(fields::put);
        JsonObject act = new JsonObject()
                .put("id", Ids.next().toString())
                .put("kind", kind)
                .put("at", console.now().toString())
                .put("data", fields);
        return new JsonObject().put("acts", new JsonArray().add(act)).encode();
    }

    public HttpResponse<String> post(String path, String body, String who) throws Exception {
        return console.json(path, body, "Cookie", who, "X-CSRF-Token", console.csrf(who));
    }

    public long count(String sql) throws Exception {
        return TestConsole.await(console.database.pool().query(sql).execute())
                .iterator()
                .next()
                .getLong(0);
    }
}
