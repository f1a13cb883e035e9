package org.tocsin.console.estate;

import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Scope;
import org.tocsin.console.Login;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.Refusal;
import org.tocsin.console.SignedIn;
import org.tocsin.console.board.WallClock;
import org.tocsin.home.Equipment;
import org.tocsin.home.Home;
import org.tocsin.home.HomeDesk;
import org.tocsin.home.HomeFacts;
import org.tocsin.home.Residents;
import org.tocsin.home.RiskTier;
import org.tocsin.home.ServiceUser;
import org.tocsin.home.Vulnerability;
import org.tocsin.unit.NewUnit;

/** What people change on a home's page. Each change is audited with its commit. */
final class HomeForms {
    private static final int LINE = 200;
    private static final int NOTE = 2_000;
    private static final int WORD = 100;
    private static final int ID = 64;

    private final Parts parts;
    private final Pages pages;
    private final HomeReader reader;
    private final HomeDesk desk;
    private final Residents residents;

    HomeForms(Parts parts, Pages pages) {
        this.parts = parts;
        this.pages = pages;
        this.reader = new HomeReader(parts);
        this.desk = new HomeDesk(parts.database(), parts.clock());
        this.residents = new Residents(parts.database(), parts.clock(), parts.wakeup());
    }

    void mount(Router router) {
        change(router, "facts", this::facts);
        change(router, "address", this::address);
        change(router, "line", this::line);
        change(router, "people", this::moveIn);
        change(router, "people/:person/status", this::status);
        change(router, "people/:person/move-out", this::moveOut);
        change(router, "triggers", this::addTrigger);
        change(router, "triggers/:trigger/end", this::endTrigger);
    }

    /** Gives what was wrong, for the person who filled the form in; null when it is done. Throws {@link Wrong}. */
    private interface Change {
        Future<@Nullable String> carryOut(RoutingContext context, SignedIn me, UUID homeId, ZoneId zone);
    }

    private void change(Router router, String path, Change change) {
        boolean status = path.endsWith("/status");
        router.post("/homes/:id/" + path).handler(context -> {
            SignedIn me = Login.signedIn(context);
            UUID id = Pages.id(context, "id");
            if (id == null) {
                context.fail(404);
                return;
            }
            if (!HomeWriter.KEEPERS.contains(me.role()) && !(status && me.role().worksOnAlarms())) {
                context.fail(403, new Refusal("That is not for you to change."));
                return;
            }
            reader.clock(me)
                    .map(WallClock::zone)
                    .compose(zone -> change.carryOut(context, me, id, zone))
                    .recover(e -> e instanceof Wrong wrong
                            ? Future.succeededFuture(wrong.getMessage())
                            : Future.failedFuture(e))
                    .onSuccess(problem -> answer(context, id, problem))
                    .onFailure(context::fail);
        });
    }

    private void answer(RoutingContext context, UUID homeId, @Nullable String problem) {
        String home = "/homes/" + homeId;
        if (problem == null) {
            Pages.seeOther(context, home);
            return;
        }
        pages.homeUnchanged(context, home, problem);
    }

    private Future<@Nullable String> facts(RoutingContext context, SignedIn me, UUID homeId, ZoneId zone) {
        RiskTier tier = chosen(context, "tier", RiskTier.values());
        Equipment equipment = chosen(context, "equipment", Equipment.values());
        Set<Vulnerability> vulnerabilities = EnumSet.noneOf(Vulnerability.class);
        for (String name : context.request().formAttributes().getAll("vulnerability")) {
            vulnerabilities.add(Objects.requireNonNullElseGet(HomePages.one(Vulnerability.values(), name), () -> {
                throw new Wrong("That is no vulnerability on file.");
            }));
        }
        String externalId = text(context, "externalId", ID);
        String uprn = text(context, "uprn", 12);
        if (uprn != null && !HomeFacts.isUprn(uprn)) {
            throw new Wrong("A UPRN is 1 to 12 digits.");
        }
        String area = text(context, "area", WORD);
        LocalDate assessedOn = date(context, "assessedOn");
        String provider = text(context, "provider", WORD);
        LocalDate plannedOn = date(context, "plannedOn");
        String formerCentre = text(context, "formerCentre", WORD);
        return desk.change(
                        me.scope(),
                        homeId,
                        before -> new HomeFacts(
                                externalId,
                                uprn,
                                area,
                                tier,
                                vulnerabilities,
                                equipment,
                                assessedOn,
                                new HomeFacts.Line(
                                        provider,
                                        plannedOn,
                                        before.line().confirmedAt(),
                                        before.line().confirmedBy()),
                                formerCentre),
                        Pages.address(context))
                .map(HomeForms::problem);
    }

    private Future<@Nullable String> address(RoutingContext context, SignedIn me, UUID homeId, ZoneId zone) {
        Home.Address address = new Home.Address(
                needed(context, "line1", LINE, "the first line of the address"),
                text(context, "line2", LINE),
                text(context, "town", LINE),
                needed(context, "postcode", 16, "a postcode"));
        return desk.readdress(me.scope(), homeId, address, text(context, "risks", NOTE), Pages.address(context))
                .map(HomeForms::problem);
    }

    private Future<@Nullable String> line(RoutingContext context, SignedIn me, UUID homeId, ZoneId zone) {
        Scope scope = me.scope();
        String from = Pages.address(context);
        Future<HomeDesk.Result> done = switch (Pages.text(context, "act")) {
            case "withdraw" -> desk.withdrawLine(scope, homeId, from);
            case "moved" ->
                desk.lineMoved(scope, homeId, needed(context, "words", LINE, "what became of the line"), from);
            default -> throw new Wrong("Say what became of the line.");
        };
        return done.map(HomeForms::problem);
    }

    private Future<@Nullable String> moveIn(RoutingContext context, SignedIn me, UUID homeId, ZoneId zone) {
        Instant since = time(context, "since", zone);
        Residents.NewResident wanted = new Residents.NewResident(
                needed(context, "name", LINE, "a name"),
                text(context, "telephone", 40),
                text(context, "notes", NOTE),
                since == null ? parts.clock().instant() : since);
        return residents
                .moveIn(me.scope(), homeId, wanted, Pages.address(context))
                .map(HomeForms::problem);
    }

    private Future<@Nullable String> status(RoutingContext context, SignedIn me, UUID homeId, ZoneId zone) {
        Instant since = time(context, "since", zone);
        Residents.NewStatus wanted = new Residents.NewStatus(
                chosen(context, "status", ServiceUser.Status.values()),
                since == null ? parts.clock().instant() : since,
                time(context, "until", zone),
                date(context, "reviewOn"),
                text(context, "note", LINE));
        return residents
                .setStatus(me.scope(), part(context, "person"), wanted, Pages.address(context))
                .map(HomeForms::problem);
    }

    private Future<@Nullable String> moveOut(RoutingContext context, SignedIn me, UUID homeId, ZoneId zone) {
        Instant until = time(context, "until", zone);
        return residents
                .moveOut(
                        me.scope(),
                        homeId,
                        part(context, "person"),
                        until == null ? parts.clock().instant() : until,
                        Pages.address(context))
                .map(HomeForms::problem);
    }

    private Future<@Nullable String> addTrigger(RoutingContext context, SignedIn me, UUID homeId, ZoneId zone) {
        String dty = needed(context, "dty", 4, "a device type");
        String did = text(context, "did", 16);
        if (!dty.matches("[0-9]{4}")) {
            throw new Wrong("A device type is four digits, as the unit sends it.");
        }
        if (did != null && !did.matches("[!-~]{1,16}")) {
            throw new Wrong("A device id is 1 to 16 printable characters without spaces.");
        }
        NewUnit.NewTrigger trigger = new NewUnit.NewTrigger(
                dty, did, needed(context, "name", WORD, "what it is called"), text(context, "room", WORD));
        return desk.addTrigger(me.scope(), homeId, trigger, null, Pages.address(context))
                .map(HomeForms::problem);
    }

    private Future<@Nullable String> endTrigger(RoutingContext context, SignedIn me, UUID homeId, ZoneId zone) {
        return desk.endTrigger(me.scope(), homeId, part(context, "trigger"), Pages.address(context))
                .map(HomeForms::problem);
    }

    private static @Nullable String problem(HomeDesk.Result result) {
        if (result instanceof HomeDesk.ExternalIdTaken) {
            return "Another home has this number of yours already.";
        }
        return result instanceof HomeDesk.NotOnFile ? "That is not on file with your service." : null;
    }

    private static @Nullable String problem(Residents.Result result) {
        if (result instanceof Residents.Invalid invalid) {
            return invalid.why();
        }
        return result instanceof Residents.NotOnFile ? "Nobody like that lives there on file." : null;
    }

    private static UUID part(RoutingContext context, String name) {
        UUID id = Pages.id(context, name);
        if (id == null) {
            throw new Wrong("That is not on file with your service.");
        }
        return id;
    }

    private static <E extends Enum<E>> E chosen(RoutingContext context, String name, E[] values) {
        E value = HomePages.one(values, Pages.text(context, name));
        if (value == null) {
            throw new Wrong("Choose one of the list.");
        }
        return value;
    }

    private static String needed(RoutingContext context, String name, int longest, String what) {
        String value = text(context, name, longest);
        if (value == null) {
            throw new Wrong("Say " + what + ".");
        }
        return value;
    }

    private static @Nullable String text(RoutingContext context, String name, int longest) {
        String value = Pages.field(context, name);
        if (value != null && (value.length() > longest || value.indexOf('\0') >= 0)) {
            throw new Wrong("At most " + longest + " characters.");
        }
        return value;
    }

    private static @Nullable LocalDate date(RoutingContext context, String name) {
        String value = Pages.field(context, name);
        try {
            return value == null ? null : LocalDate.parse(value);
        } catch (DateTimeException e) {
            throw new Wrong("A day looks like 2026-03-15.");
        }
    }

    private static @Nullable Instant time(RoutingContext context, String name, ZoneId zone) {
        String value = Pages.field(context, name);
        try {
            return value == null
                    ? null
                    : LocalDateTime.parse(value).atZone(zone).toInstant();
        } catch (DateTimeException e) {
            throw new Wrong("A time looks like 2026-03-15T09:30.");
        }
    }

    /** Why a form cannot be taken, in a sentence. */
    private static final class Wrong extends RuntimeException {
        Wrong(String sentence) {
            super(sentence, null, false, false);
        }
    }
}
