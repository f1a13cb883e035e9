package org.tocsin.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.tocsin.gateway.scaip.Beats;
import org.tocsin.signal.Protocol;
import org.tocsin.unit.Credential.Authentication;

/** Real gateways, real heartbeats, real time: intervals of seconds instead of hours. */
class SupervisionTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    /** Six seconds without a word. */
    private static final String RULE =
            "insert into supervision_rule (id, service_id, risk_tier, interval_s, grace_percent,"
                    + " grace_min_s) select gen_random_uuid(), id, 'STANDARD', 3, 0, 3 from service";

    @Test
    void a_silence_is_told_once_across_a_restart_and_nobody_is_blamed_for_it() throws Exception {
        ScheduledExecutorService time = Executors.newSingleThreadScheduledExecutor();
        try (TestGateway first = TestGateway.start()) {
            first.execute(RULE);
            first.enrol("5550001", Protocol.SCAIP, Authentication.NONE);
            first.enrol("5550002", Protocol.SCAIP, Authentication.NONE);
            try (Beats alive = new Beats(first.gateway().sipPort());
                    Beats gone = new Beats(first.gateway().sipPort())) {
                ScheduledFuture<?> beating =
                        time.scheduleAtFixedRate(() -> alive.beat("5550001"), 0, 1, TimeUnit.SECONDS);
                gone.beat("5550002");
                await().atMost(SOON).until(() -> alarms(first, "5550002") == 1);
                assertThat(alarms(first, "5550001")).isZero();

                beating.cancel(false);
                TestGateway.await(first.gateway().stop());
                await().pollDelay(Duration.ofSeconds(8)).until(() -> true);
                Gateway second = first.another(Map.of(), new SimpleMeterRegistry());
                // Nobody listened for longer than anybody may be silent.
                await().during(Duration.ofSeconds(3)).atMost(SOON).until(() -> alarms(first, "5550001") == 0);
                assertThat(alarms(first, "5550002")).isEqualTo(1);
                try (Beats again = new Beats(second.sipPort())) {
                    again.beat("5550002");
                    await().atMost(SOON).until(() -> restored(first, "5550002"));
                }
                await().atMost(SOON).until(() -> alarms(first, "5550001") == 1);
                assertThat(alarms(first, "5550002")).isEqualTo(1);
            }
        } finally {
            time.shutdownNow();
        }
    }

    private static int alarms(TestGateway centre, String cid) {
        return centre.rows("select 1 from alarm where cid = $1", cid).size();
    }

    private static boolean restored(TestGateway centre, String cid) {
        List<Row> alarms = centre.rows("select flags, state from alarm where cid = $1", cid);
        return alarms.size() == 1
                && List.of(alarms.get(0).getArrayOfStrings("flags")).contains("RESTORED")
                && alarms.get(0).getString("state").equals("WAITING");
    }
}
