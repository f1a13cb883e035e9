package org.tocsin.console.people;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Role;
import org.tocsin.console.TestConsole;

/** The page of people: a manager ends a sign-in and sees where they are still planned. */
class PeoplePagesTest {
    private static TestConsole console;
    private static String mona;
    private static String stranger;

    @BeforeAll
    static void start() throws Exception {
        console = TestConsole.start();
        mona = console.signedIn(console.demo, "mona", Role.MANAGER);
        stranger = console.signedIn(console.other, "stranger", Role.MANAGER);
    }

    @AfterAll
    static void stop() throws Exception {
        console.close();
    }

    @Test
    void whose_sign_in_has_ended_is_out_at_once_and_stands_where_they_are_still_planned() throws Exception {
        UUID rhona = console.person(console.demo, "rhona", Role.RESPONDER);
        String cookie = console.signIn("rhona");
        console.test.execute(
                "insert into contact (id, service_id, position, name, kind, operator_id) values ('%s', '%s', 1, 'Rhona',"
                                .formatted(UUID.randomUUID(), console.demo.id())
                        + " 'RESPONDER', '" + rhona + "')");
        assertThat(console.get("/people", "Cookie", mona).body())
                .contains("The rhona", "responder of the service, place 1", "End the sign-in of The rhona")
                .doesNotContain("End the sign-in of The mona", "The stranger");
        assertThat(console.get("/people", "Cookie", cookie).statusCode()).isEqualTo(403);

        assertThat(post("/people/rhona/end", stranger).statusCode()).isEqualTo(404);
        assertThat(post("/people/mona/end", mona).statusCode()).isEqualTo(403);
        assertThat(post("/people/rhona/end", mona).body())
                .contains("sign-in has ended", "<b>still responder of the service, place 1</b>");
        assertThat(console.get("/respond", "Cookie", cookie).statusCode()).isEqualTo(303);
        assertThat(post("/people/rhona/restore", mona).body()).contains("rhona may sign in again.");
    }

    private static HttpResponse<String> post(String path, String cookie) throws Exception {
        return console.form(path, List.of("_csrf", console.csrf(cookie)), "Cookie", cookie);
    }
}
