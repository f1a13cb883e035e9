package org.tocsin.notify;

import static org.tocsin.alarm.Town.await;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.tocsin.access.Scope;
import org.tocsin.alarm.Town;
import org.tocsin.platform.Keyring;

/** A town's messages sent to a stand-in of GOV.UK Notify, for tests of those who write them. */
public final class Sending implements AutoCloseable {
    private static final Keyring KEYRING = Keyring.fromHex("3c".repeat(32));

    private final Town town;
    private final NotificationWorker worker;
    private final StandInNotify notify;

    public Sending(Town town) {
        this.town = town;
        this.worker = new NotificationWorker(
                town.vertx, town.database, KEYRING, town.clock, town.wakeup, ProviderReach.ANYWHERE);
        this.notify = new StandInNotify(town.vertx, town.clock);
    }

    /** The service sends texts and e-mails from now on. */
    public void provider(Scope person) {
        Map<String, String> settings =
                Map.of("url", notify.url(), "smsTemplate", StandInNotify.TEXT, "emailTemplate", StandInNotify.MAIL);
        Map<String, String> faults = await(new ProviderStore(town.database, KEYRING, town.clock, ProviderReach.ANYWHERE)
                        .put(person, Provider.Kind.GOVUK_NOTIFY, settings, Map.of("apiKey", StandInNotify.KEY)))
                .faults();
        if (!faults.isEmpty()) {
            throw new IllegalStateException(faults.toString());
        }
    }

    /** Sends what is due. */
    public void send() {
        await(worker.round());
        await(worker.rest());
    }

    /** What the provider has taken so far. */
    public List<JsonObject> taken() {
        return notify.taken;
    }

    /** What it answers before it looks at anything. */
    public Queue<Integer> troubles() {
        return notify.troubles;
    }

    @Override
    public void close() {
        worker.start();
        await(worker.stop());
        notify.close();
    }
}
