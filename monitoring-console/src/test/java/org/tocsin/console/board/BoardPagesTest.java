package org.tocsin.console.board;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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

/** The pages as a browser without scripts gets them, and who gets them. */
class BoardPagesTest {
    private static final AtomicInteger CID = new AtomicInteger(660_000);

    private static TestConsole console;
    private static String olive;
    private static String rhona;
    private static String stranger;

    @BeforeAll
    static void start() throws Exception {
        console = TestConsole.start();
        console.person(console.demo, "ian", Role.INSTALLER);
        olive = console.signedIn(console.demo, "olive", Role.OPERATOR);
        rhona = console.signedIn(console.demo, "rhona", Role.RESPONDER);
        stranger = console.signedIn(console.other, "stranger", Role.OPERATOR);
    }

    @AfterAll
    static void stop() throws Exception {
        console.close();
    }

    @Test
    void everybody_lands_where_their_work_is() throws Exception {
        assertThat(console.get("/", "Cookie", olive).body()).contains("Nothing open");
        HttpResponse<String> responder = console.get("/", "Cookie", rhona);
        assertThat(responder.statusCode()).isEqualTo(303);
        assertThat(responder.headers().firstValue("Location")).contains("/respond");
        assertThat(console.get("/respond", "Cookie", rhona).body()).contains("id=\"jobs\"");
        String installer = console.signIn("ian");
        assertThat(console.get("/", "Cookie", installer).headers().firstValue("Location"))
                .contains("/visits");
    }

    @Test
    void an_alarm_is_shown_to_operators_of_its_service_only() throws Exception {
        UUID alarm = alarm(console.demo, "Pendant, kitchen");
        HttpResponse<String> page = console.get("/alarms/" + alarm, "Cookie", olive);
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).startsWith("<!doctype html>").contains("Pendant, kitchen", "waiting, nobody has it");
        assertThat(console.get("/alarms/" + alarm, "Cookie", stranger).statusCode())
                .isEqualTo(404);
        assertThat(console.get("/alarms/" + alarm, "Cookie", rhona).statusCode())
                .isEqualTo(403);
        assertThat(console.get("/alarms/" + alarm).statusCode()).isEqualTo(303);
        assertThat(console.get("/alarms/no-id", "Cookie", olive).statusCode()).isEqualTo(404);
    }

    @Test
    void a_window_that_asks_for_nothing_gets_a_page_that_says_so() throws Exception {
        HttpResponse<String> page =
                console.get("/alarms/" + UUID.randomUUID(), "Cookie", olive, "Accept", "text/html,*/*");
        assertThat(page.statusCode()).isEqualTo(404);
        assertThat(page.body()).contains("<h1>Nothing here</h1>", "Back to the board");
    }

    @Test
    void the_script_gets_the_alarm_alone() throws Exception {
        UUID alarm = alarm(console.demo, "Pendant, hall");
        String body = console.get("/alarms/" + alarm, "Cookie", olive, "HX-Request", "true")
                .body();
        assertThat(body).startsWith("<article").doesNotContain("<html");
    }

    @Test
    void what_a_stranger_wrote_stays_text() throws Exception {
        UUID alarm = alarm(console.demo, "<script>alert(1)</script>");
        String body = console.get("/alarms/" + alarm, "Cookie", olive).body();
        assertThat(body).contains("&lt;script&gt;alert(1)&lt;/script&gt;").doesNotContain("<script>alert");
    }

    @Test
    void who_takes_an_alarm_while_their_live_link_is_cut_is_counted_from_then_on() throws Exception {
        String owen = console.signedIn(console.demo, "owen", Role.OPERATOR);
        console.test.execute(
                "insert into operator_presence (operator_id, service_id, since, heard_at, unheard_ms, gone)"
                        + " select id, service_id, clock_timestamp(), clock_timestamp(), 10000, true from operator"
                        + " where username = 'owen'");
        UUID alarm = alarm(console.demo, "Pendant, cellar");
        List<String> token = List.of("_csrf", console.csrf(owen));
        assertThat(console.form("/alarms/" + alarm + "/take", token, "Cookie", owen, "HX-Request", "true")
                        .statusCode())
                .isEqualTo(200);
        await().until(() -> !TestConsole.await(console.database
                .pool()
                .query("select p.gone from operator_presence p join operator o on o.id = p.operator_id"
                        + " where o.username = 'owen'")
                .execute()
                .map(rows -> rows.iterator().next().getBoolean(0))));
    }

    @Test
    void taking_needs_the_forms_token_and_works_without_scripts() throws Exception {
        UUID alarm = alarm(console.demo, "Pendant, attic");
        String path = "/alarms/" + alarm;
        assertThat(console.form(path + "/take", List.of(), "Cookie", olive).statusCode())
                .isEqualTo(403);
        List<String> token = List.of("_csrf", console.csrf(olive));
        HttpResponse<String> taken = console.form(path + "/take", token, "Cookie", olive);
        assertThat(taken.statusCode()).isEqualTo(303);
        assertThat(taken.headers().firstValue("Location")).contains(path);
        assertThat(console.get(path, "Cookie", olive).body()).contains("you have it", "Whom to call out?");

        HttpResponse<String> closed = console.form(
                path + "/close", List.of("_csrf", console.csrf(olive), "outcome", "accidental"), "Cookie", olive);
        assertThat(closed.body()).contains("say who at the home was spoken to");
        assertThat(console.get(path, "Cookie", olive).body()).contains("data-state=\"TAKEN\"");
    }

    @Test
    void nobody_of_another_service_or_trade_acts_on_an_alarm() throws Exception {
        UUID alarm = alarm(console.demo, "Pendant, cellar");
        String path = "/alarms/" + alarm;
        console.form(path + "/take", List.of("_csrf", console.csrf(stranger)), "Cookie", stranger);
        assertThat(console.form(path + "/take", List.of("_csrf", console.csrf(rhona)), "Cookie", rhona)
                        .statusCode())
                .isEqualTo(403);
        assertThat(console.get(path, "Cookie", olive).body()).contains("waiting, nobody has it");
    }

    private static UUID alarm(TelecareService service, String trigger) {
        UUID id = Ids.next();
        String cid = Integer.toString(CID.incrementAndGet());
        console.test.execute("""
                insert into alarm (id, service_id, reference, cid, join_key, joining_class, kind, priority, state, flags,
                  trigger_words, signal_count, raised_at, pressed_at, sounding)
                values ('%s', '%s', 'ABC234', '%s', 'unit:%s', 'LIFE', 'ALARM', 1, 'WAITING', '{}',
                  '%s', 1, now(), now(), true)""".formatted(id, service.id(), cid, cid, trigger));
        return id;
    }
}
