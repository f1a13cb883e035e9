package org.tocsin.response;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.alarm.CaseFile;

/** Reads a plan, each contact with the times at which they can be rung. */
final class PlanReader {
    /** Times with their contacts, so that whoever is called out waits for no question more. */
    private static final String PLAN = "select " + CalloutRows.CONTACT + """
            , (select s.time_zone from service s where s.id = $1) as time_zone,
              (select json_agg(json_build_object('weekdays', t.weekdays, 'from', t.from_time, 'until', t.until_time,
                'awayFrom', t.away_from, 'awayUntil', t.away_until, 'note', t.note) order by t.recorded_at, t.id)
               from contact_time t where t.contact_id = ct.id and t.ended_at is null) as times
            from contact ct where ct.service_id = $1 and (ct.home_id = $2 or ct.home_id is null)
              and ct.retired_at is null
            order by ct.home_id is null, ct.position, ct.id limit 200
            """;

    private PlanReader() {}

    /** Of the home of this alarm, at the time of the act. */
    static Future<PlanReach> read(CaseFile file) {
        return file.connection()
                .preparedQuery(PLAN)
                .execute(Tuple.of(file.scope().serviceId(), file.homeId()))
                .map(rows -> {
                    List<Contact> contacts = new ArrayList<>();
                    Map<UUID, Reachable> reach = new HashMap<>();
                    for (Row row : rows) {
                        Contact contact = CalloutRows.contact(row);
                        LocalDateTime now = LocalDateTime.ofInstant(file.at(), ZoneId.of(row.getString("time_zone")));
                        contacts.add(contact);
                        reach.put(contact.id(), Reachable.of(times(contact.id(), row.getJsonArray("times")), now));
                    }
                    return new PlanReach(List.copyOf(contacts), Map.copyOf(reach));
                });
    }

    private static List<ContactTime> times(UUID contactId, @Nullable JsonArray times) {
        return times == null
                ? List.of()
                : times.stream()
                        .map(JsonObject.class::cast)
                        .map(time -> time(contactId, time))
                        .toList();
    }

    /** Which of a contact's times it is does not matter here: the contact's own id stands for it. */
    private static ContactTime time(UUID contactId, JsonObject time) {
        Integer weekdays = time.getInteger("weekdays");
        return weekdays == null
                ? new ContactTime.Away(
                        contactId,
                        contactId,
                        LocalDate.parse(time.getString("awayFrom")),
                        LocalDate.parse(time.getString("awayUntil")),
                        time.getString("note"))
                : new ContactTime.Hours(
                        contactId,
                        contactId,
                        ContactTimes.days(weekdays),
                        LocalTime.parse(time.getString("from")),
                        LocalTime.parse(time.getString("until")));
    }
}
