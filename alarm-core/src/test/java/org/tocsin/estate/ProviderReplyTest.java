package org.tocsin.estate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tocsin.home.LineAnswer;
import org.tocsin.home.LineAnswers;
import org.tocsin.report.ProviderExchange;

/** What a phone company answers comes to the homes it is about, is kept with who and when, and can be taken back. */
class ProviderReplyTest {
    private static final String HEAD = "Telephone number,UPRN,Planned migration date,Our reference,Answer\n";

    private static Importing importing;

    @BeforeAll
    static void start() throws Exception {
        importing = new Importing();
        importing.run(importing.north, """
                home id,address,postcode,uprn,phone,client name,line provider,migration date
                R1,1 Line Street,LS1 1AA,100023336956,0113 496 0001,Ann,OpenNet,
                R2,2 Line Street,LS1 1AB,100023336957,0113 496 0002,Bob,OpenNet,2026-12-01
                R3,3 Line Street,LS1 1AC,100023336958,+44 113 496 0003,Cyd,,
                R4,4 Line Street,LS1 1AD,,0113 496 0004,Dee,Fern Telecom,
                R5,5 Line Street,LS1 1AE,,0113 496 0005,Eve,OpenNet,
                R6,6 Line Street,LS1 1AF,,0113 496 0005,Fay,OpenNet,
                """);
        importing.run(importing.south, "home id,address,postcode,uprn\nR9,9 South Street,LS9,100023336999\n");
        importing.test.execute("insert into home_readiness (home_id, service_id, risk, equipment, state, proof,"
                + " triggers, never, current, recheck, revisit, as_of) select id, service_id, 3, 'DIGITAL', 'PROVEN',"
                + " 'CURRENT', 1, 0, 1, 0, 0, now() from home where external_id = 'R2'");
    }

    @AfterAll
    static void stop() throws Exception {
        importing.close();
    }

    @Test
    void each_answer_reaches_its_home_by_reference_property_or_number_and_goes_back() throws Exception {
        String before = importing.estate(importing.north);
        EstateImport done = importing.reply(
                importing.north,
                "OpenNet",
                HEAD
                        + ",,,R1,\"Confirmed, will not be moved before 1/3/2027\"\n"
                        + ",,2026-12-01,R2,confirmed\n"
                        + ",100023336958,2027-01-15,,\n"
                        + "+441134960004,,,,needs visit\n"
                        + "01134960005,,,,confirmed\n"
                        + ",100023336956,,R2,confirmed\n"
                        + ",100023336999,,,confirmed\n"
                        + ",,,R9,confirmed\n"
                        + ",,,R1,already moved\n"
                        + ",,,R6,maybe\n"
                        + ",,,,confirmed\n");
        assertThat(done.counts().changed()).isEqualTo(4);
        assertThat(done.counts().added()).isZero();
        assertThat(importing.sentences(done))
                .containsExactly(
                        "2 Its answer is kept; the home does not count as confirmed: not every trigger is proven.",
                        "6 More than one home has this telephone number; send our reference beside it.",
                        "7 Our reference is of one home and the UPRN of another.",
                        "8 No home with this UPRN is on file with the service.",
                        "9 No home with our reference is on file with the service.",
                        "10 Home id R1 stands in row 2 already.",
                        "11 Answer “maybe” is none of: " + LineAnswer.choices() + ".",
                        "12 Nothing says which home this is: our reference, UPRN and telephone number are empty.");
        assertThat(line("R1")).isEqualTo("OpenNet null CONFIRMED OpenNet 2027-03-01 null");
        assertThat(line("R2")).isEqualTo("OpenNet 2026-12-01 CONFIRMED OpenNet null OpenNet");
        assertThat(line("R3")).isEqualTo("OpenNet 2027-01-15 PLANNED OpenNet null null");
        // Whoever has the line says so: another company than the one on file, and what was proven is stale by it.
        assertThat(line("R4")).isEqualTo("OpenNet null NEEDS_VISIT OpenNet null null");
        assertThat(importing.one("select was || ' ' || is_now from unit_change where noticed_by = $1", done.actor()))
                .isEqualTo("Fern Telecom OpenNet");
        List<LineAnswers.Answered> answers = answers("R1");
        assertThat(answers).singleElement().satisfies(answer -> {
            assertThat(answer.answer()).isEqualTo(LineAnswer.CONFIRMED);
            assertThat(answer.by()).endsWith(", with reply.csv");
        });
        EstateImport undone = importing.undo(importing.north, done);
        assertThat(undone.counts().undone()).isEqualTo(4);
        assertThat(importing.estate(importing.north)).isEqualTo(before);
        assertThat(answers("R1"))
                .hasSize(2)
                .first()
                .satisfies(answer -> assertThat(answer.answer()).isNull());
    }

    @Test
    void a_table_that_comes_back_as_it_was_sent_says_nothing_and_a_second_time_nothing_changes() throws Exception {
        EstateImport same = importing.reply(importing.north, "OpenNet", HEAD + ",,2026-12-01,R2,\n");
        assertThat(same.counts().unchanged()).isEqualTo(1);
        String reply = HEAD + ",,,R5,already moved\n";
        EstateImport moved = importing.reply(importing.north, "opennet", reply);
        assertThat(moved.counts().changed()).isEqualTo(1);
        assertThat(line("R5")).isEqualTo("OpenNet null MOVED OpenNet null null");
        assertThat(importing.one("select is_now from unit_change where noticed_by = $1", moved.actor()))
                .isEqualTo("moved, says its provider");
        assertThat(importing.reply(importing.north, "OpenNet", reply).counts().unchanged())
                .isEqualTo(1);
    }

    @Test
    void what_a_company_confirmed_before_the_line_became_another_it_may_confirm_again() throws Exception {
        importing.run(importing.south, "home id,address,postcode,line provider\nC1,1 Copper Lane,LS3 1AA,OpenNet\n");
        proven("C1");
        String reply = HEAD + ",,,C1,confirmed\n";
        assertThat(importing.reply(importing.south, "OpenNet", reply).counts().changed())
                .isEqualTo(1);
        assertThat(importing.reply(importing.south, "OpenNet", reply).counts().unchanged())
                .isEqualTo(1);
        assertThat(told("C1")).isTrue();
        importing.run(importing.south, "home id,address,postcode,line provider\nC1,1 Copper Lane,LS3 1AA,Heather\n");
        assertThat(told("C1")).isFalse();
        importing.run(importing.south, "home id,address,postcode,line provider\nC1,1 Copper Lane,LS3 1AA,OpenNet\n");
        assertThat(told("C1")).isFalse();
        assertThat(importing.estate(importing.south)).doesNotContain("LINE_CONFIRMED");
        assertThat(importing.reply(importing.south, "OpenNet", reply).counts().changed())
                .isEqualTo(1);
        assertThat(told("C1")).isTrue();
        assertThat(importing.estate(importing.south)).contains("LINE_CONFIRMED_BY=OpenNet");
    }

    @Test
    void a_list_says_when_another_system_told_the_company_and_not_of_days_to_come() throws Exception {
        String head = "home id,address,postcode,line provider,line confirmed at,line confirmed by\n";
        String row = "L1,1 List Lane,LS4 1AA,OpenNet,2026-01-10,Fern Valley\n";
        EstateImport future =
                importing.run(importing.south, head + "L2,2 List Lane,LS4 1AB,OpenNet,2036-01-10,Fern Valley\n");
        assertThat(importing.sentences(future)).containsExactly("2 Line confirmed at is a time that has not come yet.");
        importing.run(importing.south, head + row);
        proven("L1");
        assertThat(told("L1")).isTrue();
        importing.run(importing.south, "home id,address,postcode,line provider\nL1,1 List Lane,LS4 1AA,Heather\n");
        EstateImport again = importing.run(importing.south, head + row.replace("OpenNet", "Heather"));
        assertThat(again.counts().unchanged()).isEqualTo(1);
        assertThat(told("L1")).isFalse();
    }

    private static void proven(String home) throws Exception {
        importing.test.execute("insert into home_readiness (home_id, service_id, risk, equipment, state, proof,"
                + " triggers, never, current, recheck, revisit, as_of) select id, service_id, 3, 'DIGITAL', 'PROVEN',"
                + " 'CURRENT', 1, 0, 1, 0, 0, now() from home where external_id = '" + home + "'");
    }

    /** Whether a company's table says that it was told of this home. */
    private static boolean told(String home) throws Exception {
        String provider = importing.one("select line_provider from home where external_id = $1", home);
        ProviderExchange exchange = new ProviderExchange(importing.database, importing.now::get);
        return Importing.await(exchange.lines(importing.south, provider, null)).stream()
                .filter(line -> line.homeReference().equals(home))
                .anyMatch(line -> line.migration().confirmedAt() != null);
    }

    @Test
    void what_a_company_calls_not_its_own_is_not_sent_to_it_again_and_no_address_goes_where_a_number_does()
            throws Exception {
        ProviderExchange exchange = new ProviderExchange(importing.database, importing.now::get);
        importing.run(
                importing.south,
                "home id,address,postcode,uprn,line provider\nX1,1 Own Road,LS2 1AA,1,Cable\nX2,2 Own Road,LS2 1AB,,Cable\n"
                        + "X3,3 Own Road,LS2 1AC,3,\n");
        assertThat(Importing.await(exchange.lines(importing.south, "Cable", null)))
                .extracting(
                        line -> line.homeReference() + " " + line.uprn() + " " + line.address() + " " + line.postcode())
                .containsExactly("X1 1 [] LS2 1AA", "X2 null [2 Own Road] LS2 1AB");
        assertThat(Importing.await(exchange.lines(importing.south, "", null)))
                .extracting(
                        line -> line.homeReference() + " " + line.uprn() + " " + line.address() + " " + line.postcode())
                .contains("X3 null [] LS2");
        importing.reply(importing.south, "Cable", HEAD + ",,,X1,not our customer\n,,,X2,noted\n");
        assertThat(Importing.await(exchange.lines(importing.south, "Cable", null)))
                .extracting(ProviderExchange.Line::homeReference)
                .containsExactly("X2");
        assertThat(Importing.await(exchange.providers(importing.south)))
                .filteredOn(provider -> provider.name().equals("Cable"))
                .singleElement()
                .satisfies(provider -> assertThat(provider.answers())
                        .isEqualTo(Map.of(LineAnswer.NOT_OURS, 1, LineAnswer.CONFIRMED, 1)));
        EstateImport other = importing.reply(importing.south, "Fern", HEAD + ",,,X2,not our customer\n");
        assertThat(importing.sentences(other)).containsExactly("2 Its line is on file with Cable: nothing is changed.");
        // Known by another company from now on: it has not been asked.
        importing.test.execute("update home set line_provider = 'Fern' where external_id = 'X1'");
        assertThat(Importing.await(exchange.lines(importing.south, "Fern", null)))
                .extracting(ProviderExchange.Line::homeReference)
                .containsExactly("X1");
        assertThat(Importing.await(new LineAnswers(importing.database).list(importing.south, "Fern", null)))
                .extracting(LineAnswers.Answered::place)
                .containsExactly("1 Own Road, LS2 1AA");
    }

    @Test
    void an_answer_is_read_as_people_write_it() {
        assertThat(read("Confirmed - will not be migrated before 1 March 2027").said())
                .containsEntry(ReplyField.ANSWER, "CONFIRMED")
                .containsEntry(ReplyField.NOT_BEFORE, "2027-03-01");
        assertThat(read("Will not be moved before 2027-03-01").said()).containsEntry(ReplyField.ANSWER, "CONFIRMED");
        assertThat(read("NOT_OUR_CUSTOMER").said()).containsEntry(ReplyField.ANSWER, "NOT_OURS");
        assertThat(read("planned; not to be moved before soon").faults())
                .containsExactly("Will not be moved before “{1}” is no date; write 30/11/2026 or 2026-11-30.");
    }

    private static ProviderReply read(String answer) {
        return ProviderReply.read(
                new Mapping(List.of("reply_reference", "reply_answer")),
                List.of("H1", answer),
                ZoneId.of("Europe/London"));
    }

    private static List<LineAnswers.Answered> answers(String home) throws Exception {
        return Importing.await(new LineAnswers(importing.database)
                .ofHome(
                        importing.north,
                        java.util.UUID.fromString(importing.one("select id from home where external_id = $1", home))));
    }

    private static String line(String home) throws Exception {
        return importing.one(
                "select format('%s %s %s %s %s %s', coalesce(line_provider, 'null'),"
                        + " coalesce(line_planned_on::text, 'null'), coalesce(line_answer, 'null'),"
                        + " coalesce(line_answer_of, 'null'), coalesce(line_not_before::text, 'null'),"
                        + " coalesce(line_confirmed_by, 'null')) from home where external_id = $1",
                home);
    }
}
