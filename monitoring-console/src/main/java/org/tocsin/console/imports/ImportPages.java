package org.tocsin.console.imports;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.FileUpload;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
import org.tocsin.estate.EstateImport;
import org.tocsin.estate.EstateImport.State;
import org.tocsin.estate.ImportDesk;
import org.tocsin.estate.ImportReports;
import org.tocsin.estate.Mapping;
import org.tocsin.service.ServiceStore;

/** From a file to homes on file, step by step, and back; for a service's manager. Works without scripts too. */
public final class ImportPages {
    private static final String ROOT = "/estate/imports";
    private static final int LISTED_PROBLEMS = 100;
    private static final int LONGEST_PROVIDER = 100;

    private final Pages pages;
    private final Parts parts;
    private final ImportDesk desk;
    private final ImportReports reports;
    private final ServiceStore services;
    private final Sending sending;

    public ImportPages(Vertx vertx, Parts parts, Pages pages) {
        this.pages = pages;
        this.parts = parts;
        this.desk = new ImportDesk(vertx, parts.database(), parts.keyring(), parts.clock());
        this.reports = new ImportReports(parts.database(), parts.keyring(), parts.clock());
        this.services = new ServiceStore(parts.database(), parts.clock());
        this.sending = new Sending(vertx, parts);
    }

    /** Adds the addresses of imports, for people who are signed in. */
    public void mount(Router router) {
        router.route(ROOT + "*").handler(ImportPages::forManagers);
        router.get(ROOT).handler(this::list);
        router.get(ROOT + "/:id").handler(context -> show(context, "import.jte"));
        router.get(ROOT + "/:id/part").handler(context -> show(context, "importpart.jte"));
        router.post(ROOT + "/:id/check").handler(this::check);
        router.post(ROOT + "/:id/run")
                .handler(context -> act(
                        context, (me, id) -> desk.run(me.scope(), id, "all".equals(Pages.field(context, "which")))));
        router.post(ROOT + "/:id/undo").handler(context -> act(context, (me, id) -> desk.undo(me.scope(), id)));
        router.post(ROOT + "/:id/stop").handler(context -> act(context, (me, id) -> desk.stop(me.scope(), id)));
    }

    /**
     * What takes longer than a page may, and a file larger than any form: to be mounted where no time limit and no
     * limit of the body holds, behind a handler that has made sure of the person.
     */
    public void send(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        List<FileUpload> files = context.fileUploads();
        if (!manages(me) || files.isEmpty() || files.get(0).size() == 0) {
            context.fail(
                    manages(me) ? 400 : 403,
                    new Refusal(manages(me) ? "Choose a file first." : "Imports are the manager's."));
            return;
        }
        FileUpload file = files.get(0);
        String replyOf = Pages.field(context, "replyOf");
        if (replyOf != null && (replyOf.length() > LONGEST_PROVIDER || replyOf.indexOf('\0') >= 0)) {
            context.fail(400, new Refusal("No phone company has so long a name."));
            return;
        }
        desk.load(
                        me.scope(),
                        Path.of(file.uploadedFileName()),
                        file.fileName().isBlank() ? "estate.csv" : file.fileName(),
                        replyOf)
                .onSuccess(loaded -> Pages.seeOther(context, ROOT + "/" + loaded.id()))
                .onFailure(context::fail);
    }

    /** The rows that did not go in, as a table; mounted like {@link #send}. */
    public void problems(RoutingContext context) {
        found(
                context,
                (me, it) ->
                        sending.table(context, "refused-rows.csv", out -> reports.writeProblems(me.scope(), it, out)));
    }

    /** New units' secrets, once; mounted like {@link #send}. */
    public void secrets(RoutingContext context) {
        found(
                context,
                (me, it) -> reports.takeSecrets(me.scope(), it.id()).compose(secrets -> {
                    if (secrets.isEmpty()) {
                        context.fail(
                                409,
                                new Refusal("The secrets of this import were fetched already, or there are none."));
                        return Future.succeededFuture();
                    }
                    return sending.table(context, "unit-secrets.csv", out -> ImportReports.writeSecrets(secrets, out))
                            .compose(sent -> reports.handedOut(me.scope(), it.id()))
                            .recover(e -> reports.notHandedOut(me.scope(), it.id()));
                }));
    }

    /** Lets only managers pass; before a body is read, too. */
    public static void forManagers(RoutingContext context) {
        if (manages(Login.signedIn(context))) {
            context.next();
        } else {
            context.fail(403, new Refusal("Imports and exports are the service manager's."));
        }
    }

    private static boolean manages(SignedIn me) {
        return me.role() == Role.MANAGER || me.role() == Role.ADMIN;
    }

    private void list(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        Future.all(desk.list(me.scope()), writer(me))
                .map(both -> both.<List<EstateImport>>resultAt(0).stream()
                        .map(both.<ImportPageWriter>resultAt(1)::line)
                        .toList())
                .onSuccess(lines -> Pages.html(context, pages.render("imports.jte", Map.of("me", me, "lines", lines))))
                .onFailure(context::fail);
    }

    private void show(RoutingContext context, String template) {
        found(
                context,
                (me, it) -> page(me, it, null)
                        .onSuccess(
                                page -> Pages.html(context, pages.render(template, Map.of("me", me, "page", page)))));
    }

    private Future<ImportPage> page(SignedIn me, EstateImport it, @Nullable String fault) {
        Future<List<List<String>>> sample =
                it.state() == State.LOADED ? desk.sample(me.scope(), it) : Future.succeededFuture(List.of());
        Future<List<ImportReports.Problem>> problems = it.state().busy() || it.state() == State.LOADED
                ? Future.succeededFuture(List.of())
                : reports.problems(me.scope(), it.id(), 0, LISTED_PROBLEMS);
        return Future.all(sample, problems, writer(me))
                .map(all -> all.<ImportPageWriter>resultAt(2).page(it, sample.result(), problems.result(), fault));
    }

    private void check(RoutingContext context) {
        found(context, (me, it) -> {
            List<String> keys = new ArrayList<>();
            for (int i = 0; i < it.file().headings().size(); i++) {
                keys.add(Pages.text(context, "c" + i));
            }
            Mapping mapping = new Mapping(keys);
            List<String> faults = it.file().faults(mapping);
            if (faults.isEmpty()) {
                return desk.check(me.scope(), it, mapping)
                        .onSuccess(asked -> Pages.seeOther(context, ROOT + "/" + it.id()))
                        .mapEmpty();
            }
            EstateImport chosen = new EstateImport(
                    it.id(),
                    it.serviceId(),
                    it.state(),
                    it.file().with(mapping),
                    it.progress(),
                    it.counts(),
                    it.times(),
                    it.problem());
            return page(me, chosen, String.join(" ", faults))
                    .onSuccess(page -> Pages.html(context, pages.render("import.jte", Map.of("me", me, "page", page))))
                    .mapEmpty();
        });
    }

    private interface Act {
        Future<Optional<EstateImport>> of(SignedIn me, UUID id);
    }

    /** Whether it was done or had been done already, the page shows where it stands. */
    private static void act(RoutingContext context, Act act) {
        UUID id = Pages.id(context, "id");
        if (id == null) {
            context.fail(404);
            return;
        }
        act.of(Login.signedIn(context), id)
                .onSuccess(done -> Pages.seeOther(context, ROOT + "/" + id))
                .onFailure(context::fail);
    }

    private interface Work {
        Future<?> on(SignedIn me, EstateImport it);
    }

    private void found(RoutingContext context, Work work) {
        SignedIn me = Login.signedIn(context);
        UUID id = Pages.id(context, "id");
        if (id == null || !manages(me)) {
            context.fail(
                    id == null ? 404 : 403,
                    new Refusal(id == null ? "There is no such import." : "Imports are the manager's."));
            return;
        }
        desk.find(me.scope(), id)
                .compose(it -> {
                    if (it.isEmpty()) {
                        context.fail(404);
                        return Future.succeededFuture();
                    }
                    return work.on(me, it.get()).mapEmpty();
                })
                .onFailure(context::fail);
    }

    private Future<ImportPageWriter> writer(SignedIn me) {
        return services.findById(me.serviceId())
                .map(service -> new ImportPageWriter(
                        new WallClock(service.orElseThrow().zone()),
                        parts.clock().instant()));
    }

    /** Files are for their receiver only, and named. */
    static void attachment(RoutingContext context, String type, String name) {
        context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, type)
                .putHeader("Content-Disposition", "attachment; filename=\"" + name + "\"")
                .setChunked(true);
    }
}
