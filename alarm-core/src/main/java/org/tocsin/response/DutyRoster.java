package org.tocsin.response;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tocsin.alarm.CaseFile;
import org.tocsin.response.ResponderChoice.Candidate;
import org.tocsin.response.ResponderChoice.Choice;
import org.tocsin.response.ResponderChoice.Need;
import org.tocsin.response.ResponderChoice.Spot;
import org.tocsin.rota.Skill;

/**
 * Brings a plan's responders into the order in which they are to be asked now, within the transaction in which the
 * alarm's file is open. A service that keeps no rota has them in the order of its list.
 */
final class DutyRoster {
    private static final String NEED = """
            select h.area, coalesce(n.skills, '{}') as skills, v.latitude, v.longitude,
              exists (select from rota_shift r where r.service_id = $1 and r.cancelled_at is null
                and r.ends_at > $3::timestamptz - interval '7 days') as keeps_rota
            from (select 1) one
            left join home h on h.id = $2 and h.service_id = $1
            left join home_need n on n.home_id = h.id and n.service_id = h.service_id
            left join lateral (select latitude, longitude from visit
              where visit.home_id = h.id and visit.service_id = h.service_id and latitude is not null
                and longitude is not null order by created_at desc limit 1) v on true
            """;
    // A place that was said half an hour ago is no place.
    private static final String CANDIDATES = """
            select ct.id, ct.position, ct.operator_id is not null as rostered,
              array(select coalesce(r.area, '*') from rota_shift r
                where r.operator_id = ct.operator_id and r.service_id = $1 and r.cancelled_at is null
                  and r.starts_at <= $2 and r.ends_at > $2 and not exists (
                    select from rota_absence b where b.operator_id = ct.operator_id and b.service_id = $1
                      and b.starts_at <= $2 and (b.ends_at is null or b.ends_at > $2))) as on_duty,
              exists (select from callout c join contact k on k.id = c.contact_id
                where k.operator_id = ct.operator_id and c.service_id = $1 and c.alarm_id <> $3
                  and c.state in ('OFFERED', 'ACCEPTED', 'EN_ROUTE', 'ARRIVED')) as busy,
              coalesce(p.skills, '{}') as skills,
              case when p.positioned_at > $2::timestamptz - interval '30 minutes' then p.latitude end as latitude,
              case when p.positioned_at > $2::timestamptz - interval '30 minutes' then p.longitude end as longitude
            from contact ct left join responder_profile p on p.operator_id = ct.operator_id and p.service_id = $1
            where ct.service_id = $1 and ct.home_id is null and ct.retired_at is null
              and not exists (select from operator o where o.id = ct.operator_id and not o.active)
            limit 200
            """;

    private DutyRoster() {}

    /**
     * @param plan the home's own contacts first, then whoever of the service's responders is on duty and free
     * @param because why a responder stands where they stand; empty where the service keeps no rota
     */
    record Ordered(ResponsePlan plan, Map<UUID, String> because, boolean keepsRota) {
        @Nullable
        String because(UUID contactId) {
            return because.get(contactId);
        }
    }

    /** The plan as it is to be gone through now. */
    static Future<Ordered> order(CaseFile file, ResponsePlan plan) {
        UUID service = file.scope().serviceId();
        return file.connection()
                .preparedQuery(NEED)
                .execute(Tuple.of(service, file.homeId(), file.time()))
                .compose(rows -> {
                    Row row = rows.iterator().next();
                    if (!row.getBoolean("keeps_rota")) {
                        return Future.succeededFuture(new Ordered(plan, Map.of(), false));
                    }
                    Need need =
                            new Need(row.getString("area"), spot(row), Skill.stored(row.getArrayOfStrings("skills")));
                    return file.connection()
                            .preparedQuery(CANDIDATES)
                            .execute(Tuple.of(service, file.time(), file.id()))
                            .map(found -> ordered(
                                    plan,
                                    ResponderChoice.of(
                                            need,
                                            found.stream()
                                                    .map(DutyRoster::candidate)
                                                    .toList())));
                });
    }

    private static Ordered ordered(ResponsePlan plan, List<Choice> choices) {
        Map<UUID, Contact> byId = plan.contacts().stream().collect(Collectors.toMap(Contact::id, Function.identity()));
        List<Contact> order = new ArrayList<>(
                plan.contacts().stream().filter(one -> one.homeId() != null).toList());
        Map<UUID, String> because = new HashMap<>();
        for (Choice choice : choices) {
            Contact contact = byId.get(choice.contactId());
            if (contact != null && contact.homeId() == null) {
                order.add(contact);
                because.put(contact.id(), choice.because());
            }
        }
        return new Ordered(new ResponsePlan(order), because, true);
    }

    private static Candidate candidate(Row row) {
        return new Candidate(
                row.getUUID("id"),
                row.getInteger("position"),
                row.getBoolean("rostered"),
                Set.copyOf(List.of(row.getArrayOfStrings("on_duty"))),
                row.getBoolean("busy"),
                Skill.stored(row.getArrayOfStrings("skills")),
                spot(row));
    }

    private static @Nullable Spot spot(Row row) {
        Double latitude = row.getDouble("latitude");
        Double longitude = row.getDouble("longitude");
        return latitude == null || longitude == null ? null : new Spot(latitude, longitude);
    }
}
