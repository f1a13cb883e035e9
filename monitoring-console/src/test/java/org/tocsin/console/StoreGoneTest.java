package org.tocsin.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Role;

/** While the store lets nobody in, everything says so, and everything works again once it does. */
class StoreGoneTest {
    private TestConsole console;
    private String cookie;
    private String bearer;

    @BeforeEach
    void start() throws Exception {
        console = TestConsole.start();
        cookie = console.signedIn(console.demo, "operator", Role.OPERATOR);
        bearer = "Bearer " + console.demoToken;
    }

    @AfterEach
    void stop() throws Exception {
        console.test.execute("alter role tocsin_runtime connection limit -1");
        console.close();
    }

    @Test
    void nothing_positive_is_said_until_the_store_is_back() throws Exception {
        console.test.execute("alter role tocsin_runtime connection limit 0;"
                + " select pg_terminate_backend(pid) from pg_stat_activity where usename = 'tocsin_runtime'");

        HttpResponse<String> api = console.get("/api/v1/alarms", "Authorization", bearer);
        assertThat(api.statusCode()).isEqualTo(503);
        assertThat(api.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(api.headers().firstValue("Retry-After")).isPresent();
        assertThat(api.body()).doesNotContain("role", "connection");
        HttpResponse<String> page = console.get("/", "Cookie", cookie);
        assertThat(page.statusCode()).isEqualTo(503);
        HttpResponse<String> login =
                console.form("/login", List.of("username", "operator", "password", TestConsole.PASSWORD));
        assertThat(login.statusCode()).isEqualTo(503);
        assertThat(login.headers().firstValue("Set-Cookie")).isEmpty();

        console.test.execute("alter role tocsin_runtime connection limit -1");
        await().atMost(Duration.ofSeconds(15))
                .untilAsserted(() -> assertThat(console.get("/api/v1/alarms", "Authorization", bearer)
                                .statusCode())
                        .isEqualTo(200));
        assertThat(console.get("/", "Cookie", cookie).statusCode()).isEqualTo(200);
    }
}
