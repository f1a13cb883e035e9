package org.tocsin.response;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tocsin.alarm.Town.await;

import io.vertx.core.Future;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Scope;
import org.tocsin.alarm.ActResult;
import org.tocsin.alarm.AlarmDesk;
import org.tocsin.alarm.AlarmState;
import org.tocsin.alarm.Town;

/** A home in a service of its own, two people to call out, and its alarm, which Olga has taken. */
final class MillLane {
    private static final AtomicInteger COUNT = new AtomicInteger();

    /** Makes the names of this service's people its own. */
    final int number = COUNT.incrementAndGet();

    final AlarmDesk desk;
    final CalloutDesk callouts;
    final UUID service;
    final UUID home;
    final Scope olga;
    final Scope rita;
    final Scope dora;
    final UUID daughter;
    final UUID responder;
    final UUID alarm;
    private final Town town;

    MillLane(Town town) {
        this.town = town;
        desk = new AlarmDesk(town.database, town.clock, town.wakeup);
        callouts = new CalloutDesk(town.database, town.clock, town.wakeup);
        service = town.service("demo-" + number);
        olga = town.person(service, "olga" + number, "Olga Operator", "OPERATOR");
        rita = town.person(service, "rita" + number, "Rita Responder", "RESPONDER");
        dora = town.person(service, "dora" + number, "Dora Daughter", "RESPONDER");
        home = town.home(service, "7 Mill Lane");
        town.resident(service, home, "Ada Byron", "ACTIVE", Town.MORNING);
        responder = town.contact(rita, null, 1, "Rita Responder");
        daughter = town.contact(dora, home, 1, "Dora Daughter");
        alarm = town.alarm(service, home);
        assertThat(await(desk.take(olga, alarm))).isInstanceOf(ActResult.Done.class);
    }

    void callOut(@Nullable UUID contact) {
        assertThat(await(desk.callOut(olga, alarm, contact))).isInstanceOf(ActResult.Done.class);
    }

    Callout onlyCallout() {
        List<Callout> all = await(callouts.ofAlarm(olga, alarm));
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    AlarmState state() {
        return town.progress(olga, alarm).state();
    }

    @Nullable
    String latest() {
        return await(town.alarms.find(olga, alarm)).orElseThrow().callout();
    }

    static Callout done(Future<CalloutResult> answer) {
        CalloutResult result = await(answer);
        assertThat(result).isInstanceOf(CalloutResult.Done.class);
        return ((CalloutResult.Done) result).callout();
    }
}
