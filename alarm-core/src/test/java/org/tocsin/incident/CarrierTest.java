package org.tocsin.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tocsin.signal.Estate.await;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Scope;
import org.tocsin.incident.Grouping.Shared;
import org.tocsin.incident.WhatIf.Scenario;
import org.tocsin.incident.WhatIf.Unit;
import org.tocsin.platform.Ids;

/** What hangs on a carrier or an area, and who would be without cover. */
class CarrierTest {
    static Outage town;
    static CarrierStore store;

    @BeforeAll
    static void open() {
        town = new Outage();
        store = new CarrierStore(town.estate.database);
        List<Outage.Home> north = town.homes("North", 4);
        List<Outage.Home> south = town.homes("South", 3);
        town.estate.sql(
                "update home set risk_tier = 'CRITICAL' where id = '%s'",
                north.get(0).id());
        town.estate.sql(
                "update home set vulnerabilities = '{OXYGEN}' where id = '%s'",
                north.get(1).id());
        town.estate.sql(
                "update home_unit set paths = '{MOBILE}' where cid = '%s'",
                north.get(2).cid());
        town.estate.sql(
                "update home_unit set paths = '{IP}' where cid = '%s'",
                north.get(3).cid());
        town.estate.sql(
                "update home_unit set sim_network = 'O2', paths = '{}' where cid = '%s'",
                south.get(0).cid());
        town.estate.sql("update home set line_provider = 'BT' where area = 'South'");
        resident(north.get(0), "Ada", "ACTIVE");
        resident(north.get(0), "Alan", "DECEASED");
        resident(north.get(0), "Alma", "MOVED");
        town.mainsLost(south, 10);
        town.say(north.subList(0, 1), 10, "0024");
    }

    private static void resident(Outage.Home home, String name, String status) {
        UUID user = Ids.next();
        town.estate.sql(
                "insert into service_user (id, service_id, name, status, created_at)"
                        + " values ('%s', '%s', '%s', '%s', '2026-01-01Z')",
                user, town.estate.service, name, status);
        town.estate.sql(
                "insert into resident values ('%s', '%s', '%s', '2026-01-01Z')", town.estate.service, home.id(), user);
    }

    @AfterAll
    static void close() {
        town.close();
    }

    @Test
    void each_network_line_and_area_with_its_units_people_and_what_is_lost_now() {
        List<CarrierStore.Line> lines = await(store.lines(town.olive));
        assertThat(lines)
                .contains(
                        new CarrierStore.Line(
                                new Grouping.Key(Shared.AREA, "North"),
                                4,
                                1,
                                new CarrierStore.Tiers(1, 0, 3),
                                2,
                                new CarrierStore.Now(0, 1, 0)),
                        new CarrierStore.Line(
                                new Grouping.Key(Shared.AREA, "South"),
                                3,
                                0,
                                new CarrierStore.Tiers(0, 0, 3),
                                2,
                                new CarrierStore.Now(0, 0, 3)));
        assertThat(lines)
                .filteredOn(line -> line.key().shared() == Shared.NETWORK)
                .extracting(line -> line.key().name() + " " + line.units() + " " + line.onePath())
                .containsExactly("EE 6 2", "O2 1 1");
        assertThat(lines)
                .filteredOn(line -> line.key().shared() == Shared.LINE)
                .extracting(line -> line.key().name() + " " + line.units())
                .containsExactly("not on file 4", "BT 3");
        Scope stranger = new Scope(Ids.next(), null, "api:other");
        assertThat(await(store.lines(stranger))).isEmpty();
        assertThat(await(store.whatIf(stranger, new Scenario(Shared.AREA, "North", 8)))
                        .exposed())
                .isEmpty();
    }

    @Test
    void a_scheme_s_dwellings_hang_on_its_controller() {
        List<Outage.Home> flats = town.homes("Court", 3);
        UUID scheme = Ids.next();
        town.estate.sql(
                "insert into scheme (id, service_id, name, created_at) values ('%s', '%s', 'Court', '2026-01-01Z')",
                scheme, town.estate.service);
        for (Outage.Home flat : flats) {
            resident(flat, "Tenant", "ACTIVE");
            town.estate.sql("update home_unit set home_id = null where cid = '%s'", flat.cid());
            for (String point : List.of("cord", "door")) {
                town.estate.sql(
                        "insert into scheme_point (id, service_id, scheme_id, did, kind, name, home_id)"
                                + " values ('%s', '%s', '%s', '%s', 'DWELLING', 'Flat', '%s')",
                        Ids.next(), town.estate.service, scheme, point.charAt(0) + flat.cid(), flat.id());
            }
        }
        town.estate.sql(
                "update home set risk_tier = 'CRITICAL' where id = '%s'",
                flats.get(1).id());
        town.estate.sql(
                "update home_unit set scheme_id = '%s', paths = '{MOBILE}', sim_network = 'Three' where cid = '%s'",
                scheme, flats.get(0).cid());
        assertThat(await(store.lines(town.olive)))
                .contains(new CarrierStore.Line(
                        new Grouping.Key(Shared.NETWORK, "Three"),
                        1,
                        3,
                        new CarrierStore.Tiers(1, 0, 0),
                        0,
                        new CarrierStore.Now(0, 0, 0)));
        CarrierStore.Answer answer = await(store.whatIf(town.olive, new Scenario(Shared.NETWORK, "Three", 6)));
        assertThat(answer.looked()).isOne();
        assertThat(answer.exposed())
                .extracting(CarrierStore.Exposed::homeId)
                .startsWith(flats.get(1).id())
                .containsExactlyInAnyOrderElementsOf(
                        flats.stream().map(Outage.Home::id).toList());
        flats.forEach(flat -> town.estate.sql("update home set ended_at = now() where id = '%s'", flat.id()));
    }

    @Test
    void a_network_down_exposes_who_has_nothing_else() {
        CarrierStore.Answer answer = await(store.whatIf(town.olive, new Scenario(Shared.NETWORK, "EE", 6)));
        assertThat(answer.looked()).isEqualTo(6);
        assertThat(answer.exposed()).singleElement().satisfies(one -> {
            assertThat(one.place()).startsWith("2 North");
            assertThat(one.gap()).isEqualTo(new WhatIf.Gap(0, "no path but this network", false));
        });
    }

    @Test
    void an_area_without_power_exposes_oxygen_routers_and_in_the_end_every_battery() {
        CarrierStore.Answer eight = await(store.whatIf(town.olive, new Scenario(Shared.AREA, "North", 8)));
        assertThat(eight.exposed())
                .extracting(one -> one.gap().why())
                .containsExactly("oxygen at home needs power", "its only path is a router, which has no power");
        CarrierStore.Answer whole = await(store.whatIf(town.olive, new Scenario(Shared.AREA, "North", 25)));
        assertThat(whole.exposed())
                .hasSize(4)
                .first()
                .satisfies(one -> assertThat(one.place()).startsWith("1 North"));
        assertThat(whole.exposed())
                .as("who lives there now")
                .extracting(CarrierStore.Exposed::who)
                .containsOnlyOnce("Ada")
                .noneMatch(who -> who.contains("Alan") || who.contains("Alma"));
    }

    @Test
    void the_rule_for_each_path() {
        Scenario network = new Scenario(Shared.NETWORK, "EE", 6);
        Scenario line = new Scenario(Shared.LINE, "BT", 6);
        Scenario power = new Scenario(Shared.AREA, "North", 8);
        assertThat(WhatIf.of(network, unit(null, "MOBILE", "SECOND_MOBILE"))).isEmpty();
        assertThat(WhatIf.of(network, unit(null, "MOBILE", "IP"))).isEmpty();
        assertThat(WhatIf.of(network, unit(null))).hasValue(new WhatIf.Gap(0, "no path on file", true));
        assertThat(WhatIf.of(line, unit(null, "IP", "ANALOGUE"))).isPresent();
        assertThat(WhatIf.of(line, unit(null, "IP", "MOBILE"))).isEmpty();
        assertThat(WhatIf.of(power, unit(6, "MOBILE")))
                .hasValue(new WhatIf.Gap(6, "its battery is empty after 6 hours", false));
        assertThat(WhatIf.of(power, unit(8, "MOBILE"))).isEmpty();
        assertThat(WhatIf.of(power, unit(null, "MOBILE"))).isEmpty();
        assertThat(WhatIf.of(new Scenario(Shared.AREA, "North", 30), unit(null, "MOBILE")))
                .hasValue(new WhatIf.Gap(24, "its battery is empty after 24 hours (assumed)", true));
        assertThat(WhatIf.of(power, unit(null, "ANALOGUE"))).isEmpty();
        assertThat(WhatIf.of(power, new Unit(Set.of("ANALOGUE", "IP"), true, false, null)))
                .hasValue(new WhatIf.Gap(0, "its only path is a converter, which has no power", false));
        assertThat(WhatIf.of(power, new Unit(Set.of("ANALOGUE", "MOBILE"), true, false, null)))
                .isEmpty();
        assertThat(power.words()).isEqualTo("North without power for 8 hours");
    }

    private static Unit unit(@Nullable Integer standby, String... paths) {
        return new Unit(Set.of(paths), false, false, standby);
    }
}
