package org.tocsin.figures;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.sqlclient.Tuple;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Scope;
import org.tocsin.figures.AuditActs.Result;
import org.tocsin.platform.Database;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Times;

/** Judges a call that was drawn, under the reviewer's own name; and changes the form for the reviews that come. */
public final class QualityDesk {
    private static final int LONGEST_NOTE = 4_000;

    private static final String REVIEW = """
            insert into quality_review (id, service_id, sample_id, form, marks, score, note, at, by, operator_id)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            """;
    private static final String FORM = """
            insert into quality_form (id, service_id, number, words, at, by)
            select $1, $2, coalesce(max(number), 0) + 1, $3, $4, $5 from quality_form where service_id = $2
            """;

    private final Database database;
    private final InstantSource clock;
    private final AuditTrail audit;
    private final QualityStore store;

    public QualityDesk(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
        this.audit = new AuditTrail(database, clock);
        this.store = new QualityStore(database);
    }

    /**
     * Judges it by the form of this number. A review before stays on file; the newest counts.
     *
     * @param marks one for each question in its order; null where it did not apply
     */
    public Future<Result> review(
            Scope scope,
            UUID sampleId,
            int formNumber,
            List<@Nullable Integer> marks,
            @Nullable String note,
            @Nullable String address) {
        UUID reviewer = scope.operatorId();
        if (reviewer == null) {
            return refused("Only a person who is signed in judges a call, under their own name.");
        }
        if (note != null && (note.length() > LONGEST_NOTE || note.indexOf(0) >= 0)) {
            return refused("A note has at most " + LONGEST_NOTE + " characters.");
        }
        return store.sample(scope, sampleId).compose(sample -> {
            if (sample.isEmpty()) {
                return Future.succeededFuture(new Result.NotFound());
            }
            if (sample.get().handler().id().equals(reviewer)) {
                return refused("Nobody judges their own call.");
            }
            return store.form(scope, null).compose(form -> {
                String unfit = form.number() == formNumber
                        ? form.unfit(marks)
                        : "The form has changed meanwhile: open it again.";
                return unfit != null ? refused(unfit) : keep(scope, sampleId, form, marks, note, address);
            });
        });
    }

    private Future<Result> keep(
            Scope scope,
            UUID sampleId,
            QualityForm form,
            List<@Nullable Integer> marks,
            @Nullable String note,
            @Nullable String address) {
        JsonArray kept = new JsonArray();
        marks.forEach(mark -> {
            if (mark == null) {
                kept.addNull();
            } else {
                kept.add(mark);
            }
        });
        Tuple values = Tuple.of(Ids.next(), scope.serviceId(), sampleId, form.number(), kept)
                .addInteger(form.score(marks))
                .addString(note)
                .addValue(Times.toRow(clock.instant()))
                .addString(scope.actor())
                .addUUID(scope.operatorId());
        return database.pool()
                .withTransaction(connection -> connection
                        .preparedQuery(REVIEW)
                        .execute(values)
                        .compose(v -> audit.record(connection, scope, "review-call", "sample:" + sampleId, address)))
                .map(v -> new Result.Done());
    }

    /** Judges by these questions from now on; what was judged stays as it was. */
    public Future<Result> changeForm(Scope scope, String words, @Nullable String address) {
        String fault = QualityForm.fault(words);
        if (fault != null) {
            return refused(fault);
        }
        return database.pool()
                .withTransaction(connection -> connection
                        .preparedQuery(FORM)
                        .execute(Tuple.of(Ids.next(), scope.serviceId(), words.strip())
                                .addValue(Times.toRow(clock.instant()))
                                .addString(scope.actor()))
                        .compose(v -> audit.record(
                                connection, scope, "change-quality-form", "service:" + scope.serviceId(), address)))
                .map(v -> new Result.Done());
    }

    private static Future<Result> refused(String why) {
        return Future.succeededFuture(new Result.Refused(why));
    }
}
