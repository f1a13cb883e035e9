package org.tocsin.estate;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.SqlClient;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** What is to be written of many homes, as a few statements over arrays, in the order in which they depend. */
final class HomeBatches {
    private static final Class<UUID> ID = UUID.class;
    private static final Class<String> TEXT = String.class;
    private static final Class<OffsetDateTime> TIME = OffsetDateTime.class;
    private static final Class<LocalDate> DAY = LocalDate.class;
    private static final Class<Buffer> BYTES = Buffer.class;

    final Batch models = new Batch("""
            insert into unit_model (id, service_id, make, name, created_at)
            select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::timestamptz[])
            on conflict (service_id, make, name) do nothing""", ID, ID, TEXT, TEXT, TIME);

    private static final String HOME_VALUES = """
            unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
              $9::text[], $10::text[], $11::text[], $12::text[], $13::date[], $14::text[], $15::date[],
              $16::timestamptz[], $17::text[], $18::text[], $19::text[], $20::text[], $21::date[], $22::text[],
              $23::bytea[], $24::bytea[], $25::timestamptz[])
              as v (id, service_id, external_id, line1, line2, town, postcode, area, risks, risk_tier, vulnerabilities,
                equipment, converter_assessed_on, line_provider, line_planned_on, line_confirmed_at, line_confirmed_by,
                uprn, line_answer, line_answer_of, line_not_before, former_centre, key_safe_enc, access_note_enc, at)""";
    private static final Class<?>[] HOME_TYPES = {
        ID, ID, TEXT, TEXT, TEXT, TEXT, TEXT, TEXT, TEXT, TEXT, TEXT, TEXT, DAY, TEXT, DAY, TIME, TEXT, TEXT, TEXT,
        TEXT, DAY, TEXT, BYTES, BYTES, TIME
    };
    final Batch newHomes = new Batch("""
            insert into home (id, service_id, external_id, line1, line2, town, postcode, area, risks, risk_tier,
              vulnerabilities, equipment, converter_assessed_on, line_provider, line_planned_on, line_confirmed_at,
              line_confirmed_by, uprn, line_answer, line_answer_of, line_not_before, former_centre,
              key_safe_enc, access_note_enc, created_at)
            select id, service_id, external_id, line1, line2, town, postcode, area, risks, risk_tier,
              string_to_array(vulnerabilities, ','), equipment, converter_assessed_on, line_provider, line_planned_on,
              line_confirmed_at, line_confirmed_by, uprn, line_answer, line_answer_of, line_not_before, former_centre,
              key_safe_enc, access_note_enc, at
            from\s""" + HOME_VALUES, HOME_TYPES);
    final Batch homes = new Batch("""
            update home h set line1 = v.line1, line2 = v.line2, town = v.town, postcode = v.postcode, area = v.area,
              risks = v.risks, risk_tier = v.risk_tier, vulnerabilities = string_to_array(v.vulnerabilities, ','),
              equipment = v.equipment, converter_assessed_on = v.converter_assessed_on,
              line_provider = v.line_provider, line_planned_on = v.line_planned_on,
              line_confirmed_at = v.line_confirmed_at, line_confirmed_by = v.line_confirmed_by, uprn = v.uprn,
              line_answer = v.line_answer, line_answer_of = v.line_answer_of,
              line_not_before = v.line_not_before, former_centre = v.former_centre
            from\s""" + HOME_VALUES + " where h.id = v.id and h.service_id = v.service_id", HOME_TYPES);
    final WayInBatches wayIn = new WayInBatches();

    final Batch newPeople = new Batch("""
            insert into service_user (id, service_id, external_id, name, telephone, notes, status, created_at)
            select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
              $8::timestamptz[])""", ID, ID, TEXT, TEXT, TEXT, TEXT, TEXT, TIME);
    final Batch people = new Batch("""
            update service_user u set external_id = v.external_id, name = v.name, telephone = v.telephone,
              notes = v.notes, status = v.status
            from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[])
              as v (id, service_id, external_id, name, telephone, notes, status)
            where u.id = v.id and u.service_id = v.service_id""", ID, ID, TEXT, TEXT, TEXT, TEXT, TEXT);
    final Batch statuses = new Batch("""
            with v as (
              select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::timestamptz[], $6::text[])
                as v (id, service_id, person, status, at, by_whom)),
            shown as (
              update service_user u set status_since = v.at, status_until = null, review_on = null from v
              where u.id = v.person and u.service_id = v.service_id)
            insert into service_user_status (id, service_id, service_user_id, status, since, recorded_at, recorded_by)
            select id, service_id, person, status, at, at, by_whom from v""", ID, ID, ID, TEXT, TIME, TEXT);
    /** Out of wherever they live. */
    final Batch leaving = new Batch(
            "update resident r set until = v.at"
                    + " from unnest($1::uuid[], $2::uuid[], $3::timestamptz[]) as v (person, service_id, at)"
                    + " where r.service_user_id = v.person and r.service_id = v.service_id and r.until is null",
            ID,
            ID,
            TIME);

    final Batch arriving = new Batch(
            "insert into resident (service_id, home_id, service_user_id, since)"
                    + " select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::timestamptz[])",
            ID,
            ID,
            ID,
            TIME);

    /** Before others come in their place. */
    final Batch detached = new Batch(
            "update home_unit u set home_id = null"
                    + " from unnest($1::uuid[], $2::uuid[]) as v (id, service_id)"
                    + " where u.id = v.id and u.service_id = v.service_id",
            ID,
            ID);

    final Batch placesEnded = new Batch(
            "update unit_placement p set until = v.at"
                    + " from unnest($1::uuid[], $2::uuid[], $3::timestamptz[]) as v (unit, service_id, at)"
                    + " where p.unit_id = v.unit and p.service_id = v.service_id and p.until is null",
            ID,
            ID,
            TIME);
    final Batch newUnits = new Batch(
            """
            insert into home_unit (id, service_id, home_id, cid, protocol, authentication, status, secret_hmac,
              secret_enc, secret_key_id, created_at, model_id, allowed_addresses, certificate_name, external_id, serial,
              firmware, iccid, sim_network, paths)
            select v.id, v.service_id, home_id, cid, protocol, authentication, status, secret_hmac, secret_enc, key_id,
              at, m.id, string_to_array(addresses, ','), certificate, external_id, serial, firmware, iccid, network,
              string_to_array(paths, ',')
            from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[],
              $8::bytea[], $9::bytea[], $10::text[], $11::timestamptz[], $12::text[], $13::text[], $14::text[],
              $15::text[], $16::text[], $17::text[], $18::text[], $19::text[], $20::text[], $21::text[])
              as v (id, service_id, home_id, cid, protocol, authentication, status, secret_hmac, secret_enc, key_id, at,
                make, model, addresses, certificate, external_id, serial, firmware, iccid, network, paths)
              left join unit_model m on m.service_id = v.service_id and m.make = v.make and m.name = v.model""",
            ID,
            ID,
            ID,
            TEXT,
            TEXT,
            TEXT,
            TEXT,
            BYTES,
            BYTES,
            TEXT,
            TIME,
            TEXT,
            TEXT,
            TEXT,
            TEXT,
            TEXT,
            TEXT,
            TEXT,
            TEXT,
            TEXT,
            TEXT);
    final Batch units = new Batch("""
            update home_unit u set status = v.status, model_id = m.id, external_id = v.external_id, serial = v.serial,
              firmware = v.firmware, iccid = v.iccid, sim_network = v.network, paths = string_to_array(v.paths, ','),
              allowed_addresses = string_to_array(v.addresses, ',')
            from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
              $9::text[], $10::text[], $11::text[], $12::text[])
              as v (id, service_id, status, make, model, external_id, serial, firmware, iccid, network, paths, addresses)
              left join unit_model m on m.service_id = v.service_id and m.make = v.make and m.name = v.model
            where u.id = v.id and u.service_id = v.service_id""", ID, ID, TEXT, TEXT, TEXT, TEXT, TEXT, TEXT, TEXT, TEXT, TEXT, TEXT);
    final Batch attached = new Batch(
            "update home_unit u set home_id = v.home"
                    + " from unnest($1::uuid[], $2::uuid[], $3::uuid[]) as v (id, service_id, home)"
                    + " where u.id = v.id and u.service_id = v.service_id",
            ID,
            ID,
            ID);
    final Batch places = new Batch(
            "insert into unit_placement (id, service_id, unit_id, home_id, since, placed_by)"
                    + " select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::timestamptz[], $6::text[])",
            ID,
            ID,
            ID,
            ID,
            TIME,
            TEXT);

    /** The shelf follows: what left a home is back and not yet clean; a unit that never was there gets its line. */
    final Batch returned = new Batch("""
            with v as (
              select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::timestamptz[], $5::text[])
                as v (unit, service_id, home, at, by_whom)),
            shelved as (
              insert into stock_item (id, service_id, kind, name, serial, unit_id, state, since, created_at)
              select gen_random_uuid(), v.service_id, 'UNIT', coalesce(m.make || ' ' || m.name, 'Home unit'), u.serial,
                v.unit, 'RETURNED', v.at, v.at
              from v join home_unit u on u.id = v.unit left join unit_model m on m.id = u.model_id
              on conflict (unit_id) do update set state = 'RETURNED', home_id = null, since = excluded.since
              returning id, unit_id)
            insert into stock_move (id, service_id, item_id, act, home_id, at, by)
            select gen_random_uuid(), v.service_id, s.id, 'RETURN', v.home, v.at, v.by_whom
            from v join shelved s on s.unit_id = v.unit""", ID, ID, ID, TIME, TEXT);

    final Batch issued = new Batch("""
            with v as (
              select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::timestamptz[], $5::text[])
                as v (unit, service_id, home, at, by_whom)),
            moved as (
              update stock_item s set state = 'ON_LOAN', home_id = v.home, since = v.at from v
              where s.unit_id = v.unit and s.service_id = v.service_id returning s.id, s.unit_id)
            insert into stock_move (id, service_id, item_id, act, home_id, at, by)
            select gen_random_uuid(), v.service_id, m.id, 'ISSUE', v.home, v.at, v.by_whom
            from v join moved m on m.unit_id = v.unit""", ID, ID, ID, TIME, TEXT);

    final Batch newContacts = new Batch(
            "insert into contact (id, service_id, home_id, position, name, telephone,"
                    + " kind, relation, email) select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::integer[],"
                    + " $5::text[], $6::text[], $7::text[], $8::text[], $9::text[])",
            ID,
            ID,
            ID,
            Integer.class,
            TEXT,
            TEXT,
            TEXT,
            TEXT,
            TEXT);
    final Batch contacts = new Batch(
            "update contact c set name = v.name, telephone = v.telephone, kind = v.kind,"
                    + " relation = v.relation, email = v.email from unnest($1::uuid[], $2::uuid[], $3::text[],"
                    + " $4::text[], $5::text[], $6::text[], $7::text[])"
                    + " as v (id, service_id, name, telephone, kind, relation, email)"
                    + " where c.id = v.id and c.service_id = v.service_id",
            ID,
            ID,
            TEXT,
            TEXT,
            TEXT,
            TEXT,
            TEXT);

    /** The service's id of one that another replaces passes on: there is one of each id. */
    final Batch triggersEnded = new Batch(
            "update peripheral p set until = v.at,"
                    + " external_id = case when not v.passes_on then p.external_id end"
                    + " from unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::boolean[])"
                    + " as v (id, service_id, at, passes_on)"
                    + " where p.id = v.id and p.service_id = v.service_id and p.until is null",
            ID,
            ID,
            TIME,
            Boolean.class);
    /** The service's id of one that is there again. */
    final Batch triggersNamed = new Batch(
            "update peripheral p set external_id = v.external_id"
                    + " from unnest($1::uuid[], $2::uuid[], $3::text[]) as v (id, service_id, external_id)"
                    + " where p.id = v.id and p.service_id = v.service_id",
            ID,
            ID,
            TEXT);
    /** The home's triggers report to another unit from now on. */
    final Batch triggersMoved = new Batch(
            "update peripheral p set unit_id = v.unit"
                    + " from unnest($1::uuid[], $2::uuid[], $3::uuid[]) as v (home, service_id, unit)"
                    + " where p.home_id = v.home and p.service_id = v.service_id and p.until is null",
            ID,
            ID,
            ID);

    /** One that replaces another speaks through the same unit, where that still stands there. */
    final Batch newTriggers = new Batch("""
            insert into peripheral (id, service_id, home_id, unit_id, external_id, dty, did, name, room, since)
            select v.id, v.service_id, v.home_id, case when v.replaces is null then v.unit_id else coalesce((select u.id
                from peripheral p join home_unit u on u.id = p.unit_id and u.home_id = v.home_id
                where p.id = v.replaces), v.unit_id) end, v.external_id, v.dty, v.did, v.name, v.room, v.since
            from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::text[],
              $9::text[], $10::timestamptz[], $11::uuid[])
              as v (id, service_id, home_id, unit_id, external_id, dty, did, name, room, since, replaces)""", ID, ID, ID, ID, TEXT, TEXT, TEXT, TEXT, TEXT, TIME, ID);

    final Batch triggers = new Batch(
            "update peripheral p set external_id = v.external_id, dty = v.dty, did = v.did,"
                    + " name = v.name, room = v.room from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[],"
                    + " $6::text[], $7::text[]) as v (id, service_id, external_id, dty, did, name, room)"
                    + " where p.id = v.id and p.service_id = v.service_id",
            ID,
            ID,
            TEXT,
            TEXT,
            TEXT,
            TEXT,
            TEXT);

    final Batch changes = new Batch(
            "insert into unit_change (id, service_id, home_id, unit_id, at, kind, was, is_now,"
                    + " noticed_by) select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::timestamptz[],"
                    + " $6::text[], $7::text[], $8::text[], $9::text[])",
            ID,
            ID,
            ID,
            ID,
            TIME,
            TEXT,
            TEXT,
            TEXT,
            TEXT);

    /** What the home's line provider says of it, or that this was taken back. */
    final Batch answers = new Batch(
            "insert into line_answer (id, service_id, home_id, provider, answer, planned_on, not_before, at,"
                    + " recorded_by) select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[],"
                    + " $6::date[], $7::date[], $8::timestamptz[], $9::text[])",
            ID,
            ID,
            ID,
            TEXT,
            TEXT,
            DAY,
            DAY,
            TIME,
            TEXT);

    /** After the homes that stand in them. */
    final SchemeBatches inSchemes = new SchemeBatches();

    /** Sends everything, one statement behind the other without waiting; the caller's transaction holds it together. */
    Future<Void> execute(SqlClient client) {
        List<Future<?>> sent = new ArrayList<>();
        for (Batch batch : List.of(models, newHomes, homes)) {
            sent.add(batch.execute(client));
        }
        sent.add(wayIn.execute(client));
        for (Batch batch : List.of(
                newPeople,
                people,
                statuses,
                leaving,
                arriving,
                placesEnded,
                detached,
                returned,
                newUnits,
                units,
                attached,
                issued,
                places,
                newContacts,
                contacts,
                triggersEnded,
                triggersMoved,
                newTriggers,
                triggers,
                triggersNamed,
                changes,
                answers)) {
            sent.add(batch.execute(client));
        }
        sent.add(inSchemes.execute(client));
        return Future.all(sent).mapEmpty();
    }
}
