package org.tocsin.journey;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tocsin.notify.AnswerLink;
import org.tocsin.platform.Keyring;

/** Every page of the console, who opens it and how it is reached; held against the routes, so that none is forgotten. */
final class EveryPage {
    /** By which the links to keyholders are signed. */
    static final String KEY = "7c".repeat(32);

    private static final String NOBODY = "nobody";
    /** One page after another, all of them: a machine that does much else is slow at one of them. */
    private static final double PATIENCE_MS = 60_000;

    private static final Set<String> ON_A_PHONE = Set.of("installer", "responder", NOBODY);

    /**
     * One page.
     *
     * @param name of its picture, and in what is said of it
     * @param route as the routes have it
     * @param who signs in; nobody for pages that are open
     * @param path where it is, or where a link to it stands
     * @param link the first of these leads to it; null where the path does
     * @param ready is there once it is shown
     */
    record Place(
            String name,
            String route,
            String who,
            String path,
            @Nullable String link,
            String ready) {
        Place ready(String selector) {
            return new Place(name, route, who, path, link, selector);
        }
    }

    /** No page of its own: a part that is fetched into one, what scripts read, and files. */
    private static final Set<String> PARTS = Set.of(
            "/live",
            "/nothing",
            "/board/shift",
            "/board/tasks",
            "/board/tests",
            "/board/today",
            "/reminders",
            "/shift/room",
            "/alarms/:id/response",
            "/holds/of/:kind/:id",
            "/units/:cid/commands",
            "/incidents/:id/head",
            "/health-tests/:id/progress",
            "/health-tests/calls/:run",
            "/estate/imports/:id/part",
            "/estate/export",
            "/photos/:photo",
            "/respond/state",
            "/visit/:id/state");

    private EveryPage() {}

    /** Pages of the routes that are on no list here. */
    static Set<String> forgotten(AlarmCentre centre) {
        Set<String> known = places().stream().map(Place::route).collect(Collectors.toCollection(TreeSet::new));
        return centre.addresses().stream()
                .filter(route -> !route.startsWith("/api/") && !route.matches(".*[.](csv|pdf|yaml|js)$"))
                .filter(route -> !PARTS.contains(route) && !known.contains(route))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    static List<Place> places() {
        List<Place> places = new ArrayList<>();
        for (String[] one : new String[][] {
            {"sign-in", "/login", NOBODY, "/login"},
            {"board", "/", "operator", "/", null, "#bay-waiting .strip"},
            {"alarm", "/alarms/:id", "operator", "/", ".strip:has-text('Margaret Shah') a", "#case"},
            {"incident-card", "/alarms/:id", "operator", "/", ".strip.incident a", "#case"},
            {"door", "/alarms/:id", "operator", "/", ".strip:has-text('Main entrance') a", "#case"},
            {"stranger", "/alarms/:id", "operator", "/", ".strip:has-text('Unit 5550107') a", "#case"},
            {"handover", "/alarms/:id/handover", "operator", "/alarms/{margaret}/handover"},
            {"keys", "/keys", "operator", "/keys"},
            {"find", "/find", "operator", "/find?q=shah"},
            {"case", "/find/case", "operator", "/find/case"},
            {"shift", "/shift", "operator", "/shift"},
            {"desks", "/shift/rules", "manager", "/shift/rules"},
            {"call-backs", "/call-backs", "operator", "/call-backs"},
            {"sound-test", "/sound-test", "operator", "/sound-test"},
            {"follow-ups", "/follow-ups", "operator", "/follow-ups"},
            {"call-lists", "/call-lists", "operator", "/call-lists"},
            {"rota", "/rota", "manager", "/rota"},
            {"scripts", "/scripts", "manager", "/scripts"},
            {"script", "/scripts/:occasion", "manager", "/scripts/FLOOD"},
            {"script-version", "/script-versions/:id", "operator", "/scripts/FLOOD", "a[href^='/script-versions/']"},
            {"outcomes", "/outcomes", "manager", "/outcomes"},
            {"people", "/people", "manager", "/people"},
            {"person", "/people/:username", "manager", "/people", "main a[href^='/people/']"},
            {"password", "/password", "responder", "/password"},
            {"homes", "/homes", "manager", "/homes"},
            {"home-new", "/homes/new", "manager", "/homes/new"},
            {"home", "/homes/:id", "manager", "/homes?q=Shah", "main a[href^='/homes/']"},
            {"schemes", "/schemes", "manager", "/schemes"},
            {"scheme", "/schemes/:id", "manager", "/schemes/{scheme}"},
            {"scheme-point", "/schemes/:id/point", "manager", "/schemes/{scheme}", "main a[href*='/point?did=']"},
            {"units", "/units", "operator", "/units"},
            {"unit", "/units/:cid", "manager", "/units/880001"},
            {"stock", "/stock", "manager", "/stock"},
            {"stock-item", "/stock/:id", "manager", "/stock", "main a[href^='/stock/']"},
            {"reviews", "/reviews", "manager", "/reviews"},
            {"ghosts", "/estate/ghosts", "manager", "/estate/ghosts"},
            {"strangers", "/estate/strangers", "manager", "/estate/strangers"},
            {"imports", "/estate/imports", "manager", "/estate/imports"},
            {"import", "/estate/imports/:id", "manager", "/estate/imports", "main a[href^='/estate/imports/']"},
            {"hold-new", "/holds/place", "manager", "/holds/place?kind=ALARM&id={margaret}"},
            {"holds", "/holds", "manager", "/holds"},
            {"retention", "/retention", "manager", "/retention"},
            {"supervision", "/supervision", "manager", "/supervision"},
            {"watch", "/supervision/:cid", "manager", "/supervision/880001"},
            {"faults", "/faults", "manager", "/faults"},
            {"fault", "/faults/:id", "operator", "/faults", "main a[href^='/faults/']"},
            {"incidents", "/incidents", "operator", "/incidents"},
            {"incident", "/incidents/:id", "operator", "/incidents", "main a[href^='/incidents/']"},
            {"carriers", "/carriers", "manager", "/carriers"},
            {"what-if", "/carriers/what-if", "manager", "/carriers", "main a[href^='/carriers/what-if']"},
            {"settings", "/settings/watching", "manager", "/settings/watching"},
            {"rules", "/settings/supervision", "manager", "/settings/supervision"},
            {"speech", "/settings/speech", "manager", "/settings/speech"},
            {"extensions", "/settings/extensions", "manager", "/settings/extensions"},
            {"photos", "/settings/photos", "manager", "/settings/photos"},
            {"notifications", "/notifications", "manager", "/notifications"},
            {"readiness", "/readiness", "manager", "/readiness"},
            {"readiness-home", "/readiness/homes/:id", "manager", "/readiness/homes/{home}"},
            {"health-tests", "/health-tests", "manager", "/health-tests"},
            {"health-tests-new", "/health-tests/new", "manager", "/health-tests/new"},
            {"health-tests-models", "/health-tests/models", "manager", "/health-tests/models"},
            {"health-tests-presses", "/health-tests/presses", "manager", "/health-tests/presses"},
            {"health-tests-calls", "/health-tests/calls", "operator", "/health-tests/calls"},
            {"health-test", "/health-tests/:id", "manager", "/health-tests/{campaign}"},
            {"health-test-runs", "/health-tests/:id/runs", "manager", "/health-tests/{campaign}/runs"},
            {"health-test-homes", "/health-tests/:id/homes", "manager", "/health-tests/{campaign}/homes"},
            {"rollouts", "/rollouts", "manager", "/rollouts"},
            {"rollout-new", "/rollouts/new", "manager", "/rollouts/new"},
            {"rollout", "/rollouts/:id", "manager", "/rollouts", "main td a[href^='/rollouts/']"},
            {"figures", "/figures", "manager", "/figures"},
            {"figures-calls", "/figures/calls", "manager", "/figures/calls?which=EVERY&month={month}"},
            {"figures-sent", "/figures/sent", "manager", "/figures/sent?which=EVERY&month={month}"},
            {"figures-profiles", "/figures/profiles", "manager", "/figures/profiles"},
            {"figures-quality", "/figures/quality", "manager", "/figures/quality"},
            {
                "figures-review",
                "/figures/quality/:id",
                "manager",
                "/figures/quality",
                "main td a[href^='/figures/quality/']"
            },
            {"figures-falls", "/figures/falls", "manager", "/figures/falls"},
            {"figures-falls-rows", "/figures/falls/rows", "manager", "/figures/falls/rows?month={month}"},
            {"figures-staffing", "/figures/staffing", "manager", "/figures/staffing"},
            {"figures-staffing-rows", "/figures/staffing/rows", "manager", "/figures/staffing/rows?day=MONDAY&slot=3"},
            {"report", "/report", "manager", "/report"},
            {"committee", "/report/committee", "manager", "/report/committee"},
            {"providers", "/report/providers", "manager", "/report/providers"},
            {"providers-homes", "/report/providers/homes", "manager", "/report/providers/homes"},
            {"night", "/report/night", "manager", "/report/night?q=shah"},
            {"night-pack", "/report/night/:person/:form", "manager", "/report/night?q=shah", "form.grid button"},
            {"visits", "/visits", "installer", "/visits?q=Dial%20Street"},
            {"visit", "/visit/:id", "installer", "/visits", "main a[href^='/visit/']", "#v-unit"},
            {"respond", "/respond", "responder", "/respond", null, ".job"},
            {"push", "/push", "responder", "/push"},
            {"keyholder", "/k/:token", NOBODY, "/k/{keyholder}"},
            {"prove", "/prove", NOBODY, "/prove"},
            {"prove-test", "/prove/test/:token", NOBODY, "/prove/test/{prove}"},
            {"prove-result", "/prove/:reference", NOBODY, "/prove/test/{prove}", "a[href^='/prove/']:not([href*=test])"}
        }) {
            String link = one.length > 4 ? one[4] : null;
            places.add(new Place(one[0], one[1], one[2], one[3], link, one.length > 5 ? one[5] : "h1"));
        }
        return places;
    }

    /** Opens each of them in this scheme, one sign-in for each who, and hands over its window. */
    static void walk(AlarmCentre centre, Chromium chromium, Look look, BiConsumer<Place, Page> seen) {
        Map<String, String> ids = ids(centre, chromium);
        Map<String, List<Place>> byWho = places().stream().collect(Collectors.groupingBy(Place::who));
        byWho.forEach((who, places) -> {
            try (BrowserContext window = ON_A_PHONE.contains(who)
                    ? chromium.phone(look.scheme())
                    : chromium.screen(look.width(), look.height(), look.scheme())) {
                window.setDefaultTimeout(PATIENCE_MS);
                window.setDefaultNavigationTimeout(PATIENCE_MS);
                Page page = who.equals(NOBODY) ? window.newPage() : centre.signIn(window, who);
                for (Place place : places) {
                    open(centre, page, place, ids);
                    seen.accept(place, page);
                }
            }
        });
    }

    /** On what: phones have a size of their own. */
    record Look(int width, int height, ColorScheme scheme) {}

    private static void open(AlarmCentre centre, Page page, Place place, Map<String, String> ids) {
        String path = place.path();
        for (Map.Entry<String, String> id : ids.entrySet()) {
            path = path.replace("{" + id.getKey() + "}", id.getValue());
        }
        page.navigate(centre.address(path));
        if (place.link() != null) {
            follow(page, page.locator(place.link()).first());
        }
        page.locator(place.ready()).first().waitFor();
    }

    /**
     * Without the mouse: where much is going on a row of the board stands still for no moment, and a mouse waits for that.
     * Whoever follows a link to another page is there before anything is looked for: a heading stands on the page before,
     * too.
     */
    private static void follow(Page page, Locator link) {
        String before = page.url();
        link.evaluate("link => link.click()");
        page.waitForURL(url -> !url.equals(before));
    }

    private static Map<String, String> ids(AlarmCentre centre, Chromium chromium) {
        Map<String, String> ids = new HashMap<>();
        String margaret = centre.get("/api/v1/alarms?cid=880001&state=open")
                .at("/items/0/id")
                .asText();
        ids.put("margaret", margaret);
        ids.put("home", centre.get("/api/v1/find?q=elm+road").at("/homes/0/id").asText());
        ids.put("scheme", centre.get("/api/v1/schemes").at("/items/0/id").asText());
        ids.put("month", Evening.month());
        ids.put("campaign", centre.get("/api/v1/campaigns").at("/items/0/id").asText());
        centre.get("/api/v1/alarms/" + margaret + "/response").get("callouts").forEach(callout -> {
            if (callout.get("name").asText().startsWith("Nadia")) {
                UUID id = UUID.fromString(callout.get("id").asText());
                ids.put("keyholder", AnswerLink.token(Keyring.fromHex(KEY), id));
            }
        });
        try (BrowserContext door = chromium.phone(ColorScheme.LIGHT)) {
            door.setDefaultTimeout(PATIENCE_MS);
            Page page = door.newPage();
            page.navigate(centre.address("/prove"));
            page.locator("input[name=code]").fill(Evening.proveCode(centre));
            page.locator("main button[type=submit].primary").click();
            page.locator("main[data-state], .problem").first().waitFor();
            if (!page.url().contains("/prove/test/")) {
                throw new AssertionError(page.locator("main").textContent());
            }
            ids.put("prove", page.url().substring(page.url().lastIndexOf('/') + 1));
            // Decided: a page that waits asks for itself again every two seconds.
            try (ScaipPress unit = new ScaipPress(centre.sipPort())) {
                unit.press("880011", "door" + System.nanoTime() % 100_000, Map.of("dty", "0003", "stc", "0010"));
            }
            page.locator(".verdict").waitFor();
        }
        try (BrowserContext pocket = chromium.phone(ColorScheme.LIGHT)) {
            pocket.setDefaultTimeout(PATIENCE_MS);
            Page ian = centre.signIn(pocket, "installer");
            ian.navigate(centre.address("/visits?q=Dial%20Street"));
            if (ian.locator("main a[href^='/visit/']").count() == 0) {
                ian.locator("button:has-text('Plan or begin')").first().click();
                ian.locator("button:has-text('I am in the home')").click();
                ian.locator("#v-unit").waitFor();
            }
        }
        return ids;
    }
}
