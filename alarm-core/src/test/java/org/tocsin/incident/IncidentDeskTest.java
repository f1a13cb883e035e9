package org.tocsin.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tocsin.signal.Estate.await;

import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Scope;
import org.tocsin.alarm.ActResult;
import org.tocsin.alarm.AlarmStore;
import org.tocsin.alarm.BoardReader;
import org.tocsin.alarm.CloseRequest;
import org.tocsin.incident.Outage.Home;
import org.tocsin.platform.Ids;

/** What operators do on the card, and when it lets itself be closed. */
class IncidentDeskTest {
    static Outage town;

    @BeforeAll
    static void open() {
        town = new Outage();
    }

    @AfterAll
    static void close() {
        town.close();
    }

    @Test
    void the_card_stays_open_while_a_home_is_neither_back_nor_spoken_with_and_says_which() {
        List<Home> homes = town.homes("Closeby", 6);
        Incident incident = incident(homes, "Closeby");
        take(incident);
        ActResult refused = close(incident);
        assertThat(refused).isInstanceOfSatisfying(ActResult.HomesLeft.class, left -> {
            assertThat(left.count()).isEqualTo(6);
            assertThat(left.homes()).hasSize(5);
            assertThat(left.why()).startsWith("6 homes are neither back").contains("Closeby", "and 1 more");
        });
        town.mainsBack(homes.subList(0, 4), 100);
        town.look(101);
        assertThat(contact(incident, ContactResult.WELL, homes.get(4))).isInstanceOf(IncidentResult.Done.class);
        assertThat(contact(incident, ContactResult.NO_ANSWER, homes.get(5))).isInstanceOf(IncidentResult.Done.class);
        assertThat(close(incident))
                .isInstanceOfSatisfying(
                        ActResult.HomesLeft.class,
                        left -> assertThat(left.why())
                                .isEqualTo(
                                        "1 home is neither back nor has anybody spoken with them: 5 Closeby, BL1 1AA."));
        contact(incident, ContactResult.VISITED, homes.get(5));

        assertThat(close(incident)).isInstanceOf(ActResult.Done.class);
        town.look(200);
        for (Home home : homes) {
            Row alarm = town.estate.row(
                    "select * from alarm where home_id = $1 and joining_class = 'TECHNICAL'", home.id());
            assertThat(alarm.getString("state")).isEqualTo("CLOSED");
            assertThat(alarm.getString("outcome")).isEqualTo("power");
            assertThat(town.estate.log(alarm.getUUID("id")))
                    .last()
                    .asString()
                    .startsWith("CLOSED Closed with its incident");
        }
        assertThat(await(town.desk.contacted(
                        town.olive,
                        incident.id(),
                        new IncidentDesk.Contact(List.of(Ids.next()), ContactResult.WELL, null))))
                .isInstanceOf(IncidentResult.NotAllowed.class);
    }

    @Test
    void what_is_lost_again_while_the_card_is_being_closed_sounds_on_its_own() {
        List<Home> homes = town.homes("Racely", 5);
        Incident incident = incident(homes, "Racely");
        take(incident);
        town.mainsBack(homes, 100);
        town.look(101);
        assertThat(close(incident)).isInstanceOf(ActResult.Done.class);
        town.mainsLost(homes.subList(0, 1), 150);
        town.look(151);
        Row alarm = town.alarmOf(homes.get(0));
        assertThat(alarm.getBoolean("sounding")).isTrue();
        assertThat(alarm.getUUID("incident_id")).isNull();
        assertThat(town.estate.rows(
                        "select 1 from alarm where home_id = $1 and state = 'CLOSED'",
                        homes.get(1).id()))
                .hasSize(1);
    }

    @Test
    void many_are_written_down_at_once_in_each_homes_own_record_and_who_needs_help_sounds() {
        List<Home> homes = town.homes("Manyton", 6);
        Incident incident = incident(homes, "Manyton");
        contact(incident, ContactResult.WELL, homes.get(0), homes.get(1), homes.get(2));
        contact(incident, ContactResult.NEEDS_HELP, homes.get(3));
        assertThat(town.open("Manyton").counts()).isEqualTo(new Incident.Counts(6, 0, 3, 1, 0, 0));
        assertThat(town.estate.log(town.alarmId(homes.get(1))))
                .last()
                .isEqualTo("NOTE Olive Green rang because of the incident: Spoken to, well; warm and dry");
        assertThat(town.estate.log(incident.cardId()))
                .contains("NOTE Olive Green rang 3 homes: Spoken to, well; warm and dry");
        assertThat(town.alarmOf(homes.get(3)).getBoolean("sounding")).isTrue();
        assertThat(town.alarmOf(homes.get(0)).getBoolean("sounding")).isFalse();
        IncidentStore.Home first = town.list(incident).stream()
                .filter(home -> home.homeId().equals(homes.get(0).id()))
                .findFirst()
                .orElseThrow();
        assertThat(first.standing().state()).isEqualTo(HomeInIncident.State.CONTACTED);
        assertThat(first.standing().contactedBy()).isEqualTo("operator:olive");
    }

    @Test
    void only_who_works_on_alarms_and_only_of_this_service() {
        List<Home> homes = town.homes("Ourby", 5);
        Incident incident = incident(homes, "Ourby");
        UUID other = Ids.next();
        town.estate.sql(
                "insert into service (id, code, name, created_at) values ('%s', 'other', 'Other', '2026-01-01Z')",
                other);
        Scope stranger = town.person(other, "stranger", "OPERATOR");
        Scope rhona = town.person(town.estate.service, "rhona", "RESPONDER");
        IncidentDesk.Contact contact =
                new IncidentDesk.Contact(List.of(town.alarmId(homes.get(0))), ContactResult.WELL, null);
        assertThat(await(town.desk.contacted(stranger, incident.id(), contact)))
                .isInstanceOf(IncidentResult.NotFound.class);
        assertThat(await(town.desk.contacted(rhona, incident.id(), contact)))
                .isInstanceOf(IncidentResult.NotAllowed.class);
        assertThat(await(town.store.find(stranger, incident.id()))).isEmpty();
        assertThat(await(town.store.list(stranger))).isEmpty();
        assertThat(await(town.store.homes(stranger, incident.id(), IncidentStore.Which.ALL, 0, 10))
                        .items())
                .isEmpty();
        assertThat(await(town.store.ofHome(stranger, homes.get(0).id()))).isEmpty();
        assertThat(await(town.store.ofHome(town.olive, homes.get(0).id()))).hasSize(1);
        assertThat(await(town.desk.contacted(
                        town.olive, incident.id(), new IncidentDesk.Contact(List.of(), ContactResult.WELL, null))))
                .isInstanceOf(IncidentResult.Invalid.class);
    }

    @Test
    void the_board_has_the_card_and_not_the_homes_behind_it() {
        BoardReader board = new BoardReader(town.estate.database);
        List<Home> homes = town.homes("Boardly", 5);
        String before = await(board.changesSince(BoardReader.Lane.FAULTS, null)).nextXmin();
        Incident incident = incident(homes, "Boardly");
        assertThat(await(board.changesSince(BoardReader.Lane.FAULTS, null)).rows())
                .filteredOn(row -> row.incident() != null && row.incident().id().equals(incident.id()))
                .singleElement()
                .satisfies(row -> {
                    assertThat(row.person()).isEqualTo("Mains failure in Boardly");
                    assertThat(row.behindCard()).isFalse();
                });
        // Who looked before hears that they have left.
        assertThat(await(board.changesSince(BoardReader.Lane.FAULTS, before)).rows())
                .filteredOn(row -> row.behindCard())
                .hasSize(5);
        assertThat(await(new AlarmStore(town.estate.database).find(town.olive, incident.cardId()))
                        .orElseThrow()
                        .place())
                .isEmpty();
    }

    private static Incident incident(List<Home> homes, String area) {
        town.mainsLost(homes, 10);
        town.look(11);
        return town.open(area);
    }

    private static void take(Incident incident) {
        assertThat(await(town.alarms.take(town.olive, incident.cardId()))).isInstanceOf(ActResult.Done.class);
    }

    private static ActResult close(Incident incident) {
        return await(town.alarms.close(town.olive, incident.cardId(), new CloseRequest("power", null, "the grid")));
    }

    private static IncidentResult contact(Incident incident, ContactResult result, Home... homes) {
        List<UUID> alarms = List.of(homes).stream().map(town::alarmId).toList();
        return await(town.desk.contacted(
                town.olive, incident.id(), new IncidentDesk.Contact(alarms, result, "warm and dry")));
    }
}
