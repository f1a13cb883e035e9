package org.tocsin.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tocsin.signal.Estate.after;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Scope;

/** Messages in several parts, short repeat windows and information, on their way into a real PostgreSQL. */
class SplitMessageTest {
    static Estate estate;

    @BeforeAll
    static void open() {
        estate = new Estate();
    }

    @AfterAll
    static void close() {
        estate.close();
    }

    @Test
    @DisplayName("RX-42 ame 1 then 0: both in one alarm, one press")
    void two_parts_are_one_press() {
        String cid = estate.unit(null);
        press(cid, "A1", 0, "ame", "1", "lte", "Hall");
        press(cid, "A2", 1, "ame", "0", "ite", "more");

        assertThat(alarm(cid).getInteger("signal_count")).isEqualTo(1);
        assertThat(estate.log(alarm(cid).getUUID("id")))
                .hasSize(2)
                .last()
                .asString()
                .startsWith("FROM_HOME More of the same message");
        assertThat(estate.rows("select 1 from signal where cid = $1 and alarm_id is not null", cid))
                .hasSize(2);
    }

    @Test
    @DisplayName("RX-42 three parts counted down, the last two through another gateway and in the wrong order")
    void three_parts_in_any_order() {
        String cid = estate.unit(null);
        press(cid, "B1", 0, "ame", "2");
        estate.send(estate.second, cid, "B3", after(2), "dty", "0003", "stc", "0010");
        estate.send(estate.second, cid, "B2", after(3), "dty", "0003", "ame", "1");

        assertThat(alarm(cid).getInteger("signal_count")).isEqualTo(1);
        press(cid, "B4", 4);
        assertThat(alarm(cid).getInteger("signal_count")).isEqualTo(2);
    }

    @Test
    @DisplayName("RX-42 a further part that comes first is a press, the one that announced it is not another")
    void the_second_part_first() {
        String cid = estate.unit(null);
        press(cid, "C2", 0, "ame", "0");
        estate.send(estate.second, cid, "C1", after(1), "dty", "0003", "stc", "0010", "ame", "1");

        assertThat(alarm(cid).getInteger("signal_count")).isEqualTo(1);
        press(cid, "C3", 2);
        assertThat(alarm(cid).getInteger("signal_count")).isEqualTo(2);
    }

    @Test
    @DisplayName("RX-42 two units of one home, their parts interleaved")
    void two_units_interleaved() {
        UUID home = estate.home("1 Bell Lane");
        String one = estate.unit(home);
        String two = estate.unit(home);
        press(one, "D1", 0, "ame", "1");
        press(two, "D1", 1, "ame", "1");
        press(one, "D2", 2, "ame", "0");
        press(two, "D2", 3, "ame", "0");

        assertThat(alarm(one).getInteger("signal_count")).isEqualTo(2);
        press(one, "D3", 4);
        press(two, "D3", 5);
        assertThat(alarm(one).getInteger("signal_count")).isEqualTo(4);
    }

    @Test
    void a_new_press_with_parts_of_its_own_is_a_new_press() {
        String cid = estate.unit(null);
        press(cid, "E1", 0, "ame", "1");
        press(cid, "E2", 1, "ame", "0");
        press(cid, "E3", 5, "ame", "1");
        press(cid, "E4", 6, "ame", "0");

        assertThat(alarm(cid).getInteger("signal_count")).isEqualTo(2);
    }

    @Test
    void another_trigger_is_a_press_whatever_was_announced() {
        String cid = estate.unit(null);
        press(cid, "F1", 0, "ame", "1", "did", "A1");
        press(cid, "F2", 1, "did", "A2");
        estate.send(cid, "F3", after(2), "dty", "0004");

        assertThat(alarm(cid).getInteger("signal_count")).isEqualTo(3);
    }

    @Test
    void on_an_alarm_that_is_quiet_what_comes_after_ten_seconds_is_heard() {
        String cid = estate.unit(null);
        press(cid, "G1", 0, "ame", "2");
        estate.sql("update alarm set state = 'TAKEN', sounding = false where cid = '%s'", cid);

        press(cid, "G2", 4, "ame", "1");
        assertThat(alarm(cid).getBoolean("sounding")).isFalse();
        press(cid, "G3", 15, "ame", "0");
        assertThat(alarm(cid).getBoolean("sounding")).isTrue();
        assertThat(alarm(cid).getInteger("signal_count")).isEqualTo(2);
    }

    @Test
    void nothing_belongs_to_what_was_announced_more_than_a_minute_ago() {
        String cid = estate.unit(null);
        press(cid, "H1", 0, "ame", "1");
        press(cid, "H2", 61);

        assertThat(alarm(cid).getInteger("signal_count")).isEqualTo(2);
    }

    @Test
    void two_gateways_and_many_units_in_two_parts_at_once_count_each_press_once() {
        List<String> cids = new ArrayList<>();
        List<Future<Receipt>> receipts = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            String cid = estate.unit(estate.home(i + " Clock Street"));
            cids.add(cid);
            receipts.add(estate.offer(estate.first, cid, "K1", after(0), "dty", "0003", "ame", "1"));
            receipts.add(estate.offer(estate.second, cid, "K2", after(1), "dty", "0003", "ame", "0"));
        }
        receipts.forEach(receipt -> assertThat(Estate.await(receipt).positive()).isTrue());

        assertThat(cids).allSatisfy(cid -> {
            assertThat(alarm(cid).getInteger("signal_count")).isEqualTo(1);
            assertThat(alarm(cid).getBoolean("sounding")).isTrue();
        });
    }

    @Test
    void a_model_that_never_changes_its_reference_is_heard_again_after_its_own_window() {
        String cid = estate.unit(null);
        UUID model = org.tocsin.platform.Ids.next();
        estate.sql(
                "insert into unit_model (id, service_id, make, name, repeat_window_s, created_at)"
                        + " values ('%s', '%s', 'Acme', 'One', 60, '2026-01-01Z')",
                model, estate.service);
        estate.sql("update home_unit set model_id = '%s' where cid = '%s'", model, cid);

        assertThat(press(cid, "X", 0)).isInstanceOf(Receipt.Recorded.class);
        assertThat(press(cid, "X", 59)).isInstanceOf(Receipt.Duplicate.class);
        assertThat(press(cid, "X", 61)).isInstanceOf(Receipt.Recorded.class);

        assertThat(alarm(cid).getInteger("signal_count")).isEqualTo(2);
    }

    @Test
    void a_window_longer_than_a_day_is_kept_too() {
        String cid = estate.unit(null);
        UUID model = org.tocsin.platform.Ids.next();
        estate.sql(
                "insert into unit_model (id, service_id, make, name, repeat_window_s, created_at)"
                        + " values ('%s', '%s', 'Acme', 'Two', 259200, '2026-01-01Z')",
                model, estate.service);
        estate.sql("update home_unit set model_id = '%s' where cid = '%s'", model, cid);
        press(cid, "Y", 0);

        assertThat(press(cid, "Y", Duration.ofHours(49).toSeconds())).isInstanceOf(Receipt.Duplicate.class);
    }

    @Test
    void information_joins_what_is_open_silently_and_is_kept_where_nothing_is() throws Exception {
        String cid = estate.unit(estate.home("5 Bell Lane"));
        estate.send(cid, "I0", after(0), "mty", "IN", "dty", "0051", "geo", "52.1,0.1");
        assertThat(estate.rows("select 1 from alarm where cid = $1", cid)).isEmpty();
        assertThat(estate.row("select kind from signal where cid = $1", cid).getString(0))
                .isEqualTo("INFORMATION");

        estate.send(cid, "I1", after(1), "dty", "0041", "stc", "0085");
        estate.send(cid, "I2", after(2), "mty", "IN", "dty", "0051", "geo", "52.2,0.2");
        assertThat(estate.log(alarm(cid).getUUID("id"))).last().asString().startsWith("FROM_HOME From the home");

        estate.send(cid, "I3", after(3), "dty", "0051", "geo", "52.3,-0.3");
        estate.send(cid, "I4", after(9), "mty", "IN", "dty", "0051", "geo", "52.4,-0.4");
        Row life = estate.row("select * from alarm where cid = $1 and joining_class = 'LIFE'", cid);
        assertThat(life.getInteger("signal_count")).isEqualTo(1);
        List<SignalStore.Position> positions = Estate.await(
                new SignalStore(estate.database.pool()).positions(Scope.platform(estate.service), life.getUUID("id")));
        assertThat(positions).extracting(SignalStore.Position::place).containsExactly("52.4,-0.4", "52.3,-0.3");
        assertThat(Estate.await(new SignalStore(estate.database.pool())
                        .positions(Scope.platform(org.tocsin.platform.Ids.next()), life.getUUID("id"))))
                .isEmpty();
    }

    private static Receipt press(String cid, String ref, long second, String... more) {
        String[] elements = new String[more.length + 4];
        elements[0] = "dty";
        elements[1] = "0003";
        elements[2] = "stc";
        elements[3] = "0010";
        System.arraycopy(more, 0, elements, 4, more.length);
        return estate.send(cid, ref, after(second), elements);
    }

    private static Row alarm(String cid) {
        return estate.openAlarm(cid);
    }
}
