package org.tocsin.console.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tocsin.access.ApiTokens;
import org.tocsin.access.Role;
import org.tocsin.console.TestConsole;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Metrics;

class LiveTest {
    static final AtomicInteger CID = new AtomicInteger(700_000);

    static TestConsole console;

    @BeforeAll
    static void start() throws Exception {
        console = TestConsole.start();
        console.person(console.demo, "operator", Role.OPERATOR);
        console.person(console.demo, "installer", Role.INSTALLER);
    }

    @AfterAll
    static void stop() throws Exception {
        console.close();
    }

    @AfterEach
    void backToNow() {
        console.ahead = Duration.ZERO;
    }

    @Test
    void a_press_is_on_the_board_at_once_and_every_act_after_it() throws Exception {
        String cid = enrolled(console.demoToken);
        Listener listener = Listener.withToken(console, console.demoToken);
        listener.next(message -> message.get("type").asText().equals("snapshot"));
        assertThat(listener.heard().get(0).get("type").asText()).isEqualTo("snapshot");
        long pushed = console.metrics.timer(Metrics.LIVE_PUSH).count();

        console.press(cid, "first");
        JsonNode alarm = listener.alarm(cid, "WAITING");
        assertThat(alarm.get("person").asText()).isEqualTo("Edith Shah");
        assertThat(alarm.get("place").asText()).isEqualTo("12 Rose Court, LS1 4AB");
        assertThat(alarm.get("trigger").asText()).isNotEmpty();
        assertThat(alarm.get("priority").asInt()).isEqualTo(1);
        assertThat(alarm.get("priorityWord").asText()).isEqualTo("LIFE");
        assertThat(alarm.get("sounding").asBoolean()).isTrue();
        assertThat(alarm.get("takenBy").isNull()).isTrue();
        assertThat(alarm.has("pressedAt") && alarm.has("raisedAt") && alarm.has("homeFlags") && alarm.has("callout"))
                .isTrue();
        await().until(() -> console.metrics.timer(Metrics.LIVE_PUSH).count() == pushed + 1);

        String id = alarm.get("id").asText();
        act(id, "take", "{\"operator\":\"operator\"}");
        assertThat(listener.alarm(cid, "TAKEN").get("takenBy").asText()).isEqualTo("operator");
        console.press(cid, "second");
        listener.next(message -> message.at("/alarm/cid").asText().equals(cid)
                && message.at("/alarm/signalCount").asInt() == 2
                && message.at("/alarm/sounding").asBoolean());
        act(id, "close", "{\"operator\":\"operator\",\"outcome\":\"accidental\",\"spokenTo\":\"Edith\"}");
        listener.alarm(cid, "CLOSED");
        listener.close();

        Listener returned = Listener.withToken(console, console.demoToken);
        JsonNode snapshot =
                returned.next(message -> message.get("type").asText().equals("snapshot"));
        assertThat(cids(snapshot)).doesNotContain(cid);
        returned.close();
    }

    @Test
    void whoever_took_an_alarm_knows_from_the_answer_which_news_it_shows_already() throws Exception {
        String cid = enrolled(console.demoToken);
        String cookie = console.signIn("operator");
        Listener listener = Listener.withCookie(console, cookie);
        console.press(cid, "first");
        String id = listener.alarm(cid, "WAITING").get("id").asText();

        String shown = console.form(
                        "/alarms/" + id + "/take",
                        List.of("_csrf", console.csrf(cookie)),
                        "Cookie",
                        cookie,
                        "HX-Request",
                        "true")
                .body();
        JsonNode told =
                listener.next(message -> message.at("/alarm/cid").asText().equals(cid)
                        && message.at("/alarm/state").asText().equals("TAKEN")
                        && shown.contains(
                                "data-version=\"" + message.at("/alarm/version").asText() + "\""));

        act(id, "close", "{\"operator\":\"operator\",\"outcome\":\"accidental\",\"spokenTo\":\"Edith\"}");
        assertThat(listener.alarm(cid, "CLOSED").get("version")).isNotEqualTo(told.at("/alarm/version"));
        listener.close();
    }

    @Test
    void whoever_comes_later_sees_what_is_open_the_most_urgent_and_oldest_first() throws Exception {
        String first = enrolled(console.demoToken);
        String second = enrolled(console.demoToken);
        console.press(first, "a");
        console.press(second, "b");
        await().until(() -> {
            Listener listener = Listener.withToken(console, console.demoToken);
            JsonNode snapshot =
                    listener.next(message -> message.get("type").asText().equals("snapshot"));
            listener.close();
            List<String> cids = cids(snapshot);
            return cids.contains(first) && cids.indexOf(first) < cids.indexOf(second);
        });
    }

    @Test
    void one_service_never_hears_of_another() throws Exception {
        String ours = enrolled(console.demoToken);
        String theirs = enrolled(console.otherToken);
        Listener us = Listener.withToken(console, console.demoToken);
        Listener them = Listener.withToken(console, console.otherToken);
        console.press(ours, "a");
        us.alarm(ours, "WAITING");
        console.press(theirs, "a");
        them.alarm(theirs, "WAITING");
        console.press(ours, "b");
        us.next(message -> message.at("/alarm/cid").asText().equals(ours)
                && message.at("/alarm/signalCount").asInt() == 2);
        assertThat(them.heard()).noneMatch(message -> message.toString().contains("\"" + ours + "\""));
        assertThat(us.heard()).noneMatch(message -> message.toString().contains("\"" + theirs + "\""));
        us.close();
        them.close();
    }

    @Test
    void only_pages_of_this_site_and_holders_of_a_token_may_listen() throws Exception {
        String cookie = console.signIn("operator");
        String own = "http://127.0.0.1:" + console.port();
        refused(403, "Cookie", cookie, "Origin", "https://evil.example");
        refused(403, "Cookie", cookie, "Origin", "http://127.0.0.1:1");
        refused(403, "Cookie", cookie, "Origin", "null");
        refused(403, "Cookie", cookie);
        refused(401, "Origin", own);
        refused(401, "Cookie", "tocsin_session=made-up", "Origin", own);
        refused(401, "Authorization", "Bearer made-up");
        refused(403, "Cookie", console.signIn("installer"), "Origin", own);
        assertThat(console.get("/live", "Authorization", "Bearer " + console.demoToken)
                        .statusCode())
                .isEqualTo(426);
        Listener listener = Listener.withCookie(console, cookie);
        listener.next(message -> message.get("type").asText().equals("snapshot"));
        listener.close();
    }

    @Test
    void a_beat_says_that_the_link_lives_and_how_old_the_board_is() throws Exception {
        Listener listener = Listener.withToken(console, console.demoToken);
        JsonNode beat = listener.next(message -> message.get("type").asText().equals("beat"));
        assertThat(Instant.parse(beat.get("asOf").asText()))
                .isAfter(Instant.parse(beat.get("at").asText()).minusSeconds(3));
        listener.close();
    }

    @Test
    void a_socket_ends_with_its_session_however_that_ends() throws Exception {
        String cookie = console.signIn("operator");
        Listener signedOut = Listener.withCookie(console, cookie);
        Listener program = Listener.withToken(console, console.demoToken);
        String passing = ApiTokens.random();
        ApiTokens tokens = new ApiTokens(console.database, console::now);
        TestConsole.await(tokens.ensure(console.demo.id(), "passing", passing));
        Listener revoked = Listener.withToken(console, passing);
        Listener expired = Listener.withCookie(console, console.signIn("operator"));
        console.form("/logout", List.of("_csrf", console.csrf(cookie)), "Cookie", cookie);
        // Another token of the same name takes its place.
        TestConsole.await(tokens.ensure(console.demo.id(), "passing", ApiTokens.random()));
        await().atMost(Duration.ofSeconds(15)).until(signedOut::closed);
        assertThat(signedOut.closeCode()).isEqualTo(LiveSocket.SESSION_ENDED);
        await().atMost(Duration.ofSeconds(15)).until(revoked::closed);
        assertThat(expired.closed()).isFalse();

        console.ahead = Duration.ofHours(13).plusSeconds(1);
        await().atMost(Duration.ofSeconds(15)).until(expired::closed);
        assertThat(expired.closeCode()).isEqualTo(LiveSocket.SESSION_ENDED);
        assertThat(program.closed()).isFalse();
        program.close();
    }

    @Test
    void a_responder_hears_of_callouts_only() throws Exception {
        var responder = console.person(console.demo, "rose", Role.RESPONDER);
        console.test.execute(
                "insert into contact (id, service_id, position, name, kind, operator_id) values ('%s', '%s',"
                        .concat(" 1, 'Rose Responder', 'RESPONDER', '%s')")
                        .formatted(Ids.next(), console.demo.id(), responder));
        String cid = enrolled(console.demoToken);
        Listener board = Listener.withToken(console, console.demoToken);
        Listener rose = Listener.withCookie(console, console.signIn("rose"));
        console.press(cid, "a");
        String id = board.alarm(cid, "WAITING").get("id").asText();
        act(id, "take", "{\"operator\":\"operator\"}");
        act(id, "call-out", "{\"operator\":\"operator\"}");
        rose.next(message -> message.get("type").asText().equals("callout"));
        assertThat(board.alarm(cid, "RESPONDING").get("callout").asText()).contains("Rose");
        assertThat(rose.heard()).noneMatch(message -> message.has("alarm") || message.has("alarms"));
        board.close();
        rose.close();
    }

    @Test
    void a_lost_connection_to_the_store_loses_nothing() throws Exception {
        String cid = enrolled(console.demoToken);
        Listener listener = Listener.withToken(console, console.demoToken);
        console.test.execute("select pg_terminate_backend(pid) from pg_stat_activity"
                + " where datname = current_database() and usename = 'tocsin_runtime'");
        await().ignoreExceptions()
                .atMost(Duration.ofSeconds(20))
                .until(() -> console.press(cid, "again").positive());
        listener.next(message -> message.toString().contains("\"" + cid + "\""));
        listener.close();
    }

    @Test
    void no_beat_pretends_that_the_board_is_current_while_the_store_is_gone() throws Exception {
        Listener listener = Listener.withToken(console, console.demoToken);
        listener.next(message -> message.get("type").asText().equals("beat"));
        try {
            console.test.execute("alter role tocsin_runtime connection limit 0;"
                    + " select pg_terminate_backend(pid) from pg_stat_activity where usename = 'tocsin_runtime'");
            console.ahead = Duration.ofMinutes(1);
            // What was on its way then may still come; what is said again and again is heard in any six seconds.
            await().during(Duration.ofSeconds(6))
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> heardNothingSince(listener));
        } finally {
            console.test.execute("alter role tocsin_runtime connection limit -1");
            console.ahead = Duration.ZERO;
        }
        listener.next(message -> message.get("type").asText().equals("snapshot"));
        listener.next(message -> message.get("type").asText().equals("beat"));
        listener.close();
    }

    private static boolean heardNothingSince(Listener listener) {
        boolean nothing = listener.heard().isEmpty();
        listener.heard().clear();
        return nothing;
    }

    @Test
    void a_listener_that_takes_nothing_is_closed_and_holds_nobody_up() throws Exception {
        Listener quick = Listener.withToken(console, console.otherToken);
        double before = console.metrics.counter(Metrics.LIVE_TOO_SLOW).count();
        try (Socket deaf = new Socket()) {
            deaf.setReceiveBufferSize(4096);
            deaf.connect(new InetSocketAddress("127.0.0.1", console.port()), 5_000);
            deaf.getOutputStream()
                    .write(("GET /live HTTP/1.1\r\nHost: 127.0.0.1:" + console.port()
                                    + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nAuthorization: Bearer "
                                    + console.otherToken + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            await().until(() ->
                    console.metrics.get(Metrics.LIVE_LISTENERS).gauge().value() >= 2);
            // In portions, so that only whoever takes nothing falls behind.
            int raised = 0;
            while (console.metrics.counter(Metrics.LIVE_TOO_SLOW).count() == before && raised < 12_000) {
                manyAlarms(raised, 500);
                raised += 500;
                int so = raised;
                await().atMost(Duration.ofSeconds(20))
                        .until(() -> quick.heard().stream()
                                        .filter(message -> message.has("alarm"))
                                        .count()
                                >= so);
            }
            assertThat(console.metrics.counter(Metrics.LIVE_TOO_SLOW).count()).isEqualTo(before + 1);
        }
        quick.close();
    }

    /** Of strangers in a storm, all in one transaction. */
    private static void manyAlarms(int after, int count) {
        console.test.execute("""
                insert into alarm (id, service_id, reference, cid, join_key, joining_class, kind, priority, state, flags,
                  trigger_words, signal_count, raised_at, pressed_at, sounding)
                select gen_random_uuid(), '%s', 'ABCDEF', n::text, 'storm-' || n, 'LIFE', 'ALARM', 1, 'WAITING',
                  '{NOT_ON_FILE}', 'Pendant', 1, clock_timestamp(), clock_timestamp(), true
                from generate_series(%d + 1, %d) n""".formatted(console.other.id(), after, after + count));
    }

    private static void refused(int status, String... headers) {
        assertThatThrownBy(() -> Listener.connect(console, "/live", headers))
                .hasMessageContaining(Integer.toString(status));
    }

    private static List<String> cids(JsonNode snapshot) {
        return StreamSupport.stream(snapshot.get("alarms").spliterator(), false)
                .map(alarm -> alarm.get("cid").asText())
                .toList();
    }

    private static String enrolled(String token) throws Exception {
        String cid = Integer.toString(CID.incrementAndGet());
        String body = """
                {"cid":"%s","protocol":"scaip","authentication":"none","serviceUser":{"name":"Edith Shah"},
                 "home":{"line1":"12 Rose Court","postcode":"LS1 4AB"}}""".formatted(cid);
        assertThat(console.json("/api/v1/units", body, "Authorization", "Bearer " + token)
                        .statusCode())
                .isEqualTo(201);
        return cid;
    }

    private static void act(String id, String act, String body) throws Exception {
        var answer =
                console.json("/api/v1/alarms/" + id + "/" + act, body, "Authorization", "Bearer " + console.demoToken);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }
}
