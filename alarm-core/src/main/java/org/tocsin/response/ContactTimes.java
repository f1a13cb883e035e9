package org.tocsin.response;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Scope;
import org.tocsin.platform.Database;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Times;

/** When the contacts of homes can be reached, and when somebody last asked whether what is on file of them holds. */
public final class ContactTimes {
    /** Of one contact. */
    private static final int MOST = 20;

    private static final String OF = "select t.id, t.contact_id, t.weekdays, t.from_time, t.until_time, t.away_from,"
            + " t.away_until, t.note from contact_time t where t.service_id = $1 and t.contact_id = any($2::uuid[])"
            // Days that are over need not be read.
            + " and t.ended_at is null and (t.away_until is null or t.away_until >= $3::date) order by t.recorded_at, t.id"
            + " limit 2000";
    private static final String CONFIRMED = "select id, confirmed_at, confirmed_by from contact"
            + " where service_id = $1 and id = any($2::uuid[]) and confirmed_at is not null";
    private static final String ADD = "insert into contact_time (id, service_id, contact_id, weekdays, from_time,"
            + " until_time, away_from, away_until, note, recorded_at, recorded_by)"
            + " select $4, c.service_id, c.id, $5, $6, $7, $8, $9, $10, $11, $12 from contact c"
            + " where c.service_id = $1 and c.home_id = $2 and c.id = $3 and (select count(*) from contact_time t"
            + " where t.contact_id = c.id and t.ended_at is null) < " + MOST;
    private static final String END = "update contact_time t set ended_at = $4, ended_by = $5 from contact c"
            + " where t.service_id = $1 and c.home_id = $2 and t.id = $3 and c.id = t.contact_id and t.ended_at is null";
    private static final String CONFIRM =
            "update contact set confirmed_at = $4, confirmed_by = $5 where service_id = $1 and home_id = $2 and id = $3";
    private static final String EMAIL =
            "update contact set email = $4 where service_id = $1 and home_id = $2 and id = $3";
    private static final String NEW = "insert into contact (id, service_id, home_id, position, name, telephone, kind,"
            + " relation, confirmed_at, confirmed_by, email, language) select $3, h.service_id, h.id, coalesce((select max(position)"
            + " from contact where home_id = h.id), -1) + 1, $4, $5, $6, $7, $8, $9, $10, $11 from home h"
            + " where h.service_id = $1 and h.id = $2 and (select count(*) from contact where home_id = h.id and retired_at is null) < 100";

    private final Database database;
    private final InstantSource clock;
    private final AuditTrail audit;

    public ContactTimes(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
        this.audit = new AuditTrail(database, clock);
    }

    /** @param by as the audit trail names them */
    public record Confirmed(Instant at, String by) {}

    /**
     * @param times of each contact that has any
     * @param confirmed of each contact somebody asked after
     */
    public record Known(Map<UUID, List<ContactTime>> times, Map<UUID, Confirmed> confirmed) {
        public List<ContactTime> timesOf(UUID contactId) {
            return times.getOrDefault(contactId, List.of());
        }
    }

    /**
     * Somebody the home can ring, put at the end of its list.
     *
     * @param language of what is sent to them; null for that of the provider
     */
    public record NewContact(
            String name,
            @Nullable String telephone,
            Contact.Kind kind,
            @Nullable String relation,
            @Nullable String email,
            Contact.@Nullable Language language) {
        /** Without an e-mail address. */
        public NewContact(String name, @Nullable String telephone, Contact.Kind kind, @Nullable String relation) {
            this(name, telephone, kind, relation, null, null);
        }
    }

    /** What is known of these contacts, as far as they are the scope's service's. */
    public Future<Known> of(Scope scope, List<Contact> contacts, LocalDate today) {
        if (contacts.isEmpty()) {
            return Future.succeededFuture(new Known(Map.of(), Map.of()));
        }
        UUID[] ids = contacts.stream().map(Contact::id).toArray(UUID[]::new);
        Future<Map<UUID, List<ContactTime>>> times = database.pool()
                .preparedQuery(OF)
                .execute(Tuple.of(scope.serviceId()).addArrayOfUUID(ids).addValue(today))
                .map(rows ->
                        rows.stream().map(ContactTimes::time).collect(Collectors.groupingBy(ContactTime::contactId)));
        Future<Map<UUID, Confirmed>> confirmed = database.pool()
                .preparedQuery(CONFIRMED)
                .execute(Tuple.of(scope.serviceId()).addArrayOfUUID(ids))
                .map(rows -> {
                    Map<UUID, Confirmed> found = new HashMap<>();
                    rows.forEach(row -> found.put(
                            row.getUUID(0), new Confirmed(Times.fromRow(row.getOffsetDateTime(1)), row.getString(2))));
                    return found;
                });
        return Future.all(times, confirmed).map(both -> new Known(times.result(), confirmed.result()));
    }

    /** Puts a contact on file behind the others; its id, or null where the service has no such home or it has its 100. */
    public Future<@Nullable UUID> add(Scope scope, UUID homeId, NewContact wanted, @Nullable String address) {
        UUID id = Ids.next();
        return within(client -> client.preparedQuery(NEW)
                        .execute(Tuple.of(scope.serviceId(), homeId, id, wanted.name())
                                .addString(wanted.telephone())
                                .addString(wanted.kind().name())
                                .addString(wanted.relation())
                                .addValue(Times.toRow(clock.instant()))
                                .addString(scope.actor())
                                .addString(wanted.email())
                                .addString(
                                        wanted.language() == null
                                                ? null
                                                : wanted.language().code()))
                        .compose(rows -> audited(client, scope, rows.rowCount(), homeId, "add-contact", address)))
                .map(done -> done ? id : null);
    }

    /** Sets where e-mails reach them; null for none. False where the home has no such contact of its own. */
    public Future<Boolean> email(
            Scope scope, UUID homeId, UUID contactId, @Nullable String email, @Nullable String address) {
        return within(client -> client.preparedQuery(EMAIL)
                .execute(Tuple.of(scope.serviceId(), homeId, contactId, email))
                .compose(rows -> audited(client, scope, rows.rowCount(), homeId, "change-contact", address)));
    }

    /** What the database takes for an e-mail address. */
    public static boolean isEmail(String text) {
        return text.length() <= 254 && text.matches("[^@\\s<>]+@[^@\\s<>]+");
    }

    /** From now on only at these hours, beside those on file; false where the home has no such contact of its own. */
    public Future<Boolean> addHours(Scope scope, UUID homeId, ContactTime.Hours hours, @Nullable String address) {
        return insert(
                scope,
                homeId,
                Tuple.of(scope.serviceId(), homeId, hours.contactId(), hours.id())
                        .addValue((short) mask(hours.days()))
                        .addValue(hours.from())
                        .addValue(hours.until())
                        .addValue(null)
                        .addValue(null)
                        .addString(null),
                address);
    }

    /** Away on these days; false where the home has no such contact of its own. */
    public Future<Boolean> addAway(Scope scope, UUID homeId, ContactTime.Away away, @Nullable String address) {
        return insert(
                scope,
                homeId,
                Tuple.of(scope.serviceId(), homeId, away.contactId(), away.id())
                        .addValue(null)
                        .addValue(null)
                        .addValue(null)
                        .addValue(away.from())
                        .addValue(away.until())
                        .addString(away.note()),
                address);
    }

    /** These hours or days hold no more. */
    public Future<Boolean> end(Scope scope, UUID homeId, UUID timeId, @Nullable String address) {
        return change(scope, homeId, timeId, END, "end-contact-time", address);
    }

    /** Somebody asked: name, number and times hold. */
    public Future<Boolean> confirm(Scope scope, UUID homeId, UUID contactId, @Nullable String address) {
        return change(scope, homeId, contactId, CONFIRM, "confirm-contact", address);
    }

    private Future<Boolean> insert(Scope scope, UUID homeId, Tuple values, @Nullable String address) {
        values.addValue(Times.toRow(clock.instant())).addString(scope.actor());
        return within(client -> client.preparedQuery(ADD)
                .execute(values)
                .compose(rows -> audited(client, scope, rows.rowCount(), homeId, "add-contact-time", address)));
    }

    private Future<Boolean> change(
            Scope scope, UUID homeId, UUID id, String sql, String action, @Nullable String address) {
        return within(client -> client.preparedQuery(sql)
                .execute(Tuple.of(scope.serviceId(), homeId, id)
                        .addValue(Times.toRow(clock.instant()))
                        .addString(scope.actor()))
                .compose(rows -> audited(client, scope, rows.rowCount(), homeId, action, address)));
    }

    private Future<Boolean> audited(
            SqlConnection client, Scope scope, int changed, UUID homeId, String action, @Nullable String address) {
        return changed == 0
                ? Future.succeededFuture(false)
                : audit.record(client, scope, action, "home:" + homeId, address).map(true);
    }

    private Future<Boolean> within(Function<SqlConnection, Future<Boolean>> change) {
        return database.pool().withTransaction(change);
    }

    private static ContactTime time(Row row) {
        UUID id = row.getUUID("id");
        UUID contactId = row.getUUID("contact_id");
        Short weekdays = row.getShort("weekdays");
        LocalTime from = row.getLocalTime("from_time");
        LocalTime until = row.getLocalTime("until_time");
        return weekdays != null
                ? new ContactTime.Hours(id, contactId, days(weekdays), from, until)
                : new ContactTime.Away(
                        id,
                        contactId,
                        row.getLocalDate("away_from"),
                        row.getLocalDate("away_until"),
                        row.getString("note"));
    }

    private static int mask(Set<DayOfWeek> days) {
        return days.stream().mapToInt(day -> 1 << (day.getValue() - 1)).sum();
    }

    /** Monday 1, Tuesday 2, Wednesday 4 … Sunday 64, added up. */
    static Set<DayOfWeek> days(int mask) {
        EnumSet<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        for (DayOfWeek day : DayOfWeek.values()) {
            if ((mask & 1 << (day.getValue() - 1)) != 0) {
                days.add(day);
            }
        }
        return days;
    }
}
