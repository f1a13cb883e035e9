package org.tocsin.script;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Scope;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Times;

/** Writes down with an alarm which version of which script it goes by. Whoever comes second finds what the first kept. */
final class ScriptKeeping {
    private static final String PUBLISHED = """
            select v.id, v.script_id, c.service_user_id, c.occasion, v.number, v.withdrawn, v.published_at
            from script c join script_version v on v.script_id = c.id
            where c.service_id = $1 and (c.service_user_id is null or c.service_user_id = any ($2))
              and v.published_at <= $3
            """;
    private static final String KEEP = """
            insert into alarm_script (alarm_id, occasion, service_id, version_id, shipped_id, kept_at)
            values ($1, $2, $3, $4, $5, $6) on conflict do nothing
            """;
    private static final String SHIPPED = """
            insert into shipped_script (id, service_id, occasion, words, digest, first_used_at)
            values ($1, $2, $3, $4, $5, $6) on conflict (service_id, occasion, digest) do nothing
            """;
    private static final String SHIPPED_ID =
            "select id from shipped_script where service_id = $1 and occasion = $2 and digest = $3";

    private final SqlClient client;
    private final Scope scope;
    private final UUID alarmId;
    private final CaseFactsReader.Found found;

    private ScriptKeeping(SqlClient client, Scope scope, UUID alarmId, CaseFactsReader.Found found) {
        this.client = client;
        this.scope = scope;
        this.alarmId = alarmId;
        this.found = found;
    }

    static Future<Void> keep(
            SqlClient client, Scope scope, UUID alarmId, CaseFactsReader.Found found, List<Occasion> missing) {
        return new ScriptKeeping(client, scope, alarmId, found).keep(missing);
    }

    private Future<Void> keep(List<Occasion> missing) {
        Tuple values = Tuple.of(scope.serviceId())
                .addArrayOfUUID(found.people().toArray(UUID[]::new))
                .addOffsetDateTime(Times.toRow(found.raisedAt()));
        return client.preparedQuery(PUBLISHED).execute(values).compose(rows -> {
            List<ScriptChoice.Candidate> published =
                    rows.stream().map(ScriptKeeping::candidate).toList();
            Future<Void> all = Future.succeededFuture();
            for (Occasion occasion : missing) {
                Optional<ScriptChoice.Candidate> chosen = ScriptChoice.of(occasion, published, found.raisedAt());
                all = all.compose(v -> chosen.isPresent()
                        ? keep(occasion, chosen.get().versionId(), null)
                        : shipped(occasion).compose(id -> keep(occasion, null, id)));
            }
            return all;
        });
    }

    private Future<Void> keep(Occasion occasion, @Nullable UUID version, @Nullable UUID shipped) {
        Tuple values = Tuple.of(alarmId, occasion.name(), scope.serviceId())
                .addUUID(version)
                .addUUID(shipped)
                .addOffsetDateTime(Times.toRow(found.now()));
        return client.preparedQuery(KEEP).execute(values).mapEmpty();
    }

    private Future<UUID> shipped(Occasion occasion) {
        String words = ShippedScripts.words(occasion);
        Buffer digest = Buffer.buffer(sha256(words));
        // It has been used before by nearly every alarm but the first of its kind.
        return shippedId(occasion, digest)
                .compose(known -> known.isPresent()
                        ? Future.succeededFuture(known)
                        : client.preparedQuery(SHIPPED)
                                .execute(Tuple.of(Ids.next(), scope.serviceId(), occasion.name(), words)
                                        .addBuffer(digest)
                                        .addOffsetDateTime(Times.toRow(found.now())))
                                .compose(v -> shippedId(occasion, digest)))
                .map(Optional::orElseThrow);
    }

    private Future<Optional<UUID>> shippedId(Occasion occasion, Buffer digest) {
        return client.preparedQuery(SHIPPED_ID)
                .execute(Tuple.of(scope.serviceId(), occasion.name()).addBuffer(digest))
                .map(rows -> rows.stream().findFirst().map(row -> row.getUUID(0)));
    }

    private static ScriptChoice.Candidate candidate(Row row) {
        String occasion = row.getString("occasion");
        return new ScriptChoice.Candidate(
                row.getUUID("id"),
                row.getUUID("script_id"),
                row.getUUID("service_user_id"),
                occasion == null ? null : Occasion.valueOf(occasion),
                row.getInteger("number"),
                row.getBoolean("withdrawn"),
                Times.fromRow(row.getOffsetDateTime("published_at")));
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
