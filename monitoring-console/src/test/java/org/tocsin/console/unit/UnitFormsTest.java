package org.tocsin.console.unit;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
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
import org.tocsin.platform.Ids;

/** What a desk changes at a unit, as a browser without scripts does it, and what that asks to be heard again. */
class UnitFormsTest {
    private static final AtomicInteger CID = new AtomicInteger(870_000);

    private static TestConsole console;
    private static String ian;
    private static String mary;
    private static String olive;
    private static String stranger;

    @BeforeAll
    static void start() throws Exception {
        console = TestConsole.start();
        console.person(console.demo, "olive", Role.OPERATOR);
        console.person(console.demo, "ian", Role.INSTALLER);
        console.person(console.demo, "mary", Role.MANAGER);
        console.person(console.other, "stranger", Role.MANAGER);
        olive = console.signIn("olive");
        ian = console.signIn("ian");
        mary = console.signIn("mary");
        stranger = console.signIn("stranger");
    }

    @AfterAll
    static void stop() throws Exception {
        console.close();
    }

    @Test
    void what_is_on_file_of_a_unit_is_changed_and_another_firmware_is_noted() throws Exception {
        UUID home = home();
        String cid = unit(home);
        UUID model = Ids.next();
        console.test.execute("insert into unit_model (id, service_id, make, name, created_at) values ('" + model
                + "', '" + console.demo.id() + "', 'Acme', 'Bell', '2026-01-01Z')");
        String[] facts = {"serial", "SN <1>", "externalId", "E1", "firmware", "1.0", "model", model.toString()};
        List<String> first = new ArrayList<>(List.of(facts));
        first.addAll(List.of("path", "IP", "path", "MOBILE"));
        assertThat(post(ian, cid, "facts", first.toArray(String[]::new)).statusCode())
                .isEqualTo(303);
        assertThat(console.get("/units/" + cid, "Cookie", olive).body())
                .contains("SN &lt;1&gt;", "1.0 on file", "IP, mobile", "Acme Bell")
                .doesNotContain("Change what is on file");
        assertThat(changes(home))
                .as("the first that anybody writes down is no change")
                .isEmpty();
        facts[5] = "1.1";
        post(ian, cid, "facts", facts);
        assertThat(changes(home)).containsExactly("FIRMWARE 1.0 -> 1.1");
        assertThat(post(ian, unit(home), "facts", "externalId", "E1").body()).contains("Another unit has this number");
        assertThat(post(ian, cid, "facts", "path", "PIGEON").statusCode()).isEqualTo(422);
    }

    @Test
    void another_sim_in_a_home_is_a_swap() throws Exception {
        UUID home = home();
        String cid = unit(home);
        assertThat(post(ian, cid, "sim", "iccid", "8944 0000 0000 0000 001", "network", "Blue")
                        .statusCode())
                .isEqualTo(303);
        assertThat(changes(home)).isEmpty();
        post(ian, cid, "sim", "iccid", "8944000000000000002", "network", "Red");
        assertThat(changes(home)).containsExactly("SIM_SWAP 8944000000000000001 -> 8944000000000000002");
        assertThat(post(ian, cid, "sim", "iccid", "12").statusCode()).isEqualTo(422);
    }

    @Test
    void another_unit_takes_its_place_with_every_trigger() throws Exception {
        UUID home = home();
        String old = unit(home);
        String fresh = unit(null);
        console.test.execute("update home_unit set serial = 'ABC-9' where cid = '" + fresh + "'");
        console.test.execute("insert into peripheral (id, service_id, home_id, unit_id, dty, did, name, since) select '"
                + Ids.next() + "', service_id, home_id, id, '0003', '00A1', 'Pendant', '2026-01-01Z' from home_unit"
                + " where cid = '" + old + "'");
        assertThat(post(ian, old, "swap", "unit", "nothing like it").body()).contains("No unit of this service");
        assertThat(post(ian, old, "swap", "unit", unit(home())).body()).contains("on file in another home");
        assertThat(post(ian, old, "swap", "unit", "abc-9").statusCode()).isEqualTo(303);
        assertThat(one("select u.cid from peripheral p join home_unit u on u.id = p.unit_id where p.home_id = '" + home
                        + "'"))
                .isEqualTo(fresh);
        assertThat(one("select home_id is null from home_unit where cid = '" + old + "'"))
                .isEqualTo("true");
        assertThat(changes(home)).contains("UNIT_SWAP " + old + " -> " + fresh);
    }

    @Test
    void what_stands_in_a_home_is_a_managers_to_say() throws Exception {
        UUID home = home();
        String cid = unit(home);
        assertThat(post(ian, cid, "line-type", "lineType", "CONVERTER").statusCode())
                .isEqualTo(422);
        assertThat(post(mary, cid, "line-type", "lineType", "CONVERTER").statusCode())
                .isEqualTo(303);
        assertThat(one("select equipment from home where id = '" + home + "'")).isEqualTo("CONVERTER");
        assertThat(post(mary, unit(null), "line-type", "lineType", "DIGITAL").statusCode())
                .isEqualTo(404);
    }

    @Test
    void who_may_not_is_refused_and_another_service_finds_nothing() throws Exception {
        UUID home = home();
        String cid = unit(home);
        for (String form : List.of("facts", "sim", "swap", "line-type")) {
            assertThat(post(olive, cid, form).statusCode()).as(form).isEqualTo(403);
        }
        assertThat(post(stranger, cid, "facts", "serial", "X").statusCode()).isEqualTo(404);
        assertThat(post(stranger, cid, "sim", "iccid", "8944000000000000002").statusCode())
                .isEqualTo(404);
        assertThat(post(stranger, cid, "swap", "unit", "1").statusCode()).isEqualTo(404);
        assertThat(post(stranger, cid, "line-type", "lineType", "DIGITAL").statusCode())
                .isEqualTo(404);
    }

    @Test
    void an_open_fault_stands_over_the_page() throws Exception {
        UUID home = home();
        String cid = unit(home);
        console.test.execute(
                "insert into fault_case (id, service_id, home_id, fault_id, cid, did, dty, kind, what, why,"
                        + " lost_at, opened_at, next_call_at, manager_at) values ('" + Ids.next() + "', '"
                        + console.demo.id()
                        + "', '" + home + "', '" + Ids.next() + "', '" + cid + "', '00A1', '0003', 'BATTERY',"
                        + " 'Pendant, battery low', 'a life depends on it', now() - interval '5 hours', now(),"
                        + " now() + interval '1 hour', now() + interval '1 day')");
        assertThat(console.get("/units/" + cid, "Cookie", olive).body())
                .contains("Open fault: Pendant, battery low", "open for 5 hours", "The home is rung next");
        assertThat(console.get("/units/" + unit(home()), "Cookie", olive).body())
                .doesNotContain("Open fault:");
    }

    private static HttpResponse<String> post(String cookie, String cid, String form, String... fields)
            throws Exception {
        List<String> all = new ArrayList<>(List.of("_csrf", console.csrf(cookie)));
        all.addAll(List.of(fields));
        return console.form("/units/" + cid + "/" + form, all, "Cookie", cookie);
    }

    private static UUID home() {
        UUID home = Ids.next();
        console.test.execute("insert into home (id, service_id, line1, postcode, created_at) values ('" + home + "', '"
                + console.demo.id() + "', '1 Test Street', 'LS1 1AA', '2026-01-01Z')");
        return home;
    }

    private static String unit(@Nullable UUID home) {
        String cid = Integer.toString(CID.incrementAndGet());
        UUID unit = Ids.next();
        console.test.execute(
                "insert into home_unit (id, service_id, home_id, cid, protocol, authentication, created_at)"
                        + " values ('" + unit + "', '" + console.demo.id() + "', "
                        + (home == null ? "null" : "'" + home + "'")
                        + ", '" + cid + "', 'SCAIP', 'NONE', '2026-01-01Z')");
        if (home != null) {
            console.test.execute("insert into unit_placement (id, service_id, unit_id, home_id, since, placed_by)"
                    + " values ('" + Ids.next() + "', '" + console.demo.id() + "', '" + unit + "', '" + home
                    + "', '2026-01-01Z', 'test')");
        }
        return cid;
    }

    private static List<String> changes(UUID home) throws Exception {
        List<String> found = new ArrayList<>();
        TestConsole.await(console.database
                        .pool()
                        .query("select kind || ' ' || was || ' -> ' || is_now from unit_change where home_id = '" + home
                                + "' and kind in ('FIRMWARE', 'SIM_SWAP', 'UNIT_SWAP') order by at")
                        .execute())
                .forEach(row -> found.add(row.getString(0)));
        return found;
    }

    private static String one(String sql) throws Exception {
        return String.valueOf(
                TestConsole.await(console.database.pool().query(sql).execute())
                        .iterator()
                        .next()
                        .getValue(0));
    }
}
