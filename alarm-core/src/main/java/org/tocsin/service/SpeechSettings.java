package org.tocsin.service;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import org.tocsin.access.Scope;
import org.tocsin.platform.Database;
import org.tocsin.service.TelecareService.Speech;
import org.tocsin.service.TelecareService.SpeechWaits;

/** Who is called for speech, as a service has set it. Gateways remember a service for a minute. */
public final class SpeechSettings {
    /** For {@code from service s}. */
    public static final String COLUMNS = "s.speech_reply, s.speech_number, s.overflow_number, s.default_queue_number,"
            + " s.calls_reported, s.hold_s, s.speech_within_s";

    private static final String FIND = "select " + COLUMNS + " from service s where s.id = $1";
    private static final String CHANGE = """
            update service set speech_reply = $2, speech_number = $3, overflow_number = $4, default_queue_number = $5,
              calls_reported = $6, hold_s = $7, speech_within_s = $8
            where id = $1
            """;

    private final Database database;

    public SpeechSettings(Database database) {
        this.database = database;
    }

    /** Those of the scope's service. */
    public Future<Speech> find(Scope scope) {
        return database.pool()
                .preparedQuery(FIND)
                .execute(Tuple.of(scope.serviceId()))
                .map(rows -> read(rows.iterator().next()));
    }

    /** Sets all of them for the scope's service. The caller has checked them. */
    public Future<Void> change(Scope scope, Speech speech) {
        return database.pool()
                .preparedQuery(CHANGE)
                .execute(Tuple.of(scope.serviceId(), speech.reply(), speech.number(), speech.overflowNumber())
                        .addString(speech.queueNumber())
                        .addBoolean(speech.callsReported())
                        .addLong(speech.waits().hold().toSeconds())
                        .addLong(speech.waits().speech().toSeconds()))
                .mapEmpty();
    }

    /** From a row with {@link #COLUMNS}. */
    public static Speech read(Row row) {
        return read(row, row.getColumnIndex("speech_reply"));
    }

    /** As {@link #read(Row)}, where it is known which column is the first of them. */
    public static Speech read(Row row, int first) {
        return new Speech(
                row.getInteger(first),
                row.getString(first + 1),
                row.getString(first + 2),
                row.getString(first + 3),
                row.getBoolean(first + 4),
                new SpeechWaits(
                        Duration.ofSeconds(row.getInteger(first + 5)), Duration.ofSeconds(row.getInteger(first + 6))));
    }
}
