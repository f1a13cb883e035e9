package org.tocsin.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tocsin.signal.Estate.after;
import static org.tocsin.signal.Estate.await;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What must not be silenced, held back or lost by what comes beside it. */
class NothingSilencedTest {
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
    @DisplayName("somebody who names a service that is not there does not keep others from being stored")
    void a_service_that_is_not_there() {
        List<Future<Receipt>> others = new ArrayList<>();
        List<Future<Receipt>> wrong = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            wrong.add(estate.first.submit(stranger("88" + i, "nosuch"), "x", SignalIntake.Lane.DOUBTFUL));
            others.add(estate.first.submit(stranger("99" + i, "demo"), "x", SignalIntake.Lane.DOUBTFUL));
        }
        assertThat(wrong)
                .allMatch(receipt -> await(receipt).equals(new Receipt.Refused(Receipt.Reason.NO_SUCH_SERVICE)));
        assertThat(others).allMatch(receipt -> await(receipt).positive());
    }

    private static Signal stranger(String cid, String service) {
        Signal signal = Signals.of(cid, "S" + cid, Map.of("dty", "0003", "stc", "0010"), after(0));
        Signal.Context context = new Signal.Context(signal.origin(), service, Set.of());
        return new Signal(signal.id(), signal.key(), signal.kind(), signal.body(), signal.raw(), context);
    }

    @Test
    @DisplayName("the second part of a message says that a life is at stake: the alarm is of that rank")
    void a_further_part_raises_the_rank() {
        String cid = estate.unit(null);
        estate.send(cid, "R1", after(0), "dty", "0003", "stc", "0001", "ame", "1");
        int before = estate.openAlarm(cid).getInteger("priority");
        estate.send(cid, "R2", after(1), "dty", "0003", "ame", "0", "pri", "9");
        Row alarm = estate.openAlarm(cid);
        assertThat(alarm.getInteger("signal_count")).isEqualTo(1);
        assertThat(alarm.getInteger("priority")).isLessThan(before);
    }

    @Test
    @DisplayName("the unit of a scheme gives up and does not say for which flat: its alarm sounds again")
    void gives_up_without_naming_the_point() {
        UUID scheme = estate.scheme("Elm Court");
        String cid = estate.controller(scheme);
        estate.flat(scheme, "12", "Flat 12");
        estate.send(cid, "G1", after(0), "dty", "0003", "stc", "0010", "did", "0012");
        estate.sql("update alarm set state = 'TAKEN', sounding = false where cid = '%s'", cid);
        estate.send(cid, "G1", after(300), "mty", "RE", "dty", "0003", "stc", "0094");
        Row alarm = estate.openAlarm(cid);
        assertThat(estate.log(alarm.getUUID("id"))).last().asString().startsWith("NO_SPEECH No speech");
        assertThat(alarm.getBoolean("sounding")).isTrue();
    }

    @Test
    @DisplayName("the door gives up while the flat has an alarm of its own at the same home")
    void the_door_gives_up_beside_a_life_alarm() {
        UUID scheme = estate.scheme("Oak Court");
        String cid = estate.controller(scheme);
        estate.point(scheme, "1", "DOOR", "Front door");
        estate.send(cid, "H1", after(0), "dty", "0002", "did", "0001");
        estate.send(cid, "H2", after(1), "dty", "0023", "stc", "0010", "did", "0001");
        estate.sql("update alarm set state = 'TAKEN', sounding = false where cid = '%s'", cid);
        estate.send(cid, "H1", after(300), "mty", "RE", "dty", "0002", "stc", "0094", "did", "0001");
        Row door = estate.row("select * from alarm where cid = $1 and joining_class = 'DOOR'", cid);
        assertThat(door.getBoolean("sounding")).isTrue();
    }
}
