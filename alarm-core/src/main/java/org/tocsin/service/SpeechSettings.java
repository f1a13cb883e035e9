package org.tocsin.service;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Scope;
import org.tocsin.platform.Database;
import org.tocsin.platform.Times;
import org.tocsin.service.TelecareService.Speech;
import org.tocsin.service.TelecareService.SpeechWaits;

/** Who is called for speech, as a service has set it. Gateways remember a service for a minute. */
public final class SpeechSettings {
    /** For {@code from service s}. */
    public static final String COLUMNS = "s.speech_reply, s.speech_number, s.overflow_number, s.default_queue_number,"
            + " s.calls_reported, s.hold_s, s.speech_within_s";

    private static final String FIND = "select " + COLUMNS + " from service s where s.id = $1";
    // From when calls are reported, and from when not, is kept: answers are judged by what held at their time. The
    // update
    // reads what was before: otherwise it would come first, and what was before would not be found any more.
    private static final String CHANGE = """
            with before as materialized (select id, calls_reported from service where id = $1 for update),
            changed as (
              insert into calls_reported_change (service_id, at, reported, by)
              select id, $9, $6, $10 from before where calls_reported <> $6
              on conflict (service_id, at) do nothing)
            update service s set speech_reply = $2, speech_number = $3, overflow_number = $4, default_queue_number = $5,
              calls_reported = $6, hold_s = $7, speech_within_s = $8
            from before where s.id = before.id
            """;

    private final Database database;
    private final InstantSource clock;
    private final AuditTrail audit;

    public SpeechSettings(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
        this.audit = new AuditTrail(database, clock);
    }

    /** Under which its changes are on the audit trail, as {@code change-speech-settings}. */
    public static String subject(Scope scope) {
        return "speech-settings:" + scope.serviceId();
    }

    /** Those of the scope's service. */
    public Future<Speech> find(Scope scope) {
        return database.pool()
                .preparedQuery(FIND)
                .execute(Tuple.of(scope.serviceId()))
                .map(rows -> read(rows.iterator().next()));
    }

    /**
     * Sets all of them for the scope's service, with their line of the audit trail. The caller has checked them.
     *
     * @param address from where
     */
    public Future<Void> change(Scope scope, Speech speech, @Nullable String address) {
        return database.pool()
                .withTransaction(client -> changed(client, scope, speech)
                        .compose(changed ->
                                audit.record(client, scope, "change-speech-settings", subject(scope), address)));
    }

    private Future<Void> changed(SqlClient client, Scope scope, Speech speech) {
        return client.preparedQuery(CHANGE)
                .execute(Tuple.of(scope.serviceId(), speech.reply(), speech.number(), speech.overflowNumber())
                        .addString(speech.queueNumber())
                        .addBoolean(speech.callsReported())
                        .addLong(speech.waits().hold().toSeconds())
                        .addLong(speech.waits().speech().toSeconds())
                        .addValue(Times.toRow(clock.instant()))
                        .addString(scope.actor()))
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
