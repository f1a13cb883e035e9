package org.tocsin.console.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Role;
import org.tocsin.console.TestConsole;
import org.tocsin.console.print.TaggedPdf;

/** The switchover report and the committee's pack, by whom they may be read, and what their figures are. */
class ReportPagesTest {
    private static TestConsole console;
    private static String mary;
    private static String olive;
    private static String stranger;

    @BeforeAll
    static void start() throws Exception {
        console = TestConsole.start();
        mary = console.signedIn(console.demo, "mary", Role.MANAGER);
        olive = console.signedIn(console.demo, "olive", Role.OPERATOR);
        stranger = console.signedIn(console.other, "stranger", Role.MANAGER);
        estate();
        await().atMost(Duration.ofSeconds(60))
                .until(() -> value("select count(*) from home_readiness where proof = 'CURRENT'")
                        .equals("40"));
        console.test.execute("""
                insert into readiness_day (service_id, day, dimension, value, homes, proven, confirmed, as_of)
                select id, (now() at time zone time_zone)::date - 14, 'ALL', '', 100, 20, 0, now() from service
                where code = 'demo'""");
    }

    /** A hundred homes, each with a pendant; of forty it was heard, three weeks ago or today. */
    private static void estate() {
        console.test.execute("""
                insert into home (id, service_id, line1, town, postcode, area, risk_tier, equipment, line_provider,
                  created_at)
                select gen_random_uuid(), s.id, n || ' Bell Street', 'Leeds', 'LS1 ' || n,
                  case when n % 2 = 0 then 'Harehills' else 'Seacroft <b>' end,
                  case when n <= 10 then 'CRITICAL' when n <= 30 then 'HIGH' else 'STANDARD' end,
                  case when n % 4 = 0 then 'ANALOGUE' when n % 4 = 1 then 'CONVERTER' else 'DIGITAL' end,
                  case when n % 5 = 0 then null else 'BT' end, now() - interval '200 days'
                from service s, generate_series(1, 100) n where s.code = 'demo';
                insert into home_unit (id, service_id, home_id, cid, protocol, authentication, created_at)
                select gen_random_uuid(), service_id, id, (7000000 + row_number() over (order by id))::text, 'SCAIP',
                  'NONE', now() - interval '200 days' from home;
                insert into unit_placement (id, service_id, unit_id, home_id, since, placed_by)
                select gen_random_uuid(), service_id, id, home_id, now() - interval '200 days', 'test' from home_unit;
                insert into peripheral (id, service_id, home_id, unit_id, dty, name, since)
                select gen_random_uuid(), service_id, home_id, id, '0003', 'Pendant', now() - interval '200 days'
                from home_unit;
                insert into proof (id, service_id, home_id, unit_id, peripheral_id, signal_id, kind, asked_by, asked_at,
                  received_at, recorded_at)
                select gen_random_uuid(), p.service_id, p.home_id, p.unit_id, p.id, gen_random_uuid(), 'VISIT', 'test',
                  t.at, t.at, t.at
                from peripheral p join home h on h.id = p.home_id,
                  lateral (select now() - case when split_part(h.line1, ' ', 1)::int <= 25 then interval '21 days'
                    else interval '1 hour' end as at) t
                where split_part(h.line1, ' ', 1)::int <= 40;
                insert into readiness_exception (id, service_id, home_id, kind, owner, since, recorded_by)
                select gen_random_uuid(), service_id, id, 'NO_ACCESS_2', 'Ian & co', now(), 'test' from home
                where line1 = '77 Bell Street';
                insert into visit (id, service_id, home_id, kind, state, planned_on, created_at, created_by, ended_at)
                select gen_random_uuid(), service_id, id, 'INSTALL', v.state, current_date, now(), 'test', now() - v.ago
                from home, (values ('NO_ACCESS', interval '9 days'), ('COMPLETED', interval '8 days'),
                  ('NO_ACCESS', interval '7 days'), ('NO_ACCESS', interval '6 days')) v (state, ago)
                where line1 = '77 Bell Street'""");
    }

    @AfterAll
    static void stop() throws Exception {
        console.close();
    }

    @Test
    void every_figure_is_a_sentence_with_its_rule_and_a_way_to_its_rows() throws Exception {
        HttpResponse<String> page = console.get("/report", "Cookie", mary);
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body())
                .contains("40 of 100 homes (40.0 %) are proven ready", "60 homes are open", "31 January 2027")
                .contains("At the pace of late (10.0 homes a week)", "0 homes at critical risk are not proven")
                .contains("href=\"/readiness?risk=1\"", "href=\"/readiness?area=Harehills\"", "provider=~")
                .contains("25 homes still on analogue equipment.", "25 homes on a converter")
                .contains("100 units are on file and were never heard", "Ian &amp; co", "no access, twice")
                .contains("Seacroft &lt;b&gt;", "data:image/svg+xml;base64,", "How everything was counted")
                .doesNotContain("Seacroft <b>");
        assertThat(value("select count(*) from audit where action = 'read-switchover-report'"))
                .isNotEqualTo("0");
    }

    @Test
    void doors_that_stayed_shut_are_counted_since_somebody_was_last_let_in() throws Exception {
        String page = console.get("/report", "Cookie", mary).body();
        int row = page.indexOf("77 Bell Street");
        assertThat(row).isPositive();
        assertThat(page.substring(row, page.indexOf("Ian &amp; co", row)).replaceAll("<[^>]*>", " "))
                .containsPattern("no access, twice\\s+2\\s+$");
    }

    @Test
    void only_managers_see_it_and_only_their_own_service() throws Exception {
        for (String path : new String[] {"/report", "/report/committee", "/report/committee.pdf"}) {
            assertThat(console.get(path, "Cookie", olive).statusCode()).as(path).isEqualTo(403);
        }
        assertThat(console.get("/report", "Cookie", stranger).body())
                .contains("There are no homes with the service yet.")
                .doesNotContain("Bell Street", "Harehills");
    }

    @Test
    void the_pack_stands_alone_as_well_formed_html_and_as_a_pdf_that_can_be_read_aloud() throws Exception {
        HttpResponse<String> pack = console.get("/report/committee", "Cookie", mary);
        assertThat(pack.body())
                .contains("40 of 100 homes", "<caption>", "alt=\"Homes not proven", "As of ")
                .doesNotContain("<script", "href=", "src=\"/");
        assertThat(pack.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'", "style-src 'sha256-");
        assertThat(DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(new ByteArrayInputStream(pack.body().getBytes(StandardCharsets.UTF_8)))
                        .getElementsByTagName("table")
                        .getLength())
                .isGreaterThan(6);
        HttpResponse<String> pdf = console.get("/report/committee.pdf", "Cookie", mary);
        assertThat(pdf.statusCode()).isEqualTo(200);
        assertThat(pdf.body()).startsWith("%PDF-");
        assertThat(pdf.headers().firstValue("Content-Disposition").orElseThrow())
                .contains("committee-pack.pdf");
        byte[] paper = bytes("/report/committee.pdf");
        TaggedPdf.isReadAloud(paper, "en", "switchover");
        assertThat(TaggedPdf.figures(paper)).as("burn-down and risks").isGreaterThanOrEqualTo(2);
    }

    private static byte[] bytes(String path) throws Exception {
        HttpRequest request = console.request(path, "Cookie", mary)
                .timeout(Duration.ofSeconds(60))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofByteArray())
                .body();
    }

    @Test
    void the_pack_and_what_is_written_in_its_pictures_are_in_welsh_for_whoever_reads_welsh() throws Exception {
        String pack = console.get("/report/committee", "Cookie", mary + "; tocsin_language=cy")
                .body();
        assertThat(pack)
                .contains("40 o 100 cartref", "alt=\"Cartrefi heb eu profi", "Sut y cyfrifwyd")
                .doesNotContain(" is counted ", "proven", "Show the rows");
        // Their letters are drawn as lines: that they are others is all that can be told.
        assertThat(firstPicture(pack))
                .isNotEqualTo(firstPicture(
                        console.get("/report/committee", "Cookie", mary).body()));
        assertThat(DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(new ByteArrayInputStream(pack.getBytes(StandardCharsets.UTF_8)))
                        .getDocumentElement()
                        .getAttribute("lang"))
                .isEqualTo("cy");
        assertThat(console.get("/report/committee.pdf", "Cookie", mary + "; tocsin_language=cy")
                        .body())
                .startsWith("%PDF-");
    }

    @Test
    void it_is_shown_also_when_every_week_of_it_was_kept() throws Exception {
        console.test.execute("insert into readiness_day (service_id, day, dimension, value, homes, proven, confirmed,"
                + " as_of) select id, (now() at time zone time_zone)::date - 182, 'ALL', '', 0, 0, 0, now() - interval"
                + " '182 days' from service where code = 'other'");
        assertThat(console.get("/report", "Cookie", stranger).statusCode()).isEqualTo(200);
    }

    @Test
    void each_day_is_kept_as_it_was_then_known() {
        await().atMost(Duration.ofSeconds(90))
                .until(() -> value("select homes || '/' || proven from readiness_day d join service s on"
                                + " s.id = d.service_id where s.code = 'demo' and dimension = 'RISK' and value = '2'"
                                + " and day >= current_date - 1 limit 1")
                        .startsWith("20/"));
    }

    private static String value(String sql) throws Exception {
        return TestConsole.await(console.database.pool().query(sql).execute()).stream()
                .findFirst()
                .map(row -> String.valueOf(row.getValue(0)))
                .orElse("");
    }

    private static String firstPicture(String pack) {
        Matcher picture =
                Pattern.compile("data:image/svg\\+xml;base64,([^\"]+)").matcher(pack);
        assertThat(picture.find()).isTrue();
        return picture.group(1);
    }
}
