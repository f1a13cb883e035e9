package org.tocsin.console.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Role;
import org.tocsin.console.TestConsole;
import org.tocsin.platform.Ids;

/** A browser that goes, as every board sees it: counted down, kept by who comes back, released from who does not. */
class PresenceLinkTest {
    static TestConsole console;
    static String olive;

    @BeforeAll
    static void start() throws Exception {
        console = TestConsole.start();
        console.person(console.demo, "olive", Role.OPERATOR);
        console.person(console.demo, "mona", Role.MANAGER);
        olive = console.signIn("olive");
    }

    @AfterAll
    static void stop() throws Exception {
        console.close();
    }

    @Test
    void a_browser_that_goes_and_comes_back_and_goes_for_good() throws Exception {
        String cid = "880501";
        UUID id = alarm(cid);
        Listener room = Listener.withToken(console, console.demoToken);
        Listener hers = Listener.withCookie(console, olive);
        await().until(() -> shift().at("/people").toString().contains("\"there\":true"));
        form("/alarms/" + id + "/take");
        room.alarm(cid, "TAKEN");

        hers.close();
        hasten();
        JsonNode going = room.next(message -> message.at("/alarm/releaseInMs").isNumber());
        assertThat(going.at("/alarm/takenBy").asText()).isEqualTo("olive");
        assertThat(going.at("/alarm/releaseInMs").asInt()).isBetween(20_000, 30_000);

        room.heard().clear();
        Listener back = Listener.withCookie(console, olive);
        room.next(message -> message.at("/alarm/cid").asText().equals(cid)
                && !message.at("/alarm/releaseInMs").isNumber());
        assertThat(console.get("/alarms/" + id, "Cookie", olive).body()).contains("you have it");

        back.close();
        room.heard().clear();
        hasten();
        room.next(message -> message.at("/alarm/releaseInMs").isNumber());
        console.test.execute("update alarm_hold set left_ms = 500");
        JsonNode released = room.alarm(cid, "WAITING");
        assertThat(released.get("sounding").asBoolean()).isTrue();
        assertThat(released.get("takenBy").isNull()).isTrue();
        room.close();
    }

    /** What would take ten seconds takes two. */
    private static void hasten() {
        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            console.test.execute("update operator_presence set unheard_ms = greatest(unheard_ms, 9000)");
            assertThat(TestConsole.await(console.database
                                    .pool()
                                    .query("select bool_and(gone) from operator_presence")
                                    .execute())
                            .iterator()
                            .next()
                            .getBoolean(0))
                    .isTrue();
        });
    }

    private static JsonNode shift() throws Exception {
        return new ObjectMapper()
                .readTree(console.get("/api/v1/shift", "Authorization", "Bearer " + console.demoToken)
                        .body());
    }

    private static void form(String path) throws Exception {
        assertThat(console.form(path, List.of("_csrf", console.csrf(olive)), "Cookie", olive)
                        .statusCode())
                .isEqualTo(303);
    }

    private static UUID alarm(String cid) {
        UUID id = Ids.next();
        console.test.execute("""
                insert into alarm (id, service_id, reference, cid, join_key, joining_class, kind, priority, state, flags,
                  trigger_words, signal_count, raised_at, pressed_at, sounding)
                values ('%s', '%s', 'ABC234', '%s', 'unit:%s', 'LIFE', 'ALARM', 1, 'WAITING', '{}',
                  'Pendant', 1, now(), now(), true)""".formatted(id, console.demo.id(), cid, cid));
        return id;
    }
}
