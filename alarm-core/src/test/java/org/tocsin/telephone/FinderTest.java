package org.tocsin.telephone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tocsin.alarm.Town.await;

import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tocsin.access.Scope;
import org.tocsin.alarm.Town;
import org.tocsin.platform.Ids;

/** Anybody is found by anything a caller may say, within one service. */
class FinderTest {
    static Town town;
    static Finder finder;
    static Scope olga;
    static Scope stranger;
    static UUID margaret;
    static UUID flat;
    static UUID alarm;
    static String cid;

    @BeforeAll
    static void people() {
        town = new Town();
        finder = new Finder(town.database, town.clock);
        UUID service = town.service("here");
        olga = town.person(service, "olga", "Olga Operator", "OPERATOR");
        UUID other = town.service("there");
        stranger = town.person(other, "stranger", "A stranger", "OPERATOR");
        margaret = home(service, "12 Elm Road", "Gospel Oak", "NW5 1AB");
        person(service, margaret, "Margaret O'Neill-Shah", "020 7946 0123");
        contact(service, margaret, "Siân Shah", "+44 (0)7700 900123", "daughter");
        cid = town.unit(service, margaret);
        alarm = town.alarm(service, margaret);
        flat = home(service, "Rose Court", "The Green", "LS1 4AP");
        person(service, flat, "Arthur Pemberton", "0113 496 0000");
        UUID scheme = Ids.next();
        town.sql(
                "insert into scheme (id, service_id, name, created_at) values ('%s', '%s', 'Rose Court', '%s')",
                scheme, service, Town.MORNING);
        town.sql(
                "insert into scheme_point values ('%s', '%s', '%s', '012', 'DWELLING', 'Flat 12', '%s')",
                Ids.next(), service, scheme, flat);
        town.sql("update home set external_id = 'UPRN-77' where id = '%s'", flat);
        // The same people with another service.
        UUID elsewhere = home(other, "12 Elm Road", "Gospel Oak", "NW5 1AB");
        person(other, elsewhere, "Margaret O'Neill-Shah", "020 7946 0123");
        contact(other, elsewhere, "Siân Shah", "07700 900123", "daughter");
    }

    @AfterAll
    static void close() {
        town.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "margaret",
                "Shah",
                "oneill",
                "O'Neill",
                "shah marg",
                "elm road",
                "12 elm",
                "gospel",
                "NW5",
                "nw51ab",
                "1AB",
                "shah elm",
                "margaret oak",
                "020 7946 0123",
                "+442079460123",
                "79460123",
                "Sian",
                "SIÂN shah",
                "07700 900123",
                "+44 7700 900 123",
                "900123",
                "0044 7700900123"
            })
    void by_a_name_an_address_a_postcode_a_number_and_the_daughter(String typed) {
        Found found = find(olga, typed);
        assertThat(found.homes()).as(typed).extracting(Found.Home::id).containsExactly(margaret);
        assertThat(found.homes().get(0).people()).isEqualTo("Margaret O'Neill-Shah");
        assertThat(found.homes().get(0).open()).isNotNull();
        assertThat(found.more()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"flat 12 rose court,FLAT", "rose court 12,FLAT", "pemberton rose,NAME_AND_PLACE", "uprn-77,NUMBER"})
    void by_the_flat_the_name_with_the_place_and_the_service_s_own_number(String typed, Found.By by) {
        Found found = find(olga, typed);
        assertThat(found.homes()).extracting(Found.Home::id).containsExactly(flat);
        assertThat(found.homes().get(0).why()).extracting(Found.Why::by).contains(by);
    }

    @Test
    void a_daughter_s_number_says_whose_it_is() {
        Found.Why why = find(olga, "07700900123").homes().get(0).why().get(0);
        assertThat(why)
                .isEqualTo(new Found.Why(Found.By.CONTACT_TELEPHONE, "Siân Shah, daughter", "+44 (0)7700 900123"));
    }

    @Test
    void by_the_unit_and_by_the_reference_of_an_alarm() {
        assertThat(find(olga, cid).homes()).extracting(Found.Home::id).containsExactly(margaret);
        String reference =
                await(town.alarms.find(olga, alarm)).orElseThrow().alarm().reference();
        Found found = find(olga, reference.toLowerCase(Locale.ROOT));
        assertThat(found.alarm()).isNotNull();
        assertThat(found.alarm().id()).isEqualTo(alarm);
        assertThat(find(stranger, reference).alarm()).isNull();
    }

    @Test
    void nobody_of_another_service_is_ever_found() {
        assertThat(find(olga, "margaret").homes()).hasSize(1);
        assertThat(find(stranger, "margaret").homes())
                .hasSize(1)
                .noneMatch(home -> home.id().equals(margaret));
        assertThat(find(stranger, "pemberton").homes()).isEmpty();
        assertThat(find(stranger, "0113 496 0000").homes()).isEmpty();
        assertThat(find(stranger, cid).homes()).isEmpty();
        assertThat(find(stranger, "flat 12 rose court").homes()).isEmpty();
        assertThat(find(stranger, "UPRN-77").homes()).isEmpty();
        assertThat(find(stranger, "LS1").homes()).isEmpty();
    }

    @Test
    void who_has_moved_out_is_not_found_there_and_what_fits_nothing_finds_nothing() {
        UUID service = olga.serviceId();
        UUID left = home(service, "99 Gone Lane", "Nowhere", "ZZ9 9ZZ");
        person(service, left, "Wilhelmina Gone", "01632 960999");
        town.sql("update resident set until = '%s' where home_id = '%s'", Town.MORNING, left);
        assertThat(find(olga, "wilhelmina").homes()).isEmpty();
        assertThat(find(olga, "01632960999").homes()).isEmpty();
        assertThat(find(olga, "gone lane").homes().get(0).people()).isNull();
        assertThat(find(olga, "").homes()).isEmpty();
        assertThat(find(olga, "'); drop table home; --").homes()).isEmpty();
    }

    @Test
    void an_answer_is_bounded_and_says_that_there_is_more() {
        UUID service = town.service("crowd");
        Scope scope = town.person(service, "carl", "Carl", "OPERATOR");
        town.sql(
                "insert into home (id, service_id, line1, town, postcode, created_at) select gen_random_uuid(), '%s',"
                        + " g || ' High Street', 'Leeds', 'LS2 ' || (g %% 9) || 'AB', '%s' from generate_series(1, 500) g",
                service, Town.MORNING);
        Found found = find(scope, "high street");
        assertThat(found.homes()).hasSize(Finder.MOST);
        assertThat(found.more()).isTrue();
        assertThat(find(scope, "77 high street").homes()).hasSize(1);
    }

    @Test
    void a_look_is_on_the_audit_trail_and_what_was_looked_for_is_not() {
        find(olga, "margaret");
        List<String> lines = await(town.database
                .pool()
                .preparedQuery("select action || ' ' || subject from audit where service_id = $1 and action = 'find'")
                .execute(Tuple.of(olga.serviceId()))
                .map(rows -> rows.stream().map(row -> row.getString(0)).toList()));
        assertThat(lines).isNotEmpty().containsOnly("find service:" + olga.serviceId());
    }

    private static Found find(Scope scope, String typed) {
        return await(finder.find(scope, Sought.of(typed), "127.0.0.1"));
    }

    private static UUID home(UUID service, String line1, String line2, String postcode) {
        UUID id = Ids.next();
        town.sql(
                "insert into home (id, service_id, line1, line2, town, postcode, created_at)"
                        + " values ('%s', '%s', '%s', '%s', 'Somewhere', '%s', '%s')",
                id, service, line1, line2, postcode, Town.MORNING);
        return id;
    }

    private static void person(UUID service, UUID home, String name, String telephone) {
        UUID id = town.resident(service, home, "x", "ACTIVE", Town.MORNING);
        town.sql(
                "update service_user set name = '%s', telephone = '%s' where id = '%s'",
                name.replace("'", "''"), telephone, id);
    }

    private static void contact(UUID service, UUID home, String name, String telephone, String relation) {
        town.sql(
                "insert into contact (id, service_id, home_id, position, name, telephone, kind, relation)"
                        + " values ('%s', '%s', '%s', 0, '%s', '%s', 'RELATIVE', '%s')",
                Ids.next(), service, home, name, telephone, relation);
    }
}
