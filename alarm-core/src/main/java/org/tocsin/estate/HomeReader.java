package org.tocsin.estate;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tocsin.home.AccessSeal;
import org.tocsin.home.HomeFactsStore;
import org.tocsin.platform.Keyring;

/**
 * Reads homes with everything in them, many at once, as an import compares them and an export writes them.
 *
 * <p>Whoever is looked for by a list is looked for one after another ({@code cross join lateral … offset 0}), by the one
 * index that fits. Left to itself the planner, which knows nothing yet of tables that an import is just filling, goes
 * through all homes of the service for each list, and the more homes there are the slower.
 */
final class HomeReader {
    /** As an import compares them: when the provider was told is what was written, whatever became of the line since. */
    static final String HOMES = homes("line_confirmed_at, line_confirmed_by");
    /** As they are to be read elsewhere, of {@code home h}. */
    private static final String LIVING = homes(HomeFactsStore.TOLD_COLUMNS);

    private static String homes(String told) {
        return "select id, external_id, line1, line2, town, uprn, postcode, area, risks, risk_tier,"
                + " array_to_string(vulnerabilities, ',') as vulnerabilities, equipment, converter_assessed_on,"
                + " line_provider, line_planned_on, " + told + ", line_answer, line_answer_of, line_not_before,"
                + " former_centre, key_safe_enc, access_note_enc"
                + " from ";
    }

    static final String BY_EXTERNAL_ID = "unnest($2::text[]) as asked (key) cross join lateral"
            + " (select * from home h where h.service_id = $1 and h.external_id = asked.key offset 0) as home";
    private static final String BY_ID = "unnest($2::uuid[]) as asked (key) cross join lateral"
            + " (select * from home h where h.id = asked.key offset 0) as home where service_id = $1 order by id";
    private static final String RESIDENTS = "select r.home_id, u.id, u.external_id, u.name, u.telephone, u.notes,"
            + " u.status from resident r join service_user u on u.id = r.service_user_id"
            + " where r.service_id = $1 and r.home_id = any($2) and r.until is null order by r.since, u.id";
    private static final String UNIT_FACTS = "select u.home_id, u.id, u.service_id, u.external_id, u.cid, u.protocol,"
            + " u.authentication, u.status, m.make, m.name as model, u.serial, u.firmware, u.iccid, u.sim_network,"
            + " array_to_string(array(select p from unnest(u.paths) p order by p), ',') as paths,"
            + " array_to_string(u.allowed_addresses, ',') as addresses, u.certificate_name from ";
    private static final String WITH_MODEL = " u left join unit_model m on m.id = u.model_id where ";
    /** Every unit with its facts, for a where of the caller's. */
    static final String UNIT = UNIT_FACTS + "home_unit" + WITH_MODEL;

    static final String UNITS = UNIT_FACTS + "unnest($2::uuid[]) as asked (key) cross join lateral"
            + " (select * from home_unit where home_id = asked.key offset 0)" + WITH_MODEL
            + "u.service_id = $1 order by u.created_at, u.id";
    private static final String CONTACTS = "select home_id, id, name, telephone, kind, relation, email,"
            + " retired_at is not null as retired from contact"
            + " where service_id = $1 and home_id = any($2) order by position, id";
    private static final String TRIGGERS = "select home_id, id, external_id, dty, did, name, room from peripheral"
            + " where service_id = $1 and home_id = any($2) and until is null order by since, id";

    /** Where a home is behind two device ids, the one it was put behind first. */
    private static final String SCHEMES = "select p.home_id, s.name as scheme, p.did, p.name"
            + " from unnest($2::uuid[]) as asked (key) cross join lateral (select * from scheme_point"
            + " where home_id = asked.key offset 0) p join scheme s on s.id = p.scheme_id"
            + " where p.service_id = $1 order by p.id";

    private final Keyring keyring;
    private final boolean secrets;

    /** @param secrets whether key safe codes and access notes are opened too */
    HomeReader(Keyring keyring, boolean secrets) {
        this.keyring = keyring;
        this.secrets = secrets;
    }

    /** The service's homes with these ids of its own, by that id. */
    Future<Map<String, HomeState>> byExternalId(SqlClient client, UUID serviceId, Collection<String> ids) {
        return read(
                        client,
                        serviceId,
                        HOMES + BY_EXTERNAL_ID,
                        ids.stream().distinct().toArray(String[]::new))
                .map(homes -> homes.stream()
                        .collect(Collectors.toMap(HomeState::externalId, home -> home, (one, other) -> one)));
    }

    /** The service's homes with these ids, in the order of the ids; locked until the end of the transaction. */
    Future<List<HomeState>> locked(SqlClient client, UUID serviceId, Collection<UUID> ids) {
        UUID[] sorted = ids.stream().distinct().sorted().toArray(UUID[]::new);
        return client.preparedQuery(
                        "select 1 from home where id = any($2) and service_id = $1 order by id for no key update")
                .execute(Tuple.of(serviceId, (Object) sorted))
                .compose(held -> read(client, serviceId, HOMES + BY_ID, sorted));
    }

    /** The service's homes with these ids, as they are. */
    Future<List<HomeState>> byId(SqlClient client, UUID serviceId, Collection<UUID> ids) {
        return read(client, serviceId, HOMES + BY_ID, ids.stream().distinct().toArray(UUID[]::new));
    }

    /** A page of the service's homes that have not ended, by id. */
    Future<List<HomeState>> page(SqlClient client, UUID serviceId, UUID after, int most) {
        return read(
                client,
                serviceId,
                LIVING + "home h where service_id = $1 and id > $2 and ended_at is null order by id limit " + most,
                after);
    }

    private Future<List<HomeState>> read(SqlClient client, UUID serviceId, String homes, Object parameter) {
        return client.preparedQuery(homes)
                .execute(Tuple.of(serviceId, parameter))
                .compose(rows -> {
                    UUID[] ids = rows.stream().map(row -> row.getUUID("id")).toArray(UUID[]::new);
                    if (ids.length == 0) {
                        return Future.succeededFuture(List.of());
                    }
                    Tuple which = Tuple.of(serviceId, (Object) ids);
                    Future<RowSet<Row>> residents =
                            client.preparedQuery(RESIDENTS).execute(which);
                    Future<RowSet<Row>> units = client.preparedQuery(UNITS).execute(which);
                    Future<RowSet<Row>> contacts =
                            client.preparedQuery(CONTACTS).execute(which);
                    Future<RowSet<Row>> triggers =
                            client.preparedQuery(TRIGGERS).execute(which);
                    Future<RowSet<Row>> schemes = client.preparedQuery(SCHEMES).execute(which);
                    return Future.all(residents, units, contacts, triggers, schemes)
                            .map(all -> assemble(
                                    rows,
                                    byHome(schemes.result()),
                                    Map.of(
                                            Part.RESIDENT, residents.result(),
                                            Part.UNIT, units.result(),
                                            Part.CONTACT, contacts.result(),
                                            Part.TRIGGER, triggers.result())));
                });
    }

    private static Map<UUID, Row> byHome(RowSet<Row> rows) {
        Map<UUID, Row> found = new HashMap<>();
        rows.forEach(row -> found.putIfAbsent(row.getUUID("home_id"), row));
        return found;
    }

    private List<HomeState> assemble(RowSet<Row> homes, Map<UUID, Row> schemes, Map<Part, RowSet<Row>> parts) {
        Map<UUID, Map<Part, List<Thing>>> things = new HashMap<>();
        Map<UUID, Set<String>> retired = new HashMap<>();
        parts.forEach((part, rows) -> rows.forEach(row -> {
            UUID homeId = row.getUUID("home_id");
            if (part == Part.CONTACT && row.getBoolean("retired")) {
                retired.computeIfAbsent(homeId, id -> new HashSet<>()).add(row.getString("name"));
                return;
            }
            things.computeIfAbsent(homeId, id -> new EnumMap<>(Part.class))
                    .computeIfAbsent(part, of -> new ArrayList<>())
                    .add(thing(part, row));
        }));
        List<HomeState> states = new ArrayList<>();
        for (Row row : homes) {
            UUID id = row.getUUID("id");
            states.add(HomeState.of(
                    home(row, schemes.get(id)), things.getOrDefault(id, Map.of()), retired.getOrDefault(id, Set.of())));
        }
        return states;
    }

    private Thing home(Row row, @Nullable Row scheme) {
        Facts facts = new Facts();
        facts.put(Fact.HOME_ID, row.getString("external_id"))
                .put(Fact.LINE1, row.getString("line1"))
                .put(Fact.LINE2, row.getString("line2"))
                .put(Fact.TOWN, row.getString("town"))
                .put(Fact.UPRN, row.getString("uprn"))
                .put(Fact.POSTCODE, row.getString("postcode"))
                .put(Fact.AREA, row.getString("area"))
                .put(Fact.RISKS, row.getString("risks"))
                .put(Fact.RISK_TIER, row.getString("risk_tier"))
                .put(Fact.VULNERABILITIES, sorted(row.getString("vulnerabilities")))
                .put(Fact.EQUIPMENT, row.getString("equipment"))
                .put(Fact.CONVERTER_ASSESSED_ON, text(row.getLocalDate("converter_assessed_on")))
                .put(Fact.LINE_PROVIDER, row.getString("line_provider"))
                .put(Fact.LINE_PLANNED_ON, text(row.getLocalDate("line_planned_on")))
                .put(Fact.LINE_CONFIRMED_AT, text(row.getOffsetDateTime("line_confirmed_at")))
                .put(Fact.LINE_CONFIRMED_BY, row.getString("line_confirmed_by"))
                .put(Fact.LINE_ANSWER, row.getString("line_answer"))
                .put(Fact.LINE_ANSWER_OF, row.getString("line_answer_of"))
                .put(Fact.LINE_NOT_BEFORE, text(row.getLocalDate("line_not_before")))
                .put(Fact.FORMER_CENTRE, row.getString("former_centre"));
        if (scheme != null) {
            facts.put(Fact.SCHEME, scheme.getString("scheme"))
                    .put(Fact.SCHEME_DEVICE, scheme.getString("did"))
                    .put(Fact.SCHEME_FLAT, scheme.getString("name"));
        }
        UUID id = row.getUUID("id");
        if (secrets) {
            AccessSeal seal = new AccessSeal(keyring);
            facts.put(Fact.KEY_SAFE, seal.openKeySafe(id, row.getBuffer("key_safe_enc")))
                    .put(Fact.ACCESS_NOTE, seal.openNote(id, row.getBuffer("access_note_enc")));
        }
        return new Thing(id, facts.map);
    }

    static Thing thing(Part part, Row row) {
        Facts facts = new Facts();
        switch (part) {
            case RESIDENT ->
                facts.put(Fact.RESIDENT_ID, row.getString("external_id"))
                        .put(Fact.RESIDENT_NAME, row.getString("name"))
                        .put(Fact.RESIDENT_TELEPHONE, row.getString("telephone"))
                        .put(Fact.RESIDENT_NOTES, row.getString("notes"))
                        .put(Fact.RESIDENT_STATUS, row.getString("status"));
            case UNIT -> unit(facts, row);
            case CONTACT ->
                facts.put(Fact.CONTACT_NAME, row.getString("name"))
                        .put(Fact.CONTACT_TELEPHONE, row.getString("telephone"))
                        .put(Fact.CONTACT_KIND, row.getString("kind"))
                        .put(Fact.CONTACT_RELATION, row.getString("relation"))
                        .put(Fact.CONTACT_EMAIL, row.getString("email"));
            case TRIGGER ->
                facts.put(Fact.TRIGGER_ID, row.getString("external_id"))
                        .put(Fact.TYPE, row.getString("dty"))
                        .put(Fact.DEVICE, row.getString("did"))
                        .put(Fact.TRIGGER_NAME, row.getString("name"))
                        .put(Fact.ROOM, row.getString("room"));
            case HOME -> throw new IllegalArgumentException("a home is not in a home");
        }
        return new Thing(row.getUUID("id"), facts.map);
    }

    private static void unit(Facts facts, Row row) {
        facts.put(Fact.UNIT_ID, row.getString("external_id"))
                .put(Fact.CID, row.getString("cid"))
                .put(Fact.PROTOCOL, row.getString("protocol"))
                .put(Fact.PROOF, row.getString("authentication"))
                .put(Fact.MAKE, row.getString("make"))
                .put(Fact.MODEL, row.getString("model"))
                .put(Fact.SERIAL, row.getString("serial"))
                .put(Fact.FIRMWARE, row.getString("firmware"))
                .put(Fact.ICCID, row.getString("iccid"))
                .put(Fact.SIM_NETWORK, row.getString("sim_network"))
                .put(Fact.PATHS, row.getString("paths"))
                .put(Fact.ADDRESSES, row.getString("addresses"))
                .put(Fact.CERTIFICATE_NAME, row.getString("certificate_name"))
                .put(Fact.UNIT_STATUS, row.getString("status"));
    }

    private static @Nullable String text(@Nullable Object value) {
        return value instanceof OffsetDateTime time
                ? time.toInstant().toString()
                : value == null ? null : value.toString();
    }

    private static String sorted(String list) {
        return Arrays.stream(list.split(",")).sorted().collect(Collectors.joining(","));
    }

    /** Leaves out what is nothing. */
    private static final class Facts {
        final Map<Fact, String> map = new LinkedHashMap<>();

        Facts put(Fact fact, @Nullable String value) {
            if (value != null && !value.isEmpty()) {
                map.put(fact, value);
            }
            return this;
        }
    }
}
