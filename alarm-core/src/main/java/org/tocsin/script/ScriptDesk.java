package org.tocsin.script;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Scope;
import org.tocsin.platform.Database;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Times;

/**
 * Scripts of a service as they are written: drafts, publishing, withdrawing, and every version there ever was. Alarms that
 * were raised before go on with the version they began with.
 */
public final class ScriptDesk {
    private static final int LONGEST_NOTE = 500;

    private static final String SCRIPTS = """
            select c.id, c.service_user_id, u.name as person, c.occasion, d.words as draft, d.edited_at, d.edited_by
            from script c left join service_user u on u.id = c.service_user_id
            left join script_draft d on d.script_id = c.id
            where c.service_id = $1 %s order by u.name nulls first, c.occasion nulls first, c.id limit 500
            """;
    private static final String THIS =
            "and c.service_user_id is not distinct from $2 and c.occasion is not distinct from $3";
    private static final String VERSIONS = """
            select v.id, v.script_id, v.number, v.withdrawn, v.words, v.note, v.published_at, v.published_by
            from script_version v where v.service_id = $1 and v.script_id = any ($2) order by v.number desc limit 2000
            """;
    private static final String ENSURE = """
            insert into script (id, service_id, service_user_id, occasion, created_at) values ($1, $2, $3, $4, $5)
            on conflict do nothing
            """;
    private static final String LOCK = """
            select id from script where service_id = $1 and service_user_id is not distinct from $2
              and occasion is not distinct from $3 for update
            """;
    private static final String DRAFT = """
            insert into script_draft (script_id, service_id, words, edited_at, edited_by) values ($1, $2, $3, $4, $5)
            on conflict (script_id) do update set words = excluded.words, edited_at = excluded.edited_at,
              edited_by = excluded.edited_by
            """;
    private static final String PUBLISH = """
            insert into script_version (id, service_id, script_id, number, withdrawn, words, note, published_at,
              published_by)
            select $1, $2, $3, coalesce(max(number), 0) + 1, $4, $5, $6, $7, $8 from script_version where script_id = $3
            """;
    private static final String PERSON = "select name from service_user where id = $1 and service_id = $2";

    private final Database database;
    private final InstantSource clock;
    private final AuditTrail audit;

    public ScriptDesk(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
        this.audit = new AuditTrail(database, clock);
    }

    /** What became of an act of whoever writes. */
    public sealed interface Result {
        record Done() implements Result {}

        /** No such person in this service. */
        record NotFound() implements Result {}

        /** @param problems each a sentence; nothing was published */
        record Unfit(List<String> problems) implements Result {
            public Unfit {
                problems = List.copyOf(problems);
            }
        }
    }

    /** Everything the service has written, that of persons last. */
    public Future<List<WrittenScript>> list(Scope scope) {
        return database.pool()
                .preparedQuery(SCRIPTS.formatted(""))
                .execute(Tuple.of(scope.serviceId()))
                .compose(rows -> withVersions(scope, rows.stream().toList()));
    }

    /**
     * One script, written or not; empty where the person is not of this service.
     *
     * @param personId null: for everybody
     * @param occasion null: for any
     */
    public Future<Optional<WrittenScript>> find(Scope scope, @Nullable UUID personId, @Nullable Occasion occasion) {
        return database.pool()
                .preparedQuery(SCRIPTS.formatted(THIS))
                .execute(place(scope, personId, occasion))
                .compose(rows -> withVersions(scope, rows.stream().toList()))
                .compose(found -> found.isEmpty()
                        ? person(database.pool(), scope, personId)
                                .map(name -> name.map(one -> new WrittenScript(
                                        new WrittenScript.For(personId, one.isEmpty() ? null : one, occasion),
                                        null,
                                        List.of())))
                        : Future.succeededFuture(Optional.of(found.get(0))));
    }

    /** The script of which this is a version; every version can be read for ever. Empty for one of another service. */
    public Future<Optional<WrittenScript>> version(Scope scope, UUID versionId) {
        return database.pool()
                .preparedQuery(SCRIPTS.formatted(
                        "and c.id = (select v.script_id from script_version v where v.id = $2 and v.service_id = $1)"))
                .execute(Tuple.of(scope.serviceId(), versionId))
                .compose(rows -> withVersions(scope, rows.stream().toList()))
                .map(found -> found.stream().findFirst());
    }

    /** Keeps what is being written; nobody works by it yet. */
    public Future<Result> save(Scope scope, @Nullable UUID personId, @Nullable Occasion occasion, String words) {
        Optional<Result> unfit = unfit(words, null);
        return unfit.map(Future::succeededFuture)
                .orElseGet(() -> write(
                        scope,
                        personId,
                        occasion,
                        (connection, script) -> connection
                                .preparedQuery(DRAFT)
                                .execute(Tuple.of(
                                        script, scope.serviceId(), words, Times.toRow(clock.instant()), scope.actor()))
                                .compose(v ->
                                        audit.record(connection, scope, "draft-script", "script:" + script, null))));
    }

    /** From now on, alarms that are raised go by these words. The draft has served. */
    public Future<Result> publish(
            Scope scope, @Nullable UUID personId, @Nullable Occasion occasion, String words, @Nullable String note) {
        List<String> problems = Script.read(words).problems();
        Optional<Result> unfit = problems.isEmpty() ? unfit(words, note) : Optional.of(new Result.Unfit(problems));
        return unfit.map(Future::succeededFuture)
                .orElseGet(() -> write(
                        scope,
                        personId,
                        occasion,
                        (connection, script) -> version(connection, scope, script, words, note, "publish-script")));
    }

    /** From now on the script is not used: the next wider one is. Its versions stay. */
    public Future<Result> withdraw(
            Scope scope, @Nullable UUID personId, @Nullable Occasion occasion, @Nullable String note) {
        Optional<Result> unfit = unfit("", note);
        return unfit.map(Future::succeededFuture)
                .orElseGet(() -> write(
                        scope,
                        personId,
                        occasion,
                        (connection, script) -> version(connection, scope, script, null, note, "withdraw-script")));
    }

    /** Throws away what is being written. */
    public Future<Result> discard(Scope scope, @Nullable UUID personId, @Nullable Occasion occasion) {
        return write(
                scope,
                personId,
                occasion,
                (connection, script) -> connection
                        .preparedQuery("delete from script_draft where script_id = $1 and service_id = $2")
                        .execute(Tuple.of(script, scope.serviceId()))
                        .mapEmpty());
    }

    private interface Work {
        Future<Void> on(SqlConnection connection, UUID script);
    }

    private Future<Result> write(Scope scope, @Nullable UUID personId, @Nullable Occasion occasion, Work work) {
        return database.pool()
                .withTransaction(connection -> person(connection, scope, personId)
                        .compose(found -> {
                            if (found.isEmpty()) {
                                return Future.succeededFuture(new Result.NotFound());
                            }
                            Tuple values = Tuple.of(Ids.next(), scope.serviceId())
                                    .addUUID(personId)
                                    .addString(occasion == null ? null : occasion.name())
                                    .addOffsetDateTime(Times.toRow(clock.instant()));
                            return connection
                                    .preparedQuery(ENSURE)
                                    .execute(values)
                                    .compose(v ->
                                            connection.preparedQuery(LOCK).execute(place(scope, personId, occasion)))
                                    .compose(rows -> work.on(
                                            connection, rows.iterator().next().getUUID(0)))
                                    .<Result>map(v -> new Result.Done());
                        }));
    }

    /** @param words null: withdrawn */
    private Future<Void> version(
            SqlConnection connection,
            Scope scope,
            UUID script,
            @Nullable String words,
            @Nullable String note,
            String action) {
        Tuple values = Tuple.of(Ids.next(), scope.serviceId(), script, words == null, words == null ? "" : words)
                .addString(note)
                .addOffsetDateTime(Times.toRow(clock.instant()))
                .addString(scope.actor());
        return connection
                .preparedQuery(PUBLISH)
                .execute(values)
                .compose(v -> connection
                        .preparedQuery("delete from script_draft where script_id = $1")
                        .execute(Tuple.of(script)))
                .compose(v -> audit.record(connection, scope, action, "script:" + script, null));
    }

    private Future<List<WrittenScript>> withVersions(Scope scope, List<Row> scripts) {
        UUID[] ids = scripts.stream().map(row -> row.getUUID("id")).toArray(UUID[]::new);
        return database.pool()
                .preparedQuery(VERSIONS)
                .execute(Tuple.of(scope.serviceId()).addArrayOfUUID(ids))
                .map(versions -> scripts.stream()
                        .map(row -> written(row, versions.stream().toList()))
                        .toList());
    }

    private static WrittenScript written(Row row, List<Row> versions) {
        List<WrittenScript.Version> own = new ArrayList<>();
        for (Row version : versions) {
            if (version.getUUID("script_id").equals(row.getUUID("id"))) {
                own.add(new WrittenScript.Version(
                        version.getUUID("id"),
                        version.getInteger("number"),
                        version.getBoolean("withdrawn"),
                        version.getString("words"),
                        version.getString("note"),
                        Times.fromRow(version.getOffsetDateTime("published_at")),
                        version.getString("published_by")));
            }
        }
        String occasion = row.getString("occasion");
        String draft = row.getString("draft");
        return new WrittenScript(
                new WrittenScript.For(
                        row.getUUID("service_user_id"),
                        row.getString("person"),
                        occasion == null ? null : Occasion.valueOf(occasion)),
                draft == null
                        ? null
                        : new WrittenScript.Draft(
                                draft, Times.fromRow(row.getOffsetDateTime("edited_at")), row.getString("edited_by")),
                own);
    }

    /** Their name; an empty one where nobody is meant; nothing where they are not of this service. */
    private static Future<Optional<String>> person(SqlClient client, Scope scope, @Nullable UUID personId) {
        return personId == null
                ? Future.succeededFuture(Optional.of(""))
                : client.preparedQuery(PERSON)
                        .execute(Tuple.of(personId, scope.serviceId()))
                        .map(rows -> rows.stream().findFirst().map(row -> row.getString(0)));
    }

    private static Tuple place(Scope scope, @Nullable UUID personId, @Nullable Occasion occasion) {
        return Tuple.of(scope.serviceId()).addUUID(personId).addString(occasion == null ? null : occasion.name());
    }

    private static Optional<Result> unfit(String words, @Nullable String note) {
        if (words.length() > Script.LONGEST_WORDS) {
            return Optional.of(new Result.Unfit(List.of("At most " + Script.LONGEST_WORDS + " characters.")));
        }
        if (note != null && note.length() > LONGEST_NOTE) {
            return Optional.of(new Result.Unfit(List.of("The note has at most " + LONGEST_NOTE + " characters.")));
        }
        // PostgreSQL keeps every character but this one.
        boolean nul = words.indexOf(0) >= 0 || (note != null && note.indexOf(0) >= 0);
        return nul ? Optional.of(new Result.Unfit(List.of("A character in it cannot be kept."))) : Optional.empty();
    }
}
