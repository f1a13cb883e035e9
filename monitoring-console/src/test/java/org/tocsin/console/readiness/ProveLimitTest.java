package org.tocsin.console.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tocsin.console.TestConsole;

/** The page for tests at the door is open to everybody; a code is not found by trying. In a console of its own. */
class ProveLimitTest {
    private static final int MANY = 50;

    @Test
    void whoever_tries_codes_is_told_to_wait_long_before_one_could_be_found() throws Exception {
        try (TestConsole console = TestConsole.start()) {
            HttpResponse<String> answer = console.form("/prove", List.of("code", "ABCDE-FGHJK"));
            assertThat(answer.statusCode()).as("a wrong code").isEqualTo(422);
            for (int i = 0; i < MANY && answer.statusCode() != 429; i++) {
                answer = console.form("/prove", List.of("code", "ABCDE-FGHJK"));
            }
            assertThat(answer.statusCode()).isEqualTo(429);
            assertThat(answer.headers().firstValue("Retry-After")).hasValue("300");
            assertThat(answer.body()).contains("Too many tries. Wait five minutes and try again.");
            assertThat(console.get("/prove/ABCDEFGH").statusCode())
                    .as("references are tried no faster")
                    .isEqualTo(429);
        }
    }
}
