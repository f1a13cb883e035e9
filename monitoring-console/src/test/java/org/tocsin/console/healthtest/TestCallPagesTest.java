package org.tocsin.console.healthtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Role;
import org.tocsin.console.TestConsole;
import org.tocsin.platform.Ids;

/** Whom operators ring for a test, as a browser without scripts gets it. */
class TestCallPagesTest {
    private static final String LIST = "/health-tests/calls";
    private static final Map<String, String> TEST = Map.of("dty", "0002", "stc", "0102");

    private static TestConsole console;
    private static String mary;
    private static String olive;

    @BeforeAll
    static void start() throws Exception {
        console = TestConsole.start();
        console.person(console.demo, "mary", Role.MANAGER);
        console.person(console.demo, "olive", Role.OPERATOR);
        mary = console.signIn("mary");
        olive = console.signIn("olive");
        unit("92001", "Edith <b>Shah</b>", model("Ring", "BY_CALL"));
        unit("92002", "Ada Lock", model("Press", "BY_APPOINTMENT"));
        List<String> order = new ArrayList<>(List.of("_csrf", console.csrf(mary), "name", "Spring", "trial", "0"));
        order.addAll(List.of("hours", "", "answer", "5", "attempts", "1", "retry", "60", "pace", ""));
        assertThat(console.form("/health-tests", order, "Cookie", mary).statusCode())
                .isEqualTo(303);
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(list("")).contains("92001"));
    }

    @AfterAll
    static void stop() throws Exception {
        console.close();
    }

    @Test
    void an_operator_rings_asks_and_sees_what_was_heard() throws Exception {
        assertThat(list("")).contains("Edith &lt;b&gt;Shah", "tel:+441632960123", "Not asked for yet", "Spring");
        String run = run(list(""));
        console.signal("92001", "early", TEST);
        assertThat(said(run, "", "outcome", "NO_ANSWER", "note", "engaged").statusCode())
                .isEqualTo(303);
        assertThat(list("")).contains("nobody answered: engaged", "Not asked for yet");
        assertThat(said(run, "").statusCode()).isEqualTo(422);
        said(run, "", "outcome", "ASKED");
        assertThat(list("")).contains("nothing heard yet", "every 2s");
        console.signal("92001", "asked", TEST);
        await().atMost(Duration.ofSeconds(40))
                .untilAsserted(() -> assertThat(
                                console.get(LIST + "/" + run, "Cookie", olive).body())
                        .contains("Passed: heard", "never"));
        assertThat(list("")).contains("Nobody is due.");
        assertThat(said(run, "", "outcome", "ASKED").body()).contains("It has its result already");
    }

    @Test
    void an_appointment_lies_ahead() throws Exception {
        String run = run(list("?way=appointment"));
        assertThat(said(run, "?way=appointment", "outcome", "AGREED", "at", "2020-01-01T10:00")
                        .body())
                .contains("within the next ninety days");
        String at =
                LocalDateTime.now(console.demo.zone()).plusDays(2).withNano(0).toString();
        assertThat(said(run, "?way=appointment", "outcome", "AGREED", "at", at).statusCode())
                .isEqualTo(303);
        assertThat(list("?way=appointment")).contains("press agreed for", "Ada Lock");
    }

    @Test
    void only_who_works_on_alarms_rings_and_only_for_the_own_service() throws Exception {
        console.person(console.demo, "ian", Role.INSTALLER);
        console.person(console.demo, "rhona", Role.RESPONDER);
        console.person(console.other, "stranger", Role.MANAGER);
        String ian = console.signIn("ian");
        String stranger = console.signIn("stranger");
        String run = run(list("?way=appointment"));
        assertThat(console.form(
                                LIST + "/" + run,
                                List.of("_csrf", console.csrf(ian), "outcome", "ASKED"),
                                "Cookie",
                                ian)
                        .statusCode())
                .isEqualTo(403);
        assertThat(console.get(LIST, "Cookie", console.signIn("rhona")).statusCode())
                .isEqualTo(403);
        assertThat(console.get(LIST + "?way=appointment", "Cookie", stranger).body())
                .contains("Nobody is due.");
        assertThat(console.get(LIST + "/" + run, "Cookie", stranger).statusCode())
                .isEqualTo(404);
        assertThat(console.form(
                                LIST + "/" + run,
                                List.of("_csrf", console.csrf(stranger), "outcome", "ASKED"),
                                "Cookie",
                                stranger)
                        .statusCode())
                .isEqualTo(404);
    }

    private static String list(String way) throws Exception {
        return console.get(LIST + way, "Cookie", olive).body();
    }

    private static String run(String page) {
        return page.replaceAll("(?s).*id=\"run-([0-9a-f-]{36})\".*", "$1");
    }

    private static HttpResponse<String> said(String run, String way, String... fields) throws Exception {
        List<String> form = new ArrayList<>(List.of("_csrf", console.csrf(olive)));
        form.addAll(List.of(fields));
        return console.form(LIST + "/" + run + way, form, "Cookie", olive);
    }

    private static UUID model(String name, String method) {
        UUID id = Ids.next();
        console.test.execute("insert into unit_model (id, service_id, make, name, created_at, test_method) values ('"
                + id + "', '" + console.demo.id() + "', 'Acme', '" + name + "', '2026-01-01Z', '" + method + "')");
        return id;
    }

    private static void unit(String cid, String who, UUID model) {
        UUID home = Ids.next();
        UUID person = Ids.next();
        UUID service = console.demo.id();
        console.test.execute("insert into home (id, service_id, line1, postcode, created_at) values ('" + home + "', '"
                + service + "', '1 Test Street', 'LS1 1AA', '2026-01-01Z')");
        console.test.execute("insert into service_user (id, service_id, name, telephone, created_at) values ('" + person
                + "', '" + service + "', '" + who + "', '+44 1632 960123', '2026-01-01Z')");
        console.test.execute(
                "insert into resident values ('" + service + "', '" + home + "', '" + person + "', '2026-01-01Z')");
        console.test.execute(
                "insert into home_unit (id, service_id, home_id, cid, protocol, authentication, created_at,"
                        + " model_id) values ('" + Ids.next() + "', '" + service + "', '" + home + "', '" + cid
                        + "', 'SCAIP', 'NONE', '2026-01-01Z', '" + model + "')");
    }
}
