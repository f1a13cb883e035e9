package org.tocsin.estate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.vertx.sqlclient.Tuple;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tocsin.platform.LoggedError;

/** What an import keeps in plain text, shows and writes down is no more than it needs. */
class ImportSecrecyTest {
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
    void what_a_person_wrote_stands_in_no_sentence_that_is_kept() throws Exception {
        // Somebody chose the column of the names for the risk.
        EstateImport checked = importing.check(
                importing.north, "home id,address,postcode,risk level\nP1,1 Wrong Way,LS1,Edith Shah\n");
        assertThat(importing.one(
                        "select array_to_string(problems, ' ') from estate_import_row where import_id = $1",
                        checked.id()))
                .contains("Risk tier", "is none of: critical")
                .doesNotContain("Edith");
        assertThat(importing.sentences(checked))
                .containsExactly("2 Risk tier “Edith Shah” is none of: critical, high or standard.");
    }

    @Test
    void how_to_get_into_a_home_is_neither_in_the_preview_nor_in_the_table_of_rows_that_were_kept() throws Exception {
        String csv = "home id,address,postcode,key safe,Door entry,Area code\nQ1,1 Key Road,LS1,C4711Y,Ring 99,N1\n";
        EstateImport loaded = importing.load(importing.north, csv);
        assertThat(Importing.await(importing.desk.sample(importing.north, loaded)))
                .singleElement()
                .satisfies(cells -> assertThat(cells)
                        .containsExactly("Q1", "1 Key Road", "LS1", "(not shown)", "(not shown)", "(not shown)"));
        EstateImport done = importing.run(importing.north, csv);
        importing.test.execute("update home set risks = 'Dog' where external_id = 'Q1'");
        EstateImport undone = importing.undo(importing.north, done);
        assertThat(undone.counts().kept()).isEqualTo(1);
        ByteArrayOutputStream table = new ByteArrayOutputStream();
        importing.reports.writeProblems(importing.north, undone, table);
        assertThat(table.toString(StandardCharsets.UTF_8))
                .contains("2,kept,Changed since: Risks to staff.,Q1,1 Key Road")
                .doesNotContain("C4711Y");
    }

    @Test
    void another_code_settles_the_one_that_failed_and_none_is_kept_in_the_clear() throws Exception {
        String head = "home id,address,postcode,key safe,risk level\n";
        importing.run(importing.north, head + "K1,1 Safe Street,LS1,C1111Y,\nK2,2 Safe Street,LS1,C2222Y,\n");
        for (String home : List.of("K1", "K2")) {
            importing.test.execute("""
                    with task as (
                      insert into follow_up (id, service_id, home_id, what, due_at, made_at, made_by)
                      select gen_random_uuid(), service_id, id, 'Get the right code', now(), now(), 'x' from home
                      where external_id = '%1$s' returning id, service_id, home_id)
                    insert into key_safe_failure (id, service_id, home_id, failed_at, failed_by, follow_up_id)
                    select gen_random_uuid(), service_id, home_id, now(), 'x', id from task""".formatted(home));
        }
        // One code is another one, one is the same; one row is refused, with its code in the column of the risk.
        EstateImport done = importing.run(
                importing.north,
                head
                        + "K1,1 Safe Street,LS1,C3333Y,\nK2,2 Safe Street,LS1,C2222Y,\nK3,3 Safe Street,LS1,C4444Y,C4444Y\n");
        assertThat(done.counts().refused()).isEqualTo(1);
        assertThat(open()).isEqualTo("K2");
        assertThat(importing.one(
                        "select count(*)::text from audit where action = 'settle-key-safe' and actor = $1",
                        done.actor()))
                .isEqualTo("1");
        assertThat(importing.one(
                        "select string_agg(t::text || encode(coalesce(cells, ''), 'escape')"
                                + " || encode(coalesce(amended, ''), 'escape'), ' ') from estate_import_row t where $1 = $1",
                        ""))
                .doesNotContainPattern("C[1-4]{4}Y");

        importing.undo(importing.north, done);
        assertThat(open()).as("the code from before is on file again").isEqualTo("K1 K2");
    }

    private static String open() throws Exception {
        return importing.one(
                "select string_agg(h.external_id, ' ' order by h.external_id) from key_safe_failure f"
                        + " join home h on h.id = f.home_id left join follow_up t on t.id = f.follow_up_id"
                        + " where f.settled_at is null and t.done_at is null and $1 = $1",
                "");
    }

    @Test
    void of_a_refusal_by_the_database_no_value_is_logged() {
        String twice = "insert into service (id, code, name, created_at)"
                + " select gen_random_uuid(), code, 'Edith Shah', now() from service limit 1";
        Throwable refused = catchThrowable(
                () -> Importing.await(importing.database.pool().query(twice).execute()));
        assertThat(LoggedError.of(refused))
                .isEqualTo("the database refused, SQL state 23505, constraint service_code_key");
        for (Object value : new Object[] {"Edith Shah", List.of("Edith Shah")}) {
            Throwable unfit = catchThrowable(() -> Importing.await(importing
                    .database
                    .pool()
                    .preparedQuery("select $1::text::integer, $1")
                    .execute(Tuple.of(value))));
            assertThat(unfit).hasStackTraceContaining("Edith");
            assertThat(LoggedError.of(unfit)).doesNotContain("Edith");
        }
        assertThat(LoggedError.of(new IllegalStateException("it stopped"))).contains("it stopped");
    }
}
