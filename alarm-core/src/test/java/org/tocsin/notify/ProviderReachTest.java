package org.tocsin.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tocsin.alarm.Town.await;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tocsin.access.Scope;
import org.tocsin.alarm.Town;
import org.tocsin.platform.Keyring;
import org.tocsin.platform.Settings;

/** A service's people cannot make us ask servers within the installation's own network. */
class ProviderReachTest {
    static final Keyring KEYRING = Keyring.fromHex("3c".repeat(32));
    static Town town;
    static StandInNotify notify;
    static UUID service;
    static Scope mona;

    @BeforeAll
    static void open() {
        town = new Town();
        notify = new StandInNotify(town.vertx, town.clock);
        service = town.service("demo");
        mona = town.person(service, "mona", "Mona Manager", "MANAGER");
    }

    @AfterAll
    static void close() {
        notify.close();
        town.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.8.9.1",
                "0.0.0.0",
                "10.1.2.3",
                "172.16.0.1",
                "172.31.255.1",
                "192.168.1.1",
                "169.254.169.254",
                "100.64.0.1",
                "192.0.0.8",
                "198.18.0.1",
                "224.0.0.1",
                "255.255.255.255",
                "::1",
                "::",
                "fe80::1",
                "fc00::1",
                "fd12:3456::1",
                "ff02::1",
                "::ffff:10.0.0.1",
                "64:ff9b::a00:1",
                "2002:a00:1::",
                "2001::1",
                "::10.0.0.1"
            })
    void these_lie_within(String address) throws UnknownHostException {
        assertThat(ProviderReach.isOutside(InetAddress.getByName(address))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"8.8.8.8", "172.32.0.1", "100.128.0.1", "192.0.1.1", "2a00:1450:4009::1", "2001:4860::1"})
    void these_lie_outside(String address) throws UnknownHostException {
        assertThat(ProviderReach.isOutside(InetAddress.getByName(address))).isTrue();
    }

    @Test
    void a_server_within_is_refused_when_it_is_said_unless_the_installation_allows_it() {
        ProviderStore outside = new ProviderStore(town.database, KEYRING, town.clock, ProviderReach.OUTSIDE);
        assertThat(put(outside, notify.url())).containsOnlyKeys("url");
        assertThat(put(outside, "https://localhost:8443")).containsOnlyKeys("url");
        assertThat(put(outside, "https://[::1]")).containsOnlyKeys("url");
        Map<String, String> mail =
                Map.of("host", "192.168.1.25", "port", "587", "security", "STARTTLS", "from", "alarms@example.net");
        assertThat(await(outside.put(mona, Provider.Kind.SMTP, mail, Map.of())).faults())
                .containsOnlyKeys("host");
        Map<String, String> push = Map.of("subject", "mailto:ops@example.net", "origins", "https://10.0.0.1");
        assertThat(await(outside.put(mona, Provider.Kind.WEB_PUSH, push, Map.of()))
                        .faults())
                .containsOnlyKeys("origins");
        assertThat(put(
                        new ProviderStore(
                                town.database,
                                KEYRING,
                                town.clock,
                                ProviderReach.from(new Settings(Map.of("TOCSIN_PROVIDERS_INSIDE", "1")))),
                        notify.url()))
                .isEmpty();
        assertThat(ProviderReach.from(new Settings(Map.of()))).isSameAs(ProviderReach.OUTSIDE);
    }

    @Test
    void a_name_that_leads_outside_when_it_is_said_and_within_when_it_is_used_is_not_asked() {
        AtomicReference<String> leads = new AtomicReference<>("8.8.8.8");
        ProviderReach reach = new ProviderReach(false, host ->
                new InetAddress[] {InetAddress.getByName("8.8.4.4"), InetAddress.getByName(leads.get())});
        assertThat(put(new ProviderStore(town.database, KEYRING, town.clock, reach), "https://notify.example.net"))
                .isEmpty();
        leads.set("169.254.169.254");
        NotificationWorker worker =
                new NotificationWorker(town.vertx, town.database, KEYRING, town.clock, town.wakeup, reach);
        await(new Outbox(town.database, town.clock).trial(mona, Channel.SMS, "07700900123"));
        await(worker.round());
        await(worker.rest());
        assertThat(await(new NotificationStore(town.database).latest(mona)))
                .singleElement()
                .satisfies(line -> {
                    assertThat(line.state()).isEqualTo("FAILED");
                    assertThat(line.problem()).contains("GOV.UK Notify is not asked", "within our own network");
                });
        worker.start();
        await(worker.stop());
        assertThat(notify.taken).isEmpty();
    }

    private static Map<String, String> put(ProviderStore store, String url) {
        return await(store.put(
                        mona,
                        Provider.Kind.GOVUK_NOTIFY,
                        Map.of("url", url, "smsTemplate", StandInNotify.TEXT),
                        Map.of("apiKey", StandInNotify.KEY)))
                .faults();
    }
}
