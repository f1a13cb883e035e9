package org.tocsin.console;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.tocsin.console.nightpack.NightPackWorker;
import org.tocsin.notify.ProviderReach;
import org.tocsin.platform.DatabaseUrl;
import org.tocsin.platform.Keyring;
import org.tocsin.platform.Settings;
import org.tocsin.readiness.ProofKey;

/**
 * Everything a console is told from outside.
 *
 * @param listen where it listens
 * @param sipRealm the realm of the units' SIP digest, told to whoever enrols a unit
 * @param proofKey signs proofs; null: they wait for a process that has it
 */
public record ConsoleConfig(
        DatabaseUrl database,
        Keyring keyring,
        Listen listen,
        Edge edge,
        String sipRealm,
        @Nullable ProofKey proofKey,
        NightPackWorker.@Nullable Plan nightPack) {
    /** Without a night pack and a proxy, and with providers anywhere: for a try-out on one machine. */
    public ConsoleConfig(
            DatabaseUrl database,
            Keyring keyring,
            Listen listen,
            boolean https,
            String sipRealm,
            @Nullable ProofKey proofKey) {
        this(
                database,
                keyring,
                listen,
                new Edge(https, TrustedProxies.NONE, ProviderReach.ANYWHERE),
                sipRealm,
                proofKey,
                null);
    }

    /**
     * What stands between it and others.
     *
     * @param https true when people reach it over https (a proxy in front ends TLS): cookies are then for https only
     * @param proxies who is believed when they say for whom they ask
     * @param providers which servers messages may be handed to
     */
    public record Edge(boolean https, TrustedProxies proxies, ProviderReach providers) {
        static Edge from(Settings settings) {
            return new Edge(ConsoleConfig.https(settings), TrustedProxies.from(settings), ProviderReach.from(settings));
        }
    }

    /** Ports; 0 takes any free one. */
    public record Listen(String bind, int httpPort, int opsPort) {}

    /**
     * Reads and validates all of it.
     *
     * @throws Settings.InvalidSettings naming every fault
     */
    public static ConsoleConfig from(Settings settings) {
        @Nullable DatabaseUrl database = DatabaseUrl.from(settings);
        @Nullable Keyring keyring = Keyring.from(settings);
        Listen listen = new Listen(
                settings.text("TOCSIN_BIND", "127.0.0.1"),
                settings.port("TOCSIN_HTTP_PORT", 8080),
                settings.port("TOCSIN_OPS_PORT", 9090));
        Edge edge = Edge.from(settings);
        String realm = settings.text("TOCSIN_SIP_REALM", "tocsin.local");
        @Nullable ProofKey proofKey = ProofKey.from(settings);
        NightPackWorker.@Nullable Plan nightPack = NightPackWorker.Plan.from(settings);
        settings.check();
        if (database == null || keyring == null) {
            throw new IllegalStateException("every missing setting is a fault");
        }
        return new ConsoleConfig(database, keyring, listen, edge, realm, proofKey, nightPack);
    }

    private static boolean https(Settings settings) {
        String url = settings.text("TOCSIN_PUBLIC_URL", "");
        if (url.isEmpty()) {
            return false;
        }
        try {
            String scheme = URI.create(url).getScheme();
            if ("https".equals(scheme) || "http".equals(scheme)) {
                return scheme.equals("https");
            }
        } catch (IllegalArgumentException e) {
            // reported below
        }
        settings.fault("TOCSIN_PUBLIC_URL must begin with https:// or http://");
        return false;
    }
}
