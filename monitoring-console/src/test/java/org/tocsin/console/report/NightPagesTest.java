package org.tocsin.console.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Role;
import org.tocsin.console.TestConsole;
import org.tocsin.console.language.Untranslated;
import org.tocsin.report.NightPart;

/** One person's night as it is on record, and what a phone company is told; by whom, and about whom. */
class NightPagesTest {
    private static final String CID = "7700001";

    private static TestConsole console;
    private static String mary;
    private static String olive;
    private static String stranger;
    private static String person;
    private static String span;

    @BeforeAll
    static void start() throws Exception {
        console = TestConsole.start();
        mary = console.signedIn(console.demo, "mary", Role.MANAGER);
        olive = console.signedIn(console.demo, "olive", Role.OPERATOR);
        stranger = console.signedIn(console.other, "stranger", Role.MANAGER);
        console.json("/api/v1/units", """
                {"cid":"%s","protocol":"scaip","authentication":"none",
                 "home":{"line1":"12 Rose Court","town":"Leeds","postcode":"LS1 4AP","externalId":"H-1"},
                 "serviceUser":{"name":"Edith Shah","telephone":"+44 113 496 0000","notes":"Heart failure"},
                 "contacts":[{"name":"Amir Shah","kind":"relative","telephone":"+44 113 496 0001"}]}
                """.formatted(CID), "Authorization", "Bearer " + console.demoToken);
        console.test.execute("update home set line_provider = 'BT', line_planned_on = '2026-12-24'");
        console.press(CID, "r1");
        person = value("select id::text from service_user where name = 'Edith Shah'");
        LocalDateTime now = LocalDateTime.ofInstant(console.now(), ZoneId.of("Europe/London"));
        span = "?from=" + now.minusHours(3).withNano(0) + "&until="
                + now.plusHours(3).withNano(0);
        String status = "insert into service_user_status (id, service_id, service_user_id, status, since, recorded_at,"
                + " recorded_by) select gen_random_uuid(), service_id, id, '%s', now(), now() + interval '%s',"
                + " 'operator:mary' from service_user";
        console.test.execute(status.formatted("AWAY", "0 hours"));
        console.test.execute(status.formatted("DECEASED", "20 hours"));
    }

    @AfterAll
    static void stop() throws Exception {
        console.close();
    }

    @Test
    void everything_on_record_is_in_one_pack_and_what_has_no_history_is_said_to_have_none() throws Exception {
        HttpResponse<String> found = console.get("/report/night?q=shah", "Cookie", mary);
        assertThat(found.body()).contains("Edith Shah", "12 Rose Court", "/report/night/" + person + "/page");
        HttpResponse<String> page = console.get("/report/night/" + person + "/page" + span, "Cookie", mary);
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body())
                .contains("Edith Shah: what is on record", "12 Rose Court", CID, "Amir Shah", "AWAY")
                .contains("Every signal received", "The mary", "behind an incident")
                .doesNotContain("is a day without a report")
                .doesNotContain("<script", "href=");
        JsonObject json = new JsonObject(console.get("/report/night/" + person + "/json" + span, "Cookie", mary)
                .body());
        assertThat(json.getJsonArray("signals")).hasSize(1);
        assertThat(json.getJsonArray("signals").getJsonObject(0).getString("received_at"))
                .endsWith("Z");
        assertThat(json.getJsonArray("alarms")).hasSize(1);
        assertThat(json.getJsonArray("log").size()).isGreaterThanOrEqualTo(1);
        assertThat(json.getJsonArray("queue").getJsonObject(0).getInteger("waiting"))
                .isEqualTo(1);
        assertThat(json.getJsonArray("statuses").getJsonObject(1).getBoolean("later"))
                .isTrue();
        assertThat(json.getJsonArray("later").encode()).contains("deceased");
        HttpResponse<String> pdf = console.get("/report/night/" + person + "/pdf" + span, "Cookie", mary);
        assertThat(pdf.body()).startsWith("%PDF-");
        assertThat(value("select count(*) from audit where action = 'make-coroners-pack' and subject like '%" + person
                        + "' and actor = 'operator:mary'"))
                .isEqualTo("3");
    }

    @Test
    void in_welsh_its_headings_and_rules_are_welsh_and_what_was_recorded_stands_as_it_was() throws Exception {
        String address = "/report/night/" + person + "/";
        String english = console.get(address + "page" + span, "Cookie", mary).body();
        assertThat(Untranslated.in(english)).as("but the name of the service").containsOnly("Demo");
        String page = console.get(address + "page" + span, "Cookie", mary + "; tocsin_language=cy")
                .body();
        assertThat(page).contains("<html lang=\"cy\"", "Heart failure").doesNotContain("Every signal received");
        // That somebody looks is on record too, and in the last tables of whoever looks later.
        assertThat(tables(page).subList(0, 6))
                .isEqualTo(tables(english).subList(0, 6))
                .anyMatch(rows -> rows.contains("AWAY"));
        HttpRequest request = console.request(address + "pdf" + span, "Cookie", mary + "; tocsin_language=cy")
                .timeout(Duration.ofSeconds(60))
                .build();
        byte[] pdf = HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofByteArray())
                .body();
        try (PDDocument paper = Loader.loadPDF(pdf)) {
            assertThat(new PDFTextStripper().getText(paper))
                    .contains("Heart", "Fel y'i hysgrifennwyd")
                    .doesNotContain("Every signal received", "As written");
        }
    }

    /** What stands in the rows. */
    private static List<String> tables(String page) {
        return Pattern.compile("(?s)<tbody.*?</tbody>")
                .matcher(page)
                .results()
                .map(MatchResult::group)
                .toList();
    }

    @Test
    void what_was_changed_meanwhile_stands_there_as_it_was_then_and_people_by_their_names() throws Exception {
        console.json("/api/v1/units", """
                {"cid":"7700009","protocol":"scaip","authentication":"none",
                 "home":{"line1":"3 Mill Lane","postcode":"LS4 1AA"},
                 "serviceUser":{"name":"Reg Hill","notes":"Deaf in one ear"},
                 "contacts":[{"name":"Tom Hill","kind":"relative","telephone":"+44 113 496 0003"}]}
                """, "Authorization", "Bearer " + console.demoToken);
        console.press("7700009", "hill1");
        console.test.execute("update contact set telephone = '+44 113 496 0004' where name = 'Tom Hill'");
        console.test.execute("update service_user set notes = 'Hears well' where name = 'Reg Hill'");
        console.test.execute("update home set risks = 'A dog' where line1 = '3 Mill Lane'");
        console.test.execute("update contact set telephone = telephone where name = 'Tom Hill'");
        console.test.execute("insert into card_fact (id, service_id, home_id, kind, words, recorded_at, recorded_by,"
                + " confirmed_at, confirmed_by) select gen_random_uuid(), service_id, id, 'RISK', 'Loose step', now(),"
                + " 'operator:olive', now(), 'operator:olive' from home where line1 = '3 Mill Lane'");
        String reg = value("select id::text from service_user where name = 'Reg Hill'");
        JsonObject json = new JsonObject(console.get("/report/night/" + reg + "/json" + span, "Cookie", mary)
                .body());
        assertThat(json.getJsonArray("contacts").stream().map(row -> ((JsonObject) row).getString("telephone")))
                .containsExactly("+44 113 496 0003", "+44 113 496 0004");
        assertThat(json.getJsonArray("contacts").getJsonObject(0).getString("worded_until"))
                .isEqualTo(json.getJsonArray("contacts").getJsonObject(1).getString("worded_since"));
        assertThat(json.getJsonArray("person").stream().map(row -> ((JsonObject) row).getString("notes")))
                .containsExactly("Deaf in one ear", "Hears well");
        assertThat(json.getJsonArray("homes").stream().map(row -> ((JsonObject) row).getString("risks")))
                .containsExactly(null, "A dog");
        assertThat(json.getJsonArray("card").getJsonObject(0).getString("recorded_by"))
                .isEqualTo("The olive (olive)");
    }

    @Test
    void the_plan_as_it_was_in_use_and_what_was_found_and_done_at_the_home_is_there() throws Exception {
        console.json("/api/v1/units", """
                {"cid":"7700010","protocol":"scaip","authentication":"none",
                 "home":{"line1":"5 Kiln Lane","postcode":"LS4 1AA"},"serviceUser":{"name":"Ada Kiln"},
                 "contacts":[{"name":"Ben Kiln","kind":"relative","telephone":"+44 113 496 0005"}]}
                """, "Authorization", "Bearer " + console.demoToken);
        console.press("7700010", "kiln1");
        String alarm = " from alarm a where a.cid = '7700010'";
        console.test.execute("insert into contact_time (id, service_id, contact_id, weekdays, from_time, until_time,"
                + " recorded_at, recorded_by) select gen_random_uuid(), service_id, id, 65, '18:00', '22:00', now(),"
                + " 'operator:olive' from contact where name = 'Ben Kiln'");
        console.test.execute("insert into contact_time (id, service_id, contact_id, away_from, away_until, recorded_at,"
                + " recorded_by, ended_at, ended_by) select gen_random_uuid(), service_id, id, current_date,"
                + " current_date, now() - interval '9 days', 'operator:olive', now() - interval '8 days',"
                + " 'operator:olive' from contact where name = 'Ben Kiln'");
        console.test.execute("insert into shipped_script (id, service_id, occasion, words, digest, first_used_at)"
                + " select gen_random_uuid(), service_id, 'NIGHT_TEST', 'Ask how they feel', ''::bytea, now()" + alarm);
        console.test.execute("insert into alarm_script (alarm_id, occasion, service_id, shipped_id, kept_at)"
                + " select a.id, s.occasion, s.service_id, s.id, now() from alarm a join shipped_script s"
                + " on s.occasion = 'NIGHT_TEST' where a.cid = '7700010'");
        console.test.execute(
                "insert into scene_report (id, service_id, callout_id, alarm_id, home_id, operator_id, said_at,"
                        + " received_at, on_the_floor, dangers, injury, lift, outcome, hospital_avoided) select gen_random_uuid(),"
                        + " a.service_id, gen_random_uuid(), a.id, a.home_id, (select id from operator where username = 'olive'"
                        + " and service_id = a.service_id), now(), now(), true, '{PAIN}', 'MINOR', 'CUSHION', 'SETTLED', true"
                        + alarm);
        console.test.execute("insert into follow_up (id, service_id, home_id, alarm_id, what, due_at, made_at, made_by)"
                + " select gen_random_uuid(), service_id, home_id, id, 'Ring the family', now(), now(), 'operator:olive'"
                + alarm);
        console.test.execute("with plan as (insert into call_plan (id, service_id, home_id, kind, purpose, every_days,"
                + " at_time, next_due_at, made_at, made_by) select gen_random_uuid(), service_id, home_id, 'WELL_BEING',"
                + " 'After hospital', 1, '10:00', now(), now(), 'operator:olive'" + alarm + " returning *)"
                + " insert into listed_call (id, service_id, plan_id, home_id, due_at, try_at)"
                + " select gen_random_uuid(), service_id, id, home_id, now(), now() from plan");
        String ada = value("select id::text from service_user where name = 'Ada Kiln'");
        JsonObject json = new JsonObject(console.get("/report/night/" + ada + "/json" + span, "Cookie", mary)
                .body());
        assertThat(json.getJsonArray("contact_times")).hasSize(1);
        assertThat(json.getJsonArray("contact_times").getJsonObject(0).getMap())
                .containsEntry("days", "Mon Sun")
                .containsEntry("from_time", "18:00")
                .containsEntry("recorded_by", "The olive (olive)");
        assertThat(json.getJsonArray("scripts").encode()).contains("Ask how they feel", "as shipped");
        assertThat(json.getJsonArray("scene").getJsonObject(0).getMap())
                .containsEntry("injury", "minor")
                .containsEntry("on_the_floor", "yes");
        assertThat(json.getJsonArray("follow_ups").encode()).contains("Ring the family");
        assertThat(json.getJsonArray("listed_calls").encode()).contains("After hospital");
        assertThat(console.get("/report/night/" + ada + "/page" + span, "Cookie", mary)
                        .body())
                .contains("When contacts could be reached", "What responders found and did", "Mon Sun");
    }

    @Test
    void each_part_has_what_is_on_file_of_this_home_and_nothing_of_the_one_next_door() throws Exception {
        for (String number : List.of("6", "7")) {
            console.json(
                    "/api/v1/units",
                    """
                    {"cid":"770002%s","protocol":"scaip","authentication":"none",
                     "home":{"line1":"%s Part Lane","postcode":"LS5 1AA"},"serviceUser":{"name":"Parts %s"}}
                    """.formatted(number, number, number),
                    "Authorization",
                    "Bearer " + console.demoToken);
        }
        console.press("7700026", "part1");
        for (String sql : List.of(
                "contact (id, service_id, home_id, position, name, kind, telephone) select gen_random_uuid(),"
                        + " service_id, home_id, 0, 'Con Tact', 'RELATIVE', '+44 113 496 0009' from a",
                "contact_time (id, service_id, contact_id, weekdays, from_time, until_time, recorded_at, recorded_by)"
                        + " select gen_random_uuid(), service_id, id, 65, '18:00', '22:00', now(), 'x' from c",
                "card_fact (id, service_id, home_id, kind, words, recorded_at, recorded_by, confirmed_at, confirmed_by)"
                        + " select gen_random_uuid(), service_id, home_id, 'RISK', 'Step', now(), 'x', now(), 'x' from a",
                "service_user_status (id, service_id, service_user_id, status, since, recorded_at, recorded_by)"
                        + " select gen_random_uuid(), service_id, service_user_id, 'AWAY', now(), now() + n * interval"
                        + " '20 hours', 'x' from p, generate_series(0, 1) n",
                "peripheral (id, service_id, home_id, dty, name, since) select gen_random_uuid(), service_id, home_id,"
                        + " '0003', 'Pendant', now() from a",
                "shipped_script (id, service_id, occasion, words, digest, first_used_at) select gen_random_uuid(),"
                        + " service_id, 'PARTS_TEST', 'Ask', '\\x01'::bytea, now() from a",
                "alarm_script (alarm_id, occasion, service_id, shipped_id, kept_at) select a.id, s.occasion,"
                        + " s.service_id, s.id, now() from a, shipped_script s where s.occasion = 'PARTS_TEST'",
                "callout (id, service_id, alarm_id, contact_id, state, offered_at) select gen_random_uuid(),"
                        + " a.service_id, a.id, c.id, 'DECLINED', now() from a, c",
                "scene_report (id, service_id, callout_id, alarm_id, home_id, operator_id, said_at, received_at,"
                        + " on_the_floor, dangers, injury, lift, outcome, hospital_avoided) select gen_random_uuid(),"
                        + " service_id, gen_random_uuid(), id, home_id, (select id from operator where username = 'olive'"
                        + " and service_id = a.service_id), now(), now(), true, '{PAIN}', 'MINOR', 'CUSHION', 'SETTLED',"
                        + " true from a",
                "phone_call (id, service_id, external_id, alarm_id, home_id, ringing_at, reported_at)"
                        + " select gen_random_uuid(), service_id, 'parts', id, home_id, now(), now() from a",
                "notification (id, service_id, channel, recipient, to_address, alarm_id, state, asked_at, expires_at)"
                        + " select gen_random_uuid(), service_id, 'SMS', 'Con Tact', '+441134960009', id, 'FAILED', now(),"
                        + " now() from a",
                "follow_up (id, service_id, home_id, alarm_id, what, due_at, made_at, made_by) select gen_random_uuid(),"
                        + " service_id, home_id, id, 'Ring', now(), now(), 'x' from a",
                "call_plan (id, service_id, home_id, kind, purpose, every_days, at_time, next_due_at, made_at, made_by)"
                        + " select gen_random_uuid(), service_id, home_id, 'WELL_BEING', 'Parts', 1, '10:00', now(), now(),"
                        + " 'x' from a",
                "listed_call (id, service_id, plan_id, home_id, due_at, try_at) select gen_random_uuid(), service_id,"
                        + " id, home_id, now(), now() from call_plan where purpose = 'Parts'",
                "unit_trend (unit_id, day, service_id) select id, (now() at time zone 'UTC')::date, service_id from u",
                "silence (id, service_id, unit_id, home_id, cid, number, heard_at, began_at, noticed_at, noticed_by,"
                        + " raised_at, heard_again_at, restored_at) select gen_random_uuid(), service_id, id, home_id, cid,"
                        + " 1, now(), now(), now(), 'x', now(), now(), now() from u",
                "proof (id, service_id, home_id, unit_id, signal_id, kind, asked_by, asked_at, received_at, recorded_at)"
                        + " select gen_random_uuid(), service_id, home_id, id, gen_random_uuid(), 'VISIT', 'x', now(),"
                        + " now(), now() from u",
                "fault (id, service_id, cid, did, dty, kind, lost_at) select gen_random_uuid(), service_id, cid, '', '',"
                        + " 'MAINS', now() from u",
                "fault_case (id, service_id, home_id, fault_id, cid, did, dty, kind, what, why, lost_at, opened_at,"
                        + " next_call_at, manager_at) select gen_random_uuid(), service_id, home_id, gen_random_uuid(), cid,"
                        + " '', '0003', 'LOSS', 'Pendant', 'x', now(), now(), now() + interval '1 day', now() + interval"
                        + " '1 day' from u",
                "chain_key (id, public_key, first_used_at) values ('00000000000000aa', '\\x01', now())",
                "chain_record (service_id, number, kind, subject_id, home_id, home_number, canonical, hash, signature,"
                        + " key_id, sealed_at) select service_id, 900000, 'PROOF', gen_random_uuid(), home_id, 1, '{}',"
                        + " '\\x01', '\\x01', '00000000000000aa', now() from u")) {
            console.test.execute("with a as (select * from alarm where cid = '7700026'), u as (select * from home_unit"
                    + " where cid = '7700026'), c as (select * from contact where name = 'Con Tact'), p as (select r.* from"
                    + " resident r join u on u.home_id = r.home_id) insert into " + sql);
        }
        JsonObject here = pack("Parts 6");
        JsonObject nextDoor = pack("Parts 7");
        Set<NightPart> ofEverybody =
                EnumSet.of(NightPart.PERSON, NightPart.HOMES, NightPart.UNITS, NightPart.STAFFING, NightPart.SEEN);
        for (NightPart part : NightPart.values()) {
            String name = part.name().toLowerCase(Locale.ROOT);
            assertThat(here.getJsonArray(name)).as(name).isNotEmpty();
            if (!ofEverybody.contains(part)) {
                assertThat(nextDoor.getJsonArray(name)).as(name + ", next door").isEmpty();
            }
        }
        assertThat(here.getJsonArray("signals").getJsonObject(0).fieldNames()).contains("clock_difference_s");
    }

    @Test
    void whoever_lives_behind_a_controller_has_what_was_heard_of_it_and_nothing_of_the_neighbours() throws Exception {
        console.test.execute("insert into scheme (id, service_id, name, created_at) values (gen_random_uuid(), '"
                + console.demo.id() + "', 'Night Court', now())");
        console.test.execute(
                "insert into home_unit (id, service_id, scheme_id, cid, protocol, authentication, created_at)"
                        + " select gen_random_uuid(), service_id, id, '7700100', 'SCAIP', 'NONE', '2026-01-01Z' from scheme"
                        + " where name = 'Night Court'");
        for (String number : List.of("1", "2")) {
            console.json(
                    "/api/v1/units",
                    """
                    {"cid":"770010%s","protocol":"scaip","authentication":"none",
                     "home":{"line1":"%s Night Court","postcode":"LS5 1AA"},"serviceUser":{"name":"Night %s"}}
                    """.formatted(number, number, number),
                    "Authorization",
                    "Bearer " + console.demoToken);
            console.test.execute("insert into scheme_point select gen_random_uuid(), e.service_id, e.id, '" + number
                    + "', 'DWELLING', 'Flat " + number
                    + "', h.id from scheme e, home h where e.name = 'Night Court' and"
                    + " h.line1 = '" + number + " Night Court'");
        }
        console.signal("7700100", "n1", Map.of("dty", "0003", "stc", "0010", "did", "1"));
        console.signal("7700100", "n2", Map.of("dty", "0045", "stc", "0085"));
        for (String sql : List.of(
                "unit_trend (unit_id, day, service_id) select id, (now() at time zone 'UTC')::date, service_id from u",
                "silence (id, service_id, unit_id, cid, number, heard_at, began_at, noticed_at, noticed_by) select"
                        + " gen_random_uuid(), service_id, id, cid, 1, now(), now(), now(), 'x' from u",
                "peripheral (id, service_id, home_id, dty, name, since) select gen_random_uuid(), service_id, home_id,"
                        + " '0003', 'Night pendant', now() from f",
                "silence (id, service_id, unit_id, peripheral_id, cid, number, heard_at, began_at, noticed_at, noticed_by)"
                        + " select gen_random_uuid(), u.service_id, u.id, t.id, 'of a trigger', 2, now(), now(), now(), 'x'"
                        + " from u, peripheral t where t.name = 'Night pendant'",
                "fault_case (id, service_id, home_id, fault_id, scheme_fault_id, cid, did, dty, kind, what, why, lost_at,"
                        + " opened_at, next_call_at, manager_at) select gen_random_uuid(), service_id, home_id,"
                        + " gen_random_uuid(), gen_random_uuid(), '7700100', '', '0002', 'SILENT', 'Controller, not heard',"
                        + " 'x', now(), now(), now() + interval '1 day', now() + interval '1 day' from f")) {
            console.test.execute("with u as (select * from home_unit where cid = '7700100'), f as (select * from"
                    + " scheme_point where name = 'Flat 1') insert into " + sql);
        }
        JsonObject one = pack("Night 1");
        JsonObject two = pack("Night 2");
        for (JsonObject both : List.of(one, two)) {
            assertThat(both.getJsonArray("units").encode()).contains("controller of Night Court");
            assertThat(both.getJsonArray("heartbeats").encode()).contains("7700100");
            assertThat(both.getJsonArray("silences").encode()).contains("7700100");
            assertThat(both.getJsonArray("faults").encode()).contains("MAINS");
        }
        assertThat(one.getJsonArray("signals")).hasSize(1);
        assertThat(two.getJsonArray("signals")).isEmpty();
        assertThat(one.getJsonArray("silences").encode()).contains("of a trigger");
        assertThat(two.getJsonArray("silences").encode()).doesNotContain("of a trigger");
        assertThat(one.getJsonArray("welfare_calls").encode()).contains("Controller, not heard");
        assertThat(two.getJsonArray("welfare_calls")).isEmpty();
    }

    private static JsonObject pack(String name) throws Exception {
        String id = value("select id::text from service_user where name = '" + name + "'");
        return new JsonObject(console.get("/report/night/" + id + "/json" + span, "Cookie", mary)
                .body());
    }

    @Test
    void a_unit_that_went_to_another_home_tells_nothing_of_those_who_live_there() throws Exception {
        console.json("/api/v1/units", """
                {"cid":"7700002","protocol":"scaip","authentication":"none",
                 "home":{"line1":"1 Other Road","postcode":"LS2 1AA"},"serviceUser":{"name":"Somebody Else"}}
                """, "Authorization", "Bearer " + console.demoToken);
        console.test.execute("insert into unit_placement (id, service_id, unit_id, home_id, since, until, placed_by)"
                + " select gen_random_uuid(), u.service_id, u.id, r.home_id, now() - interval '60 days',"
                + " now() - interval '30 days', 'x' from home_unit u, resident r where u.cid = '7700002'"
                + " and r.service_user_id = '" + person + "'");
        console.press("7700002", "other1");
        JsonObject json = new JsonObject(console.get("/report/night/" + person + "/json" + span, "Cookie", mary)
                .body());
        assertThat(json.getJsonArray("signals").encode()).contains(CID).doesNotContain("7700002");
        console.test.execute(
                "insert into unit_trend (unit_id, day, service_id) select id, (now() at time zone 'UTC')::date - d,"
                        + " service_id from home_unit, unnest(array[3, 40, 70]) d where cid = '7700002'");
        List<JsonObject> days = new JsonObject(console.get("/report/night/" + person + "/json" + span, "Cookie", mary)
                        .body())
                .getJsonArray("heartbeats").stream().map(JsonObject.class::cast).toList();
        assertThat(days.stream()
                        .filter(day -> day.getString("cid").equals("7700002"))
                        .toList())
                .as("only while it stood in this home, though it reported neither battery nor signal")
                .singleElement()
                .satisfies(day -> assertThat(day.getInteger("signals")).isZero());
        assertThat(days.stream().filter(day -> day.getString("cid").equals(CID)).toList())
                .as("a day on which it only sent signals")
                .anySatisfy(day -> assertThat(day.getInteger("signals")).isPositive());
    }

    @Test
    void what_a_scheme_s_controller_sent_from_their_flat_is_there_and_nothing_from_the_next_one() throws Exception {
        String auth = "Bearer " + console.demoToken;
        for (String flat : List.of("7", "8")) {
            console.json("/api/v1/units", """
                    {"cid":"77100%s","protocol":"scaip","authentication":"none",
                     "home":{"line1":"Flat %s","postcode":"LS3 1AA"},"serviceUser":{"name":"Flat dweller %s"}}
                    """.formatted(flat, flat, flat), "Authorization", auth);
        }
        console.json("/api/v1/units", """
                {"cid":"7720000","protocol":"scaip","authentication":"none",
                 "home":{"line1":"Office","postcode":"LS3 1AA"},"serviceUser":{"name":"The manager"}}
                """, "Authorization", auth);
        console.test.execute("insert into scheme (id, service_id, name, created_at)"
                + " select gen_random_uuid(), service_id, 'Rose Court', now() from home_unit where cid = '7720000'");
        console.test.execute("insert into scheme_point (id, service_id, scheme_id, did, kind, name, home_id)"
                + " select gen_random_uuid(), s.service_id, s.id, right(u.cid, 1), 'DWELLING', 'Flat', u.home_id"
                + " from scheme s join home_unit u on u.cid in ('771007', '771008')"
                + " where s.name = 'Rose Court'");
        console.test.execute(
                "update home_unit set scheme_id = (select id from scheme where name = 'Rose Court'), home_id = null"
                        + " where cid = '7720000'");
        for (String did : List.of("7", "8", "9")) {
            console.signal("7720000", "S" + did, Map.of("dty", "0003", "did", did));
        }
        String dweller = value("select id::text from service_user where name = 'Flat dweller 7'");
        JsonObject json = new JsonObject(console.get("/report/night/" + dweller + "/json" + span, "Cookie", mary)
                .body());
        assertThat(json.getJsonArray("signals")).hasSize(1);
        assertThat(json.getJsonArray("signals").getJsonObject(0).getString("ref"))
                .isEqualTo("S7");
    }

    @Test
    void only_managers_of_the_same_service_have_it_and_a_span_has_a_length() throws Exception {
        String path = "/report/night/" + person + "/json";
        assertThat(console.get(path + span, "Cookie", olive).statusCode()).isEqualTo(403);
        assertThat(console.get(path + span, "Cookie", stranger).statusCode()).isEqualTo(404);
        assertThat(console.get("/report/night?q=shah", "Cookie", stranger).body())
                .contains("Nobody on file");
        assertThat(console.get(path, "Cookie", mary).statusCode()).isEqualTo(422);
        assertThat(console.get(path + "?from=2026-01-01T00:00&until=2026-03-01T00:00", "Cookie", mary)
                        .statusCode())
                .isEqualTo(422);
    }

    @Test
    void a_phone_company_is_told_of_its_lines_without_names_or_health() throws Exception {
        assertThat(console.get("/report/providers", "Cookie", mary).body()).contains("BT", "provider=BT");
        HttpResponse<String> table = console.get("/report/providers.csv?provider=BT", "Cookie", mary);
        assertThat(table.body())
                .contains("01134960000,,\"12 Rose Court, Leeds\",LS1 4AP,BT,Y,2026-12-24,N,,H-1,,")
                .doesNotContain("Shah", "Heart");
        assertThat(console.get("/report/providers.csv?provider=BT", "Cookie", stranger)
                        .body())
                .doesNotContain("Rose Court");
        assertThat(console.get("/report/providers.csv?provider=BT", "Cookie", olive)
                        .statusCode())
                .isEqualTo(403);
        assertThat(value("select count(*) from audit where action = 'export-data-sharing' and subject = 'provider:BT'"))
                .isEqualTo("2");
    }

    private static String value(String sql) throws Exception {
        return TestConsole.await(console.database.pool().query(sql).execute()).stream()
                .findFirst()
                .map(row -> String.valueOf(row.getValue(0)))
                .orElse("");
    }
}
