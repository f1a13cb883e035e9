package org.tocsin.console.api;

import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Role;
import org.tocsin.console.Callers;
import org.tocsin.console.Parts;
import org.tocsin.console.api.Api.Answer;
import org.tocsin.signal.SignalStore;

/** Signals as they were received: what a unit that was answered can be held against. */
final class SignalsApi {
    private final SignalStore signals;

    SignalsApi(Parts parts) {
        this.signals = new SignalStore(parts.database().pool());
    }

    Future<Answer> list(RoutingContext context) {
        Caller caller = Callers.caller(context);
        caller.mustBe(EnumSet.of(Role.OPERATOR, Role.INSTALLER, Role.MANAGER, Role.ADMIN));
        SignalStore.Query query = new SignalStore.Query(
                Query.cid(context), Query.instant(context, "since"), Query.limit(context), Query.cursor(context));
        return signals.list(caller.scope(), query).map(page -> Answer.ok(AlarmsApi.page(page, SignalsApi::item)));
    }

    private static Map<String, @Nullable Object> item(SignalStore.Row row) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("id", row.id().toString());
        json.put("ref", row.ref());
        json.put("cid", row.cid());
        json.put("protocol", row.protocol());
        json.put("kind", row.kind());
        json.put("receivedAt", row.receivedAt().toString());
        json.put("recordedAt", row.recordedAt().toString());
        json.put("alarmId", row.alarmId() == null ? null : row.alarmId().toString());
        json.put("repeats", row.repeats());
        return json;
    }
}
