package org.tocsin.estate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tocsin.estate.Importing.await;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tocsin.estate.EstateImport.Counts;
import org.tocsin.platform.Ids;
import org.tocsin.readiness.Evidence;
import org.tocsin.readiness.ProofBook;
import org.tocsin.readiness.Readiness;
import org.tocsin.readiness.ReadinessStore;
import org.tocsin.readiness.TriggerProof.State;

/** Another device in a row is another trigger: what was heard from the one before proves nothing of it. */
class TriggerReplacedTest {
    private static final String HEAD = "Home ID,Address 1,Postcode,Unit number,Protocol,Trigger 1,Trigger 1 device id,"
            + "Trigger 1 room,Trigger 1 id,Trigger 2,Trigger 2 device id\n";

    private static Importing importing;
    private static ProofBook book;
    private static ReadinessStore store;
    private static int refs;

    @BeforeAll
    static void start() throws Exception {
        importing = new Importing();
        book = new ProofBook(importing.now::get);
        store = new ReadinessStore(importing.database, importing.now::get);
    }

    @AfterAll
    static void stop() throws Exception {
        importing.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "T1"})
    void another_device_is_another_trigger_and_was_never_heard(String triggerId) throws Exception {
        String home = "A" + triggerId;
        String cid = "7010" + triggerId.length();
        run(row(home, cid, "Pendant", "00A1", triggerId));
        UUID old = trigger(home, "00A1");
        prove(home, cid, old, "0003", "00A1");
        assertThat(ready(home).proof()).isEqualTo(State.CURRENT);
        String before = on(home);

        String csv = row(home, cid, "Pendant", "00B2", triggerId);
        EstateImport checked = importing.check(importing.north, HEAD + csv);
        assertThat(checked.counts().changed()).isEqualTo(1);
        assertThat(importing.sentences(checked))
                .containsExactly("2 Trigger 1 is another than the one on file: nothing heard from that one proves it.");
        assertThat(ready(home).proof()).isEqualTo(State.CURRENT);

        EstateImport swapped = run(csv);
        assertThat(swapped.counts()).isEqualTo(new Counts(0, 1, 0, 0, 0, 0, 0));
        UUID fresh = trigger(home, "00B2");
        assertThat(fresh).isNotEqualTo(old);
        assertThat(ready(home).proof()).isEqualTo(State.NEVER);
        assertThat(importing.one("select until from peripheral where id = $1", old))
                .isNotEqualTo("null");
        assertThat(on(home)).isEqualTo("[0003 00B2 pendant Hall %s true]".formatted(triggerId));
        assertThat(changes(swapped)).containsExactly("TRIGGER_ADDED pendant, Hall", "TRIGGER_REMOVED pendant, Hall");

        assertThat(run(csv).counts()).isEqualTo(new Counts(0, 0, 1, 0, 0, 0, 0));
        assertThat(trigger(home, "00B2")).isEqualTo(fresh);

        EstateImport undone = importing.undo(importing.north, swapped);
        assertThat(undone.counts().undone()).isEqualTo(1);
        assertThat(on(home)).isEqualTo(before);
        assertThat(trigger(home, "00A1")).isEqualTo(old);
        assertThat(ready(home).proof()).isEqualTo(State.CURRENT);
        assertThat(run(row(home, cid, "Pendant", "00A1", triggerId)).counts().unchanged())
                .isEqualTo(1);
    }

    @Test
    void another_type_is_another_trigger_though_the_service_s_own_id_stays() throws Exception {
        run(row("B1", "70201", "Pendant", "00A1", "T2"));
        UUID old = trigger("B1", "00A1");
        prove("B1", "70201", old, "0003", "00A1");
        EstateImport swapped = run(row("B1", "70201", "Smoke detector", "", "T2"));
        assertThat(swapped.counts().changed()).isEqualTo(1);
        assertThat(on("B1")).isEqualTo("[0023 00A1 smoke detector Hall T2 true]");
        assertThat(ready("B1").proof()).isEqualTo(State.NEVER);
        assertThat(importing.undo(importing.north, swapped).counts().undone()).isEqualTo(1);
        assertThat(on("B1")).isEqualTo("[0003 00A1 pendant Hall T2 true]");
        assertThat(ready("B1").proof()).isEqualTo(State.CURRENT);
    }

    @Test
    void an_id_that_is_on_file_elsewhere_is_given_to_no_other_and_the_dry_run_says_so() throws Exception {
        run(row("H1", "70801", "Pendant", "00A1", "T8"));
        run(row("H2", "70802", "Pendant", "00B1", ""));
        EstateImport checked = importing.check(importing.north, HEAD + row("H2", "70802", "Pendant", "00B1", "T8"));
        assertThat(checked.counts().refused()).isEqualTo(1);
        assertThat(importing.sentences(checked))
                .containsExactly("2 The trigger id T8 is on file already, in another home.");
    }

    @Test
    void a_device_id_that_becomes_known_or_is_written_otherwise_is_the_same_trigger() throws Exception {
        run(row("C1", "70301", "Pendant", "", ""));
        UUID pendant = trigger("C1", "");
        prove("C1", "70301", pendant, "0003", "00a1");
        run(row("C1", "70301", "Pendant", "00a1", ""));
        assertThat(trigger("C1", "00a1")).isEqualTo(pendant);
        run(row("C1", "70301", "Pendant", "00A1", ""));
        assertThat(trigger("C1", "00A1")).isEqualTo(pendant);
        assertThat(ready("C1").proof()).isEqualTo(State.CURRENT);
        run(row("C1", "70301", "Pendant", "(none)", ""));
        assertThat(ready("C1").proof())
                .as("which one it is, nobody knows any more")
                .isEqualTo(State.NEVER);
    }

    @Test
    void the_one_of_its_kind_makes_way_wherever_it_stands_on_file() throws Exception {
        run("D1,1 Swap Street,LS1,70401,SCAIP,Pendant,00A1,,,Smoke detector,\n");
        UUID smoke = trigger("D1", "");
        for (String device : List.of("00B2", "00C3", "00D4")) {
            String csv = "D1,1 Swap Street,LS1,70401,SCAIP,Pendant," + device + ",,,Smoke detector,\n";
            assertThat(run(csv).counts().changed()).isEqualTo(1);
            assertThat(trigger("D1", "")).isEqualTo(smoke);
            assertThat(on("D1")).isEqualTo("[0003 %s pendant   true, 0023  smoke detector   true]".formatted(device));
            assertThat(run(csv).counts().unchanged()).isEqualTo(1);
        }
    }

    @Test
    void of_two_of_a_kind_the_one_that_is_not_named_makes_way() throws Exception {
        run("D2,1 Swap Street,LS1,70402,SCAIP,Pendant,00D4,,,Pendant,00E5\n");
        UUID hers = trigger("D2", "00E5");
        run("D2,1 Swap Street,LS1,70402,SCAIP,Pendant,00F6,,,Pendant,00E5\n");
        assertThat(trigger("D2", "00E5")).isEqualTo(hers);
        assertThat(on("D2")).isEqualTo("[0003 00E5 pendant   true, 0003 00F6 pendant   true]");
    }

    @Test
    void it_speaks_through_the_unit_through_which_the_one_before_it_did() throws Exception {
        run(row("E1", "70501", "Pendant", "00A1", ""));
        importing.test.execute(
                "insert into home_unit (id, service_id, home_id, cid, protocol, authentication, created_at)"
                        + " select gen_random_uuid(), service_id, id, '70502', 'SCAIP', 'NONE', now() from home"
                        + " where external_id = 'E1'");
        importing.test.execute("update peripheral set unit_id = (select id from home_unit where cid = '70502')"
                + " where home_id = (select id from home where external_id = 'E1')");
        run(row("E1", "70501", "Pendant", "00B2", ""));
        assertThat(importing.one(
                        "select cid from peripheral p join home_unit u on u.id = p.unit_id where p.id = $1",
                        trigger("E1", "00B2")))
                .isEqualTo("70502");
    }

    @Test
    void the_service_s_id_of_a_trigger_elsewhere_is_not_taken_from_it() throws Exception {
        run(row("F1", "70601", "Pendant", "00A1", "T5") + row("F2", "70602", "Pendant", "00A2", ""));
        EstateImport refused = run(row("F2", "70602", "Pendant", "00B2", "T5"));
        assertThat(importing.sentences(refused))
                .containsExactly("2 Trigger 1: id is on file already, in another home.");
        assertThat(on("F2")).contains("00A2");
    }

    @Test
    void what_was_replaced_once_more_or_was_heard_since_is_kept() throws Exception {
        run(row("G1", "70701", "Pendant", "00A1", "T6"));
        EstateImport first = run(row("G1", "70701", "Pendant", "00B2", "T6"));
        EstateImport second = run(row("G1", "70701", "Pendant", "00C3", "T6"));
        assertThat(importing.sentences(importing.undo(importing.north, first)))
                .containsExactly("2 Changed since: Trigger is not there any more, or is another.");
        prove("G1", "70701", trigger("G1", "00C3"), "0003", "00C3");
        assertThat(importing.undo(importing.north, second).counts().undone()).isZero();
        assertThat(ready("G1").proof()).isEqualTo(State.CURRENT);
    }

    private static EstateImport run(String rows) throws Exception {
        return importing.run(importing.north, HEAD + rows);
    }

    private static String row(String home, String cid, String type, String device, String triggerId) {
        return "%s,1 Swap Street,LS1,%s,SCAIP,%s,%s,Hall,%s,,\n".formatted(home, cid, type, device, triggerId);
    }

    /** The trigger that is there now and has this device id; empty for one without. */
    private static UUID trigger(String home, String device) throws Exception {
        return UUID.fromString(importing.one(
                "select p.id from peripheral p join home h on h.id = p.home_id where h.external_id = $1"
                        + " and coalesce(p.did, '') = $2 and p.until is null",
                home,
                device));
    }

    /** What is there now: type, device, name, room, id of the service's own, whether through a unit. */
    private static String on(String home) throws Exception {
        return importing
                .rows(
                        "select concat_ws(' ', p.dty, coalesce(p.did, ''), p.name, coalesce(p.room, ''),"
                                + " coalesce(p.external_id, ''), p.unit_id is not null) from peripheral p"
                                + " join home h on h.id = p.home_id where h.external_id = $1 and p.until is null"
                                + " order by p.dty, p.did",
                        home)
                .stream()
                .map(row -> row.getString(0).replace(" t", " true"))
                .toList()
                .toString();
    }

    private static List<String> changes(EstateImport it) throws Exception {
        return importing
                .rows(
                        "select concat_ws(' ', kind, was, is_now) from unit_change where noticed_by = $1 order by kind",
                        it.actor())
                .stream()
                .map(row -> row.getString(0))
                .toList();
    }

    /** It is pressed now, on a visit. */
    private static void prove(String home, String cid, UUID trigger, String dty, String did) throws Exception {
        Instant at = Objects.requireNonNull(importing.now.updateAndGet(before -> before.plusSeconds(60)));
        UUID signal = Ids.next();
        importing.test.execute(
                ("insert into signal (id, service_id, unit_id, home_id, cid, ref, protocol, kind, body_hash,"
                                + " received_at, recorded_at, remote_address, gateway_id, doubts, body, raw) select '%s',"
                                + " service_id, id, home_id, cid, 'R%d', 'SCAIP', 'ALARM', '', '%s', now(), '', '', '{}',"
                                + " '{\"dty\":\"%s\",\"did\":\"%s\"}', '' from home_unit where cid = '%s'")
                        .formatted(signal, ++refs, at, dty, did, cid));
        Evidence evidence = new Evidence(
                importing.north.serviceId(),
                home(home),
                UUID.fromString(importing.one("select id from home_unit where cid = $1", cid)),
                trigger,
                signal,
                Evidence.Kind.VISIT,
                "operator:ian",
                at,
                at,
                null,
                null);
        await(importing.database.pool().withTransaction(connection -> book.record(connection, evidence)));
    }

    private static UUID home(String externalId) throws Exception {
        return UUID.fromString(importing.one("select id from home where external_id = $1", externalId));
    }

    private static Readiness ready(String home) throws Exception {
        return await(store.home(importing.north, home(home))).orElseThrow();
    }
}
