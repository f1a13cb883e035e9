package org.tocsin.visit;

import io.vertx.sqlclient.Row;
import org.jspecify.annotations.Nullable;
import org.tocsin.home.Peripheral;
import org.tocsin.platform.Times;

/** Rows of visits and of their tests, as records. */
final class VisitRows {
    static final String TESTS = "select t.* from visit_test t";

    private VisitRows() {}

    /** From a row of visit, with the display name of who began it as {@code installer}. */
    static Visit visit(Row row) {
        Double latitude = row.getDouble("latitude");
        return new Visit(
                row.getUUID("id"),
                row.getUUID("service_id"),
                row.getUUID("home_id"),
                Visit.Kind.valueOf(row.getString("kind")),
                Visit.State.valueOf(row.getString("state")),
                row.getLocalDate("planned_on"),
                row.getInteger("attempt"),
                new Visit.Course(
                        row.getUUID("installer_id"),
                        row.getString("installer"),
                        Times.fromRowOrNull(row.getOffsetDateTime("started_at")),
                        Times.fromRowOrNull(row.getOffsetDateTime("ended_at")),
                        row.getUUID("unit_id"),
                        row.getUUID("old_unit_id"),
                        Times.fromRowOrNull(row.getOffsetDateTime("test_mode_ended_at")),
                        latitude == null ? null : latitude + "," + row.getDouble("longitude"),
                        row.getString("note"),
                        row.getLocalDate("next_attempt_on")));
    }

    static VisitTest test(Row row) {
        String dty = row.getString("dty");
        return new VisitTest(
                row.getUUID("id"),
                VisitTest.Step.valueOf(row.getString("step")),
                VisitTest.How.valueOf(row.getString("how")),
                row.getUUID("unit_id"),
                row.getUUID("peripheral_id"),
                row.getString("what"),
                row.getString("expected"),
                dty == null ? null : new VisitTest.Device(dty, row.getString("did")),
                new VisitTest.Listening(
                        Times.fromRow(row.getOffsetDateTime("asked_at")),
                        Times.fromRow(row.getOffsetDateTime("listens_until"))),
                result(row));
    }

    private static VisitTest.@Nullable Result result(Row row) {
        String outcome = row.getString("result");
        return outcome == null
                ? null
                : new VisitTest.Result(
                        VisitTest.Outcome.valueOf(outcome),
                        row.getString("reason"),
                        row.getUUID("signal_id"),
                        row.getUUID("alarm_id"),
                        row.getString("heard"),
                        Times.fromRowOrNull(row.getOffsetDateTime("heard_at")),
                        Times.fromRowOrNull(row.getOffsetDateTime("answered_at")));
    }

    static Peripheral trigger(Row row) {
        return new Peripheral(
                row.getUUID("id"),
                row.getUUID("service_id"),
                row.getUUID("home_id"),
                row.getUUID("unit_id"),
                row.getString("dty"),
                row.getString("did"),
                row.getString("name"),
                row.getString("room"),
                Times.fromRow(row.getOffsetDateTime("since")),
                Times.fromRowOrNull(row.getOffsetDateTime("until")));
    }
}
