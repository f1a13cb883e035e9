package org.tocsin.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tocsin.signal.Estate.await;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Many signals at once: each is stored exactly once, and one that cannot be stored harms no other. */
class SignalCrowdTest {
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
    void a_burst_over_every_lane_is_stored_exactly_once_each() {
        UUID home = estate.home("1 Bell Lane");
        List<String> cids = List.of(estate.unit(home), estate.unit(home), estate.unit(null));
        List<Future<UUID>> stored = new ArrayList<>();
        for (int i = 0; i < 900; i++) {
            String cid = cids.get(i % 3);
            // Each twice, through different lanes: two gateways taking one unit's message and its repeat.
            stored.add(stored(cid, "K" + i, SignalIntake.Lane.LIFE));
            stored.add(stored(cid, "K" + i, SignalIntake.Lane.ROUTINE));
        }
        Set<UUID> signals = new HashSet<>();
        for (Future<UUID> signal : stored) {
            signals.add(await(signal));
        }

        assertThat(signals).hasSize(900);
        assertThat(estate.row("select count(*) from signal where cid = any($1)", (Object) cids.toArray(String[]::new))
                        .getLong(0))
                .isEqualTo(900);
        assertThat(estate.row("select signal_count from alarm where home_id = $1", home)
                        .getInteger(0))
                .isEqualTo(600);
    }

    @Test
    void one_signal_that_cannot_be_stored_is_kept_as_unreadable_and_harms_no_neighbour() {
        List<String> cids = new ArrayList<>();
        List<Future<Receipt>> receipts = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            cids.add(estate.unit(null));
        }
        for (int i = 0; i < 40; i++) {
            String ref = i == 17 ? "J\0" : "J" + i;
            Signal signal = Signals.press(cids.get(i), ref);
            receipts.add(estate.first.submit(signal, "one lane", SignalIntake.Lane.LIFE));
        }
        for (Future<Receipt> receipt : receipts) {
            assertThat(await(receipt)).isInstanceOf(Receipt.Recorded.class);
        }

        for (int i = 0; i < 40; i++) {
            String kind = estate.row("select kind from signal where cid = $1", cids.get(i))
                    .getString(0);
            assertThat(kind).isEqualTo(i == 17 ? "UNREADABLE" : "ALARM");
        }
        assertThat(estate.row("select flags from alarm where cid = $1", cids.get(17))
                        .getArrayOfStrings(0))
                .containsExactly("UNREADABLE");
        assertThat(estate.row("select raw from signal where cid = $1", cids.get(17))
                        .getBuffer(0)
                        .getBytes())
                .contains(0);
    }

    private static Future<UUID> stored(String cid, String ref, SignalIntake.Lane lane) {
        return estate.submit(estate.first, Signals.press(cid, ref), lane)
                .map(receipt -> receipt instanceof Receipt.Recorded recorded
                        ? recorded.signalId()
                        : ((Receipt.Duplicate) receipt).signalId());
    }
}
