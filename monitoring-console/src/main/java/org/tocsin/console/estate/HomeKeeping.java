package org.tocsin.console.estate;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Scope;
import org.tocsin.console.Login;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.Refusal;
import org.tocsin.console.SignedIn;
import org.tocsin.console.language.Tongue;
import org.tocsin.home.HomeDesk;
import org.tocsin.home.SubjectAccess;
import org.tocsin.photo.Darkroom;
import org.tocsin.photo.PhotoViewer;

/** That a home has left, and the copy a person may ask for. For managers. */
public final class HomeKeeping {
    /** Of all pictures in one copy. */
    private static final long MOST_PICTURE_BYTES = 32L * 1024 * 1024;

    private final Pages pages;
    private final HomeDesk desk;
    private final SubjectAccess subjects;
    private final PhotoViewer photos;

    public HomeKeeping(Parts parts, Pages pages, PhotoViewer viewer) {
        this.pages = pages;
        this.desk = new HomeDesk(parts.database(), parts.clock());
        this.subjects = new SubjectAccess(parts.database(), parts.clock());
        this.photos = viewer;
    }

    /** Adds its addresses below those of the homes, for people who are signed in. */
    public void mount(Router router) {
        for (String path : new String[] {"end", "people/:person/copy"}) {
            router.post("/homes/:id/" + path).handler(HomeKeeping::managersOnly);
        }
        router.post("/homes/:id/end")
                .handler(context -> home(
                        context,
                        (me, id) -> desk.end(me.scope(), id, said(context), Pages.address(context))
                                .map(result -> result instanceof HomeDesk.Done)));
        router.post("/homes/:id/people/:person/copy").handler(this::copy);
    }

    private interface Act {
        Future<Boolean> of(SignedIn me, UUID homeId);
    }

    private static void managersOnly(RoutingContext context) {
        if (HomeWriter.KEEPERS.contains(Login.signedIn(context).role())) {
            context.next();
        } else {
            context.fail(403, new Refusal("That is for managers."));
        }
    }

    private static void home(RoutingContext context, Act act) {
        UUID id = Pages.id(context, "id");
        if (id == null) {
            context.fail(404);
            return;
        }
        act.of(Login.signedIn(context), id)
                .onSuccess(done -> {
                    if (done) {
                        Pages.seeOther(context, "/homes/" + id);
                    } else {
                        context.fail(404);
                    }
                })
                .onFailure(context::fail);
    }

    /** Everything held about one person, for a program and for a reader, in one file. */
    private void copy(RoutingContext context) {
        UUID person = Pages.id(context, "person");
        if (person == null) {
            context.fail(404);
            return;
        }
        Scope scope = Login.signedIn(context).scope();
        subjects.copy(scope, person, Pages.address(context))
                .compose(found -> found.isEmpty()
                        ? Future.<@Nullable Buffer>succeededFuture()
                        : pictures(scope, found.get())
                                .compose(pictures -> context.vertx()
                                        .<@Nullable Buffer>executeBlocking(
                                                () -> zip(found.get(), pictures, Tongue.of(context)), false)))
                .onSuccess(zip -> {
                    if (zip == null) {
                        context.fail(404);
                        return;
                    }
                    context.response()
                            .putHeader(HttpHeaders.CONTENT_TYPE, "application/zip")
                            .putHeader("Content-Disposition", "attachment; filename=\"held-about-" + person + ".zip\"")
                            .end(zip);
                })
                .onFailure(e -> context.fail(
                        e instanceof Darkroom.Full ? 503 : 500,
                        e instanceof Darkroom.Full
                                ? new Refusal("Another copy is being put together just now: try again in a moment.")
                                : e));
    }

    /** Those that are still kept; of more than fit the rest is asked for, and the copy names them all. */
    private Future<Map<UUID, Buffer>> pictures(Scope scope, SubjectAccess.Copy copy) {
        List<UUID> kept = copy.parts().getOrDefault("photos", List.of()).stream()
                .map(row -> UUID.fromString(row.getString("id")))
                .toList();
        return kept.isEmpty() ? Future.succeededFuture(Map.of()) : photos.pictures(scope, kept, MOST_PICTURE_BYTES);
    }

    private Buffer zip(SubjectAccess.Copy copy, Map<UUID, Buffer> pictures, Tongue tongue) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes, StandardCharsets.UTF_8)) {
            entry(zip, "held.json", json(copy).encodePrettily());
            entry(zip, "held.html", tongue.paper(pages.render("subject.jte", Map.of("copy", copy))));
            for (Map.Entry<UUID, Buffer> picture : pictures.entrySet()) {
                zip.putNextEntry(new ZipEntry("photos/" + picture.getKey() + ".jpg"));
                zip.write(picture.getValue().getBytes());
                zip.closeEntry();
            }
        }
        return Buffer.buffer(bytes.toByteArray());
    }

    private static JsonObject json(SubjectAccess.Copy copy) {
        JsonObject parts = new JsonObject();
        copy.parts().forEach((name, rows) -> parts.put(name, new JsonArray(rows)));
        return new JsonObject()
                .put("serviceUserId", copy.personId().toString())
                .put("name", copy.name())
                .put("madeAt", copy.at().toString())
                .put("thereIsMoreOf", new JsonArray(copy.cut()))
                .put("held", parts);
    }

    private static void entry(ZipOutputStream zip, String name, String text) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(text.getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
    }

    private static boolean said(RoutingContext context) {
        return Pages.text(context, "on").equals("true");
    }
}
