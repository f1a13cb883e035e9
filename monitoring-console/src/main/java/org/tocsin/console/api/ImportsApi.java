package org.tocsin.console.api;

import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Role;
import org.tocsin.console.Callers;
import org.tocsin.console.Parts;
import org.tocsin.console.api.Api.Answer;
import org.tocsin.estate.EstateImport;
import org.tocsin.estate.ImportDesk;
import org.tocsin.estate.Mapping;

/** Tables that were sent to be put on file: where each stands, and its next step. A file itself is sent otherwise. */
final class ImportsApi {
    private static final int MOST_COLUMNS = 500;

    private final Parts parts;

    ImportsApi(Parts parts) {
        this.parts = parts;
    }

    Future<Answer> list(RoutingContext context) {
        Caller caller = manager(context);
        return desk(context).list(caller.scope()).map(found -> {
            Map<String, @Nullable Object> page = new LinkedHashMap<>();
            page.put("items", found.stream().map(ImportsApi::json).toList());
            page.put("next", null);
            return Answer.ok(page);
        });
    }

    Future<Answer> one(RoutingContext context) {
        Caller caller = manager(context);
        return desk(context)
                .find(caller.scope(), Query.id(context))
                .map(found -> Answer.ok(json(found.orElseThrow(Problem::notFound))));
    }

    /** Has every row looked at; nothing is changed. */
    Future<Answer> check(RoutingContext context) {
        Caller caller = manager(context);
        UUID id = Query.id(context);
        List<String> columns = columns(Json.body(context));
        return desk(context).find(caller.scope(), id).compose(found -> {
            EstateImport it = found.orElseThrow(Problem::notFound);
            Mapping mapping = columns == null ? it.file().mapping() : new Mapping(columns);
            if (mapping.keys().size() != it.file().headings().size()) {
                throw Problem.field(
                        "columns",
                        "One for each of its %d headings."
                                .formatted(it.file().headings().size()));
            }
            if (!mapping.faults().isEmpty()) {
                throw Problem.field("columns", String.join(" ", mapping.faults()));
            }
            return desk(context).check(caller.scope(), it, mapping).map(ImportsApi::moved);
        });
    }

    Future<Answer> run(RoutingContext context) {
        Caller caller = manager(context);
        UUID id = Query.id(context);
        boolean allOrNone = Json.body(context).flag("allOrNone", false);
        return step(context, caller, id, desk -> desk.run(caller.scope(), id, allOrNone));
    }

    Future<Answer> undo(RoutingContext context) {
        Caller caller = manager(context);
        UUID id = Query.id(context);
        return step(context, caller, id, desk -> desk.undo(caller.scope(), id));
    }

    Future<Answer> stop(RoutingContext context) {
        Caller caller = manager(context);
        UUID id = Query.id(context);
        return step(context, caller, id, desk -> desk.stop(caller.scope(), id));
    }

    private interface Step {
        Future<Optional<EstateImport>> by(ImportDesk desk);
    }

    private Future<Answer> step(RoutingContext context, Caller caller, UUID id, Step step) {
        ImportDesk desk = desk(context);
        return desk.find(caller.scope(), id)
                .compose(found -> found.isEmpty() ? Future.failedFuture(Problem.notFound()) : step.by(desk))
                .map(ImportsApi::moved);
    }

    private static Answer moved(Optional<EstateImport> moved) {
        return Answer.ok(
                json(moved.orElseThrow(() -> new Problem(409, "It is not at a point where that can be asked."))));
    }

    private ImportDesk desk(RoutingContext context) {
        return new ImportDesk(context.vertx(), parts.database(), parts.keyring(), parts.clock());
    }

    private static Caller manager(RoutingContext context) {
        Caller caller = Callers.caller(context);
        caller.mustBe(EnumSet.of(Role.MANAGER, Role.ADMIN));
        return caller;
    }

    /** Null where they are left as they are proposed. */
    private static @Nullable List<String> columns(Fields body) {
        return body.has("columns") ? body.texts("columns", MOST_COLUMNS, 100) : null;
    }

    private static Map<String, @Nullable Object> json(EstateImport it) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("id", it.id().toString());
        json.put("name", it.file().name());
        json.put("state", EstateFields.word(it.state()));
        json.put("rowsDone", it.progress().done());
        json.put("rows", it.progress().of());
        Map<String, Object> counts = new LinkedHashMap<>();
        counts.put("added", it.counts().added());
        counts.put("changed", it.counts().changed());
        counts.put("unchanged", it.counts().unchanged());
        counts.put("refused", it.counts().refused());
        counts.put("undone", it.counts().undone());
        counts.put("kept", it.counts().kept());
        json.put("counts", counts);
        json.put("columns", columns(it));
        json.put("problem", it.problem());
        json.put("requestedBy", it.times().requestedBy());
        json.put("createdAt", it.times().createdAt().toString());
        json.put("finishedAt", EstateFields.text(it.times().finishedAt()));
        return json;
    }

    private static List<Map<String, @Nullable Object>> columns(EstateImport it) {
        List<Map<String, @Nullable Object>> columns = new ArrayList<>();
        List<String> keys = it.file().mapping().keys();
        for (int i = 0; i < it.file().headings().size(); i++) {
            Map<String, @Nullable Object> column = new LinkedHashMap<>();
            column.put("heading", it.file().headings().get(i));
            column.put("field", i < keys.size() ? keys.get(i) : "");
            columns.add(column);
        }
        return columns;
    }
}
