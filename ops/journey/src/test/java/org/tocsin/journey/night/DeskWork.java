package org.tocsin.journey.night;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.tocsin.alarm.EntryKind;

/** What operators do, each in a browser of their own; and what the manager settles. */
final class DeskWork {
    private final Company company;
    private final Ledger ledger;

    DeskWork(Company company, Ledger ledger) {
        this.company = company;
        this.ledger = ledger;
    }

    Map<String, Play.Deed> deeds() {
        Map<String, Play.Deed> deeds = new HashMap<>();
        deeds.put("comes", this::comes);
        deeds.put("goes", this::goes);
        deeds.put("loses the browser", this::browserDies);
        deeds.put("takes", row -> opens(row, EntryKind.TAKEN));
        deeds.put("takes over", row -> opens(row, EntryKind.HANDED_OVER));
        deeds.put("notices", row -> opens(row, EntryKind.TAKEN));
        deeds.put("speaks with", this::speaks);
        deeds.put(
                "hears nobody",
                row -> acts(row, (desk, id) -> desk.spoke(id, "Nobody answers"), EntryKind.NOBODY_ANSWERED));
        deeds.put("does the step", row -> acts(row, (desk, id) -> desk.step(id, row.how())));
        deeds.put("calls out", this::callsOut);
        deeds.put("hears: will come", row -> told(row, "will come", EntryKind.ACCEPTED));
        deeds.put("hears: is there", row -> told(row, "is there", EntryKind.ARRIVED));
        deeds.put("hears: has left", row -> told(row, "has left", EntryKind.LEFT));
        deeds.put("parks", row -> acts(row, (desk, id) -> desk.park(id, first(row), second(row)), EntryKind.PARKED));
        deeds.put(
                "asks to take over",
                row -> acts(row, (desk, id) -> desk.offer(id, first(row), second(row)), EntryKind.OFFERED));
        deeds.put("hands back", row -> acts(row, (desk, id) -> desk.handBack(id, row.how()), EntryKind.HANDED_BACK));
        deeds.put("notes a task", row -> acts(row, (desk, id) -> desk.followUp(id, row.how()), EntryKind.FOLLOW_UP));
        deeds.put("starts the clock", this::startsClock);
        deeds.put(
                "will ring back",
                row -> acts(row, (desk, id) -> desk.ringBack(id, first(row), "is she well", second(row))));
        deeds.put("rings back", this::ringsBack);
        deeds.put("answers a call about", this::opensCase);
        deeds.put("rings who stands over it", this::ringsFromBanner);
        deeds.put("rings the homes", this::ringsHomes);
        deeds.put("makes the listed call", this::listedCall);
        deeds.put("makes the welfare call", this::welfareCall);
        deeds.put("closes", this::closes);
        deeds.put("may not close", row -> acts(row, (desk, id) -> desk.mayNotClose(id, row.how())));
        deeds.put(
                "lets it be closed",
                row -> acts(row, (desk, id) -> desk.allowClosing(id, row.how()), EntryKind.CLOSE_ALLOWED));
        deeds.put("looks at", row -> acts(row, AtDesk::open));
        deeds.put("loses the network", this::losesNetwork);
        deeds.put("reads from memory", this::readsFromMemory);
        deeds.put("has the network", this::hasNetwork);
        deeds.put("has texts sent", this::hasTextsSent);
        deeds.put("rehearses the evacuation", this::rehearses);
        deeds.put("comes back", this::comesBack);
        deeds.put("marks as sick", this::sick);
        deeds.put("puts on duty", this::onDuty);
        return deeds;
    }

    private Ledger.@Nullable Case comes(Row row) {
        company.comesToDesk(row.who());
        return null;
    }

    private Ledger.@Nullable Case goes(Row row) {
        company.leavesDesk(row.who());
        return null;
    }

    /** What they had in their hands is to be given back as soon as may be. */
    private Ledger.@Nullable Case browserDies(Row row) {
        company.releaseAfter(Company.SHORTEST_RELEASE);
        return goes(row);
    }

    private Ledger.@Nullable Case losesNetwork(Row row) {
        company.desk(row.who()).losesNetwork();
        return null;
    }

    private Ledger.@Nullable Case readsFromMemory(Row row) {
        String id = Objects.requireNonNull(ledger.of(row.about()).id);
        company.desk(row.who()).readsFromMemory(id, Street.resident(Integer.parseInt(row.about())));
        return null;
    }

    /** About: what has come meanwhile. */
    private Ledger.@Nullable Case hasNetwork(Row row) {
        AtDesk desk = company.desk(row.who());
        desk.hasNetwork();
        desk.sees(Objects.requireNonNull(ledger.of(row.about()).id));
        return null;
    }

    /** A manager says through whom, on the page for it. */
    private Ledger.@Nullable Case hasTextsSent(Row row) {
        try (BrowserContext office = company.office(row.who())) {
            Page page = office.pages().get(0);
            page.navigate(company.centre.address("/notifications"));
            Locator own = page.locator("form[action='/notifications/address']");
            own.locator("[name=url]").fill(company.centre.address(""));
            own.getByRole(AriaRole.BUTTON).click();
            Locator notify = page.locator("form[action='/notifications/providers/govuk_notify']");
            See.shown(own.locator("[name=url][value='%s']".formatted(company.centre.address(""))));
            notify.locator("[name=url]").fill(company.texts.address());
            notify.locator("[name=smsTemplate]").fill(Texts.TEMPLATE);
            notify.locator("[name=apiKey]").fill(Texts.KEY);
            notify.getByRole(AriaRole.BUTTON).click();
            See.says(page.locator("main"), "In use.");
        }
        return null;
    }

    private Ledger.Case opens(Row row, EntryKind kind) {
        Ledger.Case one = acts(row, AtDesk::take, kind);
        one.opened.add(company.clock.instant());
        return one;
    }

    /** How: nothing for the resident, otherwise the name of somebody else who is at the home. */
    private Ledger.Case speaks(Row row) {
        return acts(
                row,
                (desk, id) -> {
                    if (row.how().isEmpty()) {
                        desk.spoke(id, Street.resident(Integer.parseInt(number(row.about()))));
                    } else {
                        desk.spokeNamed(id, "Somebody else who is at the home", row.how());
                    }
                },
                EntryKind.SPOKEN);
    }

    private Ledger.Case callsOut(Row row) {
        boolean neighbour = row.how().equals("neighbour");
        String whom = neighbour
                ? Street.neighbour(Integer.parseInt(row.about()))
                : Company.Person.named(row.how()).displayName();
        Ledger.Case one = acts(row, (desk, id) -> desk.callOut(id, whom), EntryKind.CALLED_OUT);
        one.journeys.add(new Ledger.Journey(row.how(), company.clock.instant()));
        if (!neighbour) {
            company.road(row.how()).isAsked(Street.resident(Integer.parseInt(row.about())));
        }
        return one;
    }

    private Ledger.Case told(Row row, String button, EntryKind kind) {
        String whom = Street.neighbour(Integer.parseInt(row.about()));
        Ledger.Case one = acts(row, (desk, id) -> desk.told(id, whom, button), kind);
        if (kind == EntryKind.ARRIVED) {
            Ledger.journey(one, "neighbour").arrived = company.clock.instant();
        }
        return one;
    }

    /** How: its key, and what it counts, "f: floor". */
    private Ledger.Case startsClock(Row row) {
        Ledger.Case one = acts(row, (desk, id) -> desk.startClock(id, first(row), second(row)));
        one.onTheFloor |= second(row).equals("floor");
        return one;
    }

    /** How: the outcome; after a colon the name that the closing asks for. */
    private Ledger.Case closes(Row row) {
        String outcome = first(row);
        String named = row.how().contains(":") ? second(row) : "";
        Ledger.Case one = acts(row, (desk, id) -> desk.close(id, outcome, named));
        if (!named.isEmpty()) {
            one.wrote(company.clock.instant(), EntryKind.SPOKEN);
        }
        one.wrote(company.clock.instant(), EntryKind.CLOSED);
        one.opened.add(company.clock.instant());
        ledger.closed(one, company.clock.instant(), outcome);
        return one;
    }

    /** Somebody rings about a home: found by the number they ring from, and a case is opened. */
    private Ledger.Case opensCase(Row row) {
        Page page = company.desk(row.who()).page();
        page.keyboard().press("/");
        See.shown(page.locator("#q:focus"));
        page.keyboard().type(Street.neighbourRings(Integer.parseInt(row.about())));
        See.says(page.locator("a.hit").first(), Street.neighbour(Integer.parseInt(row.about())));
        page.keyboard().press("Enter");
        See.shown(page.locator("a.hit:focus"));
        page.keyboard().press("Enter");
        See.shown(page.locator("#case-form [name=reason]:focus"));
        page.keyboard().type(row.how());
        page.keyboard().press("Enter");
        See.says(page.locator("#case .standing"), "you have it");
        Instant now = company.clock.instant();
        Ledger.Case one = ledger.begin(
                row.about(), Street.cid(Integer.parseInt(row.about())), Trigger.Meaning.URGENT, false, now);
        one.withoutSignal();
        one.wrote(now, EntryKind.CALL, EntryKind.TAKEN);
        one.opened.add(now);
        one.id = page.locator("#case").getAttribute("data-alarm");
        return one;
    }

    /** Nobody takes it: the number over the board is rung, and that it was stands in the alarm's log. */
    private Ledger.Case ringsFromBanner(Row row) {
        Ledger.Case one = ledger.of(row.about());
        Page page = company.desk(row.who()).page();
        page.waitForResponse(
                answer -> answer.url().endsWith("/calls") && answer.ok(),
                () -> page.locator("#untaken a[data-rings='%s']".formatted(one.id))
                        .click());
        one.wrote(company.clock.instant(), EntryKind.CALL);
        return one;
    }

    private Ledger.@Nullable Case ringsBack(Row row) {
        Page page = company.desk(row.who()).beside("/call-backs");
        page.getByLabel("What came of ringing " + first(row)).fill(second(row));
        page.keyboard().press("Enter");
        See.says(page.locator("main"), "Nobody is to be rung");
        page.close();
        return null;
    }

    /** About: the card. How: what came of ringing all that are left. */
    private Ledger.Case ringsHomes(Row row) {
        Ledger.Case card = ledger.of(row.about());
        AtDesk desk = company.desk(row.who());
        desk.open(Objects.requireNonNull(card.id));
        Page list = desk.beside(
                desk.page().locator("a[href^='/incidents/']").first().getAttribute("href"));
        list.locator("[data-all]").check();
        list.getByText(row.how()).click();
        list.keyboard().press("Enter");
        See.says(list.locator(".empty"), "Nobody is left to ring");
        list.close();
        return card;
    }

    /** About: the home. Whoever was not noticed moving, or took no tablets, is rung an hour later. */
    private Ledger.@Nullable Case listedCall(Row row) {
        String resident = Street.resident(Integer.parseInt(row.about()));
        Page list = company.desk(row.who()).beside("/call-lists");
        Locator line = list.locator("tr:has(form)", new Page.LocatorOptions().setHasText(resident));
        line.locator("[name=outcome]").selectOption("spoken");
        line.locator("[name=words]").fill(resident);
        line.getByRole(AriaRole.BUTTON).click();
        See.says(list.locator("main"), "None is due.");
        list.close();
        return null;
    }

    /** How: what came of it; with that the case is closed. */
    private Ledger.Case welfareCall(Row row) {
        Ledger.Case one = ledger.of(row.about());
        Page faults = company.desk(row.who()).beside("/faults");
        faults.locator("main table a").first().click();
        faults.getByText(row.how()).click();
        faults.getByText("Write the call down").click();
        See.says(faults.locator("main"), "rang the home");
        faults.close();
        one.wrote(company.clock.instant(), EntryKind.CLOSED);
        ledger.closed(one, company.clock.instant(), "welfare-call");
        return one;
    }

    private Ledger.@Nullable Case rehearses(Row row) {
        company.centre.post("/api/v1/evacuations", Map.of("rehearsal", true, "why", row.how()), 200);
        company.desks().forEach(desk -> See.shown(desk.page().locator("#shift .evacuated")));
        return null;
    }

    private Ledger.@Nullable Case comesBack(Row row) {
        company.centre.post("/api/v1/evacuations/return", Map.of("why", row.how()), 200);
        company.desks().forEach(desk -> See.gone(desk.page().locator("#shift .evacuated")));
        return null;
    }

    private Ledger.@Nullable Case sick(Row row) {
        String responder = Company.Person.named(row.how()).username();
        company.centre.post("/api/v1/rota/absences", Map.of("responder", responder, "kind", "SICK"), 200);
        return null;
    }

    /** How: "bola: Hill". */
    private Ledger.@Nullable Case onDuty(Row row) {
        company.putOnDuty(first(row), second(row));
        return null;
    }

    private Ledger.Case acts(Row row, BiConsumer<AtDesk, String> act, EntryKind... kinds) {
        Ledger.Case one = ledger.of(row.about());
        act.accept(company.desk(row.who()), Objects.requireNonNull(one.id));
        one.wrote(company.clock.instant(), kinds);
        return one;
    }

    private static String number(String about) {
        return about.replace(" fault", "");
    }

    private static String first(Row row) {
        return row.how().split(":", 2)[0].strip();
    }

    private static String second(Row row) {
        return row.how().split(":", 2)[1].strip();
    }
}
