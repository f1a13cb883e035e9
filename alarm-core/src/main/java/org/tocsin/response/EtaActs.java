package org.tocsin.response;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.UUID;
import org.tocsin.access.Scope;
import org.tocsin.alarm.AlarmLifecycle.Act;
import org.tocsin.alarm.CaseFile;
import org.tocsin.alarm.EntryKind;
import org.tocsin.platform.Times;

/**
 * When somebody who was called out says that they will be there, by whatever way they say it: each word of it is a line of
 * the case, and the newest one holds.
 */
final class EtaActs {
    private static final String LOCK = """
            select c.state, c.due_at, c.expected_at, c.expected_said_at, s.time_zone
            from callout c join service s on s.id = c.service_id
            where c.id = $1 and c.service_id = $2 and c.arrived_at is null and c.accepted_at is not null
              and c.state in ('ACCEPTED', 'EN_ROUTE', 'EXPIRED') for update of c
            """;
    private static final String EXPECTED = "update callout set expected_at = $3, expected_said_at = $4,"
            + " change_xid = pg_current_xact_id() where id = $1 and service_id = $2";

    private final JobCase cases;

    EtaActs(JobCase cases) {
        this.cases = cases;
    }

    /**
     * One word of it.
     *
     * @param who will be there
     * @param said when they said so
     * @param at when they will be there
     * @param received when it reached us
     */
    record Word(Scope scope, UUID calloutId, String who, Instant said, Instant at, Instant received, Way way) {}

    /**
     * By which way it came.
     *
     * @param words for the log, after what was said
     * @param heard the operator who has the alarm heard it and needs no sound to know
     */
    record Way(String words, boolean heard) {
        static final Way PHONE = new Way("", false);
        static final Way LINK = new Way(", by the link sent to them", false);
        static final Way TEXT = new Way(", by text", false);

        static Way toldTo(String operator) {
            return new Way(" (told to " + operator + ")", true);
        }
    }

    /** By the page of their own. */
    Future<Optional<String>> say(Scope scope, ResponderAct act, ResponderJob job) {
        Optional<Duration> minutes = Eta.minutes(act.text("minutes"));
        if (minutes.isEmpty()) {
            return Future.succeededFuture(Optional.of(Eta.ASK));
        }
        Instant offered = job.times().offered();
        Instant said = cases.said(act).isBefore(offered) ? offered : cases.said(act);
        Word word =
                new Word(scope, job.calloutId(), job.name(), said, said.plus(minutes.get()), cases.now(), Way.PHONE);
        return cases.in(scope, job, (connection, line) -> keep(connection, line, word));
    }

    /**
     * To the operator who has the alarm, on the telephone.
     *
     * @param callout as it is under its lock
     * @return empty when it is written down; otherwise why not, in a sentence
     */
    static Future<Optional<String>> told(CaseFile file, Callout callout, Duration within) {
        String who = callout.contact().name();
        Optional<String> refused = file.actorHasIt()
                ? CalloutLifecycle.unexpected(
                        callout.state(), who, callout.times().accepted() != null)
                : Optional.of("Take the alarm first: whoever has it writes down what " + who + " says.");
        if (refused.isPresent()) {
            return Future.succeededFuture(refused);
        }
        Instant now = file.at();
        Word word = new Word(file.scope(), callout.id(), who, now, now.plus(within), now, Way.toldTo(file.actorName()));
        return keep(file.connection(), new JobCase.Line(Optional.of(file)), word)
                .map(v -> Optional.empty());
    }

    /** After the case was locked. Where nobody is awaited any more it has been overtaken, and changes nothing. */
    static Future<Void> keep(SqlConnection connection, JobCase.Line line, Word word) {
        return connection
                .preparedQuery(LOCK)
                .execute(Tuple.of(word.calloutId(), word.scope().serviceId()))
                .compose(rows -> rows.size() == 0
                        ? Future.succeededFuture()
                        : expect(connection, line, rows.iterator().next(), word));
    }

    private static Future<Void> expect(SqlConnection connection, JobCase.Line line, Row row, Word word) {
        Instant before = Times.fromRowOrNull(row.getOffsetDateTime("expected_at"));
        Instant saidBefore = Times.fromRowOrNull(row.getOffsetDateTime("expected_said_at"));
        if (saidBefore != null && word.said().isBefore(saidBefore)) {
            // Overtaken on its way by a later word.
            return Future.succeededFuture();
        }
        Instant limit = Times.fromRowOrNull(row.getOffsetDateTime("due_at"));
        Eta eta = new Eta(word.at(), limit);
        ZoneId zone = ZoneId.of(row.getString("time_zone"));
        // That help will come too late is said aloud, once: not with each minute by which it moves.
        boolean aloud =
                !word.way().heard() && eta.afterLimit() && (before == null || !new Eta(before, limit).afterLimit());
        String words = eta.words(word.who(), before, word.way().words(), zone)
                + CalloutDesk.late(word.said(), word.received());
        return connection
                .preparedQuery(EXPECTED)
                .execute(Tuple.of(
                        word.calloutId(), word.scope().serviceId(), Times.toRow(word.at()), Times.toRow(word.said())))
                // A form that was sent twice, or the same time once more, is nothing new to read.
                .compose(v -> before != null && eta.isSameMinute(before)
                        ? Future.succeededFuture()
                        : line.log(EntryKind.EXPECTED, aloud ? Act.EXPECTED_LATE : Act.NOTE, words));
    }
}
