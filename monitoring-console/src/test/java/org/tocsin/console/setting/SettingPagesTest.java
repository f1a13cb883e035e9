package org.tocsin.console.setting;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Role;
import org.tocsin.access.Scope;
import org.tocsin.console.TestConsole;
import org.tocsin.platform.Ids;
import org.tocsin.service.WatchSetting;
import org.tocsin.service.WatchSettings;

/** The page of settings as a browser without scripts gets it, the same numbers for programs, and who gets them. */
class SettingPagesTest {
    private static final String PAGE = "/settings/watching";

    private static TestConsole console;
    private static String mary;
    private static String olive;
    private static String stranger;

    @BeforeAll
    static void start() throws Exception {
        console = TestConsole.start();
        console.person(console.demo, "mary", Role.MANAGER);
        console.person(console.demo, "olive", Role.OPERATOR);
        console.person(console.other, "stranger", Role.MANAGER);
        mary = console.signIn("mary");
        olive = console.signIn("olive");
        stranger = console.signIn("stranger");
        console.test.execute("insert into unit_model (id, service_id, make, name, created_at, heartbeat_s) values ('"
                + Ids.next() + "', '" + console.demo.id() + "', 'Acme', 'Bell', '2026-01-01Z', 930)");
    }

    @AfterAll
    static void stop() throws Exception {
        console.close();
    }

    @Test
    void a_manager_sees_every_setting_with_its_unit_and_why_and_changes_one() throws Exception {
        String page = console.get(PAGE, "Cookie", mary).body();
        for (WatchSetting setting : WatchSetting.values()) {
            assertThat(page).contains("name=\"" + setting.jsonName() + "\"", setting.title());
        }
        assertThat(page).contains("between 15 and 2880; 240 unless set", "minutes", "Acme Bell");
        console.test.execute("update service set heartbeat_s = 1000 where id = '" + console.demo.id() + "'");

        HttpResponse<String> saved = console.form(PAGE, form(mary, "welfareCallSeconds", "120"), "Cookie", mary);

        assertThat(saved.statusCode()).isEqualTo(303);
        assertThat(column("fault_call_every_s")).isEqualTo(7_200);
        assertThat(column("heartbeat_s")).as("left as it was shown").isEqualTo(1_000);
        assertThat(one("select subject from audit where action = 'change-setting'"))
                .isEqualTo("setting:welfareCallSeconds 14400 -> 7200");
        assertThat(console.get(PAGE + "?saved=1", "Cookie", mary).body()).contains("Saved.", "changed");
        assertThat(console.get(PAGE, "Cookie", stranger).body())
                .contains("value=\"240\"")
                .doesNotContain("Acme Bell");
    }

    @Test
    void the_day_analogue_lines_end_is_the_service_s_own() throws Exception {
        assertThat(console.get(PAGE, "Cookie", mary).body()).contains("value=\"2027-01-31\"");
        assertThat(day(mary, "2026-12-31").statusCode()).isEqualTo(303);
        assertThat(one("select switchover_on::text from service where id = '" + console.demo.id() + "'"))
                .isEqualTo("2026-12-31");
        assertThat(one("select subject from audit where subject like 'setting:switchoverOn%'"))
                .isEqualTo("setting:switchoverOn -> 2026-12-31");
        for (String bad : List.of("", "soon", "1999-01-01", "2041-01-01")) {
            assertThat(day(mary, bad).statusCode()).as(bad).isEqualTo(422);
        }
        assertThat(day(olive, "2026-11-30").statusCode()).isEqualTo(403);
        assertThat(console.get(PAGE, "Cookie", stranger).body()).contains("value=\"2027-01-31\"");
        String bearer = "Bearer " + console.demoToken;
        HttpRequest.Builder put = console.request(
                "/api/v1/switchover-settings", "Authorization", bearer, "Content-Type", "application/json");
        assertThat(console.send(put.PUT(HttpRequest.BodyPublishers.ofString("{\"switchoverOn\":\"2027-06-30\"}")))
                        .body())
                .isEqualTo("{\"switchoverOn\":\"2027-06-30\"}");
        assertThat(console.get("/api/v1/switchover-settings", "Authorization", bearer)
                        .body())
                .contains("2027-06-30");
    }

    private static HttpResponse<String> day(String who, String day) throws Exception {
        return console.form(
                "/settings/switchover", List.of("_csrf", console.csrf(who), "switchoverOn", day), "Cookie", who);
    }

    @Test
    void what_cannot_be_is_refused_whole() throws Exception {
        for (String typed : List.of("0", "tomorrow", "99999999", "1e3", "")) {
            HttpResponse<String> refused = console.form(PAGE, form(mary, "proofLimitDays", typed), "Cookie", mary);
            assertThat(refused.statusCode()).as(typed).isEqualTo(422);
            assertThat(refused.body()).contains("Nothing was changed", "aria-invalid=\"true\"");
        }
        assertThat(column("proof_limit_days")).isEqualTo(365);
    }

    @Test
    void what_a_model_does_is_filled_in_and_emptied() throws Exception {
        String id = one("select id from unit_model where name = 'Bell'");
        String path = PAGE + "/models/" + id;
        HttpResponse<String> saved = console.form(path, model(mary, "15", "9", "73", "40"), "Cookie", mary);
        assertThat(saved.statusCode()).isEqualTo(303);
        assertThat(one("select heartbeat_s || '/' || trigger_heartbeat_s || '/' || trigger_silent_s"
                        + " || '/' || standby_h from unit_model where id = '" + id + "'"))
                .as("930 s are shown as 15 minutes and stay")
                .isEqualTo("930/32400/262800/40");
        assertThat(console.form(path, model(mary, "15", "9", "10", ""), "Cookie", mary)
                        .body())
                .contains("Acme Bell: One missed report is no trigger out of range");
        assertThat(console.form(path, model(mary, "x", "", "", ""), "Cookie", mary)
                        .statusCode())
                .isEqualTo(422);
        assertThat(console.form(path, model(stranger, "", "", "", ""), "Cookie", stranger)
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void only_managers_may_look_or_change() throws Exception {
        assertThat(console.get(PAGE, "Cookie", olive).statusCode()).isEqualTo(403);
        assertThat(console.form(PAGE, form(olive, "welfareCallSeconds", "60"), "Cookie", olive)
                        .statusCode())
                .isEqualTo(403);
        assertThat(console.get("/supervision", "Cookie", olive).body()).doesNotContain(PAGE);
        assertThat(console.get("/supervision", "Cookie", mary).body()).contains(PAGE);
    }

    @Test
    void programs_read_and_change_the_same_numbers() throws Exception {
        HttpResponse<String> changed = send("PATCH", "/watch-settings", "{\"visitPhoneLostSeconds\":45}");
        assertThat(changed.statusCode()).isEqualTo(200);
        assertThat(changed.body()).contains("\"visitPhoneLostSeconds\":45", "\"visitSignalLimitDbm\":-105");
        assertThat(column("visit_phone_lost_s")).isEqualTo(45);
        assertThat(send("PATCH", "/watch-settings", "{\"visitPhoneLostSeconds\":4}")
                        .statusCode())
                .isEqualTo(422);
        send("PUT", "/unit-models", "{\"make\":\"Acme\",\"name\":\"Ring\"}");
        HttpResponse<String> model =
                send("PUT", "/unit-models/watch", "{\"make\":\"Acme\",\"name\":\"Ring\",\"standbyHours\":48}");
        assertThat(model.body()).contains("\"standbyHours\":48", "\"heartbeatSeconds\":null");
        assertThat(send("PUT", "/unit-models/watch", "{\"make\":\"Acme\",\"name\":\"None\"}")
                        .statusCode())
                .isEqualTo(422);
        assertThat(console.get("/api/v1/unit-models/watch", "Authorization", "Bearer " + console.demoToken)
                        .body())
                .contains("\"name\":\"Ring\"");
        assertThat(console.get("/api/v1/unit-models/watch", "Authorization", "Bearer " + console.otherToken)
                        .body())
                .contains("\"items\":[]");
    }

    private static HttpResponse<String> send(String method, String path, String body) throws Exception {
        return console.send(console.request(
                        "/api/v1" + path,
                        "Authorization",
                        "Bearer " + console.demoToken,
                        "Content-Type",
                        "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body)));
    }

    private static int column(String name) throws Exception {
        return Integer.parseInt(one("select " + name + " from service where id = '" + console.demo.id() + "'"));
    }

    private static String one(String sql) throws Exception {
        return String.valueOf(
                TestConsole.await(console.database.pool().query(sql).execute())
                        .iterator()
                        .next()
                        .getValue(0));
    }

    /** The whole form as it was shown, but for one field. */
    private static List<String> form(String cookie, String changed, String value) throws Exception {
        List<String> fields = new ArrayList<>(List.of("_csrf", console.csrf(cookie)));
        Map<WatchSetting, Integer> now = TestConsole.await(
                new WatchSettings(console.database, console::now).find(Scope.platform(console.demo.id())));
        now.forEach((setting, stored) -> {
            fields.add(setting.jsonName());
            fields.add(setting.jsonName().equals(changed) ? value : setting.typed(stored));
        });
        return fields;
    }

    private static List<String> model(String cookie, String beat, String report, String silent, String standby)
            throws Exception {
        return List.of(
                "_csrf",
                console.csrf(cookie),
                "heartbeatMinutes",
                beat,
                "triggerHours",
                report,
                "triggerSilentHours",
                silent,
                "standbyHours",
                standby);
    }
}
