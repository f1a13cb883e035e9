package org.tocsin.journey;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
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
        Place at(String address) {
            return new Place(name, route, who, address, null, ready);
        }

        Place by(String address, String selector) {
            return new Place(name, route, who, address, selector, ready);
        }

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
        return List.of(
                page("sign-in", "/login", NOBODY),
                page("board", "/", "operator").ready("#bay-waiting .strip"),
                page("alarm", "/alarms/:id", "operator")
                        .by("/", ".strip:has-text('Margaret Shah') a")
                        .ready("#case"),
                page("incident-card", "/alarms/:id", "operator")
                        .by("/", ".strip.incident a")
                        .ready("#case"),
                page("door", "/alarms/:id", "operator")
                        .by("/", ".strip:has-text('Main entrance') a")
                        .ready("#case"),
                page("stranger", "/alarms/:id", "operator")
                        .by("/", ".strip:has-text('Unit 5550107') a")
                        .ready("#case"),
                page("handover", "/alarms/:id/handover", "operator").at("/alarms/{margaret}/handover"),
                page("keys", "/keys", "operator"),
                page("find", "/find", "operator").at("/find?q=shah"),
                page("case", "/find/case", "operator"),
                page("shift", "/shift", "operator"),
                page("desks", "/shift/rules", "manager"),
                page("call-backs", "/call-backs", "operator"),
                page("sound-test", "/sound-test", "operator"),
                page("follow-ups", "/follow-ups", "operator"),
                page("call-lists", "/call-lists", "operator"),
                page("rota", "/rota", "manager"),
                page("scripts", "/scripts", "manager"),
                page("script", "/scripts/:occasion", "manager").at("/scripts/FLOOD"),
                page("script-version", "/script-versions/:id", "operator")
                        .by("/scripts/FLOOD", "a[href^='/script-versions/']"),
                page("outcomes", "/outcomes", "manager"),
                page("people", "/people", "manager"),
                page("person", "/people/:username", "manager").by("/people", "main a[href^='/people/']"),
                page("password", "/password", "responder"),
                page("homes", "/homes", "manager"),
                page("home-new", "/homes/new", "manager"),
                page("home", "/homes/:id", "manager").by("/homes?q=Shah", "main a[href^='/homes/']"),
                page("schemes", "/schemes", "manager"),
                page("scheme", "/schemes/:id", "manager").at("/schemes/{scheme}"),
                page("scheme-point", "/schemes/:id/point", "manager")
                        .by("/schemes/{scheme}", "main a[href*='/point?did=']"),
                page("units", "/units", "operator"),
                page("unit", "/units/:cid", "manager").at("/units/880001"),
                page("stock", "/stock", "manager"),
                page("stock-item", "/stock/:id", "manager").by("/stock", "main a[href^='/stock/']"),
                page("reviews", "/reviews", "manager"),
                page("ghosts", "/estate/ghosts", "manager"),
                page("strangers", "/estate/strangers", "manager"),
                page("imports", "/estate/imports", "manager"),
                page("import", "/estate/imports/:id", "manager")
                        .by("/estate/imports", "main a[href^='/estate/imports/']"),
                page("hold-new", "/holds/place", "manager").at("/holds/place?kind=ALARM&id={margaret}"),
                page("holds", "/holds", "manager"),
                page("retention", "/retention", "manager"),
                page("supervision", "/supervision", "manager"),
                page("watch", "/supervision/:cid", "manager").at("/supervision/880001"),
                page("faults", "/faults", "manager"),
                page("fault", "/faults/:id", "operator").by("/faults", "main a[href^='/faults/']"),
                page("incidents", "/incidents", "operator"),
                page("incident", "/incidents/:id", "operator").by("/incidents", "main a[href^='/incidents/']"),
                page("carriers", "/carriers", "manager"),
                page("what-if", "/carriers/what-if", "manager").by("/carriers", "main a[href^='/carriers/what-if']"),
                page("settings", "/settings/watching", "manager"),
                page("rules", "/settings/supervision", "manager"),
                page("speech", "/settings/speech", "manager"),
                page("extensions", "/settings/extensions", "manager"),
                page("photos", "/settings/photos", "manager"),
                page("notifications", "/notifications", "manager"),
                page("readiness", "/readiness", "manager"),
                page("moving", "/readiness/move", "manager"),
                page("readiness-home", "/readiness/homes/:id", "manager").at("/readiness/homes/{home}"),
                page("health-tests", "/health-tests", "manager"),
                page("health-tests-new", "/health-tests/new", "manager"),
                page("health-tests-models", "/health-tests/models", "manager"),
                page("health-tests-presses", "/health-tests/presses", "manager"),
                page("health-tests-calls", "/health-tests/calls", "operator"),
                page("health-test", "/health-tests/:id", "manager").at("/health-tests/{campaign}"),
                page("health-test-runs", "/health-tests/:id/runs", "manager").at("/health-tests/{campaign}/runs"),
                page("health-test-homes", "/health-tests/:id/homes", "manager").at("/health-tests/{campaign}/homes"),
                page("rollouts", "/rollouts", "manager"),
                page("rollout-new", "/rollouts/new", "manager"),
                page("rollout", "/rollouts/:id", "manager").by("/rollouts", "main td a[href^='/rollouts/']"),
                page("figures", "/figures", "manager"),
                page("figures-calls", "/figures/calls", "manager").at("/figures/calls?which=EVERY&month={month}"),
                page("figures-sent", "/figures/sent", "manager").at("/figures/sent?which=EVERY&month={month}"),
                page("figures-profiles", "/figures/profiles", "manager"),
                page("figures-quality", "/figures/quality", "manager"),
                page("figures-review", "/figures/quality/:id", "manager")
                        .by("/figures/quality", "main td a[href^='/figures/quality/']"),
                page("figures-falls", "/figures/falls", "manager"),
                page("figures-falls-rows", "/figures/falls/rows", "manager").at("/figures/falls/rows?month={month}"),
                page("figures-staffing", "/figures/staffing", "manager"),
                page("figures-staffing-rows", "/figures/staffing/rows", "manager")
                        .at("/figures/staffing/rows?day=MONDAY&slot=3"),
                page("report", "/report", "manager"),
                page("committee", "/report/committee", "manager"),
                page("providers", "/report/providers", "manager"),
                page("providers-homes", "/report/providers/homes", "manager"),
                page("night", "/report/night", "manager").at("/report/night?q=shah"),
                page("night-pack", "/report/night/:person/:form", "manager")
                        .by("/report/night?q=shah", "form.grid button"),
                page("visits", "/visits", "installer").at("/visits?q=Dial%20Street"),
                page("visit", "/visit/:id", "installer")
                        .by("/visits", "main a[href^='/visit/']")
                        .ready("#v-unit"),
                page("respond", "/respond", "responder").ready(".job"),
                page("push", "/push", "responder"),
                page("keyholder", "/k/:token", NOBODY).at("/k/{keyholder}"),
                page("prove", "/prove", NOBODY),
                page("prove-test", "/prove/test/:token", NOBODY).at("/prove/test/{prove}"),
                page("prove-result", "/prove/:reference", NOBODY)
                        .by("/prove/test/{prove}", "a[href^='/prove/']:not([href*=test])"));
    }

    /** A page whose route is where it is, there with its heading. */
    private static Place page(String name, String route, String who) {
        return new Place(name, route, who, route, null, "h1");
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
    static void follow(Page page, Locator link) {
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
