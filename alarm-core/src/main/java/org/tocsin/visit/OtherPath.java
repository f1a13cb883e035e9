package org.tocsin.visit;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.platform.Times;
import org.tocsin.signal.CodeWords;
import org.tocsin.signal.FaultKind;
import org.tocsin.signal.SignalBody;

/**
 * What shows that an alarm came by another path than the first: nobody but the installer saw whether a cable was
 * pulled, and an alarm alone does not say which way it took. The first path is taken away before anybody asks, and a
 * unit may need a while to notice, so what it said shortly before the question counts, and all until the listening ends.
 */
final class OtherPath {
    private static final Duration BEFORE = Duration.ofMinutes(10);
    private static final int MOST_SIGNALS = 100;
    /** What a scheme's controller says of itself is no dwelling's, and holds for each. */
    private static final String OF_HOME = "(home_id = $3 or home_id is null"
            + " and exists (select from home_unit c where c.id = $2 and c.scheme_id is not null))";

    private static final String SIGNALS =
            "select received_at, body, doubts from signal where cid = $1 and unit_id = $2 and " + OF_HOME
                    + " and received_at > $4 and received_at < $5 and kind in ('TECHNICAL', 'RESTORAL', 'RESET')"
                    + " order by received_at desc, id desc limit " + MOST_SIGNALS;
    /** It must still be carried so: one that has gone back shows nothing. */
    private static final String CARRIED =
            "select c.was, c.is_now from unit_change c join unit_state s on s.unit_id = c.unit_id and s.bearer = c.is_now"
                    + " where c.unit_id = $1 and c.kind = 'ROAMING' and c.at > $2 and c.at < $3"
                    + " order by c.at desc limit 1";

    private static final String SPOKEN_BEFORE =
            "select protocol from signal where cid = $1 and unit_id = $2 and " + OF_HOME + " and received_at <= $4"
                    + " and protocol <> 'PLATFORM' and not doubts && array['FAILED_PASSWORD', 'FAILED_CERTIFICATE',"
                    + " 'OTHER_ADDRESS', 'UNREADABLE', 'SENDER_MISMATCH'] order by received_at desc, id desc limit 1";

    private OtherPath() {}

    /** A path that was lost or is back, as the unit said. */
    record Said(Instant at, SignalBody body) {}

    /**
     * In words what shows it; empty while nothing does.
     *
     * @param row of the test, with cid, home and the beginning of its visit
     * @param protocol by which the alarm came
     */
    static Future<Optional<String>> of(
            SqlConnection client, Row row, VisitTest test, Instant pressedAt, String protocol) {
        String cid = row.getString("cid");
        UUID home = row.getUUID("home_id");
        Instant asked = test.listening().askedAt();
        Instant since = since(asked, Times.fromRowOrNull(row.getOffsetDateTime("visit_started_at")));
        Instant until = test.listening().until();
        Tuple window = Tuple.of(cid, test.unitId(), home, Times.toRow(since), Times.toRow(until));
        return client.preparedQuery(SIGNALS)
                .execute(window)
                .map(rows -> lost(
                        rows.stream()
                                .filter(VisitSignals::proven)
                                .map(said -> new Said(
                                        Times.fromRow(said.getOffsetDateTime("received_at")), VisitSignals.body(said)))
                                .toList(),
                        pressedAt))
                .compose(lost -> lost.isPresent()
                        ? Future.succeededFuture(lost)
                        : carried(client, test.unitId(), since, until)
                                .compose(carried -> carried.isPresent()
                                        ? Future.succeededFuture(carried)
                                        : spoken(
                                                client,
                                                Tuple.of(cid, test.unitId(), home, Times.toRow(asked)),
                                                protocol)));
    }

    private static Instant since(Instant asked, @Nullable Instant visitBegun) {
        Instant before = asked.minus(BEFORE);
        return visitBegun != null && visitBegun.isAfter(before) ? visitBegun : before;
    }

    /** A path that was reported lost and had not come back when the alarm came, in words. */
    static Optional<String> lost(List<Said> said, Instant pressedAt) {
        return said.stream()
                .filter(loss -> FaultKind.pathLostBy(loss.body().statusCode())
                        .filter(kind -> said.stream()
                                .noneMatch(back -> kind.isRestoredBy(back.body().statusCode())
                                        && !back.at().isBefore(loss.at())
                                        && !back.at().isAfter(pressedAt)))
                        .isPresent())
                .findFirst()
                .map(loss -> CodeWords.status(loss.body().statusCode()));
    }

    private static Future<Optional<String>> carried(SqlConnection client, UUID unit, Instant since, Instant until) {
        return client.preparedQuery(CARRIED)
                .execute(Tuple.of(unit, Times.toRow(since), Times.toRow(until)))
                .map(rows -> rows.stream()
                        .findFirst()
                        .map(change -> instead(change.getString("is_now"), change.getString("was"))));
    }

    private static Future<Optional<String>> spoken(SqlConnection client, Tuple before, String protocol) {
        return client.preparedQuery(SPOKEN_BEFORE)
                .execute(before)
                .map(rows -> rows.stream()
                        .map(row -> row.getString("protocol"))
                        .filter(was -> !was.equals(protocol))
                        .findFirst()
                        .map(was -> instead(protocol, was)));
    }

    private static String instead(String isNow, String was) {
        return isNow + " instead of " + was;
    }
}
