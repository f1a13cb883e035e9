package org.tocsin.home;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Scope;
import org.tocsin.platform.Database;
import org.tocsin.platform.Times;

/** What phone companies have answered about the lines of a service's homes. */
public final class LineAnswers {
    /** As many homes as are listed at once. */
    public static final int MOST = 200;

    private static final String BY = "coalesce(i.requested_by || ', with ' || i.file_name, a.recorded_by) as by_whom";
    private static final String OF_HOME =
            "select a.home_id, '' as place, a.provider, a.answer, a.planned_on, a.not_before,"
                    + " a.at, " + BY
                    + " from line_answer a left join estate_import i on a.recorded_by = 'import:' || i.id"
                    + " and i.service_id = a.service_id"
                    + " where a.service_id = $1 and a.home_id = $2 order by a.at desc, a.id desc limit 20";
    private static final String LISTED = "select h.id as home_id, concat_ws(', ', h.line1, h.postcode) as place,"
            + " h.line_provider as provider, case when h.line_answer_of = h.line_provider then h.line_answer end as answer, h.line_planned_on as planned_on,"
            + " h.line_not_before as not_before, a.at, " + BY
            + " from home h left join lateral (select * from line_answer l"
            + " where l.home_id = h.id order by l.at desc, l.id desc limit 1) a on true"
            + " left join estate_import i on a.recorded_by = 'import:' || i.id and i.service_id = h.service_id"
            + " where h.service_id = $1 and h.ended_at is null and coalesce(h.line_provider, '') = $2"
            + " and coalesce(case when h.line_answer_of = h.line_provider then h.line_answer end, '') = $3 order by h.postcode, h.id limit "
            + (MOST + 1);

    private final Database database;

    public LineAnswers(Database database) {
        this.database = database;
    }

    /**
     * One answer.
     *
     * @param place of the home, where homes are listed
     * @param answer null where one was taken back, or none has come
     * @param at null where none has come
     * @param by who sent it in, and with which file
     */
    public record Answered(
            UUID homeId,
            String place,
            @Nullable String provider,
            @Nullable LineAnswer answer,
            @Nullable LocalDate plannedOn,
            @Nullable LocalDate notBefore,
            @Nullable Instant at,
            @Nullable String by) {}

    /** The last twenty of a home, the newest first. */
    public Future<List<Answered>> ofHome(Scope scope, UUID homeId) {
        return database.pool()
                .preparedQuery(OF_HOME)
                .execute(Tuple.of(scope.serviceId(), homeId))
                .map(rows -> rows.stream().map(LineAnswers::read).toList());
    }

    /**
     * The homes of a provider by what it last answered, by postcode; one more than {@link #MOST} where there are more.
     *
     * @param provider empty where none is on file
     * @param answer null for those without one
     */
    public Future<List<Answered>> list(Scope scope, String provider, @Nullable LineAnswer answer) {
        return database.pool()
                .preparedQuery(LISTED)
                .execute(Tuple.of(scope.serviceId(), provider, answer == null ? "" : answer.name()))
                .map(rows -> rows.stream().map(LineAnswers::read).toList());
    }

    private static Answered read(Row row) {
        String answer = row.getString("answer");
        return new Answered(
                row.getUUID("home_id"),
                row.getString("place"),
                row.getString("provider"),
                answer == null ? null : LineAnswer.valueOf(answer),
                row.getLocalDate("planned_on"),
                row.getLocalDate("not_before"),
                Times.fromRowOrNull(row.getOffsetDateTime("at")),
                row.getString("by_whom"));
    }
}
