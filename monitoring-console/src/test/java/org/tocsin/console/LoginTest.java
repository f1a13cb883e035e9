package org.tocsin.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Role;

class LoginTest {
    static TestConsole console;

    @BeforeAll
    static void start() throws Exception {
        console = TestConsole.start();
        console.person(console.demo, "operator", Role.OPERATOR);
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
    void whoever_is_not_signed_in_sees_nothing_but_the_login() throws Exception {
        for (String path : List.of("/", "/alarms/1", "/nowhere", "/callouts")) {
            HttpResponse<String> answer = console.get(path);
            assertThat(answer.statusCode()).as(path).isEqualTo(303);
            assertThat(answer.headers().firstValue("Location")).contains("/login");
            assertThat(answer.body()).isEmpty();
        }
        assertThat(console.get("/", "HX-Request", "true").headers().firstValue("HX-Redirect"))
                .contains("/login");
        assertThat(console.get("/", "Cookie", "tocsin_session=made-up").statusCode())
                .isEqualTo(303);
    }

    @Test
    void the_right_password_gives_a_cookie_that_scripts_and_other_sites_cannot_use() throws Exception {
        HttpResponse<String> answer =
                console.form("/login", List.of("username", "operator", "password", TestConsole.PASSWORD));
        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(answer.headers().firstValue("Location")).contains("/");
        assertThat(answer.headers().firstValue("Set-Cookie").orElseThrow())
                .startsWith("tocsin_session=")
                .contains("HttpOnly", "SameSite=Strict", "Path=/", "Max-Age=46800");
        assertThat(console.get("/nowhere", "Cookie", TestConsole.cookie(answer)).statusCode())
                .isEqualTo(404);
    }

    @Test
    void a_wrong_password_and_an_unknown_name_are_told_the_same() throws Exception {
        HttpResponse<String> wrong = console.form("/login", List.of("username", "operator", "password", "guess"));
        HttpResponse<String> unknown = console.form("/login", List.of("username", "operatox", "password", "guess"));
        assertThat(wrong.statusCode()).isEqualTo(401).isEqualTo(unknown.statusCode());
        assertThat(wrong.body().replace("operator", "operatox")).isEqualTo(unknown.body());
        assertThat(wrong.body()).contains("User name or password is wrong.");
        assertThat(wrong.headers().firstValue("Set-Cookie")).isEmpty();
    }

    @Test
    void what_a_stranger_types_is_text_never_markup_and_never_breaks_the_store() throws Exception {
        HttpResponse<String> answer =
                console.form("/login", List.of("username", "\"><script>alert(1)</script>", "password", "x"));
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).doesNotContain("<script>alert");
        assertThat(console.form("/login", List.of("username", "a\0b", "password", "x"))
                        .statusCode())
                .isEqualTo(401);
        assertThat(console.form("/login", List.of()).statusCode()).isEqualTo(401);
    }

    @Test
    void guessing_is_limited_for_one_name_and_others_still_sign_in() throws Exception {
        console.person(console.demo, "victim", Role.OPERATOR);
        for (int i = 0; i < SignInLimit.PER_USER; i++) {
            console.form("/login", List.of("username", "victim", "password", "guess" + i));
        }
        HttpResponse<String> limited =
                console.form("/login", List.of("username", "victim", "password", TestConsole.PASSWORD));
        assertThat(limited.statusCode()).isEqualTo(429);
        assertThat(limited.headers().firstValue("Retry-After")).isPresent();
        assertThat(console.signIn("operator")).isNotEmpty();
        console.ahead = SignInLimit.WINDOW;
        assertThat(console.signIn("victim")).isNotEmpty();
    }

    @Test
    void a_session_lasts_a_shift_of_twelve_hours_and_its_hand_over() throws Exception {
        String cookie = console.signIn("operator");
        console.ahead = Duration.ofHours(13).minusMinutes(1);
        assertThat(console.get("/nowhere", "Cookie", cookie).statusCode()).isEqualTo(404);
        console.ahead = Duration.ofHours(13).plusSeconds(1);
        assertThat(console.get("/nowhere", "Cookie", cookie).statusCode()).isEqualTo(303);
    }

    @Test
    void a_form_without_its_token_does_nothing() throws Exception {
        String cookie = console.signIn("operator");
        assertThat(console.form("/logout", List.of(), "Cookie", cookie).statusCode())
                .isEqualTo(403);
        assertThat(console.form("/logout", List.of("_csrf", "guess"), "Cookie", cookie)
                        .statusCode())
                .isEqualTo(403);
        assertThat(console.form("/logout", List.of("_csrf", "guess"), "Cookie", cookie)
                        .headers()
                        .firstValue("X-CSRF-Token"))
                .as("a phone keeps what it could not send, and asks for the mark as it is now")
                .contains("out of date");
        assertThat(console.get("/nowhere", "Cookie", cookie).statusCode()).isEqualTo(404);
        HttpResponse<String> out = console.form("/logout", List.of("_csrf", console.csrf(cookie)), "Cookie", cookie);
        assertThat(out.statusCode()).isEqualTo(303);
        assertThat(console.get("/nowhere", "Cookie", cookie).statusCode()).isEqualTo(303);
    }

    @Test
    void a_sign_in_from_another_site_is_refused() throws Exception {
        HttpResponse<String> answer = console.form(
                "/login",
                List.of("username", "operator", "password", TestConsole.PASSWORD),
                "Origin",
                "https://evil.example");
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
    }

    @Test
    void every_answer_tells_the_browser_to_trust_nothing_else() throws Exception {
        for (String path : List.of("/login", "/", "/static/nowhere.js")) {
            HttpResponse<String> answer = console.get(path);
            assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow())
                    .contains("default-src 'self'", "frame-ancestors 'none'")
                    .doesNotContain("unsafe");
            assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
            assertThat(answer.headers().firstValue("Referrer-Policy")).contains("same-origin");
        }
        assertThat(console.get("/login").headers().firstValue("Cache-Control")).contains("no-store");
    }

    @Test
    void a_long_text_in_a_form_is_read_to_its_end() throws Exception {
        HttpResponse<String> answer =
                console.form("/login", List.of("username", "operator", "password", "\u00e9".repeat(4_000)));
        assertThat(answer.statusCode()).isEqualTo(401);
    }

    @Test
    void a_body_past_64_KiB_is_refused() throws Exception {
        HttpResponse<String> answer = console.form("/login", List.of("username", "x".repeat(70_000)));
        assertThat(answer.statusCode()).isEqualTo(413);
    }

    @Test
    void files_are_kept_by_the_browser_until_they_change_and_nothing_else_is_served() throws Exception {
        String htmx = "/webjars/htmx.org/dist/htmx.min.js";
        HttpResponse<String> first = console.get(htmx);
        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(first.headers().firstValue("Content-Type")).contains("text/javascript; charset=utf-8");
        String etag = first.headers().firstValue("ETag").orElseThrow();
        HttpResponse<String> again = console.get(htmx, "If-None-Match", etag);
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(console.send(console.request(htmx).method("HEAD", HttpRequest.BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(200);
        for (String path : List.of(
                "/static/../logback.xml",
                "/static/%2e%2e/org/tocsin/schema/V1__house.sql",
                "/static//etc/passwd",
                "/webjars/htmx.org/../../../maven/x/pom.properties",
                "/webjars/htmx.org/package.json")) {
            assertThat(console.get(path).statusCode()).as(path).isIn(303, 404);
        }
    }
}
