package org.tocsin.estate;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the rows in hand name that is on file already: units, people and models, wherever they are. */
final class Elsewhere {
    // One after another, as HomeReader says.
    static final String UNITS = HomeReader.UNIT + "u.id in ("
            + "select f.id from unnest($2::text[]) as asked (key) cross join lateral"
            + " (select id from home_unit where cid = asked.key offset 0) f union all "
            + "select f.id from unnest($3::text[]) as asked (key) cross join lateral"
            + " (select id from home_unit where service_id = $1 and external_id = asked.key offset 0) f union all "
            + "select f.id from unnest($4::text[]) as asked (key) cross join lateral"
            + " (select id from home_unit where certificate_name = asked.key offset 0) f)";
    private static final String PEOPLE = "select u.id, u.external_id, u.name, u.telephone, u.notes, u.status,"
            + " (select r.home_id from resident r where r.service_user_id = u.id and r.until is null limit 1) as home_id"
            + " from unnest($2::text[]) as asked (key) cross join lateral (select * from service_user"
            + " where service_id = $1 and external_id = asked.key offset 0) u";
    private static final String TRIGGERS = "select t.external_id, t.home_id from unnest($2::text[]) as asked (key)"
            + " cross join lateral (select external_id, home_id from peripheral where service_id = $1"
            + " and external_id = asked.key offset 0) t";
    private static final String PLACES = "select s.name as scheme, p.did, p.name, p.home_id"
            + " from unnest($2::text[], $3::text[]) as asked (scheme, did)"
            + " join scheme s on s.service_id = $1 and s.name = asked.scheme"
            + " join scheme_point p on p.scheme_id = s.id and p.did = asked.did";
    private static final String MODELS = "select id, make, name from unit_model where service_id = $1";

    final Map<String, Unit> byCid = new HashMap<>();
    final Map<String, Unit> byUnitId = new HashMap<>();
    final Map<String, Unit> byCertificate = new HashMap<>();
    final Map<String, Person> people = new HashMap<>();
    final Map<String, UUID> triggers = new HashMap<>();
    final Map<Model, UUID> models = new HashMap<>();
    private final Map<Place, Stands> places = new HashMap<>();

    private Elsewhere() {}

    /** For rows that name nothing. */
    static Elsewhere nothing() {
        return new Elsewhere();
    }

    record Unit(UUID id, UUID serviceId, @Nullable UUID homeId, String cid, Thing thing) {}

    record Person(Thing thing, @Nullable UUID homeId) {}

    record Model(String make, String name) {}

    /** A device id of a scheme, by its name. */
    private record Place(String scheme, String did) {}

    /** @param homeId null for a door or a communal point */
    private record Stands(String name, @Nullable UUID homeId) {}

    static Future<Elsewhere> read(SqlClient client, UUID serviceId, Collection<Reading> readings) {
        TreeSet<String> cids = new TreeSet<>();
        TreeSet<String> unitIds = new TreeSet<>();
        TreeSet<String> certificates = new TreeSet<>();
        TreeSet<String> people = new TreeSet<>();
        TreeSet<String> triggers = new TreeSet<>();
        for (Reading reading : readings) {
            for (Thing unit : reading.wanted().of(Part.UNIT).values()) {
                cids.add(unit.get(Fact.CID));
                unitIds.add(unit.get(Fact.UNIT_ID));
                certificates.add(unit.get(Fact.CERTIFICATE_NAME).toLowerCase(Locale.ROOT));
            }
            reading.wanted().of(Part.RESIDENT).values().forEach(one -> people.add(one.get(Fact.RESIDENT_ID)));
            reading.wanted().of(Part.TRIGGER).values().forEach(one -> triggers.add(one.get(Fact.TRIGGER_ID)));
        }
        Elsewhere found = new Elsewhere();
        List<Future<?>> asked = new ArrayList<>();
        asked.add(client.preparedQuery(MODELS)
                .execute(Tuple.of(serviceId))
                .onSuccess(rows -> rows.forEach(row ->
                        found.models.put(new Model(row.getString("make"), row.getString("name")), row.getUUID("id")))));
        asked.add(client.preparedQuery(UNITS)
                .execute(Tuple.of(serviceId, array(cids), array(unitIds), array(certificates)))
                .onSuccess(rows -> rows.forEach(row -> found.unit(serviceId, row))));
        if (!array(people)[0].isEmpty()) {
            asked.add(client.preparedQuery(PEOPLE)
                    .execute(Tuple.of(serviceId, (Object) array(people)))
                    .onSuccess(rows -> rows.forEach(found::person)));
        }
        if (!array(triggers)[0].isEmpty()) {
            asked.add(client.preparedQuery(TRIGGERS)
                    .execute(Tuple.of(serviceId, (Object) array(triggers)))
                    .onSuccess(rows -> rows.forEach(
                            row -> found.triggers.put(row.getString("external_id"), row.getUUID("home_id")))));
        }
        String[][] dwellings = dwellings(readings);
        if (dwellings[0].length > 0) {
            asked.add(client.preparedQuery(PLACES)
                    .execute(Tuple.of(serviceId, dwellings[0], dwellings[1]))
                    .onSuccess(rows -> rows.forEach(row -> found.places.put(
                            new Place(row.getString("scheme"), row.getString("did")),
                            new Stands(row.getString("name"), row.getUUID("home_id"))))));
        }
        return Future.all(asked).map(found);
    }

    /** The schemes that the rows name, and beside each the device id. */
    private static String[][] dwellings(Collection<Reading> readings) {
        List<Thing> homes = readings.stream()
                .map(reading -> reading.wanted().home())
                .filter(home -> home.says(Fact.SCHEME))
                .toList();
        return new String[][] {
            homes.stream().map(home -> home.get(Fact.SCHEME)).toArray(String[]::new),
            homes.stream().map(home -> home.get(Fact.SCHEME_DEVICE)).toArray(String[]::new)
        };
    }

    /** Never empty: an array of one empty text finds nothing. */
    private static String[] array(TreeSet<String> texts) {
        texts.remove("");
        return texts.isEmpty() ? new String[] {""} : texts.toArray(String[]::new);
    }

    private void unit(UUID serviceId, Row row) {
        Unit unit = new Unit(
                row.getUUID("id"),
                row.getUUID("service_id"),
                row.getUUID("home_id"),
                row.getString("cid"),
                HomeReader.thing(Part.UNIT, row));
        byCid.put(unit.cid(), unit);
        String external = row.getString("external_id");
        if (external != null && unit.serviceId().equals(serviceId)) {
            byUnitId.put(external, unit);
        }
        String certificate = row.getString("certificate_name");
        if (certificate != null) {
            byCertificate.put(certificate, unit);
        }
    }

    private void person(Row row) {
        Map<Fact, String> facts = new HashMap<>();
        facts.put(Fact.RESIDENT_ID, row.getString("external_id"));
        facts.put(Fact.RESIDENT_NAME, row.getString("name"));
        facts.put(Fact.RESIDENT_TELEPHONE, text(row.getString("telephone")));
        facts.put(Fact.RESIDENT_NOTES, text(row.getString("notes")));
        facts.put(Fact.RESIDENT_STATUS, row.getString("status"));
        people.put(
                row.getString("external_id"), new Person(new Thing(row.getUUID("id"), facts), row.getUUID("home_id")));
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }

    /** Why these steps cannot be done, in sentences. */
    List<String> faults(UUID serviceId, @Nullable UUID homeId, List<Step> steps) {
        List<String> faults = new ArrayList<>();
        for (Step step : steps) {
            if (step instanceof Step.Add add && add.part() == Part.HOME) {
                placeFaults(homeId, add.thing().facts(), faults);
            } else if (step instanceof Step.Amend amend && amend.part() == Part.HOME) {
                placeFaults(homeId, amend.is(), faults);
            } else if (step instanceof Step.Amend amend) {
                idFaults(homeId, amend.is(), faults);
            } else if (step instanceof Step.Add add && add.part() == Part.UNIT) {
                unitFaults(serviceId, add, faults);
            } else if (step instanceof Step.Add add && add.part() == Part.TRIGGER) {
                triggerFaults(homeId, add.slot(), add.thing(), faults);
            } else if (step instanceof Step.Replace replace
                    && !replace.was().get(Fact.TRIGGER_ID).equals(replace.is().get(Fact.TRIGGER_ID))) {
                triggerFaults(homeId, replace.slot(), replace.is(), faults);
            }
        }
        return faults;
    }

    private void triggerFaults(@Nullable UUID homeId, int slot, Thing trigger, List<String> faults) {
        UUID home = triggers.get(trigger.get(Fact.TRIGGER_ID));
        if (home != null) {
            faults.add(new Field(Fact.TRIGGER_ID, slot).words() + " is on file already"
                    + (home.equals(homeId) ? ", and was taken away." : ", in another home."));
        }
    }

    /** What has an id of its own already has it; another is not given the same. */
    private void idFaults(@Nullable UUID homeId, Map<Fact, String> is, List<String> faults) {
        UUID trigger = triggers.get(is.getOrDefault(Fact.TRIGGER_ID, ""));
        if (trigger != null) {
            faults.add("The trigger id " + is.get(Fact.TRIGGER_ID) + " is on file already, "
                    + (trigger.equals(homeId) ? "in this home." : "in another home."));
        }
        Unit unit = byUnitId.get(is.getOrDefault(Fact.UNIT_ID, ""));
        if (unit != null) {
            faults.add("The unit id " + is.get(Fact.UNIT_ID) + " belongs to the unit " + unit.cid() + ".");
        }
        if (people.containsKey(is.getOrDefault(Fact.RESIDENT_ID, ""))) {
            faults.add("The resident id " + is.get(Fact.RESIDENT_ID) + " is on file already, of somebody else.");
        }
    }

    private void placeFaults(@Nullable UUID homeId, Map<Fact, String> is, List<String> faults) {
        Place place = new Place(is.getOrDefault(Fact.SCHEME, ""), is.getOrDefault(Fact.SCHEME_DEVICE, ""));
        Stands there = places.get(place);
        if (there != null && !(homeId != null && homeId.equals(there.homeId()))) {
            faults.add(new Field(Fact.SCHEME_DEVICE, 1).words() + ": behind " + place.did() + " of " + place.scheme()
                    + " stands " + there.name() + " already.");
        }
    }

    private void unitFaults(UUID serviceId, Step.Add add, List<String> faults) {
        Thing thing = add.thing();
        Unit known = byCid.get(thing.get(Fact.CID));
        if (known != null && !known.serviceId().equals(serviceId)) {
            faults.add(new Field(Fact.CID, add.slot()).words() + " " + known.cid()
                    + " cannot be used: it is on file elsewhere.");
            return;
        }
        Unit sameId = byUnitId.get(thing.get(Fact.UNIT_ID));
        if (sameId != null && !sameId.cid().equals(thing.get(Fact.CID))) {
            faults.add(new Field(Fact.UNIT_ID, add.slot()).words() + " belongs to the unit " + sameId.cid() + ".");
        }
        Unit certificate = byCertificate.get(thing.get(Fact.CERTIFICATE_NAME).toLowerCase(Locale.ROOT));
        if (certificate != null && (known == null || !certificate.id().equals(known.id()))) {
            faults.add(new Field(Fact.CERTIFICATE_NAME, add.slot()).words() + " is another unit's.");
        }
        if (known == null && !thing.says(Fact.PROTOCOL)) {
            faults.add(
                    new Field(Fact.PROTOCOL, add.slot()).words() + " is missing; a new unit needs it: SCAIP or MQTT.");
        }
    }
}
