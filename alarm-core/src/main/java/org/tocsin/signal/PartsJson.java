package org.tocsin.signal;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@link Expected} as an alarm's row keeps it. */
final class PartsJson {
    private PartsJson() {}

    static @Nullable String write(List<Expected> all) {
        if (all.isEmpty()) {
            return null;
        }
        JsonArray array = new JsonArray();
        for (Expected one : all) {
            Expected.Part part = one.part();
            array.add(new JsonObject()
                    .put("signal", part.signalId().toString())
                    .put("cid", part.cid())
                    .put("dty", part.trigger().dty())
                    .put("did", part.trigger().did())
                    .put("stc", part.trigger().stc())
                    .put("more", part.more())
                    .put("at", part.at().toString())
                    .put("missing", new JsonArray(List.copyOf(one.missing())))
                    .put(
                            "early",
                            new JsonArray(
                                    one.early().stream().map(UUID::toString).toList())));
        }
        return array.encode();
    }

    static List<Expected> read(@Nullable JsonArray stored) {
        return stored == null
                ? List.of()
                : stored.stream().map(one -> read((JsonObject) one)).toList();
    }

    private static Expected read(JsonObject one) {
        Expected.Trigger trigger =
                new Expected.Trigger(one.getString("dty", ""), one.getString("did"), one.getString("stc"));
        Expected.Part part = new Expected.Part(
                UUID.fromString(one.getString("signal")),
                one.getString("cid", ""),
                trigger,
                one.getInteger("more", 0),
                Instant.parse(one.getString("at")));
        Set<Integer> missing = new TreeSet<>();
        one.getJsonArray("missing").forEach(count -> missing.add((Integer) count));
        Set<UUID> early = new HashSet<>();
        one.getJsonArray("early").forEach(id -> early.add(UUID.fromString((String) id)));
        return new Expected(part, missing, early);
    }
}
