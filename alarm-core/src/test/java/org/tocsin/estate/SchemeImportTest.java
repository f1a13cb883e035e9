package org.tocsin.estate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A row puts its home into a scheme, moves it, takes it out; what stands there already is never replaced; and back. */
class SchemeImportTest {
    private static final String HEAD = "Home ID,Address 1,Postcode,Scheme,Device id in the scheme,Name in the scheme\n";

    private static Importing importing;

    @BeforeAll
    static void start() throws Exception {
        importing = new Importing();
    }

    @AfterAll
    static void stop() throws Exception {
        importing.close();
    }

    @Test
    void rows_put_their_homes_into_a_scheme_once_and_an_undo_takes_them_out() throws Exception {
        String file = HEAD + """
                A1,1 Ash Court,LS1,Ash Court,0012,Flat 12
                A2,2 Ash Court,LS1,Ash Court,a3,
                A3,3 Ash Lane,LS1,,,
                """;
        EstateImport done = importing.run(importing.north, file);
        assertThat(importing.sentences(done)).isEmpty();
        assertThat(dwellings("Ash Court")).containsExactly("12 Flat 12 A1", "A3 2 Ash Court A2");
        EstateImport again = importing.check(importing.north, file);
        assertThat(again.counts().unchanged()).isEqualTo(3);
        importing.run(importing.north, file);
        assertThat(dwellings("Ash Court")).hasSize(2);
        assertThat(importing.one("select count(*) from scheme where service_id = $1", importing.south.serviceId()))
                .isEqualTo("0");

        importing.undo(importing.north, done);
        assertThat(dwellings("Ash Court")).isEmpty();
        assertThat(importing.one("select count(*) from home where external_id like 'A_'"))
                .isEqualTo("0");
    }

    @Test
    void a_row_moves_a_home_to_another_scheme_or_out_and_an_undo_brings_it_back() throws Exception {
        importing.run(
                importing.north, HEAD + "B1,1 Beech,LS2,Beech Court,1,Flat 1\nB2,2 Beech,LS2,Beech Court,2,Flat 2\n");
        EstateImport moved = importing.run(importing.north, HEAD + "B1,,,Birch House,7,\nB2,,,(none),,\n");
        assertThat(importing.sentences(moved)).isEmpty();
        assertThat(dwellings("Beech Court")).isEmpty();
        assertThat(dwellings("Birch House")).containsExactly("7 Flat 1 B1");

        importing.undo(importing.north, moved);
        assertThat(dwellings("Beech Court")).containsExactly("1 Flat 1 B1", "2 Flat 2 B2");
        assertThat(dwellings("Birch House")).isEmpty();
    }

    @Test
    void what_cannot_be_is_told_row_by_row_and_nothing_of_the_row_goes_in() throws Exception {
        importing.run(importing.north, HEAD + "C1,1 Cedar,LS3,Cedar Court,1,Flat 1\n");
        EstateImport checked = importing.check(importing.north, HEAD + """
                C2,2 Cedar,LS3,Cedar Court,01,Flat 2
                C3,3 Cedar,LS3,Cedar Court,,Flat 3
                C4,4 Cedar,LS3,,4,Flat 4
                C5,5 Cedar,LS3,Cedar Court,a b,Flat 5
                C6,6 Cedar,LS3,Cedar Court,6,Flat 6
                C7,7 Cedar,LS3,Cedar Court,06,Flat 7
                """);
        List<String> told = importing.sentences(checked);
        assertThat(told).hasSize(5);
        assertThat(String.join("\n", told))
                .contains("behind 1 of Cedar Court stands Flat 1 already.")
                .contains("Device id in the scheme is missing; a dwelling of a scheme needs it.")
                .contains("Scheme is missing; the row says what the home is in one.")
                .contains("must be 1 to 16 letters or digits, without blanks")
                .contains("Device id in the scheme Cedar Court/6 stands in row");
        assertThat(checked.counts().added()).isEqualTo(1);
        assertThat(dwellings("Cedar Court")).containsExactly("1 Flat 1 C1");
    }

    @Test
    void what_people_changed_since_is_kept_by_an_undo() throws Exception {
        EstateImport done = importing.run(importing.north, HEAD + """
                D1,1 Deal,LS4,Deal Court,1,Flat 1
                D2,2 Deal,LS4,Deal Court,2,Flat 2
                """);
        importing.test.execute("update scheme_point set did = '9' where name = 'Flat 1' and scheme_id ="
                + " (select id from scheme where name = 'Deal Court')");
        importing.test.execute(
                "insert into alarm (id, service_id, reference, cid, join_key, joining_class, kind, priority,"
                        + " state, flags, trigger_words, signal_count, raised_at, pressed_at, sounding, home_id)"
                        + " select gen_random_uuid(), service_id, 'DEAL', '', 'home:' || id, 'LIFE', 'ALARM', 1, 'WAITING', '{}', 'x', 1,"
                        + " now(), now(), true, id from home where external_id = 'D2'");
        EstateImport undone = importing.undo(importing.north, done);
        assertThat(String.join("\n", importing.sentences(undone)))
                .contains("Changed since: Device id in the scheme.", "It has had an alarm since.");
        assertThat(dwellings("Deal Court")).containsExactly("2 Flat 2 D2", "9 Flat 1 D1");
    }

    @Test
    void an_export_says_in_which_scheme_a_home_is_and_makes_the_same_again() throws Exception {
        importing.run(importing.south, HEAD + "E1,1 Elm,LS5,Elm Court,1,Flat 1\nE2,2 Elm,LS5,Elm Court,2,Flat 2\n");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Importing.await(new EstateExport(importing.vertx, importing.database, Importing.KEYRING, importing.now::get)
                .write(importing.south, out, null));
        ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(out.toByteArray()));
        String homes = "";
        String tables = "";
        for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
            tables += entry.getName() + " ";
            if (entry.getName().equals("homes.csv")) {
                homes = new String(zip.readAllBytes(), StandardCharsets.UTF_8);
            }
        }
        assertThat(tables).contains("tables/scheme.csv", "tables/scheme_point.csv");
        assertThat(homes).contains("scheme_device", "Elm Court,1,Flat 1", "Elm Court,2,Flat 2");
        EstateImport same = importing.check(importing.south, homes);
        assertThat(same.counts().unchanged())
                .as(importing.sentences(same).toString())
                .isEqualTo(2);
    }

    private static List<String> dwellings(String scheme) throws Exception {
        return importing
                .rows(
                        "select p.did, p.name, h.external_id from scheme_point p join scheme s on s.id = p.scheme_id"
                                + " join home h on h.id = p.home_id where s.name = $1 order by p.did collate \"C\"",
                        scheme)
                .stream()
                .map(row -> row.getString(0) + " " + row.getString(1) + " " + row.getString(2))
                .toList();
    }
}
