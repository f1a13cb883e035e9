package org.tocsin.estate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.tocsin.platform.Wakeup;
import org.tocsin.response.ContactDesk;

class RetiredContactTest {
    private static final String HEAD =
            "Home ID,Address 1,Postcode,Contact 1,Contact 1 telephone,Contact 2,Contact 2 telephone\n";

    @Test
    void whom_people_retired_no_file_brings_back_nor_does_it_write_over_those_who_are_left() throws Exception {
        try (Importing importing = new Importing()) {
            importing.run(importing.north, HEAD + "R1,1 Road,LS1,Sam Old,07700 900001,Pat New,07700 900002\n");
            UUID home = UUID.fromString(importing.one("select id from home where external_id = 'R1'"));
            UUID sam = UUID.fromString(importing.one("select id from contact where name = 'Sam Old'"));
            ContactDesk desk = new ContactDesk(
                    importing.database, importing.now::get, new Wakeup(importing.vertx, importing.database));
            assertThat(Importing.await(desk.retire(importing.north, home, sam, null)))
                    .isTrue();
            importing.run(importing.north, HEAD + "R1,1 Road,LS1,Sam Old,07700 900009,Pat New,07700 900003\n");
            assertThat(importing.rows("select name, telephone, retired_at is null from contact order by name").stream()
                            .map(row -> row.getString(0) + " " + row.getString(1) + " " + row.getBoolean(2)))
                    .containsExactly("Pat New 07700 900003 true", "Sam Old 07700 900001 false");
            importing.run(importing.north, HEAD + "R1,1 Road,LS1,Zoe,07700 900004,Pat New,07700 900003\n");
            assertThat(importing.rows("select name from contact where retired_at is null order by name").stream()
                            .map(row -> row.getString(0)))
                    .containsExactly("Pat New", "Zoe");
            Importing.await(desk.restore(importing.north, home, sam, null));
            importing.run(importing.north, HEAD + "R1,1 Road,LS1,Sam Old,07700 900009,Pat New,07700 900003\n");
            assertThat(importing.one("select telephone from contact where name = 'Sam Old'"))
                    .isEqualTo("07700 900009");
        }
    }
}
