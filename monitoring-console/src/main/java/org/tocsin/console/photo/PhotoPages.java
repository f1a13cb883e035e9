package org.tocsin.console.photo;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Role;
import org.tocsin.console.Login;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.Refusal;
import org.tocsin.console.SignedIn;
import org.tocsin.console.board.WallClock;
import org.tocsin.photo.Darkroom;
import org.tocsin.photo.Photo;
import org.tocsin.photo.PhotoDesk;
import org.tocsin.photo.PhotoSettings;
import org.tocsin.photo.PhotoStore;
import org.tocsin.photo.PhotoViewer;
import org.tocsin.service.ServiceStore;
import org.tocsin.service.TelecareService;

/** Receives photos of phones, shows one to whoever may see it, and lets a manager say whether there are any. */
public final class PhotoPages {
    private static final String SETTING = "/settings/photos";

    /** Each needs some tens of megabytes while it is made anew; whoever comes too many is asked to come again. */
    private static final int AT_ONCE = 4;

    private static final String NO_PHOTO =
            "This is no photo that can be kept: a JPEG or PNG of at most 4 million dots and 2 megabytes.";

    private final Pages pages;
    private final Darkroom darkroom;
    private final PhotoDesk desk;
    private final PhotoStore photos;
    private final PhotoSettings settings;
    private final ServiceStore services;
    private final PhotoViewer viewer;
    private final Darkroom.Places making = new Darkroom.Places(AT_ONCE);

    public PhotoPages(Parts parts, Pages pages, Darkroom darkroom, PhotoViewer viewer) {
        this.pages = pages;
        this.darkroom = darkroom;
        this.viewer = viewer;
        this.desk = new PhotoDesk(parts.database(), parts.clock(), parts.wakeup());
        this.photos = new PhotoStore(parts.database());
        this.settings = new PhotoSettings(parts.database(), parts.clock());
        this.services = new ServiceStore(parts.database(), parts.clock());
    }

    /** Adds what is looked at, for people who are signed in. What phones send has a door of its own. */
    public void mount(Router router) {
        router.get("/photos/:photo").handler(this::look);
        router.get(SETTING).handler(PhotoPages::managersOnly).handler(this::setting);
        router.post(SETTING).handler(PhotoPages::managersOnly).handler(this::change);
    }

    /** Lets only installers and managers pass; before a body is read, too. */
    public static void forVisitors(RoutingContext context) {
        if (visits(Login.signedIn(context).role())) {
            context.next();
        } else {
            context.fail(403, new Refusal("Visits are the installers' and their managers'."));
        }
    }

    /** A photo of a call-out; mounted where two megabytes may be received. */
    public void ofCallout(RoutingContext context) {
        take(context, Pages.id(context, "callout"), false);
    }

    /** A photo of an installer's visit; mounted where two megabytes may be received. */
    public void ofVisit(RoutingContext context) {
        take(context, Pages.id(context, "visit"), true);
    }

    private void take(RoutingContext context, @Nullable UUID of, boolean visit) {
        UUID id = Pages.id(context, "photo");
        Instant at = moment(context.request().getParam("at"));
        if (id == null || of == null || at == null) {
            context.fail(400, new Refusal("This is no photo of a phone."));
            return;
        }
        SignedIn me = Login.signedIn(context);
        PhotoDesk.Sent sent = new PhotoDesk.Sent(id, of, visit, at);
        settings.find(me.scope())
                .compose(setting -> setting.allowed()
                        ? made(context, sent)
                        : Future.succeededFuture(Optional.of("This service takes no photos.")))
                .onSuccess(refused -> answer(context, refused))
                .onFailure(e -> context.fail(e instanceof Darkroom.Full ? 503 : 500, e));
    }

    private Future<Optional<String>> made(RoutingContext context, PhotoDesk.Sent sent) {
        Buffer body = context.body().buffer();
        SignedIn me = Login.signedIn(context);
        return making.take(() -> darkroom.make(sent.id(), body == null ? new byte[0] : body.getBytes())
                .compose(print -> print.isEmpty()
                        ? Future.succeededFuture(Optional.of(NO_PHOTO))
                        : desk.take(me.scope(), sent, print.get(), Pages.address(context))));
    }

    private static void answer(RoutingContext context, Optional<String> refused) {
        if (!context.response().ended()) {
            context.response()
                    .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                    .end(new JsonObject().put("refused", refused.orElse(null)).encode());
        }
    }

    /** Of an alarm for whoever works on alarms, of a visit for whoever goes to homes or sends them. */
    private void look(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        UUID id = Pages.id(context, "photo");
        if (!me.role().worksOnAlarms() && !visits(me.role())) {
            context.fail(403, new Refusal("Photos are for whoever works on the alarm or the visit."));
            return;
        }
        if (id == null) {
            context.fail(404);
            return;
        }
        photos.find(me.scope(), id)
                .compose(found -> found.filter(photo -> may(me.role(), photo))
                        .map(photo -> viewer.look(me.scope(), photo, Pages.address(context)))
                        .orElseGet(() -> Future.succeededFuture(Optional.empty())))
                .onSuccess(picture -> {
                    if (picture.isEmpty()) {
                        context.fail(404, new Refusal("There is no such photo, or it is kept no longer."));
                    } else if (!context.response().ended()) {
                        context.response()
                                .putHeader(HttpHeaders.CONTENT_TYPE, "image/jpeg")
                                .putHeader("Content-Disposition", "inline; filename=\"photo-" + id + ".jpg\"")
                                .end(picture.get());
                    }
                })
                .onFailure(e -> context.fail(
                        e instanceof Darkroom.Full ? 503 : 500,
                        e instanceof Darkroom.Full
                                ? new Refusal("Many photos are being looked at just now: try again in a moment.")
                                : e));
    }

    private static boolean may(Role role, Photo photo) {
        return photo.of().alarmId() != null ? role.worksOnAlarms() : visits(role);
    }

    private static boolean visits(Role role) {
        return role == Role.INSTALLER || role == Role.MANAGER || role == Role.ADMIN;
    }

    private static void managersOnly(RoutingContext context) {
        Role role = Login.signedIn(context).role();
        if (role == Role.MANAGER || role == Role.ADMIN) {
            context.next();
        } else {
            context.fail(403, new Refusal("Whether photos are taken is for managers to say."));
        }
    }

    private void setting(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        Future.all(settings.find(me.scope()), services.findById(me.serviceId()))
                .onSuccess(both -> {
                    PhotoSettings.Setting setting = both.resultAt(0);
                    WallClock wall = new WallClock(both.<Optional<TelecareService>>resultAt(1)
                            .orElseThrow()
                            .zone());
                    Instant at = setting.changedAt();
                    String since = at == null ? "" : "Last changed " + wall.full(at) + ", by " + setting.changedBy();
                    Pages.html(
                            context,
                            pages.render(
                                    "photosetting.jte",
                                    Map.of(
                                            "me",
                                            me,
                                            "allowed",
                                            setting.allowed(),
                                            "since",
                                            since,
                                            "most",
                                            Photo.MOST)));
                })
                .onFailure(context::fail);
    }

    private void change(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        settings.change(me.scope(), Pages.text(context, "photos").equals("on"), Pages.address(context))
                .onSuccess(changed -> Pages.seeOther(context, SETTING))
                .onFailure(context::fail);
    }

    private static @Nullable Instant moment(@Nullable String text) {
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeException e) {
            return null;
        }
    }
}
