package org.tocsin.alarm;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.alarm.AlarmLifecycle.Act;
import org.tocsin.platform.Times;
import org.tocsin.shift.ShiftRules;
import org.tocsin.shift.ShiftSettings;

/**
 * Parking and handing over, within the transaction of an act. A hold counts only while the same person has the alarm
 * since the same moment; whatever else happens to the alarm ends it by itself.
 */
public final class Holding {
    /** A colleague who says nothing for so long has not taken over. */
    public static final Duration OFFER_STANDS = Duration.ofMinutes(3);

    /** For the next shift it stands until the longest shift is over. */
    public static final Duration SHIFT = Duration.ofHours(12);

    private static final String KEEP = """
            insert into alarm_hold as h (alarm_id, kind, service_id, operator_id, taken_at, signal_count, to_operator,
              words, at, due_at, left_ms)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, null)
            on conflict (alarm_id, kind) do update set operator_id = excluded.operator_id,
              taken_at = excluded.taken_at, signal_count = excluded.signal_count, to_operator = excluded.to_operator,
              words = excluded.words, at = excluded.at, due_at = excluded.due_at, lease_until = null,
              lease_token = h.lease_token + 1
            """;
    private static final String FIND = """
            select h.operator_id, h.to_operator, h.words, h.signal_count, asked.display_name as asked
            from alarm_hold h left join operator asked on asked.id = h.to_operator
            where h.alarm_id = $1 and h.kind = $2 and h.service_id = $3 and h.operator_id = $4 and h.taken_at = $5
            """;
    private static final String COLLEAGUE = """
            select id, display_name from operator
            where service_id = $1 and username = $2 and active and role in ('OPERATOR', 'MANAGER', 'ADMIN')
            """;

    private Holding() {}

    /** What stands between an alarm and whoever has it. Stored by name. */
    public enum Kind {
        PARK,
        /** It came back from parking and sounds at its taker, who has not noticed it yet. */
        NOTICE,
        OFFER,
        RELEASE
    }

    /** Empty when it is parked; otherwise what is missing. */
    static Future<Optional<ActResult>> park(CaseFile file, ParkRequest request) {
        if (request.reason().isBlank()) {
            return invalid("reason", "Say why it is parked.");
        }
        return ShiftSettings.within(file.connection(), file.scope().serviceId()).compose(rules -> {
            Duration longest = rules.parking().longest(file.priority());
            if (request.length().compareTo(Duration.ofSeconds(10)) < 0
                    || request.length().compareTo(longest) > 0) {
                return invalid(
                        "seconds",
                        "An alarm of this priority can be parked for at most " + ShiftRules.words(longest) + ".");
            }
            String words = "Parked by " + file.actorName() + " for " + ShiftRules.words(request.length()) + ": "
                    + request.reason();
            Instant until = file.at().plus(request.length());
            return file.change(Act.PARK)
                    .compose(v -> keep(file, Kind.PARK, null, request.reason(), until))
                    .compose(v -> file.log(EntryKind.PARKED, words))
                    .map(v -> Optional.empty());
        });
    }

    /** Ends a parking by its taker, who goes on with it; false where it is not parked. */
    static Future<Boolean> unpark(CaseFile file) {
        return find(file, Kind.PARK).compose(park -> {
            if (park.isEmpty()) {
                return Future.succeededFuture(false);
            }
            return end(file, Kind.PARK)
                    .compose(v -> file.change(Act.TAKE))
                    .compose(v -> file.log(EntryKind.PARK_ENDED, file.actorName() + " goes on with it"))
                    .map(true);
        });
    }

    /** Its taker has noticed that it sounds: no parking is left whose end would make a second noise. */
    static Future<Void> noticed(CaseFile file) {
        return end(file, Kind.PARK).compose(v -> end(file, Kind.NOTICE));
    }

    /** Empty when somebody is asked; otherwise what is missing. */
    static Future<Optional<ActResult>> offer(CaseFile file, OfferRequest request) {
        if (request.notes().isBlank()) {
            return invalid("notes", "Say what the next one must know.");
        }
        if (request.to() == null) {
            return offer(file, null, "the next shift", request.notes());
        }
        return file.connection()
                .preparedQuery(COLLEAGUE)
                .execute(Tuple.of(file.scope().serviceId(), request.to()))
                .compose(rows -> {
                    Row colleague = rows.stream().findFirst().orElse(null);
                    if (colleague == null) {
                        return invalid("to", "No operator of this service has that user name.");
                    }
                    UUID id = colleague.getUUID("id");
                    CaseFile.Person taker = file.taker();
                    return taker != null && taker.id().equals(id)
                            ? invalid("to", "That is who has it already.")
                            : offer(file, id, colleague.getString("display_name"), request.notes());
                });
    }

    private static Future<Optional<ActResult>> offer(CaseFile file, @Nullable UUID to, String name, String notes) {
        Instant until = file.at().plus(to == null ? SHIFT : OFFER_STANDS);
        return file.change(Act.OFFER)
                .compose(v -> keep(file, Kind.OFFER, to, notes, until))
                .compose(v ->
                        file.log(EntryKind.OFFERED, file.actorName() + " asks " + name + " to take over: " + notes))
                .map(v -> Optional.empty());
    }

    /** Takes over what was offered to the one who acts, or to whoever comes next; false where nothing was. */
    static Future<Boolean> accept(CaseFile file, CaseFile.Person taker) {
        return find(file, Kind.OFFER).compose(offer -> {
            UUID to = offer.map(row -> row.getUUID("to_operator")).orElse(null);
            if (offer.isEmpty() || (to != null && !to.equals(file.scope().operatorId()))) {
                return Future.succeededFuture(false);
            }
            String words = "Handed over by " + taker.name() + " to " + file.actorName() + ": "
                    + offer.get().getString("words");
            return end(file, Kind.OFFER)
                    .compose(v -> file.change(Act.HAND_OVER))
                    .compose(v -> file.handToActor())
                    .compose(v -> file.log(EntryKind.HANDED_OVER, words))
                    .map(true);
        });
    }

    /** Empty when the question is ended; otherwise why not. */
    static Future<Optional<ActResult>> endOffer(CaseFile file) {
        return find(file, Kind.OFFER).compose(offer -> {
            if (offer.isEmpty()) {
                return Future.succeededFuture(Optional.of(new ActResult.NotAllowed("Nobody was asked to take over.")));
            }
            boolean asked = Objects.equals(
                    offer.get().getUUID("to_operator"), file.scope().operatorId());
            if (!asked && !file.actorHasIt() && file.scope().operatorId() != null) {
                return Future.succeededFuture(Optional.of(new ActResult.NotAllowed("Somebody else was asked.")));
            }
            String words = asked ? file.actorName() + " cannot take over" : file.actorName() + " keeps it";
            return end(file, Kind.OFFER)
                    .compose(v -> file.change(Act.OFFER))
                    .compose(v -> file.log(EntryKind.OFFER_ENDED, words))
                    .map(v -> Optional.empty());
        });
    }

    /**
     * Keeps a hold of this alarm and its taker; one of the same kind before it ends.
     *
     * @param until when it ends by itself
     */
    public static Future<Void> keep(CaseFile file, Kind kind, @Nullable UUID to, String words, Instant until) {
        CaseFile.Person taker = Objects.requireNonNull(file.taker(), "only what somebody has is held");
        Tuple values = Tuple.of(file.id(), kind.name(), file.scope().serviceId(), taker.id())
                .addValue(Times.toRowOrNull(file.takenAt()))
                .addInteger(file.signalCount())
                .addUUID(to)
                .addString(words)
                .addValue(file.time())
                .addValue(Times.toRow(until));
        return file.connection().preparedQuery(KEEP).execute(values).mapEmpty();
    }

    /** The hold of this kind that counts for this alarm now: columns words, to_operator, asked, signal_count. */
    public static Future<Optional<Row>> find(CaseFile file, Kind kind) {
        CaseFile.Person taker = file.taker();
        if (taker == null) {
            return Future.succeededFuture(Optional.empty());
        }
        Tuple values = Tuple.of(file.id(), kind.name(), file.scope().serviceId(), taker.id())
                .addValue(Times.toRowOrNull(file.takenAt()));
        return file.connection()
                .preparedQuery(FIND)
                .execute(values)
                .map(rows -> rows.stream().findFirst());
    }

    /** Forgets the hold of this kind. */
    public static Future<Void> end(CaseFile file, Kind kind) {
        return file.connection()
                .preparedQuery("delete from alarm_hold where alarm_id = $1 and kind = $2")
                .execute(Tuple.of(file.id(), kind.name()))
                .mapEmpty();
    }

    private static Future<Optional<ActResult>> invalid(String field, String why) {
        return Future.succeededFuture(Optional.of(new ActResult.Invalid(field, why)));
    }
}
