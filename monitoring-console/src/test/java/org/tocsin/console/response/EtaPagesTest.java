package org.tocsin.console.response;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tocsin.console.TestConsole;
import org.tocsin.notify.AnswerLink;
import org.tocsin.platform.Ids;

/** When somebody will be there: by their own page, by the link they were sent, or told to the operator. */
class EtaPagesTest {
    private static Roadside road;

    @BeforeAll
    static void start() throws Exception {
        road = new Roadside();
    }

    @AfterAll
    static void stop() throws Exception {
        road.close();
    }

    @Test
    void when_she_will_be_there_is_a_tap_on_the_phone_and_a_sentence_in_the_room() throws Exception {
        Roadside.Case one = road.calledOut("7730001");
        road.act(one, "RESPOND", Map.of());
        assertThat(road.job(one).getValue("expected")).isNull();
        road.act(one, "ETA", Map.of("minutes", "20"));
        long at = road.job(one).getJsonObject("expected").getLong("at");
        assertThat(Instant.ofEpochMilli(at))
                .isBetween(
                        road.console.now().plusSeconds(1_100),
                        road.console.now().plusSeconds(1_201));
        assertThat(road.inTheRoom(one))
                .contains("Expected at", "data-clock=\"eta\"", "in 19 min")
                .doesNotContain("limit of");
        JsonObject said = road.get("/api/v1/alarms/" + one.alarm() + "/response")
                .getJsonArray("callouts")
                .getJsonObject(0);
        assertThat(said.getInstant("expectedAt").toEpochMilli()).isEqualTo(at);
        assertThat(said.getBoolean("expectedAfterLimit")).isFalse();
        assertThat(road.get("/api/v1/alarms/" + one.alarm()).getString("expectedAt"))
                .isNotNull();
        assertThat(road.console
                        .get("/alarms/" + one.alarm(), "Cookie", road.olive)
                        .body())
                .contains("Rhona Pond is on the way, expected ", "Rhona Pond expects to be there at ");

        road.console.ahead = road.console.ahead.plus(Duration.ofMinutes(22));
        assertThat(road.inTheRoom(one)).contains("min late");
        road.act(one, "ETA", Map.of("minutes", "50"));
        assertThat(road.inTheRoom(one)).contains("That is after the limit of", "The limit stays");
        assertThat(road.job(one).getJsonObject("expected").getString("after")).contains("You were to be there by");
        assertThat(road.post("/respond/acts", road.acts(one, "ETA", Map.of("minutes", "500")), road.rhona)
                        .body())
                .contains("Say in how many minutes");
        road.act(one, "ARRIVED", Map.of());
        assertThat(road.inTheRoom(one)).doesNotContain("Expected at");
        road.act(one, "LEFT", Map.of("done", "Made tea"));
    }

    @Test
    void by_the_link_it_is_asked_after_i_am_going_and_answered_without_scripts() throws Exception {
        Roadside.Case one = daughterCalledOut("7740001");
        String link = "/k/" + AnswerLink.token(TestConsole.KEYRING, UUID.fromString(one.callout()));
        assertThat(road.console.get(link).body()).doesNotContain("When will you be there?");
        assertThat(form(link, "answer", "going").body())
                .contains("When will you be there?", "value=\"20\"", "Other minutes")
                .doesNotContain("<script type=\"module\" src=\"/static/js/eta");
        HttpResponse<String> wrong = form(link, "minutes", "soon");
        assertThat(wrong.statusCode()).isEqualTo(422);
        assertThat(wrong.body()).contains("Say in how many minutes you will be there: 1 to 240.", "You are going to");
        assertThat(road.inTheRoom(one)).doesNotContain("Expected at");
        HttpResponse<String> said = form(link, "minutes", "20");
        assertThat(said.statusCode()).isEqualTo(303);
        assertThat(said.headers().firstValue("Location")).contains(link);
        assertThat(road.console.get(link).body()).contains("You are expected at ", "If it will be another time");
        assertThat(road.inTheRoom(one)).contains("Expected at", "in 19 min");
        assertThat(road.console
                        .get("/alarms/" + one.alarm(), "Cookie", road.olive)
                        .body())
                .contains("Dora Daughter has accepted, expected ", ", by the link sent to them", ">contact</span>")
                .doesNotContain(">contact:");
        assertThat(form(link, "minutes", "90").statusCode()).isEqualTo(303);
        assertThat(road.console.get(link).body()).contains("You were to be there by ");
        assertThat(road.console
                        .form(link, List.of("minutes", "5"), "Origin", "https://elsewhere.example.net")
                        .statusCode())
                .isEqualTo(403);
        assertThat(form(link, "minutes", "5").statusCode()).isEqualTo(303);
        road.console.ahead = road.console.ahead.plus(Duration.ofMinutes(6));
        assertThat(road.console.get(link).body()).contains("You were expected at ", "When will you be there?");
        assertThat(form(link, "answer", "cannot").body()).doesNotContain("When will you be there?");
        assertThat(form("/k/" + "A".repeat(43), "minutes", "20").statusCode()).isEqualTo(303);
        assertThat(road.inTheRoom(one)).doesNotContain("Expected at");
    }

    @Test
    void told_on_the_telephone_the_operator_writes_it_down_on_the_row_of_the_call_out() throws Exception {
        Roadside.Case one = daughterCalledOut("7740002");
        String alarm = "/alarms/" + one.alarm();
        String told = alarm + "/callouts/" + one.callout() + "/";
        assertThat(road.console.get(alarm, "Cookie", road.olive).body())
                .contains(told + "accept", "data-key-act=\"expected\"", "will be there in");
        assertThat(signed(told + "expected", "minutes", "20").body())
                .contains("Dora Daughter has not said yet that they come");
        assertThat(signed(told + "accept", "minutes", "25").statusCode()).isEqualTo(303);
        assertThat(road.inTheRoom(one)).contains("Expected at", "in 24 min");
        assertThat(road.console.get(alarm, "Cookie", road.olive).body())
                .contains(
                        "Dora Daughter accepted (told to The olive)", " (told to The olive)</span>", told + "expected");
        assertThat(signed(told + "expected", "minutes", "500").body())
                .contains("Write down in how many minutes they will be there: 1 to 240.");
        assertThat(signed(told + "expected", "minutes", "10").statusCode()).isEqualTo(303);
        assertThat(road.inTheRoom(one)).contains("in 9 min");
        HttpResponse<String> others = road.console.form(
                told + "expected", List.of("_csrf", road.console.csrf(road.mary), "minutes", "5"), "Cookie", road.mary);
        assertThat(others.body()).contains("Take the alarm first: whoever has it writes down what Dora Daughter says.");
        road.console.ahead = road.console.ahead.plus(Duration.ofMinutes(11));
        assertThat(road.inTheRoom(one)).contains("min late");
    }

    /** A contact who has nothing but a telephone, asked by the plan before anybody else. */
    private static Roadside.Case daughterCalledOut(String cid) throws Exception {
        UUID home = road.home(cid);
        road.console.test.execute(
                "insert into contact (id, service_id, home_id, position, name, telephone, kind) values ('%s', '%s', '%s',"
                                .formatted(Ids.next(), road.console.demo.id(), home)
                        + " 1, 'Dora Daughter', '0113 496 0000', 'RELATIVE')");
        return road.calledOut(home, cid);
    }

    private static HttpResponse<String> form(String path, String... fields) throws Exception {
        return road.console.form(path, List.of(fields));
    }

    private static HttpResponse<String> signed(String path, String... fields) throws Exception {
        List<String> all = new ArrayList<>(List.of("_csrf", road.console.csrf(road.olive)));
        all.addAll(List.of(fields));
        return road.console.form(path, all, "Cookie", road.olive);
    }
}
