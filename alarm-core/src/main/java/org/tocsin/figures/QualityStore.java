package org.tocsin.figures;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Scope;
import org.tocsin.platform.Database;
import org.tocsin.platform.Times;

/** The calls that were drawn to be listened to, and how they were judged. */
public final class QualityStore {
    private static final int MOST_MONTHS = 24;

    private static final String DRAWS = """
            select month, seed, candidates, digest, drawn_at from quality_draw where service_id = $1
            order by month desc limit %d
            """.formatted(MOST_MONTHS);
    private static final String SAMPLES = """
            select s.id, s.month, s.operator_id, o.display_name, s.alarm_id, a.reference, a.raised_at, a.trigger_words,
              s.rang_999, s.position, r.score, r.form, r.marks, r.note, r.at, coalesce(w.display_name, r.by) as by
            from quality_sample s join operator o on o.id = s.operator_id join alarm a on a.id = s.alarm_id
            left join lateral (select v.* from quality_review v where v.sample_id = s.id
              order by v.at desc, v.id desc limit 1) r on true
            left join operator w on w.id = r.operator_id
            where s.service_id = $1
            """;
    private static final String OF_MONTH =
            SAMPLES + " and s.month = $2 order by o.display_name, s.operator_id, s.position";
    private static final String ONE = SAMPLES + " and s.id = $2";
    private static final String FORM =
            "select number, words from quality_form where service_id = $1 and ($2::int is null or number = $2)"
                    + " order by number desc limit 1";
    private static final String RECORDINGS =
            "select recording from phone_call where alarm_id = $1 and service_id = $2 and recording is not null order by id";

    private final Database database;

    public QualityStore(Database database) {
        this.database = database;
    }

    /**
     * @param candidates how many calls could be drawn
     * @param digest SHA-256 over them
     */
    public record Draw(LocalDate month, String seed, int candidates, String digest, Instant at) {}

    /**
     * One call to be listened to.
     *
     * @param rang999 it is the handler's end-to-end 999 call
     * @param review the newest; null while there is none
     */
    public record Sample(
            UUID id,
            LocalDate month,
            Handler handler,
            Heard call,
            boolean rang999,
            int position,
            @Nullable Review review) {}

    public record Handler(UUID id, String name) {}

    public record Heard(UUID alarmId, String reference, Instant raised, String trigger) {}

    /**
     * @param form its number
     * @param score hundredths of a percent
     * @param by the reviewer's name
     */
    public record Review(
            int form,
            List<@Nullable Integer> marks,
            int score,
            @Nullable String note,
            Instant at,
            String by) {}

    /** Of the last months, the newest first. */
    public Future<List<Draw>> draws(Scope scope) {
        return database.pool()
                .preparedQuery(DRAWS)
                .execute(Tuple.of(scope.serviceId()))
                .map(rows -> rows.stream()
                        .map(row -> new Draw(
                                row.getLocalDate("month"),
                                row.getString("seed"),
                                row.getInteger("candidates"),
                                row.getString("digest"),
                                Times.fromRow(row.getOffsetDateTime("drawn_at"))))
                        .toList());
    }

    /** By the handler's name. */
    public Future<List<Sample>> samples(Scope scope, LocalDate month) {
        return database.pool()
                .preparedQuery(OF_MONTH)
                .execute(Tuple.of(scope.serviceId(), month))
                .map(rows -> rows.stream().map(QualityStore::sample).toList());
    }

    /** Empty where the scope's service has no such sample. */
    public Future<Optional<Sample>> sample(Scope scope, UUID id) {
        return database.pool()
                .preparedQuery(ONE)
                .execute(Tuple.of(scope.serviceId(), id))
                .map(rows -> rows.stream().findFirst().map(QualityStore::sample));
    }

    /**
     * @param number null for the newest
     * @return the shipped one where the service has none of this number
     */
    public Future<QualityForm> form(Scope scope, @Nullable Integer number) {
        return database.pool()
                .preparedQuery(FORM)
                .execute(Tuple.of(scope.serviceId(), number))
                .map(rows -> rows.stream()
                        .findFirst()
                        .map(row -> QualityForm.read(row.getInteger("number"), row.getString("words")))
                        .orElseGet(QualityForm::shipped));
    }

    /** Where the telephone system keeps what was said. */
    public Future<List<String>> recordings(Scope scope, UUID alarmId) {
        return database.pool()
                .preparedQuery(RECORDINGS)
                .execute(Tuple.of(alarmId, scope.serviceId()))
                .map(rows -> rows.stream().map(row -> row.getString(0)).toList());
    }

    private static Sample sample(Row row) {
        return new Sample(
                row.getUUID("id"),
                row.getLocalDate("month"),
                new Handler(row.getUUID("operator_id"), row.getString("display_name")),
                new Heard(
                        row.getUUID("alarm_id"),
                        row.getString("reference"),
                        Times.fromRow(row.getOffsetDateTime("raised_at")),
                        row.getString("trigger_words")),
                row.getBoolean("rang_999"),
                row.getInteger("position"),
                review(row));
    }

    private static @Nullable Review review(Row row) {
        Instant at = Times.fromRowOrNull(row.getOffsetDateTime("at"));
        if (at == null) {
            return null;
        }
        JsonArray kept = (JsonArray) row.getValue("marks");
        List<@Nullable Integer> marks = new ArrayList<>();
        for (int i = 0; i < kept.size(); i++) {
            marks.add(kept.getInteger(i));
        }
        return new Review(
                row.getInteger("form"), marks, row.getInteger("score"), row.getString("note"), at, row.getString("by"));
    }
}
