package org.tocsin.journey;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/** An evening at an alarm centre, so that every page has something to show: for whoever looks at the pages. */
final class Evening {
    static final LocatorAssertions.ContainsTextOptions SOON =
            new LocatorAssertions.ContainsTextOptions().setTimeout(20_000);
    private static final List<List<String>> NEIGHBOURS = List.of(
            List.of("880011", "Arthur Pemberton", "3 Mill Lane", "NW6 1NB", "0005", "0009", "021"),
            List.of("880012", "Irene Kowalska", "Flat 4, Birch Court", "N19 5QT", "0003", "0010", "042"),
            List.of("880013", "George Adeyemi", "88 Park Road", "NW1 4RP", "0012", "0009", "012"),
            List.of("880014", "Joan Baker", "16 Lock View", "NW1 8AF", "0014", "0009", "039"),
            List.of("880015", "Ahmed Rashid", "6 Lock View", "NW1 8AF", "0002", "0085", "042"),
            List.of("880016", "Doris Lane", "2 Gate Street", "NW3 2JT", "0003", "0016", "000"),
            List.of("880017", "Patrick O'Neill", "41 Haverstock Hill", "NW3 4RL", "0023", "0009", "021"));
    private static final int DARK_HOMES = 6;
    /** The service's, whatever the tests' own is. */
    private static final ZoneId ZONE = ZoneId.of("Europe/London");
    /** A draw of the month before last, as if these had been its calls: what only time brings about. */
    private static final String DRAWN = """
            with month as (select (date_trunc('month', now()) - interval '2 months')::date as first),
              drawn as (insert into quality_draw (service_id, month, seed, candidates, digest, drawn_at, drawn_by)
                select s.id, month.first, 'c0ffee', 2, 'c0ffee', now(), 'platform' from service s, month
                where exists (select from operator o where o.service_id = s.id and o.username = 'operator'))
            insert into quality_sample (id, service_id, month, operator_id, alarm_id, rang_999, position)
            select gen_random_uuid(), a.service_id, month.first, o.id, a.id, false, row_number() over (order by a.id)
            from alarm a join operator o on o.service_id = a.service_id and o.username = 'operator', month
            where a.state = 'CLOSED' order by a.id limit 2
            """;

    private final AlarmCentre centre;
    private final Chromium chromium;

    private Evening(AlarmCentre centre, Chromium chromium) {
        this.centre = centre;
        this.chromium = chromium;
    }

    /** Puts everything on file and works until somebody is on the road. */
    static void raise(AlarmCentre centre, Chromium chromium) {
        new Evening(centre, chromium).raise();
    }

    private void raise() {
        JsonNode margaret = centre.enrol(Homes.margaret("880001"));
        Map<String, Object> moving = new HashMap<>(Homes.plain("880801", "Moving Here", "1 Quay Street", "N1 3QS"));
        moving.put(
                "home", Map.of("line1", "1 Quay Street", "postcode", "N1 3QS", "formerCentre", "Fern Valley Control"));
        centre.enrol(moving);
        NEIGHBOURS.forEach(home -> centre.enrol(Homes.plain(home.get(0), home.get(1), home.get(2), home.get(3))));
        String home = centre.get("/api/v1/find?q=elm+road").at("/homes/0/id").asText();
        earlierAlarms(margaret);
        roseCourt();
        testsThatNeedACall();
        card(home);
        plansOf(home);
        office();
        plannedChange();
        figures();
        try (MqttPress pendant = new MqttPress(centre.mqttPort(), margaret);
                ScaipPress scaip = new ScaipPress(centre.sipPort())) {
            NEIGHBOURS.forEach(neighbour -> scaip.press(
                    neighbour.get(0),
                    "s1",
                    Map.of("dty", neighbour.get(4), "stc", neighbour.get(5), "lco", neighbour.get(6))));
            // Gives up: nobody was heard.
            scaip.press("880014", "s1", Map.of("mty", "RE", "dty", "0014"));
            scaip.press("880099", "r1", Map.of("dty", "0043", "did", "90", "sco", "1"));
            scaip.press("880099", "r2", Map.of("dty", "0004", "did", "12", "sco", "2", "lco", "011"));
            scaip.press("880099", "r3", Map.of("dty", "0041", "stc", "0085"));
            scaip.press("880099", "r4", Map.of("dty", "0041", "stc", "0086"));
            scaip.press("5550107", "s2", Map.of("dty", "0003", "stc", "0010"));
            scaip.press("880012", "s3", Map.of("dty", "0003", "stc", "0010", "lco", "042"));
            darkStreet(scaip);
            pendant.press("m1", "0003", "012");
            pendant.press("m2", "0003", "012");
            work();
        }
    }

    /** Grouped housing: a flat, a door, and one controller for both. */
    private void roseCourt() {
        centre.enrol(Homes.plain("880099", "Rose Court controller", "Rose Court", "N1 9RC"));
        String scheme = "/api/v1/schemes/"
                + centre.put("/api/v1/schemes", Map.of("name", "Rose Court", "managerFirstSeconds", 900))
                        .get("id")
                        .asText();
        centre.put(scheme + "/controllers/880099", Map.of());
        centre.put(scheme + "/points", Map.of("did", "90", "kind", "door", "name", "Main entrance"));
        centre.put(
                scheme + "/points",
                Map.of(
                        "did", "12",
                        "kind", "dwelling",
                        "name", "Flat 12",
                        "home", Map.of("line1", "Flat 12, Rose Court", "postcode", "N1 9RC"),
                        "serviceUser", Map.of("name", "Elsie Marsh")));
    }

    /** A campaign whose units are tested while somebody speaks with the home. */
    private void testsThatNeedACall() {
        centre.put("/api/v1/unit-models", Map.of("make", "Bell", "name", "One"));
        for (int i = 1; i <= 3; i++) {
            Map<String, Object> home =
                    new HashMap<>(Homes.plain("88020" + i, "Walter Pike", i + " Dial Street", "N1 7DS"));
            home.put("model", Map.of("make", "Bell", "name", "One"));
            centre.enrol(home);
        }
        try (BrowserContext desk = chromium.screen()) {
            Page mary = centre.signIn(desk, "manager");
            mary.navigate(centre.address("/health-tests/models"));
            mary.getByLabel("Way").selectOption("BY_CALL");
            mary.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Save"))
                    .click();
            centre.post("/api/v1/campaigns", Map.of("name", "Spring tests", "hours", "always"), 201);
            mary.navigate(centre.address("/health-tests/calls"));
            mary.waitForCondition(() -> {
                mary.reload();
                return mary.locator("main").textContent().contains("Dial Street");
            });
        }
    }

    /** A history, so that the last alarms have something to show. */
    private void earlierAlarms(JsonNode margaret) {
        List<String> outcomes =
                List.of("accidental", "reassured", "responder-attended", "family-attended", "test-call");
        try (MqttPress pendant = new MqttPress(centre.mqttPort(), margaret)) {
            for (int i = 0; i < outcomes.size(); i++) {
                pendant.press("p" + i, i % 2 == 0 ? "0003" : "0004", i % 3 == 0 ? "011" : "012");
                String id = alarm("880001");
                centre.post("/api/v1/alarms/" + id + "/take", Map.of("operator", "operator"), 200);
                centre.post(
                        "/api/v1/alarms/" + id + "/close",
                        Map.of("operator", "operator", "outcome", outcomes.get(i), "spokenTo", "Mrs Shah"),
                        200);
            }
        }
    }

    private String alarm(String cid) {
        return centre.get("/api/v1/alarms?cid=" + cid + "&state=open")
                .at("/items/0/id")
                .asText();
    }

    private void card(String home) {
        for (List<String> line : List.of(
                List.of("RESPECT", "ReSPECT form in a green wallet on the fridge"),
                List.of("MEDICAL", "Type 2 diabetes, insulin"),
                List.of("COMMUNICATION", "Deaf on the left: speak slowly, to the right"),
                List.of("LANGUAGE", "Gujarati first, some English"),
                List.of("ACCESS", "Side gate sticks: lift and push"))) {
            centre.post("/api/v1/homes/" + home + "/card", Map.of("kind", line.get(0), "words", line.get(1)), 201);
        }
    }

    private void plansOf(String home) {
        centre.post(
                "/api/v1/homes/" + home + "/call-plans",
                Map.of("kind", "WELL_BEING", "purpose", "How did you sleep?", "at", "00:00"),
                201);
    }

    /** What the day's work left behind: a rota, a script, a table half imported, a thing on the shelf. */
    private void office() {
        Instant now = Instant.now().truncatedTo(ChronoUnit.HOURS);
        centre.post(
                "/api/v1/rota/shifts",
                Map.of(
                        "shifts",
                        List.of(Map.of(
                                "responder", "responder",
                                "from", now.toString(),
                                "until", now.plus(10, ChronoUnit.HOURS).toString()))),
                200);
        for (String words :
                List.of("Ask where the water comes from.\nClose. {close}", "Ask first. {spoken to}\nClose. {close}")) {
            centre.put("/api/v1/scripts", Map.of("occasion", "FLOOD", "words", words, "note", "after the review"));
        }
        try (BrowserContext desk = chromium.screen()) {
            Page mary = centre.signIn(desk, "manager");
            mary.navigate(centre.address("/estate/imports"));
            mary.locator("input[type=file]")
                    .setInputFiles(new com.microsoft.playwright.options.FilePayload(
                            "east.csv",
                            "text/csv",
                            "home id,address,postcode,name\nE1,1 East Road,E1 1AA,Nora East\nE2,,,\n".getBytes()));
            mary.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Send the file"))
                    .click();
            assertThat(mary.locator("h1")).containsText("Say what the columns are", SOON);
            mary.navigate(centre.address("/stock"));
            mary.getByText("Something comes in").click();
            mary.getByLabel("Make and model").fill("Bell Two");
            mary.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Put on the shelf"))
                    .click();
            assertThat(mary.locator("main")).containsText("Bell Two", SOON);
        }
    }

    /** A change that goes to units in waves. */
    private void plannedChange() {
        centre.post(
                "/api/v1/rollouts",
                Map.of(
                        "name",
                        "Louder loudspeakers",
                        "op",
                        "config.set",
                        "args",
                        Map.of("values", Map.of("volume", 7)),
                        "hours",
                        "always",
                        "trialPerModel",
                        1,
                        "unitsPerWave",
                        2),
                201);
    }

    /** What was closed today stands in the figures as soon as they are counted. */
    private void figures() {
        String calls = "/api/v1/figures/answers/calls?which=every&month=" + month();
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> !centre.get(calls).get("items").isEmpty());
        centre.execute(DRAWN);
    }

    /** This one, as addresses have it. */
    static String month() {
        return YearMonth.now(ZONE).toString();
    }

    /** One cause, several homes: an incident and its faults. */
    private void darkStreet(ScaipPress scaip) {
        for (int i = 0; i < DARK_HOMES; i++) {
            String cid = Integer.toString(880_300 + i);
            centre.enrol(Homes.plain(cid, "Resident " + cid, i + " Dark Street", "DK1 1AA"));
            scaip.press(cid, "d" + i, Map.of("dty", "0002", "stc", "0085"));
        }
    }

    /** Two operators at work, a responder on her way, a keyholder asked. */
    private void work() {
        try (BrowserContext room = chromium.screen();
                BrowserContext room2 = chromium.screen();
                BrowserContext pocket = chromium.phone(ColorScheme.DARK)) {
            Page tom = centre.signIn(room2, "operator2");
            open(tom, "Patrick O'Neill");
            tom.keyboard().press("t");
            assertThat(tom.locator("#case .standing")).containsText("you have it", SOON);
            String margaret = alarm("880001");
            Page olive = centre.signIn(room, "operator");
            open(olive, "Margaret Shah");
            olive.keyboard().press("t");
            assertThat(olive.locator("#case .standing")).containsText("you have it", SOON);
            olive.keyboard().press("c");
            olive.keyboard().press("3");
            olive.keyboard().press("Enter");
            assertThat(olive.locator(".contacts .busy")).containsText("asked", SOON);
            Page rhona = centre.signIn(pocket, "responder");
            rhona.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Accept"))
                    .click();
            assertThat(olive.locator(".contacts .busy")).containsText("accepted", SOON);
            olive.keyboard().press("c");
            olive.keyboard().press("1");
            olive.keyboard().press("Enter");
            assertThat(olive.locator(".contacts .busy")).hasCount(2);
            centre.post(
                    "/api/v1/alarms/" + margaret + "/follow-ups",
                    Map.of(
                            "operator", "operator",
                            "what", "Ask the surgery about the fourth fall",
                            "dueAt", Instant.now().plus(1, ChronoUnit.DAYS).toString()),
                    200);
            centre.post(
                    "/api/v1/call-backs",
                    Map.of(
                            "alarmId",
                            margaret,
                            "whom",
                            "Nadia Shah",
                            "reason",
                            "tell her how it went",
                            "dueAt",
                            Instant.now().plus(20, ChronoUnit.MINUTES).toString()),
                    201);
        }
    }

    /** A code for the phone company's engineer, good today. */
    static String proveCode(AlarmCentre centre) {
        String home = centre.get("/api/v1/find?q=mill+lane").at("/homes/0/id").asText();
        String today = LocalDate.now(ZONE).toString();
        return centre.post("/api/v1/homes/" + home + "/prove-codes", Map.of("from", today, "until", today), 201)
                .get("code")
                .asText();
    }

    private static void open(Page page, String name) {
        page.locator(".strip", new Page.LocatorOptions().setHasText(name)).click();
        assertThat(page.locator("#case h1")).containsText(name, SOON);
    }
}
