package org.tocsin.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class SetupCommandTest {
    @Test
    void the_administrator_s_password_is_one_that_people_may_choose() {
        assertThat(refused("short")).contains("TOCSIN_ADMIN_PASSWORD", "At least 12 characters.");
        assertThat(refused("Password1234")).contains("a common word or a name, with little added");
        assertThat(refused("mildred-Administrator1"))
                .as("their own names are tried first")
                .contains("a common word or a name");
    }

    /** Before anything is asked of the database: there is none at this address. */
    private static String refused(String password) {
        StringWriter said = new StringWriter();
        CommandLine setup = new CommandLine(new SetupCommand(Map.of(
                        "TOCSIN_DATABASE_URL", "postgresql://x@127.0.0.1:1/x", "TOCSIN_ADMIN_PASSWORD", password)))
                .setErr(new PrintWriter(said, true));
        assertThat(setup.execute("--admin", "mildred")).isEqualTo(2);
        return said.toString();
    }
}
