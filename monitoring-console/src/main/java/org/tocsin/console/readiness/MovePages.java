package org.tocsin.console.readiness;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
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
import org.tocsin.console.board.WallClock;
import org.tocsin.console.readiness.MoveWriter.Chosen;
import org.tocsin.estate.CsvWriting;
import org.tocsin.platform.Page;
import org.tocsin.readiness.CentreMoves;
import org.tocsin.readiness.CentreRelease;
import org.tocsin.readiness.CentreRelease.Result;
import org.tocsin.readiness.Moved;
import org.tocsin.service.ServiceStore;

/** Moving from another alarm receiving centre: who is received at both, who may be released, and the act itself. */
public final class MovePages {
    private static final int LISTED = 50;
    private static final Set<Role> MANAGERS = EnumSet.of(Role.MANAGER, Role.ADMIN);

    private final Pages pages;
    private final CentreMoves moves;
    private final CentreRelease releases;
    private final ServiceStore services;
    private final AuditTrail audit;

    public MovePages(Parts parts, Pages pages) {
        this.pages = pages;
        this.moves = new CentreMoves(parts.database());
        this.releases = new CentreRelease(parts.database(), parts.clock());
        this.services = new ServiceStore(parts.database(), parts.clock());
        this.audit = new AuditTrail(parts.database(), parts.clock());
    }

    /** Whoever comes here has passed the door of readiness. */
    public void mount(Router router) {
        router.get(MoveWriter.AT).handler(context -> show(context, ""));
        router.get(MoveWriter.AT + ".csv").handler(this::table);
        router.post(MoveWriter.AT + "/release").handler(this::releaseProven);
        router.post(MoveWriter.AT + "/homes/:id/release").handler(context -> act(context, this::release));
        router.post(MoveWriter.AT + "/homes/:id/take-back").handler(context -> act(context, this::takeBack));
    }

    private void show(RoutingContext context, String said) {
        SignedIn me = Login.signedIn(context);
        Chosen chosen = chosen(context);
        audit.record(me.scope(), "list-centre-moves", "service:" + me.serviceId(), Pages.address(context))
                .compose(audited -> {
                    Future<Page<CentreMoves.Line>> page = moves.list(
                            me.scope(),
                            chosen.centre(),
                            chosen.state(),
                            LISTED,
                            context.request().getParam("after"));
                    return Future.all(moves.figures(me.scope()), page, clock(me))
                            .map(all -> new MoveWriter(all.resultAt(2))
                                    .page(all.resultAt(0), chosen, page.result(), said, MANAGERS.contains(me.role())));
                })
                .onSuccess(page -> Pages.html(context, pages.render("move.jte", Map.of("page", page, "me", me))))
                .onFailure(e -> {
                    if (e instanceof IllegalArgumentException) {
                        context.fail(404);
                    } else {
                        context.fail(e);
                    }
                });
    }

    private void table(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        if (!MANAGERS.contains(me.role())) {
            context.fail(403, new Refusal("That is for managers."));
            return;
        }
        Chosen chosen = chosen(context);
        audit.record(me.scope(), "export-centre-moves", "service:" + me.serviceId(), Pages.address(context))
                .compose(audited -> moves.all(me.scope(), chosen.centre(), chosen.state()))
                .compose(lines -> context.vertx().executeBlocking(() -> written(lines), false))
                .onSuccess(file -> {
                    if (!context.response().ended()) {
                        context.response()
                                .putHeader(HttpHeaders.CONTENT_TYPE, "text/csv; charset=utf-8")
                                .putHeader("Content-Disposition", "attachment; filename=\"homes-moving.csv\"")
                                .end(file);
                    }
                })
                .onFailure(context::fail);
    }

    private static Buffer written(List<CentreMoves.Line> lines) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (CsvWriting csv = new CsvWriting(out)) {
            csv.row(MoveWriter.HEADS);
            for (CentreMoves.Line line : lines) {
                csv.row(MoveWriter.cells(line));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Buffer.buffer(out.toByteArray());
    }

    private void releaseProven(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        String centre = Pages.field(context, "centre");
        if (!MANAGERS.contains(me.role())) {
            context.fail(403, new Refusal("That is for managers."));
        } else if (centre == null || centre.indexOf('\0') >= 0) {
            context.fail(404);
        } else {
            releases.releaseProven(me.scope(), centre, Pages.address(context))
                    .onSuccess(done -> show(
                            context,
                            "%s released from %s.%s"
                                    .formatted(
                                            done.released() == 1 ? "1 home is" : done.released() + " homes are",
                                            centre,
                                            done.more() ? " More may be: press again." : "")))
                    .onFailure(context::fail);
        }
    }

    private interface Act {
        /** Why it was refused; null when it was done. */
        Future<@Nullable String> on(RoutingContext context, SignedIn me, UUID homeId);
    }

    private void act(RoutingContext context, Act act) {
        SignedIn me = Login.signedIn(context);
        UUID id = Pages.id(context, "id");
        if (!MANAGERS.contains(me.role())) {
            context.fail(403, new Refusal("That is for managers."));
            return;
        }
        if (id == null) {
            context.fail(404);
            return;
        }
        act.on(context, me, id)
                .onSuccess(refused -> {
                    if (refused == null) {
                        Pages.seeOther(context, "/homes/" + id + "#moving");
                    } else {
                        pages.homeUnchanged(context, "/homes/" + id, refused);
                    }
                })
                .onFailure(context::fail);
    }

    private Future<@Nullable String> release(RoutingContext context, SignedIn me, UUID id) {
        return releases.release(me.scope(), id, Pages.field(context, "reason"), Pages.address(context))
                .map(result -> {
                    if (result instanceof Result.NotProven not) {
                        return "Not released: " + MoveWriter.why(not.stands())
                                + ". If it must be all the same, say why; it stays written down.";
                    }
                    if (result instanceof Result.Invalid invalid) {
                        return invalid.why();
                    }
                    if (result instanceof Result.NothingToRelease) {
                        return "There is nothing to release: it is released already, or came from no other centre.";
                    }
                    return result instanceof Result.NotFound ? "There is no such home." : null;
                });
    }

    private Future<@Nullable String> takeBack(RoutingContext context, SignedIn me, UUID id) {
        String why = Pages.field(context, "why");
        if (why == null || why.length() > CentreRelease.LONGEST_REASON) {
            return Future.succeededFuture("Say why, in at most " + CentreRelease.LONGEST_REASON + " characters.");
        }
        return releases.takeBack(me.scope(), id, why, Pages.address(context))
                .map(done -> done ? null : "It is not released.");
    }

    private Future<WallClock> clock(SignedIn me) {
        return services.findById(me.serviceId())
                .map(service -> new WallClock(service.orElseThrow().zone()));
    }

    private static Chosen chosen(RoutingContext context) {
        String centre = context.request().getParam("centre");
        String asked = context.request().getParam("state");
        return new Chosen(
                centre == null || centre.isBlank() || centre.length() > 200 || centre.indexOf('\0') >= 0
                        ? null
                        : centre,
                Arrays.stream(Moved.State.values())
                        .filter(one -> one.name().equals(asked))
                        .findFirst()
                        .orElse(null));
    }
}
