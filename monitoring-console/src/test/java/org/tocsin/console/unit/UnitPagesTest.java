package org.tocsin.console.unit;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Role;
import org.tocsin.console.TestConsole;
import org.tocsin.platform.Ids;
import org.tocsin.service.TelecareService;

/** Units as a browser without scripts gets them, and who gets them. */
class UnitPagesTest {
    private static final AtomicInteger CID = new AtomicInteger(880_000);

    private static TestConsole console;
    private static String olive;
    private static String ian;
    private static String mary;
    private static String rhona;
    private static String stranger;

    @BeforeAll
    static void start() throws Exception {
        console = TestConsole.start();
        olive = console.signedIn(console.demo, "olive", Role.OPERATOR);
        ian = console.signedIn(console.demo, "ian", Role.INSTALLER);
        mary = console.signedIn(console.demo, "mary", Role.MANAGER);
        rhona = console.signedIn(console.demo, "rhona", Role.RESPONDER);
        stranger = console.signedIn(console.other, "stranger", Role.MANAGER);
    }

    @AfterAll
    static void stop() throws Exception {
        console.close();
    }

    @Test
    void a_unit_is_shown_to_the_people_of_its_service_and_each_reading_is_on_record() throws Exception {
        String cid = unit(console.demo, "MQTT", "Edith <b>Shah</b>", "LS1 4AP");
        console.press(cid, "r1");
        console.test.execute("insert into unit_state (unit_id, service_id, state, since, reported_at, firmware, bearer,"
                + " rssi, mains, battery) select id, service_id, 'READY', now(), now(), '3.2.1', 'lte', -87, false, 96"
                + " from home_unit where cid = '" + cid + "'");
        long before = audited("read-unit");
        HttpResponse<String> page = console.get("/units/" + cid, "Cookie", olive);
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body())
                .contains("Unit " + cid, "Edith &lt;b&gt;Shah&lt;/b&gt;", "not connected", "just now", "r1")
                .contains("ready since", "firmware 3.2.1, over lte, -87 dBm, on battery, battery 96 %")
                .doesNotContain("<b>Shah");
        assertThat(audited("read-unit")).isEqualTo(before + 1);
        assertThat(console.get("/units/" + cid, "Cookie", ian).statusCode()).isEqualTo(200);
        assertThat(console.get("/units/" + cid, "Cookie", stranger).statusCode())
                .isEqualTo(404);
        assertThat(console.get("/units/" + cid + "/commands", "Cookie", stranger)
                        .statusCode())
                .isEqualTo(404);
        assertThat(console.get("/units/" + cid, "Cookie", rhona).statusCode()).isEqualTo(403);
        assertThat(console.get("/units", "Cookie", rhona).statusCode()).isEqualTo(403);
        assertThat(console.get("/units/" + cid).statusCode()).isEqualTo(303);
        assertThat(console.get("/units/x", "Cookie", olive).statusCode()).isEqualTo(404);
    }

    @Test
    void a_manager_asks_with_a_form_and_the_same_form_twice_asks_once() throws Exception {
        String cid = unit(console.demo, "MQTT", "Ada Lock", "LS2 1AA");
        String path = "/units/" + cid;
        assertThat(console.get(path, "Cookie", mary).body()).contains("Send a test", "Change the setting");
        assertThat(console.form(path + "/ask", List.of("op", "test"), "Cookie", mary)
                        .statusCode())
                .isEqualTo(403);
        List<String> form = List.of("_csrf", console.csrf(mary), "op", "test", "request", "form-" + cid);
        HttpResponse<String> asked = console.form(path + "/ask", form, "Cookie", mary);
        assertThat(asked.statusCode()).isEqualTo(303);
        console.form(path + "/ask", form, "Cookie", mary);
        String page = console.get(path, "Cookie", mary).body();
        assertThat(page).containsOnlyOnce("waits for the unit until").contains("every 1s");
        HttpResponse<String> part = console.form(
                path + "/ask",
                List.of("_csrf", console.csrf(mary), "op", "heartbeat.interval", "minutes", "0"),
                "Cookie",
                mary,
                "HX-Request",
                "true");
        assertThat(part.body()).startsWith("<section").contains("Between 1 and 1440 minutes.");
        console.form(
                path + "/ask",
                List.of("_csrf", console.csrf(mary), "op", "config.set", "name", "volume", "value", "7"),
                "Cookie",
                mary);
        assertThat(console.get(path + "/commands", "Cookie", mary).body())
                .startsWith("<ol")
                .contains("config.set: values {volume=7}");
    }

    @Test
    void an_operator_sees_what_was_asked_and_is_not_offered_what_is_for_others() throws Exception {
        String cid = unit(console.demo, "MQTT", "Bea Lock", "LS2 1AB");
        assertThat(console.get("/units/" + cid, "Cookie", olive).body())
                .contains("What it is asked")
                .doesNotContain("Send a test", "Change the setting");
        List<String> form = List.of("_csrf", console.csrf(olive), "op", "test");
        assertThat(console.form("/units/" + cid + "/ask", form, "Cookie", olive).statusCode())
                .isEqualTo(403);
        List<String> theirs = List.of("_csrf", console.csrf(stranger), "op", "test");
        assertThat(console.form("/units/" + cid + "/ask", theirs, "Cookie", stranger)
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void a_scaip_unit_offers_nothing_it_cannot_do() throws Exception {
        String cid = unit(console.demo, "SCAIP", "Cy Lock", "LS2 1AC");
        assertThat(console.get("/units/" + cid, "Cookie", mary).body())
                .contains("can be asked nothing from here", "never: nothing proves that it works")
                .doesNotContain("Send a test");
        console.test.execute("insert into undelivered_reply select id, service_id, 3, now(), now(), 'NO_ANSWER', null,"
                + " 'g' from home_unit where cid = '" + cid + "'");
        console.test.execute(
                "insert into fault (id, service_id, cid, did, dty, kind, lost_at) select gen_random_uuid(),"
                        + " service_id, cid, '00A1', '0003', 'BATTERY', now() from home_unit where cid = '" + cid
                        + "'");
        assertThat(console.get("/units/" + cid, "Cookie", mary).body())
                .contains("3 replies not confirmed since", "no answer within 32 s", "battery of device 00A1, since");
    }

    @Test
    void units_are_found_by_number_name_and_postcode_and_by_nobody_else() throws Exception {
        String cid = unit(console.demo, "MQTT", "Wilhelmina Quill", "ZE1 9XX");
        unit(console.other, "MQTT", "Wilhelmina Other", "ZE1 9XY");
        for (String words : List.of(cid, "helmina q", "ze19x", "ZE1+9")) {
            assertThat(console.get("/units?q=" + words.replace(" ", "+"), "Cookie", ian)
                            .body())
                    .as(words)
                    .contains("/units/" + cid, "Wilhelmina Quill")
                    .doesNotContain("Wilhelmina Other");
        }
        assertThat(console.get("/units?q=%25", "Cookie", ian).body()).contains("Nothing fits");
        assertThat(console.get("/units?after=x", "Cookie", ian).statusCode()).isEqualTo(404);
    }

    @Test
    void the_list_comes_in_pages() throws Exception {
        for (int i = 0; i < 51; i++) {
            unit(console.demo, "MQTT", "Many Pagewise", "PG1 1PG");
        }
        String first = console.get("/units?q=pagewise", "Cookie", olive).body();
        assertThat(first.split("<td class=\"who\">")).hasSize(51);
        String next = first.substring(first.indexOf("/units?after="), first.indexOf("\">Next"));
        assertThat(console.get(next.replace("&amp;", "&"), "Cookie", olive)
                        .body()
                        .split("<td class=\"who\">"))
                .hasSize(2);
    }

    private static String unit(TelecareService service, String protocol, String person, String postcode) {
        String cid = Integer.toString(CID.incrementAndGet());
        UUID home = Ids.next();
        UUID user = Ids.next();
        console.test.execute("""
                insert into home (id, service_id, line1, town, postcode, created_at)
                  values ('%1$s', '%2$s', '1 Test Street', 'Leeds', '%3$s', now());
                insert into service_user (id, service_id, name, created_at) values ('%4$s', '%2$s', '%5$s', now());
                insert into resident values ('%2$s', '%1$s', '%4$s', now());
                insert into home_unit (id, service_id, home_id, cid, protocol, authentication, created_at)
                  values ('%6$s', '%2$s', '%1$s', '%7$s', '%8$s', 'NONE', now())
                """.formatted(home, service.id(), postcode, user, person, Ids.next(), cid, protocol));
        return cid;
    }

    private static long audited(String action) throws Exception {
        return TestConsole.await(console.database
                .pool()
                .query("select count(*) from audit where action = '" + action + "'")
                .execute()
                .map(rows -> rows.iterator().next().getLong(0)));
    }
}
