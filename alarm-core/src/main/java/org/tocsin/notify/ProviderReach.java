package org.tocsin.notify;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.tocsin.platform.Settings;

/**
 * Which servers a provider may be. Its address is a setting of people who run a service, not of those who run the
 * installation: unless these say otherwise, nothing within the installation's own network is ever asked, whatever a name
 * leads to at the moment it is asked.
 */
public final class ProviderReach {
    /** Any server at all: for a mail server in the same building, for trials and tests. */
    public static final ProviderReach ANYWHERE = new ProviderReach(true, InetAddress::getAllByName);

    /** Only servers in the public network. */
    public static final ProviderReach OUTSIDE = new ProviderReach(false, InetAddress::getAllByName);

    private final boolean anywhere;
    private final Names names;

    ProviderReach(boolean anywhere, Names names) {
        this.anywhere = anywhere;
        this.names = names;
    }

    /** What a name leads to. */
    interface Names {
        InetAddress[] find(String host) throws UnknownHostException;
    }

    /** The server is within our own network. */
    static final class Inside extends RuntimeException {
        Inside() {
            super(
                    "its address lies within our own network, which this installation does not allow",
                    null,
                    false,
                    false);
        }
    }

    /** As the installation is set up. */
    public static ProviderReach from(Settings settings) {
        return settings.number("TOCSIN_PROVIDERS_INSIDE", 0, 0, 1) == 1 ? ANYWHERE : OUTSIDE;
    }

    boolean anywhere() {
        return anywhere;
    }

    /**
     * Where this name leads now; blocks while a name server is asked.
     *
     * @throws Inside when any of its addresses lies within our own network: which one is used is not ours to choose
     */
    InetAddress find(String host) throws UnknownHostException {
        InetAddress[] found = names.find(host.startsWith("[") ? host.substring(1, host.length() - 1) : host);
        if (!anywhere && !Arrays.stream(found).allMatch(ProviderReach::isOutside)) {
            throw new Inside();
        }
        return found[0];
    }

    /** The same for several, away from the event loop; fails with {@link Inside}. A name that leads nowhere passes. */
    Future<Void> check(List<String> hosts) {
        if (anywhere || hosts.isEmpty()) {
            return Future.succeededFuture();
        }
        Callable<Void> look = () -> {
            for (String host : hosts) {
                try {
                    find(host);
                } catch (UnknownHostException e) {
                    // It is looked up again before anything is sent.
                }
            }
            return null;
        };
        Context context = Vertx.currentContext();
        return context == null ? now(look) : context.executeBlocking(look, false);
    }

    private static Future<Void> now(Callable<Void> look) {
        try {
            return Future.succeededFuture(look.call());
        } catch (Exception e) {
            return Future.failedFuture(e);
        }
    }

    /** By the registries of RFC 6890: neither this machine, nor a link, nor a private network, nor nobody's. */
    static boolean isOutside(InetAddress address) {
        if (address.isLoopbackAddress()
                || address.isAnyLocalAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()) {
            return false;
        }
        byte[] bytes = address.getAddress();
        return address instanceof Inet4Address ? isOutside4(bytes) : isOutside6(bytes);
    }

    private static boolean isOutside4(byte[] bytes) {
        int first = bytes[0] & 0xff;
        int second = bytes[1] & 0xff;
        boolean carriers = first == 100 && second >= 64 && second < 128;
        boolean protocols = first == 192 && second == 0 && bytes[2] == 0;
        boolean benchmarks = first == 198 && (second == 18 || second == 19);
        return first != 0 && first < 240 && !carriers && !protocols && !benchmarks;
    }

    /** Unique local addresses, and IPv4 ones that travel within IPv6: NAT64, 6to4, Teredo, IPv4-compatible. */
    private static boolean isOutside6(byte[] bytes) {
        boolean unique = (bytes[0] & 0xfe) == 0xfc;
        boolean translated =
                bytes[0] == 0 && bytes[1] == 0x64 && (bytes[2] & 0xff) == 0xff && (bytes[3] & 0xff) == 0x9b;
        boolean sixToFour = bytes[0] == 0x20 && bytes[1] == 0x02;
        boolean teredo = bytes[0] == 0x20 && bytes[1] == 0x01 && bytes[2] == 0 && bytes[3] == 0;
        boolean compatible = true;
        for (int i = 0; i < 12; i++) {
            compatible &= bytes[i] == 0;
        }
        return !unique && !translated && !sixToFour && !teredo && !compatible;
    }
}
