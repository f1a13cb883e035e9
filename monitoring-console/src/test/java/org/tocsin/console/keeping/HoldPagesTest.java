package org.tocsin.console.keeping;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Role;
import org.tocsin.access.Scope;
import org.tocsin.console.TestConsole;
import org.tocsin.platform.Database;
import org.tocsin.service.Retention;
import org.tocsin.service.RetentionKind;

/** A hold is placed from a record's page, shown there and on the list, looked at again, and lifted; by managers only. */
class HoldPagesTest {
    private static TestConsole console;
    private static String olive;
    private static String mary;
    private static String ian;
    private static String stranger;
    private static int count;

    @BeforeAll
    static void start() throws Exception {
        console = TestConsole.start();
        olive = console.signedIn(console.demo, "olive", Role.OPERATOR);
        mary = console.signedIn(console.demo, "mary", Role.MANAGER);
        ian = console.signedIn(console.demo, "ian", Role.INSTALLER);
        stranger = console.signedIn(console.other, "stranger", Role.MANAGER);
    }

    @AfterAll
    static void stop() throws Exception {
        console.close();
    }

    @Test
    void an_alarm_is_held_from_its_page_and_says_so_wherever_it_is_shown() throws Exception {
        String home = home();
        String alarm = alarm(home);
        assertThat(console.get("/alarms/" + alarm, "Cookie", olive).body()).contains("/holds/of/ALARM/" + alarm);
        assertThat(console.get("/holds/of/ALARM/" + alarm, "Cookie", olive).body())
                .isEmpty();
        String ask = "/holds/place?kind=ALARM&id=" + alarm;
        assertThat(console.get("/holds/of/ALARM/" + alarm, "Cookie", mary).body())
                .contains(ask.replace("&", "&amp;"));
        String form = console.get(ask, "Cookie", mary).body();
        assertThat(form).contains("ALARM:" + alarm, "HOME:" + home, "Why it must be kept");
        assertThat(console.get(ask, "Cookie", olive).statusCode()).isEqualTo(403);
        assertThat(console.get(ask, "Cookie", stranger).statusCode()).isEqualTo(404);
        assertThat(console.get("/holds/of/ALARM/" + alarm, "Cookie", ian).statusCode())
                .isEqualTo(403);

        assertThat(place(olive, "ALARM", alarm, "Inquest", day(90)).statusCode())
                .isEqualTo(403);
        assertThat(place(stranger, "ALARM", alarm, "Inquest", day(90)).statusCode())
                .isEqualTo(404);
        assertThat(place(mary, "ALARM", alarm, "Inquest <of> 2026", day(0)).body())
                .contains("Name a day after today", "Inquest &lt;of&gt; 2026");
        assertThat(place(mary, "ALARM", alarm, "Inquest <of> 2026", day(90)).statusCode())
                .isEqualTo(303);

        assertThat(console.get("/holds/of/ALARM/" + alarm, "Cookie", olive).body())
                .contains("On legal hold", "HMC 7/26")
                .doesNotContain("Inquest", "Put on legal hold");
        assertThat(console.get("/alarms/" + alarm, "Cookie", olive).body())
                .contains("A legal hold was placed")
                .doesNotContain("Inquest");
        assertThat(console.get("/homes/" + home, "Cookie", mary).body()).contains("On legal hold", "HMC 7/26");
        String list = console.get("/holds", "Cookie", mary).body();
        assertThat(list).contains("/alarms/" + alarm, "HMC 7/26", "Inquest &lt;of&gt; 2026", "none is due");
        assertThat(console.get("/holds", "Cookie", stranger).body())
                .contains("Nothing is on legal hold")
                .doesNotContain(alarm);
        assertThat(console.get("/holds", "Cookie", olive).statusCode()).isEqualTo(403);
    }

    @Test
    void a_hold_that_is_due_stands_out_and_is_kept_on_or_lifted() throws Exception {
        String home = home();
        assertThat(place(mary, "HOME", home, "A claim", day(30)).statusCode()).isEqualTo(303);
        String id = text("select id::text from legal_hold where record_id = '" + home + "'");
        assertThat(console.get("/homes/" + home, "Cookie", olive).body())
                .contains("On legal hold: nothing of this home is taken away.");
        console.test.execute("update legal_hold set review_on = '" + day(-1) + "' where id = '" + id + "'");
        assertThat(console.get("/holds", "Cookie", mary).body()).contains("1 due for another look", "due since");
        assertThat(act(stranger, id, "lift", "why", "Mine").statusCode()).isEqualTo(404);
        assertThat(act(olive, id, "lift", "why", "Over").statusCode()).isEqualTo(403);
        assertThat(act(mary, id, "review", "reviewOn", "soon").body()).contains("Name a day after today");
        assertThat(act(mary, id, "review", "reviewOn", day(60)).statusCode()).isEqualTo(303);
        assertThat(console.get("/holds", "Cookie", mary).body()).doesNotContain("due since");
        assertThat(act(mary, id, "lift", "why", "").body()).contains("Say why it need not be kept");
        assertThat(act(mary, id, "lift", "why", "Settled").statusCode()).isEqualTo(303);
        assertThat(console.get("/holds", "Cookie", mary).body()).contains("Lifted last", "Settled");
        assertThat(console.get("/homes/" + home, "Cookie", olive).body()).doesNotContain("On legal hold");
    }

    @Test
    void a_visit_and_an_incident_say_that_they_are_held() throws Exception {
        String home = home();
        UUID visit = UUID.randomUUID();
        console.test.execute(
                "insert into visit (id, service_id, home_id, kind, state, planned_on, created_at, created_by)"
                        + " values ('" + visit + "', '" + console.demo.id() + "', '" + home
                        + "', 'INSTALL', 'PLANNED', '2026-11-03', now(), 'x')");
        UUID incident = UUID.randomUUID();
        console.test.execute("insert into incident (id, service_id, cause, shared, area, card_id, opened_at, joined_at,"
                + " closed_at, settled_at) values ('" + incident + "', '" + console.demo.id()
                + "', 'MAINS', 'AREA', 'Harehills', gen_random_uuid(), now(), now(), now(), now())");
        assertThat(console.get("/visit/" + visit, "Cookie", mary).body())
                .contains("/holds/place?kind=VISIT&amp;id=" + visit);
        assertThat(console.get("/incidents/" + incident, "Cookie", mary).body())
                .contains("/holds/place?kind=INCIDENT&amp;id=" + incident);
        assertThat(place(mary, "VISIT", visit.toString(), "A claim", day(9)).statusCode())
                .isEqualTo(303);
        assertThat(place(mary, "INCIDENT", incident.toString(), "A claim", day(9))
                        .statusCode())
                .isEqualTo(303);
        assertThat(console.get("/visit/" + visit, "Cookie", ian).body()).contains("On legal hold", "3 Nov 2026");
        assertThat(console.get("/incidents/" + incident, "Cookie", olive).body())
                .contains("On legal hold", "Harehills");
    }

    @Test
    void programs_place_look_again_and_lift() throws Exception {
        String home = home();
        UUID id = UUID.randomUUID();
        String body = new JsonObject()
                .put("id", id.toString())
                .put("kind", "HOME")
                .put("recordId", home)
                .put("reason", "Ombudsman")
                .put("reviewOn", day(90))
                .encode();
        assertThat(api("/api/v1/holds", body, console.demoToken).statusCode()).isEqualTo(201);
        assertThat(api("/api/v1/holds", body, console.demoToken).body()).contains("\"already\":true");
        assertThat(api("/api/v1/holds", body, console.otherToken).statusCode()).isEqualTo(404);
        assertThat(api("/api/v1/holds", body.replace(day(90), day(-9)), console.demoToken)
                        .body())
                .contains("reviewOn");
        String bearer = "Bearer " + console.demoToken;
        assertThat(console.get("/api/v1/holds", "Authorization", bearer).body()).contains(id.toString(), "Ombudsman");
        assertThat(console.get("/api/v1/holds", "Authorization", "Bearer " + console.otherToken)
                        .body())
                .doesNotContain(id.toString());
        assertThat(api("/api/v1/holds/" + id + "/review", "{\"reviewOn\":\"" + day(120) + "\"}", console.demoToken)
                        .statusCode())
                .isEqualTo(200);
        assertThat(api("/api/v1/holds/" + id + "/lift", "{\"why\":\"Over\"}", console.otherToken)
                        .statusCode())
                .isEqualTo(404);
        assertThat(api("/api/v1/holds/" + id + "/lift", "{\"why\":\"Over\"}", console.demoToken)
                        .statusCode())
                .isEqualTo(200);
        assertThat(console.get("/api/v1/holds?state=lifted", "Authorization", bearer)
                        .body())
                .contains(id.toString(), "\"liftedWhy\":\"Over\"");
        assertThat(console.get("/api/v1/holds?state=x", "Authorization", bearer).statusCode())
                .isEqualTo(422);
    }

    @Test
    void a_list_of_more_than_a_page_goes_on_where_it_ended() throws Exception {
        console.test.execute("insert into legal_hold (id, service_id, kind, record_id, reason, review_on, placed_at,"
                + " placed_by) select gen_random_uuid(), '" + console.other.id()
                + "', 'HOME', gen_random_uuid(), 'Many',"
                + " date '2030-01-01' + n / 100, now(), 'x' from generate_series(1, 250) n");
        assertThat(walk("/api/v1/holds?limit=1000")).hasSize(250).doesNotHaveDuplicates();
        assertThat(walk("/api/v1/holds?limit=99")).hasSize(250).doesNotHaveDuplicates();
        console.test.execute("update legal_hold set lifted_at = now(), lifted_by = 'x', lifted_why = 'Over'"
                + " where service_id = '" + console.other.id() + "'");
        assertThat(walk("/api/v1/holds?state=lifted&limit=99")).hasSize(250).doesNotHaveDuplicates();
        assertThat(walk("/api/v1/holds")).isEmpty();
        assertThat(console.get("/api/v1/holds?cursor=x", "Authorization", "Bearer " + console.otherToken)
                        .statusCode())
                .isEqualTo(422);
    }

    /** The ids of all pages of the other service, in order. */
    private static List<String> walk(String path) throws Exception {
        List<String> ids = new ArrayList<>();
        String next = null;
        do {
            String address = next == null ? path : path + (path.contains("?") ? "&" : "?") + "cursor=" + next;
            JsonObject page = new JsonObject(console.get(address, "Authorization", "Bearer " + console.otherToken)
                    .body());
            page.getJsonArray("items").forEach(item -> ids.add(((JsonObject) item).getString("id")));
            next = page.getString("next");
        } while (next != null);
        return ids;
    }

    @Test
    void what_would_go_is_counted_and_what_went_is_told() throws Exception {
        Database owner = Database.open(console.vertx, console.test.ownerUrl(), 1);
        Retention retention = new Retention(owner, console::now);
        Scope scope = new Scope(console.demo.id(), null, "retention");
        TestConsole.await(retention.set(scope, new Retention.Rule(RetentionKind.ALARM_NOTE, 730)));
        String home = home();
        String over = console.now().minus(Duration.ofDays(800)).toString();
        for (String one : new String[] {alarm(home), alarm(home())}) {
            console.test.execute("update alarm set state = 'CLOSED', sounding = false, closed_at = '" + over
                    + "', spoken_to = 'Edith' where id = '" + one + "'");
        }
        assertThat(place(mary, "HOME", home, "A claim", day(9)).statusCode()).isEqualTo(303);
        assertThat(console.get("/retention", "Cookie", mary).body())
                .contains("has never taken anything away here", "There are rules, and it has not run", "2 years")
                .contains("tocsin retention --service demo", "for ever: there is no rule", "the oldest of")
                .as("from when it is counted is said of what has a rule, and of nothing else")
                .contains("since it was closed")
                .doesNotContain("since they moved out", "since it left", "since the call");
        assertThat(console.get("/api/v1/retention", "Authorization", "Bearer " + console.demoToken)
                        .body())
                .contains("{\"kind\":\"ALARM_NOTE\",\"days\":730,\"due\":1,");
        assertThat(TestConsole.await(retention.apply(scope))).hasSize(1);
        TestConsole.await(owner.close());
        assertThat(console.get("/retention", "Cookie", mary).body())
                .contains("records it took: 1.", "nothing was left")
                .doesNotContain("There are rules, and it has not run");
        assertThat(console.get("/retention", "Cookie", stranger).body()).contains("has never taken anything away here");
        assertThat(console.get("/retention", "Cookie", olive).statusCode()).isEqualTo(403);
        assertThat(console.get("/api/v1/retention", "Cookie", olive).statusCode())
                .isEqualTo(403);
    }

    private static HttpResponse<String> place(String who, String kind, String record, String reason, String reviewOn)
            throws Exception {
        String of = kind + ":" + record;
        return console.form(
                "/holds",
                List.of(
                        "_csrf",
                        console.csrf(who),
                        "hold",
                        UUID.randomUUID().toString(),
                        "from",
                        of,
                        "of",
                        of,
                        "reason",
                        reason,
                        "reference",
                        "HMC 7/26",
                        "reviewOn",
                        reviewOn),
                "Cookie",
                who);
    }

    private static HttpResponse<String> act(String who, String hold, String act, String field, String value)
            throws Exception {
        List<String> fields = new ArrayList<>(List.of("_csrf", console.csrf(who), field, value));
        return console.form("/holds/" + hold + "/" + act, fields, "Cookie", who);
    }

    private static HttpResponse<String> api(String path, String body, String token) throws Exception {
        return console.json(path, body, "Authorization", "Bearer " + token);
    }

    private static String day(int ahead) {
        return LocalDate.ofInstant(console.now(), ZoneOffset.UTC)
                .plusDays(ahead)
                .toString();
    }

    private static String home() throws Exception {
        UUID id = UUID.randomUUID();
        console.test.execute("insert into home (id, service_id, line1, postcode, created_at) values ('" + id + "', '"
                + console.demo.id() + "', '" + ++count + " Hold Street', 'LS1 1AA', now())");
        return id.toString();
    }

    private static String alarm(String home) throws Exception {
        UUID id = UUID.randomUUID();
        console.test.execute(
                "insert into alarm (id, service_id, reference, home_id, cid, join_key, joining_class, kind,"
                        + " priority, state, flags, trigger_words, signal_count, raised_at, pressed_at, sounding) values ('"
                        + id
                        + "', '" + console.demo.id() + "', 'HOLD" + ++count + "', '" + home + "', '1', '" + id
                        + "', 'LIFE', 'ALARM', 1, 'WAITING', '{}', 'Pendant', 1, now(), now(), false)");
        return id.toString();
    }

    private static String text(String sql) throws Exception {
        return TestConsole.await(console.database.pool().query(sql).execute())
                .iterator()
                .next()
                .getString(0);
    }
}
