package org.tocsin.speech;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.alarm.AlarmState;
import org.tocsin.platform.Database;
import org.tocsin.platform.Times;
import org.tocsin.speech.SpeechInstruction.CallNumbers;
import org.tocsin.speech.SpeechInstruction.CallOwnReceiver;
import org.tocsin.speech.SpeechInstruction.InCall;
import org.tocsin.speech.SpeechInstruction.NotCallable;

/** What units asked and were told about speech; one row a signal. */
final class SpeechAskStore {
    /** A call whose end was never reported must not keep a home from speech for ever. */
    static final Duration LONGEST_CALL = Duration.ofHours(1);

    static final Duration LONGEST_RINGING = Duration.ofMinutes(2);

    // A unit is held since it first asked in this alarm: what its model no longer counts as a repeat is no new
    // patience.
    private static final String FIND = """
            select a.id as alarm_id, a.state, a.taken_by is not null as taken, o.extension, k.told, k.numbers,
              least(k.asked_at, (
                select min(h.asked_at) from speech_ask h
                where h.alarm_id = a.id and h.service_id = a.service_id and h.told is null)) as asked_at,
              exists (
                select from phone_call c
                where c.service_id = a.service_id and c.cleared_at is null
                  and (c.home_id = a.home_id or c.alarm_id = a.id)
                  and (c.connected_at > $3 or (c.connected_at is null and c.ringing_at > $4))) as in_call
            from signal s
            join alarm a on a.id = s.alarm_id and a.joining_class <> 'TECHNICAL'
            left join operator o on o.id = a.taken_by and o.service_id = a.service_id and o.active
            left join speech_ask k on k.signal_id = s.id
            where s.id = $1 and s.service_id = $2
            """;
    // Of two gateways that answer the same signal at once, the first to write decides for both. Silence while held is
    // noticed once.
    private static final String KEEP = """
            insert into speech_ask as k (signal_id, service_id, alarm_id, token, asked_at, told, numbers, told_at, due_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            on conflict (signal_id) do update set
              told = coalesce(k.told, excluded.told),
              numbers = case when k.told is null then excluded.numbers else k.numbers end,
              told_at = coalesce(k.told_at, excluded.told_at),
              due_at = case when k.told is not null then k.due_at
                            when excluded.told is null and k.missed_at is not null then null
                            else excluded.due_at end
            returning told, numbers
            """;
    private static final String GAVE_UP = """
            update speech_ask k set due_at = null
            from signal s
            where s.cid = $2 and s.ref = $3 and s.service_id = $1 and k.signal_id = s.id and k.due_at is not null
            """;

    private final Pool pool;

    SpeechAskStore(Database database) {
        this.pool = database.pool();
    }

    /**
     * @param known what the decision goes by
     * @param told what this signal was told already; empty while it has been told nothing final
     */
    record Asked(UUID alarmId, SpeechRules.Known known, Optional<SpeechInstruction> told) {}

    /**
     * What was decided for a signal.
     *
     * @param due when silence is noticed; null where nothing is awaited
     */
    record Decided(
            UUID signalId,
            UUID serviceId,
            UUID alarmId,
            String token,
            Instant at,
            SpeechInstruction instruction,
            @Nullable Instant due) {}

    /** Empty where the signal belongs to no alarm that speaks: a fault waits for no call. */
    Future<Optional<Asked>> find(UUID signalId, UUID serviceId, Instant now) {
        Tuple values = Tuple.of(
                signalId, serviceId, Times.toRow(now.minus(LONGEST_CALL)), Times.toRow(now.minus(LONGEST_RINGING)));
        return pool.preparedQuery(FIND)
                .execute(values)
                .map(rows -> rows.stream().findFirst().map(SpeechAskStore::asked));
    }

    /** Keeps what was decided; what another gateway kept a moment ago stands and is returned. */
    Future<SpeechInstruction> keep(Decided decided) {
        SpeechInstruction instruction = decided.instruction();
        boolean held = instruction instanceof SpeechInstruction.Hold;
        Tuple values = Tuple.of(decided.signalId(), decided.serviceId(), decided.alarmId(), decided.token())
                .addValue(Times.toRow(decided.at()))
                .addString(told(instruction))
                .addArrayOfString(numbers(instruction))
                .addValue(held ? null : Times.toRow(decided.at()))
                .addValue(Times.toRowOrNull(decided.due()));
        return pool.preparedQuery(KEEP)
                .execute(values)
                .map(rows -> instruction(rows.iterator().next()).orElse(instruction));
    }

    /** The unit has given up, which its alarm says already: the silence that follows is no news. */
    Future<Void> gaveUp(UUID serviceId, String cid, String ref) {
        return pool.preparedQuery(GAVE_UP)
                .execute(Tuple.of(serviceId, cid, ref))
                .mapEmpty();
    }

    private static Asked asked(Row row) {
        SpeechRules.Known known = new SpeechRules.Known(
                AlarmState.valueOf(row.getString("state")),
                row.getBoolean("taken"),
                row.getString("extension"),
                row.getBoolean("in_call"),
                Times.fromRowOrNull(row.getOffsetDateTime("asked_at")));
        return new Asked(row.getUUID("alarm_id"), known, instruction(row));
    }

    private static @Nullable String told(SpeechInstruction instruction) {
        if (instruction instanceof CallNumbers) {
            return "NUMBERS";
        }
        if (instruction instanceof CallOwnReceiver) {
            return "OWN_RECEIVER";
        }
        if (instruction instanceof InCall) {
            return "IN_CALL";
        }
        return instruction instanceof NotCallable ? "NOT_CALLABLE" : null;
    }

    private static String[] numbers(SpeechInstruction instruction) {
        if (instruction instanceof CallNumbers call) {
            return call.numbers().toArray(String[]::new);
        }
        return instruction instanceof NotCallable none ? new String[] {none.scheme()} : new String[0];
    }

    private static Optional<SpeechInstruction> instruction(Row row) {
        String told = row.getString("told");
        String[] numbers = row.getArrayOfStrings("numbers");
        if (told == null) {
            return Optional.empty();
        }
        return Optional.of(
                switch (told) {
                    case "NUMBERS" -> new CallNumbers(List.of(numbers));
                    case "IN_CALL" -> new InCall();
                    case "NOT_CALLABLE" -> new NotCallable(numbers[0]);
                    default -> new CallOwnReceiver();
                });
    }
}
