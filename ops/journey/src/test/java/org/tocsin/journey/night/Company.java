package org.tocsin.journey.night;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Tuple;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Operator;
import org.tocsin.access.OperatorStore;
import org.tocsin.access.Passwords;
import org.tocsin.access.Role;
import org.tocsin.journey.AlarmCentre;
import org.tocsin.journey.Chromium;
import org.tocsin.platform.Database;
import org.tocsin.platform.Ids;
import org.tocsin.platform.TestDatabase;
import org.tocsin.service.ServiceStore;
import org.tocsin.service.TelecareService;

/** The whole company of the night: an alarm receiving centre by the night's clock, its homes, people and their browsers. */
final class Company implements AutoCloseable {
    static final String ON_CALL = "07700 900100";
    static final int SHORTEST_RELEASE = 10;
    static final int LONGEST_RELEASE = 600;
    static final List<Person> PEOPLE = List.of(
            new Person("olive", "operator", "Olive Porter", Role.OPERATOR),
            new Person("tom", "operator2", "Tom Okafor", Role.OPERATOR),
            new Person("nia", "nia", "Nia Nwosu", Role.OPERATOR),
            new Person("mary", "manager", "Mary Nagarajan", Role.MANAGER),
            new Person("rhona", "responder", "Rhona Pond", Role.RESPONDER),
            new Person("sam", "sam", "Sam Reed", Role.RESPONDER),
            new Person("bola", "bola", "Bola Ade", Role.RESPONDER),
            new Person("petra", "petra", "Petra Cole", Role.RESPONDER),
            new Person("dev", "dev", "Dev Rao", Role.RESPONDER));

    private static final Set<String> OF_THE_DEMO = Set.of("operator", "operator2", "manager", "responder");

    // A page's idea of the time is the night's: a phone says when something was done, a board how long somebody waits.
    private static final String TIME = """
            (() => {
              const Machine = Date;
              const now = () => { try { return Number(localStorage.getItem('night')) || %d || Machine.now(); }
                catch { return Machine.now(); } };
              globalThis.Date = class extends Machine {
                constructor(...given) { super(...(given.length ? given : [now()])); }
                static now() { return now(); }
              };
            })()""";

    private static final String TELL = "ms => localStorage.setItem('night', ms)";

    final NightClock clock = new NightClock();
    final AlarmCentre centre;
    final Street street;
    final Texts texts = new Texts();
    private final TestDatabase store = TestDatabase.create();
    private final Chromium chromium;
    private final Map<String, AtDesk> desks = new LinkedHashMap<>();
    private final Map<String, OnTheRoad> road = new LinkedHashMap<>();
    private boolean begun;

    /** @param name in the table */
    record Person(String name, String username, String displayName, Role role) {
        static Person named(String name) {
            return PEOPLE.stream()
                    .filter(one -> one.name.equals(name))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("who is " + name + "?"));
        }
    }

    Company(Path directory) throws Exception {
        this.centre = AlarmCentre.open(
                directory,
                clock,
                Map.of(
                        "TOCSIN_DATABASE_URL", store.url().uri(),
                        "TOCSIN_MIGRATE_DATABASE_URL", store.ownerUrl().uri(),
                        "TOCSIN_PROVIDERS_INSIDE", "1"));
        this.chromium = Chromium.launch();
        this.street = new Street(centre);
        hire();
        rules();
        street.moveIn();
    }

    private void rules() {
        releaseAfter(LONGEST_RELEASE);
        centre.put(
                "/api/v1/speech-settings", Map.of("number", "sip:speech-TOKEN@arc.example.net", "callsReported", true));
        centre.patch("/api/v1/watch-settings", Map.of("incidentCarrierHomes", 5));
        centre.put("/api/v1/rota/areas", Map.of("name", "Hill", "covered", true));
        List.of("rhona", "sam", "bola", "petra").forEach(name -> putOnDuty(name, "Town"));
        putOnDuty("dev", "Hill");
    }

    /** How long after a browser has gone what its operator had in hand is given back. */
    void releaseAfter(int seconds) {
        centre.put(
                "/api/v1/shift-settings",
                Map.of(
                        "releaseSeconds", seconds,
                        "onCallName", "Mary",
                        "onCallNumber", ON_CALL,
                        "partnerName", "Northern Careline",
                        "partnerNumber", "sip:careline@northern.example.net"));
    }

    /** Those whom the demo does not have. */
    private void hire() throws Exception {
        Vertx vertx = Vertx.vertx();
        Database database = Database.open(vertx, store.url(), 2);
        Passwords passwords = new Passwords(vertx);
        try {
            TelecareService service =
                    wait(new ServiceStore(database, clock).findByCode("demo")).orElseThrow();
            OperatorStore operators = new OperatorStore(database, passwords, clock);
            int position = 1;
            for (Person person : PEOPLE) {
                if (OF_THE_DEMO.contains(person.username)) {
                    continue;
                }
                Operator operator = wait(operators.ensure(
                        service.id(), person.username, person.displayName, person.role, centre.password()));
                if (person.role == Role.RESPONDER) {
                    wait(database.pool()
                            .preparedQuery("insert into contact (id, service_id, position, name, telephone, kind,"
                                    + " operator_id) values ($1, $2, $3, $4, '01632 960199', 'RESPONDER', $5)")
                            .execute(Tuple.of(
                                    Ids.next(), service.id(), ++position, operator.displayName(), operator.id())));
                }
            }
        } finally {
            passwords.close();
            wait(database.close());
            wait(vertx.close());
        }
    }

    /** Puts the clock on, from the first time on; every board knows what time it is, a phone when it is looked at. */
    void isNow(Duration sinceBegin) {
        if (!begun) {
            clock.stop();
            begun = true;
        }
        clock.put(sinceBegin);
        desks.values().forEach(desk -> tell(desk.page()));
    }

    private void tell(Page page) {
        page.evaluate(TELL, (double) clock.instant().toEpochMilli());
    }

    AtDesk comesToDesk(String name) {
        BrowserContext window = chromium.screen();
        Cable cable = new Cable(centre.httpPort());
        AtDesk desk = new AtDesk(window, signIn(window, name, cable.address()), cable);
        desks.put(name, desk);
        return desk;
    }

    void goesOnDuty(String name) {
        BrowserContext pocket = chromium.phone(ColorScheme.DARK);
        road.put(name, new OnTheRoad(pocket, signIn(pocket, name, centre.address(""))));
    }

    /** A browser away from the board, signed in; the caller closes it. */
    BrowserContext office(String name) {
        BrowserContext window = chromium.screen();
        signIn(window, name, centre.address(""));
        return window;
    }

    /** A phone of somebody who has no sign-in. */
    void withPhone(Consumer<Page> act) {
        try (BrowserContext pocket = chromium.phone(ColorScheme.LIGHT)) {
            act.accept(pocket.newPage());
        }
    }

    private Page signIn(BrowserContext window, String name, String place) {
        window.addInitScript(TIME.formatted(begun ? clock.instant().toEpochMilli() : 0));
        Page page = centre.signIn(window, Person.named(name).username(), place);
        // Drawn without a graphics card, what moves on four boards costs more than all that is done in the night.
        page.emulateMedia(new Page.EmulateMediaOptions().setReducedMotion(ReducedMotion.REDUCE));
        return page;
    }

    /** @param area null for every area */
    void putOnDuty(String name, @Nullable String area) {
        Map<String, Object> shift = new HashMap<>(Map.of(
                "responder", Person.named(name).username(),
                "from", clock.instant().minusSeconds(60).toString(),
                "until", clock.instant().plus(Duration.ofHours(16)).toString()));
        if (area != null) {
            shift.put("area", area);
        }
        centre.post("/api/v1/rota/shifts", Map.of("shifts", List.of(shift)), 200);
    }

    /** Their browser is gone, with everything in it. */
    void leavesDesk(String name) {
        AtDesk desk = desk(name);
        desks.remove(name);
        desk.close();
    }

    AtDesk desk(String name) {
        AtDesk desk = desks.get(name);
        if (desk == null) {
            throw new AssertionError(name + " is at no desk");
        }
        return desk;
    }

    /** Those whose network is there. */
    List<AtDesk> desks() {
        return desks.values().stream().filter(AtDesk::connected).toList();
    }

    OnTheRoad road(String name) {
        OnTheRoad phone = road.get(name);
        if (phone == null) {
            throw new AssertionError(name + " is not on duty");
        }
        tell(phone.page());
        return phone;
    }

    /** What stands on every screen, for whoever reads why the night stopped. */
    String whatIsSeen() {
        StringBuilder seen = new StringBuilder();
        desks.forEach(
                (name, desk) -> seen.append("\n").append(name).append(" sees: ").append(words(desk.page())));
        road.forEach((name, phone) ->
                seen.append("\n").append(name).append(" sees: ").append(words(phone.page())));
        return seen.toString();
    }

    private static String words(Page page) {
        return page.locator("body").innerText().replaceAll("\\s+", " ");
    }

    private static <T> T wait(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        desks.values().forEach(AtDesk::close);
        road.values().forEach(OnTheRoad::close);
        chromium.close();
        street.close();
        centre.close();
        texts.close();
    }
}
