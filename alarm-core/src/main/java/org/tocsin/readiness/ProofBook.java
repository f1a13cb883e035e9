package org.tocsin.readiness;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.home.Peripheral;
import org.tocsin.home.TriggerMatch;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Times;
import org.tocsin.readiness.Evidence.Kind;
import org.tocsin.signal.Doubt;
import org.tocsin.signal.SignalKind;

/**
 * Takes evidence. Only a signal that is on file, of this very home and unit, received after it was asked for, can be
 * evidence; nobody can tick a box. Signed and chained afterwards by {@link ProofSealer}; nothing waits for that.
 */
public final class ProofBook {
    private static final String SIGNAL = """
            select s.home_id, s.unit_id, s.kind, s.received_at, s.doubts, p.id is not null as on_file,
              s.protocol || coalesce(', ' || t.bearer, '') as path,
              p.dty = coalesce(s.body ->> 'dty', '') as of_type, p.dty, p.did, s.body ->> 'did' as said,
              array(select coalesce(o.did, '') from peripheral o where o.home_id = p.home_id and o.dty = p.dty
                and o.id <> p.id and o.since <= s.received_at and (o.until is null or o.until > s.received_at)
                and (p.unit_id = s.unit_id and o.unit_id <> s.unit_id and exists (select from home_unit u
                  where u.id = o.unit_id and u.home_id = p.home_id)) is not true) as others,
              p.since <= s.received_at and (p.until is null or p.until > s.received_at) as there
            from signal s left join unit_state t on t.unit_id = s.unit_id
              left join peripheral p on p.id = $3 and p.service_id = s.service_id and p.home_id = $4
            where s.id = $1 and s.service_id = $2
            """;
    private static final String INSERT = """
            insert into proof (id, service_id, home_id, unit_id, peripheral_id, signal_id, kind, asked_by, asked_at,
              received_at, path, visit_id, recorded_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
            on conflict on constraint proof_once do nothing
            """;
    private static final String SEAL = "insert into seal_due (subject_id, service_id, kind) values ($1, $2, 'PROOF')";
    private static final String KEPT = "select " + ProofRows.COLUMNS + " from proof"
            + " where signal_id = $1 and kind = $2 and peripheral_id is not distinct from $3";

    private final InstantSource clock;

    public ProofBook(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * Keeps evidence within the caller's transaction. The same evidence again gives the proof that is kept already. The
     * time of receipt and the path are the signal's own, whatever the evidence says: the path is the protocol and, where the
     * unit reports it, the bearer ("MQTT, lte").
     *
     * @return fails with {@link NotEvidence}, and nothing is kept, where the signal does not bear it out
     */
    public Future<Proof> record(SqlConnection connection, Evidence evidence) {
        Tuple asked = Tuple.of(evidence.signalId(), evidence.serviceId(), evidence.peripheralId(), evidence.homeId());
        return connection.preparedQuery(SIGNAL).execute(asked).compose(rows -> {
            Row signal = rows.size() == 0 ? null : rows.iterator().next();
            Optional<String> wrong = wrong(evidence, signal);
            if (signal == null || wrong.isPresent()) {
                return Future.failedFuture(new NotEvidence(wrong.orElse("")));
            }
            return keep(connection, heard(evidence, signal));
        });
    }

    private static Optional<String> wrong(Evidence evidence, @Nullable Row signal) {
        if (evidence.kind() == Kind.REMOTE_TEST && evidence.peripheralId() != null) {
            return Optional.of("A remote test proves unit and path, never a trigger.");
        }
        if (signal == null) {
            return Optional.of("There is no such signal.");
        }
        if (!evidence.homeId().equals(signal.getUUID("home_id"))
                || !evidence.unitId().equals(signal.getUUID("unit_id"))) {
            return Optional.of("The signal came from another home or unit.");
        }
        if (Times.fromRow(signal.getOffsetDateTime("received_at"))
                .isBefore(evidence.askedAt().truncatedTo(ChronoUnit.MICROS))) {
            return Optional.of("The signal was received before it was asked for.");
        }
        return doubtful(signal).or(() -> evidence.peripheralId() == null ? Optional.empty() : notOf(signal));
    }

    private static Optional<String> doubtful(Row signal) {
        if (SignalKind.valueOf(signal.getString("kind")) == SignalKind.UNREADABLE) {
            return Optional.of("The signal could not be read.");
        }
        boolean unproven = Arrays.stream(signal.getArrayOfStrings("doubts"))
                .map(Doubt::valueOf)
                .anyMatch(doubt -> doubt.unproven() || doubt == Doubt.NOT_ON_FILE);
        return unproven ? Optional.of("Whoever sent the signal has not proved to be the unit.") : Optional.empty();
    }

    private static Optional<String> notOf(Row signal) {
        if (!signal.getBoolean("on_file")) {
            return Optional.of("There is no such trigger in this home.");
        }
        if (!signal.getBoolean("there")) {
            return Optional.of("The trigger was not in this home when the signal was received.");
        }
        if (Peripheral.HOME_UNIT.equals(signal.getString("dty"))
                && SignalKind.valueOf(signal.getString("kind")) != SignalKind.ALARM) {
            return Optional.of("What the unit says of itself is no press of its button.");
        }
        TriggerMatch match = signal.getBoolean("of_type")
                ? TriggerMatch.of(
                        signal.getString("did"), List.of(signal.getArrayOfStrings("others")), signal.getString("said"))
                : TriggerMatch.NO;
        return switch (match) {
            case YES -> Optional.empty();
            case ONE_OF_SEVERAL -> Optional.of("From which of several triggers the signal came is not known.");
            case NO -> Optional.of("The signal came from another trigger of this home.");
        };
    }

    private static Evidence heard(Evidence evidence, Row signal) {
        return new Evidence(
                evidence.serviceId(),
                evidence.homeId(),
                evidence.unitId(),
                evidence.peripheralId(),
                evidence.signalId(),
                evidence.kind(),
                evidence.by(),
                evidence.askedAt(),
                Times.fromRow(signal.getOffsetDateTime("received_at")),
                signal.getString("path"),
                evidence.visitId());
    }

    private Future<Proof> keep(SqlConnection connection, Evidence evidence) {
        UUID id = Ids.next();
        Tuple values = Tuple.from(new @Nullable Object[] {
            id,
            evidence.serviceId(),
            evidence.homeId(),
            evidence.unitId(),
            evidence.peripheralId(),
            evidence.signalId(),
            evidence.kind().name(),
            evidence.by(),
            Times.toRow(evidence.askedAt()),
            Times.toRow(evidence.receivedAt()),
            evidence.path(),
            evidence.visitId(),
            Times.toRow(clock.instant())
        });
        return connection
                .preparedQuery(INSERT)
                .execute(values)
                .compose(inserted -> inserted.rowCount() == 0
                        ? Future.<Void>succeededFuture()
                        : connection
                                .preparedQuery(SEAL)
                                .execute(Tuple.of(id, evidence.serviceId()))
                                .<Void>mapEmpty())
                .compose(due -> connection
                        .preparedQuery(KEPT)
                        .execute(Tuple.of(evidence.signalId(), evidence.kind().name(), evidence.peripheralId())))
                .map(rows -> ProofRows.read(rows.iterator().next()));
    }
}
