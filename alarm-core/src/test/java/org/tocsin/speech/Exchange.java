package org.tocsin.speech;

import static org.tocsin.alarm.Town.await;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Scope;
import org.tocsin.alarm.AlarmDesk;
import org.tocsin.alarm.AlarmFlag;
import org.tocsin.alarm.AlarmStore;
import org.tocsin.alarm.Town;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Keyring;
import org.tocsin.platform.LastCommit;
import org.tocsin.signal.Receipt;
import org.tocsin.signal.Signal;
import org.tocsin.signal.SignalIntake;
import org.tocsin.signal.Signals;
import org.tocsin.unit.UnitDirectory;

/** A town with a telephone exchange: real signals into a real store, answered for speech, by a clock set by hand. */
final class Exchange implements AutoCloseable {
    static final Keyring KEYRING = Keyring.fromHex("7e".repeat(32));

    final Town town = new Town();
    final SignalIntake intake =
            await(SignalIntake.open(town.vertx, town.database, town.clock, new LastCommit(), town.wakeup));
    final UnitDirectory units = new UnitDirectory(town.database);
    final AlarmDesk desk = new AlarmDesk(town.database, town.clock, town.wakeup);
    final SpeechDesk speech = new SpeechDesk(town.database, KEYRING, town.clock);
    /** Another gateway on the same database. */
    final SpeechDesk elsewhere = new SpeechDesk(town.database, KEYRING, town.clock);

    final CallDesk calls = new CallDesk(town.database, town.clock, town.wakeup);
    final CallStore callStore = new CallStore(town.database);
    final SpeechWaitWorker worker = new SpeechWaitWorker(town.vertx, town.database, town.clock, town.wakeup);
    private int count;

    /** A service with these settings, {@code calls_reported = true, …}. */
    UUID service(String settings) {
        UUID service = town.service("speech-" + ++count);
        if (!settings.isEmpty()) {
            town.sql("update service set %s where id = '%s'", settings, service);
        }
        return service;
    }

    Scope operator(UUID service, @Nullable String extension) {
        Scope scope = town.person(service, "op" + ++count, "Olga Operator", "OPERATOR");
        if (extension != null) {
            town.sql(
                    "update operator set extension = '%s' where id = '%s'",
                    extension, String.valueOf(scope.operatorId()));
        }
        return scope;
    }

    /** A unit in a home of its own. */
    String unit(UUID service, boolean held) {
        return unit(service, town.home(service, count + " Mill Lane"), held);
    }

    String unit(UUID service, UUID home, boolean held) {
        String cid = town.unit(service, home);
        if (held) {
            UUID model = Ids.next();
            town.sql(
                    "insert into unit_model (id, service_id, make, name, hold_until_taken, created_at)"
                            + " values ('%s', '%s', 'Patient', '%s', true, '%s')",
                    model, service, cid, Town.MORNING);
            town.sql("update home_unit set model_id = '%s' where cid = '%s'", model, cid);
        }
        return cid;
    }

    Instant now() {
        return town.clock.instant();
    }

    /** What the unit is told when it presses, or repeats itself. */
    SpeechInstruction press(String cid, String ref) {
        return say(speech, cid, ref, Map.of("dty", "0003", "stc", "0010"));
    }

    SpeechInstruction say(SpeechDesk desk, String cid, String ref, Map<String, String> elements) {
        Signal signal = Signals.of(cid, ref, elements, now());
        Receipt receipt = await(intake.submit(signal, cid, SignalIntake.Lane.LIFE));
        return await(units.find(cid).compose(unit -> desk.instruct(signal, receipt, unit)));
    }

    /** The newest alarm of the unit. */
    UUID alarm(Scope scope, String cid) {
        return await(town.alarms.list(scope, new AlarmStore.Query(cid, AlarmStore.Which.ALL, 1, null)))
                .items()
                .get(0)
                .alarm()
                .id();
    }

    PhoneCall report(Scope scope, String callId, CallReport.Event event, @Nullable String from, @Nullable String to) {
        return await(calls.report(scope, new CallReport(callId, event, now(), from, to, null, null)))
                .call();
    }

    /** One round of the worker. */
    void settle() {
        await(worker.claim()).forEach(claim -> await(worker.settle(claim)));
    }

    boolean isMarked(Scope scope, UUID alarm) {
        return await(town.alarms.find(scope, alarm))
                .orElseThrow()
                .alarm()
                .trigger()
                .flags()
                .contains(AlarmFlag.NO_SPEECH.name());
    }

    @Override
    public void close() {
        await(intake.close());
        town.close();
    }
}
