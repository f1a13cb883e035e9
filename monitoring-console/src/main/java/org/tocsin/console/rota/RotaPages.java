package org.tocsin.console.rota;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.FileUpload;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Role;
import org.tocsin.console.Login;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.Refusal;
import org.tocsin.console.SignedIn;
import org.tocsin.platform.Ids;
import org.tocsin.response.ResponseSettings;
import org.tocsin.rota.Absence;
import org.tocsin.rota.Area;
import org.tocsin.rota.RotaDesk;
import org.tocsin.rota.RotaDesk.Result;
import org.tocsin.rota.RotaStore;
import org.tocsin.rota.RotaTable;
import org.tocsin.rota.Shift;
import org.tocsin.rota.Skill;

/** The rota for everybody who works on alarms; changes are the manager's. */
public final class RotaPages {
    private static final String ROOT = "/rota";

    private final Vertx vertx;
    private final Pages pages;
    private final RotaReader reader;
    private final RotaDesk desk;
    private final RotaStore store;
    private final ResponseSettings settings;
    private final AuditTrail audit;
    private final InstantSource clock;

    public RotaPages(Vertx vertx, Parts parts, Pages pages) {
        this.vertx = vertx;
        this.pages = pages;
        this.clock = parts.clock();
        this.reader = new RotaReader(parts);
        this.desk = new RotaDesk(parts.database(), clock);
        this.store = new RotaStore(parts.database());
        this.settings = new ResponseSettings(parts.database(), clock);
        this.audit = new AuditTrail(parts.database(), clock);
    }

    /** Adds the rota's addresses, for people who are signed in. */
    public void mount(Router router) {
        router.get(ROOT).handler(RotaPages::forTheRoom);
        router.post(ROOT + "/*").handler(RotaPages::forManagers);
        router.get(ROOT).handler(context -> show(context, "", List.of()));
        router.post(ROOT + "/shifts").handler(context -> changed(context, this::addShift));
        router.post(ROOT + "/shifts/:id/cancel").handler(context -> changed(context, this::cancel));
        router.post(ROOT + "/absences").handler(context -> changed(context, this::absent));
        router.post(ROOT + "/absences/back").handler(context -> changed(context, this::back));
        router.post(ROOT + "/responders").handler(context -> changed(context, this::profile));
        router.post(ROOT + "/limits").handler(context -> changed(context, this::limits));
        router.post(ROOT + "/areas/overlooked").handler(context -> changed(context, this::watchOverlooked));
        router.post(ROOT + "/areas").handler(context -> changed(context, this::area));
    }

    /** Lets only managers pass; before a body is read, too. */
    public static void forManagers(RoutingContext context) {
        Role role = Login.signedIn(context).role();
        if (role == Role.MANAGER || role == Role.ADMIN) {
            context.next();
        } else {
            context.fail(403, new Refusal("The rota is changed by the service manager."));
        }
    }

    private static void forTheRoom(RoutingContext context) {
        if (Login.signedIn(context).role().worksOnAlarms()) {
            context.next();
        } else {
            context.fail(403, new Refusal("The rota is the alarm centre's and the manager's."));
        }
    }

    /** A table of shifts; mounted where files may be received. With one fault nothing of it goes in. */
    public void send(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        List<FileUpload> files = context.fileUploads();
        if (files.isEmpty() || files.get(0).size() == 0) {
            show(context, "", List.of("Choose a file first."));
            return;
        }
        Path path = Path.of(files.get(0).uploadedFileName());
        Future.all(store.responders(me.scope()), reader.zone(me))
                .compose(both ->
                        vertx.executeBlocking(() -> RotaTable.read(path, both.resultAt(0), both.resultAt(1)), false))
                .compose(table -> {
                    if (!table.faults().isEmpty()) {
                        return Future.succeededFuture(table.faults());
                    }
                    return desk.put(me.scope(), table.shifts(), Pages.address(context))
                            .map(result -> List.of(put(result, table.shifts().size())));
                })
                .onSuccess(words -> {
                    boolean well = words.size() == 1 && words.get(0).startsWith("Put in");
                    show(context, well ? words.get(0) : "", well ? List.of() : words);
                })
                .onFailure(context::fail);
    }

    private static String put(Result result, int sent) {
        if (result instanceof Result.Done done) {
            int before = sent - done.count();
            return "Put in: " + done.count() + " of " + sent + " shifts"
                    + (before == 0 ? "." : ", the other " + before + " were on the rota already.");
        }
        return result instanceof Result.Refused refused ? refused.why() : "";
    }

    private void show(RoutingContext context, String said, List<String> problems) {
        SignedIn me = Login.signedIn(context);
        String week = context.request().getParam("week");
        reader.page(me, date(week == null ? Pages.text(context, "week") : week), said, problems)
                .onSuccess(page -> Pages.html(context, pages.render("rota.jte", Map.of("me", me, "page", page))))
                .onFailure(context::fail);
    }

    private interface Change {
        Future<Result> of(RoutingContext context, SignedIn me, ZoneId zone);
    }

    private void changed(RoutingContext context, Change change) {
        SignedIn me = Login.signedIn(context);
        reader.zone(me)
                .compose(zone -> change.of(context, me, zone))
                .onSuccess(result -> {
                    if (result instanceof Result.Refused refused) {
                        show(context, "", List.of(refused.why()));
                    } else {
                        String week = Pages.text(context, "week");
                        Pages.seeOther(context, date(week) == null ? ROOT : ROOT + "?week=" + week);
                    }
                })
                .onFailure(context::fail);
    }

    private Future<Result> addShift(RoutingContext context, SignedIn me, ZoneId zone) {
        UUID responder = Pages.uuid(Pages.text(context, "responder"));
        LocalDate day = date(Pages.text(context, "day"));
        LocalTime from = time(Pages.text(context, "from"));
        LocalTime until = time(Pages.text(context, "until"));
        if (responder == null || day == null || from == null || until == null) {
            return refused("Choose who, the day, and from when until when.");
        }
        LocalDate end = until.isAfter(from) ? day : day.plusDays(1);
        Shift shift = new Shift(
                Ids.next(),
                responder,
                Pages.field(context, "team"),
                Pages.field(context, "area"),
                day.atTime(from).atZone(zone).toInstant(),
                end.atTime(until).atZone(zone).toInstant());
        return desk.put(me.scope(), List.of(shift), Pages.address(context))
                .map(result -> result instanceof Result.Done done && done.count() == 0
                        ? new Result.Refused("This shift is on the rota already.")
                        : result);
    }

    private Future<Result> cancel(RoutingContext context, SignedIn me, ZoneId zone) {
        UUID id = Pages.id(context, "id");
        return id == null ? refused("There is no such shift.") : desk.cancel(me.scope(), id, Pages.address(context));
    }

    private Future<Result> absent(RoutingContext context, SignedIn me, ZoneId zone) {
        UUID responder = Pages.uuid(Pages.text(context, "responder"));
        if (responder == null) {
            return refused("Choose who.");
        }
        Absence.Kind kind = Pages.text(context, "kind").equals("AWAY") ? Absence.Kind.AWAY : Absence.Kind.SICK;
        Instant from = moment(Pages.field(context, "from"), zone);
        Instant until = moment(Pages.field(context, "until"), zone);
        return desk.absent(me.scope(), responder, kind, from == null ? clock.instant() : from, until);
    }

    private Future<Result> back(RoutingContext context, SignedIn me, ZoneId zone) {
        UUID responder = Pages.uuid(Pages.text(context, "responder"));
        return responder == null ? refused("Choose who.") : desk.back(me.scope(), responder);
    }

    private Future<Result> profile(RoutingContext context, SignedIn me, ZoneId zone) {
        UUID responder = Pages.uuid(Pages.text(context, "responder"));
        if (responder == null) {
            return refused("Choose who.");
        }
        Set<Skill> skills = EnumSet.noneOf(Skill.class);
        context.request()
                .formAttributes()
                .getAll("skill")
                .forEach(name -> Skill.of(name).ifPresent(skills::add));
        return desk.profile(me.scope(), responder, Pages.field(context, "team"), skills);
    }

    private Future<Result> area(RoutingContext context, SignedIn me, ZoneId zone) {
        return desk.area(
                me.scope(),
                Pages.text(context, "name"),
                Pages.text(context, "covered").equals("yes"));
    }

    /** Every area that homes name and nobody has decided about. */
    private Future<Result> watchOverlooked(RoutingContext context, SignedIn me, ZoneId zone) {
        return store.overlooked(me.scope(), clock.instant()).compose(areas -> {
            Future<Result> all = Future.succeededFuture(new Result.Done(0));
            for (Area area : areas) {
                all = all.compose(v -> desk.area(me.scope(), area.name(), true));
            }
            return all;
        });
    }

    private Future<Result> limits(RoutingContext context, SignedIn me, ZoneId zone) {
        return settings.find(me.scope()).compose(now -> {
            Optional<ResponseSettings.Values> wanted = LimitForm.read(name -> Pages.text(context, name), now);
            if (wanted.isEmpty()) {
                return refused(LimitForm.NO_NUMBER);
            }
            if (!LimitForm.grows(wanted.get())) {
                return refused(LimitForm.NOT_GROWING);
            }
            return settings.change(me.scope(), wanted.get())
                    .compose(done -> audit.record(
                            me.scope(),
                            "change-response-settings",
                            "service:" + me.serviceId(),
                            Pages.address(context)))
                    .map(new Result.Done(1));
        });
    }

    private static Future<Result> refused(String why) {
        return Future.succeededFuture(new Result.Refused(why));
    }

    private static @Nullable LocalDate date(String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static @Nullable LocalTime time(String text) {
        try {
            return LocalTime.parse(text);
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static @Nullable Instant moment(@Nullable String text, ZoneId zone) {
        try {
            return text == null ? null : LocalDateTime.parse(text).atZone(zone).toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }
}
