package org.tocsin.console.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Role;
import org.tocsin.console.TestConsole;
import org.tocsin.platform.Ids;

/** A scheme's controller that is not heard, as people see it and work on it without scripts, with a console's own workers. */
class FaultPagesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern FAULT = Pattern.compile("/faults/([0-9a-f-]{36})");
    private static final Pattern CALLS = Pattern.compile("/alarms/([0-9a-f-]{36})\">Welfare calls due");

    private static TestConsole console;
    private static String olive;
    private static String stranger;

    @BeforeAll
    static void start() throws Exception {
        console = TestConsole.start();
        olive = console.signedIn(console.demo, "olive", Role.OPERATOR);
        stranger = console.signedIn(console.other, "stranger", Role.MANAGER);
        UUID scheme = Ids.next();
        console.test.execute("insert into scheme (id, service_id, name, created_at) values ('" + scheme + "', '"
                + console.demo.id() + "', 'Elm <b>Court</b>', '2026-01-01Z')");
        console.test.execute(
                "insert into home_unit (id, service_id, scheme_id, cid, protocol, authentication, created_at) values ('"
                        + Ids.next() + "', '" + console.demo.id() + "', '" + scheme
                        + "', '7001', 'SCAIP', 'NONE', '2026-01-01Z')");
        flat(scheme, "1", "STANDARD");
        flat(scheme, "2", "CRITICAL");
        console.test.execute("insert into fault (id, service_id, cid, did, dty, kind, lost_at) values ('" + Ids.next()
                + "', '" + console.demo.id() + "', '7001', '', '0002', 'SILENT', now() - interval '5 hours')");
        await().atMost(Duration.ofSeconds(30)).until(() -> list().contains("2 open because of unit 7001"));
    }

    @AfterAll
    static void stop() throws Exception {
        console.close();
    }

    @Test
    void its_page_says_how_many_homes_are_behind_it_and_leads_to_them_by_risk() throws Exception {
        assertThat(console.get("/units/7001", "Cookie", olive).body())
                .contains("Open fault: Controller, not heard", "Homes behind it that may not be heard: 2.")
                .contains("\"/faults?unit=7001\"");
        String homes = list();
        assertThat(homes.indexOf("Flat 2")).isPositive().isLessThan(homes.indexOf("Flat 1"));
        assertThat(homes)
                .as("who is rung, and where; not for whoever died")
                .contains("Ann Flat 2, Flat 2, LS1 1AA", "href=\"tel:01134960002\">0113 496 0002")
                .doesNotContain("Late", "0113 496 1");
        assertThat(console.get("/faults?unit=7001", "Cookie", stranger).body())
                .doesNotContain("Flat 1")
                .contains("None.");
        assertThat(console.get("/faults?unit=70%00", "Cookie", olive).statusCode())
                .isEqualTo(404);
        JsonNode over = JSON.readTree(
                console.get("/api/v1/faults?cid=7001", "Cookie", olive).body());
        assertThat(over.get("items")).hasSize(2);
        assertThat(over.at("/items/0/telephone").asText()).isEqualTo("0113 496 0002");
        assertThat(over.at("/items/0/controller").asText()).isEqualTo("7001");
        assertThat(console.get("/api/v1/faults?cid=7002", "Cookie", olive).body())
                .contains("\"items\":[]");
        assertThat(console.get("/api/v1/faults?cid=70x", "Cookie", olive).statusCode())
                .isEqualTo(422);
    }

    @Test
    void the_calls_of_all_its_homes_are_one_alarm_which_the_last_call_ends() throws Exception {
        console.test.execute("update fault_case set next_call_at = now() - interval '1 second', look_until = null");
        await().atMost(Duration.ofSeconds(30)).until(() -> CALLS.matcher(unit()).find());
        Matcher card = CALLS.matcher(unit());
        assertThat(card.find()).isTrue();
        String alarm = "/alarms/" + card.group(1);
        assertThat(card.find()).as("one for both").isFalse();
        assertThat(console.get(alarm, "Cookie", olive).body())
                .contains(
                        "Welfare calls due: Controller, not heard",
                        "Elm &lt;b&gt;Court&lt;/b&gt;",
                        "Open faults behind this controller: 2",
                        "/faults?unit=7001");
        for (String fault : FAULT.matcher(list())
                .results()
                .map(one -> one.group(1))
                .distinct()
                .toList()) {
            assertThat(console.get("/faults/" + fault, "Cookie", olive).body())
                    .contains("\"/faults?unit=7001\">All homes behind this controller");
            List<String> form = List.of("_csrf", console.csrf(olive), "outcome", "WELL");
            assertThat(console.form("/faults/" + fault + "/call", form, "Cookie", olive)
                            .statusCode())
                    .isEqualTo(303);
        }
        assertThat(console.get(alarm, "Cookie", olive).body())
                .contains("rang Flat 2: Spoken to, well", "rang Flat 1: Spoken to, well");
        assertThat(CALLS.matcher(unit()).find()).isFalse();
    }

    private static void flat(UUID scheme, String did, String risk) {
        UUID home = Ids.next();
        console.test.execute(
                "insert into home (id, service_id, line1, postcode, risk_tier, created_at) values ('" + home + "', '"
                        + console.demo.id() + "', 'Flat " + did + "', 'LS1 1AA', '" + risk + "', '2026-01-01Z')");
        console.test.execute("insert into scheme_point values ('" + Ids.next() + "', '" + console.demo.id() + "', '"
                + scheme + "', '" + did + "', 'DWELLING', 'Flat " + did + "', '" + home + "')");
        resident(home, "Late Flat " + did, "0113 496 100" + did, "DECEASED");
        resident(home, "Ann Flat " + did, "0113 496 000" + did, "ACTIVE");
    }

    private static void resident(UUID home, String name, String telephone, String status) {
        UUID person = Ids.next();
        console.test.execute(
                "insert into service_user (id, service_id, name, telephone, status, status_since, created_at)"
                        + " values ('" + person + "', '" + console.demo.id() + "', '" + name + "', '" + telephone
                        + "', '"
                        + status + "', '2026-01-01Z', '2026-01-01Z')");
        console.test.execute("insert into resident (service_id, home_id, service_user_id, since) values ('"
                + console.demo.id() + "', '" + home + "', '" + person + "', '2026-01-01Z')");
    }

    private static String list() throws Exception {
        return console.get("/faults?unit=7001", "Cookie", olive).body();
    }

    private static String unit() throws Exception {
        return console.get("/units/7001", "Cookie", olive).body();
    }
}
