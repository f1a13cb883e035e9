package org.tocsin.estate;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Scope;
import org.tocsin.estate.EstateImport.State;
import org.tocsin.home.WayInChange;
import org.tocsin.home.WayInDesk;
import org.tocsin.platform.Wakeup;

/** From a file to homes on file, again, changed, and back. */
class EstateImportTest {
    private static final String HEAD =
            "Home ID,Address 1,Postcode,Client name,Telephone,Unit number,Protocol,Make,Model,SIM,Firmware,"
                    + "Line type,Provider,Keyholder,Keyholder telephone,Trigger 1,Trigger 1 room,Key safe\n";

    private static Importing importing;

    @BeforeAll
    static void start() throws Exception {
        importing = new Importing();
    }

    @AfterAll
    static void stop() throws Exception {
        importing.close();
    }

    @Test
    void a_home_comes_with_all_that_its_row_says_and_a_second_time_nothing_changes() throws Exception {
        String csv = HEAD + row("A1", "Edith Shah", "50001", "89440000000000000011", "1.0", "digital", "OpenNet")
                + "A2,7 Rose Court,LS1 4AC,Fred Low,,,,,,,,analogue,,,,,,\n";
        EstateImport checked = importing.check(importing.north, csv);
        assertThat(checked.state()).isEqualTo(State.CHECKED);
        assertThat(checked.counts().added()).isEqualTo(2);
        assertThat(importing.estate(importing.north)).doesNotContain("A1");
        EstateImport done = importing.run(importing.north, csv);
        assertThat(done.state()).isEqualTo(State.DONE);
        assertThat(done.counts()).isEqualTo(new EstateImport.Counts(2, 0, 0, 0, 0, 0, 1));
        assertThat(importing.estate(importing.north))
                .contains("CID=50001", "RESIDENT_NAME=Edith Shah", "TYPE=0003", "ROOM=Hall", "KEY_SAFE=4711")
                .contains("EQUIPMENT=ANALOGUE", "MAKE=Acme", "CONTACT_NAME=Amir Shah");
        assertThat(importing.one("select u.authentication || ' ' || (p.until is null) from unit_placement p join"
                        + " home_unit u on u.id = p.unit_id where u.cid = '50001'"))
                .isEqualTo("DIGEST true");
        assertThat(importing.one("select u.cid from peripheral p join home_unit u on u.id = p.unit_id"
                        + " join home h on h.id = p.home_id where h.external_id = 'A1'"))
                .isEqualTo("50001");
        String before = everything();
        EstateImport again = importing.run(importing.north, csv);
        assertThat(again.counts()).isEqualTo(new EstateImport.Counts(0, 0, 2, 0, 0, 0, 0));
        assertThat(everything()).isEqualTo(before);
        assertThat(importing.estate(importing.south)).isEmpty();
    }

    @Test
    void a_changed_row_changes_what_changed_and_notes_what_may_make_a_proof_stale() throws Exception {
        importing.run(
                importing.north,
                HEAD + row("B1", "Ada Lock", "50101", "89440000000000000021", "1.0", "digital", "OpenNet"));
        UUID person = UUID.fromString(importing.one("select id from service_user where name = 'Ada Lock'"));
        importing.test.execute("update service_user set notes = 'Kept' where id = '" + person + "'");
        EstateImport changed = importing.run(
                importing.north,
                HEAD + row("B1", "Ada Lock", "50101", "89440000000000000022", "2.0", "digital", "OtherNet"));
        assertThat(changed.counts().changed()).isEqualTo(1);
        assertThat(importing
                        .rows(
                                "select kind, was, is_now from unit_change where noticed_by = $1 order by kind",
                                changed.actor())
                        .stream()
                        .map(row -> row.getString(0) + " " + row.getString(1) + " " + row.getString(2)))
                .containsExactly(
                        "FIRMWARE 1.0 2.0",
                        "LINE OpenNet OtherNet",
                        "SIM_SWAP 89440000000000000021 89440000000000000022");
        assertThat(importing.one("select notes from service_user where id = $1", person))
                .isEqualTo("Kept");
        EstateImport swapped = importing.run(
                importing.north,
                HEAD + row("B1", "Bob Lock", "50102", "89440000000000000023", "2.0", "digital", "OtherNet"));
        assertThat(importing.one(
                        "select was || ' ' || is_now from unit_change where kind = 'UNIT_SWAP' and noticed_by = $1",
                        swapped.actor()))
                .isEqualTo("50101 50102");
        assertThat(importing.one("select home_id from home_unit where cid = '50101'"))
                .isEqualTo("null");
        assertThat(importing.one(
                        "select count(*) from resident r join service_user u on u.id = r.service_user_id"
                                + " where u.id = $1 and r.until is not null",
                        person))
                .isEqualTo("1");
        assertThat(importing.one("select count(*) from peripheral p join home_unit u on u.id = p.unit_id"
                        + " where u.cid = '50102' and p.until is null"))
                .isEqualTo("1");
        EstateImport undone = importing.undo(importing.north, swapped);
        assertThat(undone.counts().undone()).isEqualTo(1);
        assertThat(importing.one("select h.external_id from home_unit u join home h on h.id = u.home_id"
                        + " where u.cid = '50101'"))
                .isEqualTo("B1");
        assertThat(importing.one("select until from resident where service_user_id = $1", person))
                .isEqualTo("null");
        assertThat(importing.one("select count(*) from home_unit where cid = '50102'"))
                .isEqualTo("0");
        EstateImport back = importing.undo(importing.north, importing.find(importing.north, changed));
        assertThat(back.counts().undone()).isEqualTo(1);
        assertThat(importing.one("select firmware || iccid from home_unit where cid = '50101'"))
                .isEqualTo("1.089440000000000000021");
    }

    @Test
    void good_rows_go_in_and_bad_ones_are_told_with_row_and_column() throws Exception {
        importing.run(importing.south, HEAD + row("X", "Other", "50299", "89440000000000000031", "1", "digital", ""));
        String csv = HEAD + row("C1", "Good One", "50201", "89440000000000000032", "1.0", "digital", "OpenNet")
                + "C2,1 No Postcode,,Nobody,,50202,SCAIP,,,,,,,,,,,\n"
                + "C3,1 Wrong Number,LS1,Nobody,,12A,SCAIP,,,8.94E+19,,steam,,,,,,\n"
                + "C1,2 Twice,LS1,Nobody,,50203,SCAIP,,,,,,,,,,,\n"
                + "C5,3 Taken,LS1,Nobody,,50299,SCAIP,,,,,,,,,,,\n"
                + "C6,\"4 Quoted\nLane\",LS1,Nobody,,50201,MQTT,,,,,,,,,,,\n";
        EstateImport done = importing.run(importing.north, csv);
        assertThat(done.counts()).isEqualTo(new EstateImport.Counts(1, 0, 0, 5, 0, 0, 1));
        List<ImportStore.Told> told = importing.told(done);
        assertThat(told).extracting(ImportStore.Told::row).containsExactly(3, 4, 5, 6, 7);
        assertThat(told.get(0).problems()).containsExactly("Postcode is missing.");
        assertThat(told.get(1).problems()).hasSize(3);
        assertThat(importing.sentences(done).get(1))
                .contains("“12A” is no unit number", "rounded by a spreadsheet", "“steam” is none of: analogue");
        assertThat(told.get(2).problems()).containsExactly("Home id C1 stands in row 2 already.");
        assertThat(told.get(3).problems()).isNotEmpty().allMatch(why -> why.contains("on file elsewhere"));
        assertThat(told.get(4).problems()).containsExactly("Unit number 50201 stands in row 2 already.");
    }

    @Test
    void all_or_none_puts_nothing_in() throws Exception {
        EstateImport checked = importing.check(
                importing.north,
                HEAD + row("D1", "Good", "50301", "89440000000000000041", "1", "digital", "")
                        + "D2,,,,,,,,,,,,,,,,,\n");
        importing.runWhole(importing.north, checked);
        assertThat(importing.find(importing.north, checked).problem())
                .isEqualTo("Nothing was put in: 1 rows are not good.");
        assertThat(importing.one("select count(*) from home where external_id = 'D1'"))
                .isEqualTo("0");
    }

    @Test
    void undoing_takes_back_what_nobody_has_touched_since_and_says_what_it_kept() throws Exception {
        String before = everything();
        EstateImport done = importing.run(
                importing.north,
                HEAD
                        + row("E1", "First", "50401", "89440000000000000051", "1", "digital", "OpenNet")
                        + row("E2", "Second", "50402", "89440000000000000052", "1", "digital", "OpenNet")
                        + row("E3", "Third", "50403", "89440000000000000053", "1", "digital", "OpenNet"));
        importing.test.execute("update home set risks = 'Dog' where external_id = 'E2'");
        importing.test.execute("insert into unit_state (unit_id, service_id, state, since) select id, service_id,"
                + " 'READY', now() from home_unit where cid = '50403'");
        EstateImport undone = importing.undo(importing.north, done);
        assertThat(undone.state()).isEqualTo(State.UNDONE);
        assertThat(undone.counts().undone()).isEqualTo(1);
        assertThat(importing.told(undone))
                .extracting(told -> told.problems().get(0))
                .containsExactly("Changed since: Risks to staff.", "Something refers to it since: unit state.");
        assertThat(importing.one("select count(*) from home where external_id like 'E%'"))
                .isEqualTo("2");
        importing.test.execute("update home set risks = null where external_id = 'E2'");
        importing.test.execute("delete from unit_state");
        importing.test.execute("update estate_import set state = 'DONE' where id = '" + done.id() + "'");
        importing.test.execute("update estate_import_row set outcome = 'ADDED' where outcome = 'KEPT'");
        importing.undo(importing.north, done);
        assertThat(everything()).isEqualTo(before);
    }

    @Test
    void what_somebody_wrote_where_the_row_said_nothing_is_a_change_too() throws Exception {
        EstateImport done = importing.run(
                importing.north,
                HEAD + "K1,1 Kept Road,LS1 4AD,,,,,,,,,,,,,,,\n" + "K2,2 Kept Road,LS1 4AD,,,,,,,,,,,,,,,\n"
                        + "K3,3 Kept Road,LS1 4AD,,,,,,,,,,,,,,,\n");
        assertThat(done.counts().added()).isEqualTo(3);
        importing.test.execute("update home set equipment = 'CONVERTER' where external_id = 'K1'");
        WayInDesk wayIn = new WayInDesk(
                importing.database,
                Importing.KEYRING,
                importing.now::get,
                new Wakeup(importing.vertx, importing.database));
        UUID second = UUID.fromString(importing.one("select id from home where external_id = 'K2'"));
        importing.now.updateAndGet(at -> at.plusSeconds(60));
        assertThat(Importing.await(wayIn.change(importing.north, second, WayInChange.code("4711"), null)))
                .isInstanceOf(WayInDesk.Done.class);
        EstateImport undone = importing.undo(importing.north, done);
        assertThat(undone.counts().undone()).isEqualTo(1);
        assertThat(importing.told(undone))
                .extracting(told -> told.problems().get(0))
                .containsExactly("Changed since: Equipment.", "Changed since: the way in.");
    }

    @Test
    void what_is_on_legal_hold_stays_when_an_import_is_taken_back() throws Exception {
        EstateImport done = importing.run(
                importing.north,
                HEAD
                        + row("H1", "Held", "50451", "89440000000000000054", "1", "digital", "OpenNet")
                        + row("H2", "Kept", "50452", "89440000000000000055", "1", "digital", "OpenNet")
                        + row("H3", "Free", "50453", "89440000000000000056", "1", "digital", "OpenNet"));
        importing.test.execute("update home set legal_hold = true where external_id = 'H1'");
        importing.test.execute("update service_user set legal_hold = true where id in (select r.service_user_id"
                + " from resident r join home h on h.id = r.home_id where h.external_id = 'H2')");
        EstateImport undone = importing.undo(importing.north, done);
        assertThat(undone.counts().undone()).isEqualTo(1);
        assertThat(importing.told(undone))
                .extracting(told -> told.problems().get(0))
                .containsOnly("On legal hold: nothing of this home is taken away.");
        assertThat(importing.one("select count(*) from home where external_id in ('H1', 'H2', 'H3')"))
                .isEqualTo("2");
    }

    @Test
    void a_unit_that_has_called_from_its_new_home_is_not_taken_out_of_it() throws Exception {
        importing.run(
                importing.north,
                HEAD
                        + row("M1", "Ada Fen", "50501", "89440000000000000061", "1", "digital", "OpenNet")
                        + row("M2", "Bob Fen", "50502", "89440000000000000062", "1", "digital", "OpenNet"));
        importing.test.execute("update unit_placement p set until = now() from home_unit u"
                + " where u.id = p.unit_id and u.cid = '50502'");
        importing.test.execute("update home_unit set home_id = null where cid = '50502'");
        EstateImport swapped = importing.run(
                importing.north,
                HEAD + row("M1", "Ada Fen", "50502", "89440000000000000062", "1", "digital", "OpenNet"));
        importing.test.execute(
                "insert into signal (id, service_id, unit_id, home_id, cid, ref, protocol, kind, body_hash,"
                        + " received_at, recorded_at, remote_address, gateway_id, doubts, body, raw) select gen_random_uuid(),"
                        + " service_id, id, home_id, cid, 'A1', 'SCAIP', 'ALARM', '', '2027-01-01Z', now(), '', '',"
                        + " '{}', '{}', '' from home_unit where cid = '50502'");
        EstateImport undone = importing.undo(importing.north, swapped);
        assertThat(importing.told(undone))
                .extracting(told -> told.problems().get(0))
                .containsExactly("Its unit has been heard since.");
        assertThat(importing.one("select h.external_id from home_unit u join home h on h.id = u.home_id"
                        + " where u.cid = '50502'"))
                .isEqualTo("M1");
    }

    @Test
    void another_process_goes_on_where_one_died() throws Exception {
        StringBuilder csv = new StringBuilder(HEAD);
        for (int i = 0; i < 2_500; i++) {
            csv.append("F").append(i).append(",1 Long Road,LS1,Somebody,,,,,,,,analogue,,,,,,\n");
        }
        EstateImport checked = importing.check(importing.north, csv.toString());
        assertThat(Importing.await(importing.desk.run(importing.north, checked.id(), false)))
                .isPresent();
        // It has claimed, done its first chunk, and is gone without a word.
        importing.test.execute(
                "create function stops() returns trigger language plpgsql as $$ begin if new.rows_done >= 2000"
                        + " then raise exception 'gone'; end if; return new; end $$");
        importing.test.execute(
                "create trigger stops before update on estate_import for each row execute function stops()");
        boolean gone =
                Importing.await(importing.worker.round().transform(done -> Future.succeededFuture(done.failed())));
        assertThat(gone).isTrue();
        importing.test.execute("drop trigger stops on estate_import");
        importing.test.execute("drop function stops()");
        assertThat(importing.one("select count(*) from home where external_id like 'F%'"))
                .isEqualTo("1000");
        assertThat(importing.find(importing.north, checked).progress())
                .isEqualTo(new EstateImport.Progress(1_000, 2_500));
        importing.work();
        assertThat(importing.find(importing.north, checked).counts().added()).isEqualTo(2_500);
        assertThat(importing.one("select count(*) from home where external_id like 'F%'"))
                .isEqualTo("2500");
    }

    @Test
    void nothing_of_a_service_is_seen_by_another() throws Exception {
        EstateImport theirs = importing.check(importing.south, HEAD + "G1,1 South Street,LS1,,,,,,,,,,,,,,,\n");
        Scope north = importing.north;
        assertThat(Importing.await(importing.desk.find(north, theirs.id()))).isEmpty();
        assertThat(Importing.await(importing.desk.run(north, theirs.id(), false)))
                .isEmpty();
        assertThat(Importing.await(importing.desk.sample(north, theirs))).isEmpty();
        assertThat(Importing.await(importing.desk.list(north)))
                .noneMatch(it -> it.id().equals(theirs.id()));
    }

    private static String row(
            String id, String name, String cid, String iccid, String firmware, String line, String provider) {
        return "%s,12 Rose Court,LS1 4AB,%s,0113 496 0000,%s,SCAIP,Acme,Two,%s,%s,%s,%s,Amir Shah,07700 900001,Pendant,Hall,4711\n"
                .formatted(id, name, cid, iccid, firmware, line, provider);
    }

    /** Every row of the estate, whoever wrote it. */
    private static String everything() throws Exception {
        StringBuilder all = new StringBuilder();
        for (String table : List.of(
                "home",
                "service_user",
                "resident",
                "home_unit",
                "unit_placement",
                "contact",
                "peripheral",
                "unit_change",
                "service_user_status")) {
            all.append(importing.one(
                    "select coalesce(string_agg(to_jsonb(t)::text, e'\\n' order by to_jsonb(t)::text), '')" + " from "
                            + table + " t"));
        }
        return all.toString();
    }
}
