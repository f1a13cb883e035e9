package org.tocsin.visit;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tocsin.home.TriggerMatch;
import org.tocsin.platform.Times;
import org.tocsin.signal.CodeWords;
import org.tocsin.signal.Doubt;
import org.tocsin.signal.SignalBody;
import org.tocsin.signal.SignalKind;
import org.tocsin.speech.SpeechRules;

/** Finds among what a unit has sent the signal that answers a test. */
final class VisitSignals {
    private static final int MOST_SIGNALS = 100;
    private static final String SIGNALS = """
            select s.id, s.kind, s.received_at, s.body, s.doubts, s.alarm_id, s.protocol,
              a.answered_at, a.taken_at, exists (select from visit_test o where o.visit_id = $6 and o.id <> $7
                and o.step = 'TRIGGER' and o.signal_id = s.id) as anothers
            from signal s left join alarm a on a.id = s.alarm_id
            where s.cid = $1 and s.unit_id = $2 and (s.home_id = $3 or $8 and s.home_id is null) and s.received_at > $4 and s.received_at < $5
            order by s.received_at, s.id limit
            """ + MOST_SIGNALS;

    private VisitSignals() {}

    /**
     * What answers a test.
     *
     * @param shown what shows more than the signal does; see {@link VisitTest#shown}
     */
    record Heard(
            @Nullable UUID signalId,
            @Nullable UUID alarmId,
            String words,
            Instant at,
            @Nullable Instant answeredAt,
            VisitTest.@Nullable Device from,
            TriggerMatch match,
            @Nullable String path,
            @Nullable String shown) {
        static Heard signOfLife(String words, Instant at, @Nullable String shown) {
            return new Heard(null, null, words, at, null, null, TriggerMatch.YES, null, shown);
        }

        Heard showing(@Nullable String more) {
            return new Heard(signalId, alarmId, words, at, answeredAt, from, match, path, more);
        }

        /** The installer may help: what a unit calls its device can be put on file. */
        @Nullable
        String nameless() {
            return match == TriggerMatch.ONE_OF_SEVERAL && from != null && from.did() != null
                    ? "the unit names device " + from.did() + ": several triggers on file could have that number"
                    : null;
        }
    }

    /**
     * Of several presses the one that was answered, then the one of which nobody doubts whose it was, then the first.
     *
     * @param row of the test, with its cid and home, the other triggers of its kind, and whether calls are reported
     */
    static Future<Optional<Heard>> find(SqlConnection client, Row row, VisitTest test) {
        List<String> others = List.of(row.getArrayOfStrings("others"));
        boolean callsReported = row.getBoolean("calls_reported");
        return client.preparedQuery(SIGNALS)
                .execute(Tuple.of(row.getString("cid"), test.unitId(), row.getUUID("home_id"))
                        .addOffsetDateTime(Times.toRow(test.listening().askedAt()))
                        .addOffsetDateTime(Times.toRow(test.listening().until()))
                        .addUUID(row.getUUID("visit_id"))
                        .addUUID(test.id())
                        .addBoolean(ofTheUnit(test)))
                .map(rows -> rows.stream()
                        .filter(VisitSignals::proven)
                        .map(signal -> heard(signal, callsReported, match(test, signal, others)))
                        .filter(heard -> heard.match() != TriggerMatch.NO)
                        .min(Comparator.comparing((Heard heard) -> heard.answeredAt() == null)
                                .thenComparing(heard -> heard.match() != TriggerMatch.YES)));
    }

    /** What a scheme's controller says of its own power is no dwelling's. */
    private static boolean ofTheUnit(VisitTest test) {
        return test.step() == VisitTest.Step.POWER_OFF || test.step() == VisitTest.Step.POWER_BACK;
    }

    private static TriggerMatch match(VisitTest test, Row signal, List<String> others) {
        TriggerMatch match = test.hears(
                SignalKind.valueOf(signal.getString("kind")),
                body(signal),
                Times.fromRow(signal.getOffsetDateTime("received_at")),
                others);
        // One press cannot have been of two triggers that were asked for one after the other.
        boolean taken = match == TriggerMatch.ONE_OF_SEVERAL
                && test.step() == VisitTest.Step.TRIGGER
                && signal.getBoolean("anothers");
        return taken ? TriggerMatch.NO : match;
    }

    /** The unit itself said it, as far as can be known. */
    static boolean proven(Row signal) {
        return Stream.of(signal.getArrayOfStrings("doubts"))
                .map(Doubt::valueOf)
                .noneMatch(doubt -> doubt.unproven() || doubt == Doubt.UNREADABLE || doubt == Doubt.SENDER_MISMATCH);
    }

    static SignalBody body(Row signal) {
        Map<String, String> values = signal.get(JsonObject.class, "body").stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> String.valueOf(entry.getValue())));
        return new SignalBody(values, null);
    }

    /** Where the telephone system reports its calls, whoever can be spoken with is answered by speech and nothing less. */
    private static Heard heard(Row signal, boolean callsReported, TriggerMatch match) {
        SignalBody body = body(signal);
        Instant spoken = Times.fromRowOrNull(signal.getOffsetDateTime("answered_at"));
        Instant taken = Times.fromRowOrNull(signal.getOffsetDateTime("taken_at"));
        boolean speech = spoken != null || (callsReported && SpeechRules.speaks(body));
        String said = body.get("did");
        String did = said == null || said.isEmpty() ? null : said;
        String words = CodeWords.trigger(SignalKind.valueOf(signal.getString("kind")), body);
        return new Heard(
                signal.getUUID("id"),
                signal.getUUID("alarm_id"),
                did == null ? words : words + ", device " + did,
                Times.fromRow(signal.getOffsetDateTime("received_at")),
                speech ? spoken : taken,
                new VisitTest.Device(body.deviceType(), did),
                match,
                signal.getString("protocol"),
                spoken == null ? null : VisitTest.SPOKEN);
    }
}
