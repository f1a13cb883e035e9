package org.tocsin.console;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tocsin.platform.Settings;
import org.tocsin.unit.AllowedAddresses;

/**
 * The proxies in front of a console that are believed when they say for whom they ask; without them everybody behind a
 * proxy would share one limit. Read from the right: each proxy adds at the end whom it heard, so the first address from
 * there that is no trusted proxy is whoever spoke to ours; what stands before it anybody may have written.
 *
 * @param from none: nobody is believed
 * @param header the one header the proxies write; the other may come from anybody
 */
record TrustedProxies(List<AllowedAddresses.Range> from, Header header) {
    static final TrustedProxies NONE = new TrustedProxies(List.of(), Header.X_FORWARDED_FOR);

    private static final String ADDRESS = "tocsin.address";
    private static final int MOST_PROXIES = 50;
    private static final int LONGEST = 2_000;
    private static final int MOST_HOPS = 20;
    private static final int LONGEST_HOP = 200;

    /** {@code 192.0.2.7}, {@code 192.0.2.7:47011}, {@code [2001:db8::7]:47011}, {@code 2001:db8::7}; never a name. */
    private static final Pattern NODE = node();

    private static final Pattern FOR = Pattern.compile("(?i)(?:^|;)\\s*for\\s*=\\s*(\"[^\"]*\"|[^;\\s]*)");

    TrustedProxies {
        from = List.copyOf(from);
    }

    /** What proxies write. */
    enum Header {
        X_FORWARDED_FOR("X-Forwarded-For"),
        /** RFC 7239. */
        FORWARDED("Forwarded");

        private final String title;

        Header(String title) {
            this.title = title;
        }
    }

    static TrustedProxies from(Settings settings) {
        String said = settings.text("TOCSIN_TRUSTED_PROXIES", "");
        List<AllowedAddresses.Range> from = new ArrayList<>();
        for (String one : said.isEmpty() ? new String[0] : said.split("[\\s,]+")) {
            AllowedAddresses.Range.of(one)
                    .ifPresentOrElse(
                            from::add, () -> settings.fault("TOCSIN_TRUSTED_PROXIES: no address and no range: " + one));
        }
        if (from.size() > MOST_PROXIES) {
            settings.fault("TOCSIN_TRUSTED_PROXIES names at most " + MOST_PROXIES + " addresses and ranges");
        }
        String name = settings.text("TOCSIN_PROXY_HEADER", Header.X_FORWARDED_FOR.title);
        Header header = Arrays.stream(Header.values())
                .filter(one -> one.title.equalsIgnoreCase(name))
                .findFirst()
                .orElse(null);
        if (header == null) {
            settings.fault("TOCSIN_PROXY_HEADER is X-Forwarded-For or Forwarded");
        }
        return new TrustedProxies(from, header == null ? Header.X_FORWARDED_FOR : header);
    }

    /** Finds out who asks, once for each request. */
    void find(RoutingContext context) {
        HttpServerRequest request = context.request();
        context.put(ADDRESS, client(remote(request), request.headers().getAll(header.title)));
        context.next();
    }

    /** Who asks, as {@link #find} found it. */
    static String address(RoutingContext context) {
        String found = context.<@Nullable String>get(ADDRESS);
        return found == null ? remote(context.request()) : found;
    }

    /**
     * Who asks.
     *
     * @param remote whose connection it is
     * @param said the lines of the header, as they came
     */
    String client(String remote, List<String> said) {
        String all = String.join(",", said);
        if (!trusts(remote) || all.isBlank()) {
            return remote;
        }
        // Its end is what our own proxies wrote; before it anybody may have written anything.
        String end = all.length() <= LONGEST ? all : all.substring(all.indexOf(',', all.length() - LONGEST) + 1);
        String[] hops = end.split(",", -1);
        String heard = remote;
        for (int i = hops.length - 1; i >= Math.max(0, hops.length - MOST_HOPS); i--) {
            String hop = node(hops[i].strip());
            if (hop == null) {
                // Hidden, or nonsense: then it is whoever brought it.
                return heard;
            }
            if (!trusts(hop)) {
                return hop;
            }
            heard = hop;
        }
        return heard;
    }

    private boolean trusts(String address) {
        return !from.isEmpty() && new AllowedAddresses(from).allow(address);
    }

    private static Pattern node() {
        String part = "(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)";
        String four = part + "(?:\\." + part + "){3}";
        String six = "(?=[^:]*:[^:]*:)[0-9a-fA-F:][0-9a-fA-F:.]{1,44}";
        String port = "(?::\\d{1,5})?";
        return Pattern.compile("\\[(" + six + ")]" + port + "|(" + four + ")" + port + "|(" + six + ")");
    }

    private @Nullable String node(String hop) {
        if (hop.length() > LONGEST_HOP) {
            return null;
        }
        String text = hop;
        if (header == Header.FORWARDED) {
            Matcher found = FOR.matcher(hop);
            if (!found.find()) {
                return null;
            }
            text = found.group(1).replace("\"", "");
        }
        Matcher node = NODE.matcher(text);
        if (!node.matches()) {
            return null;
        }
        String address = node.group(1) != null ? node.group(1) : node.group(2) != null ? node.group(2) : node.group(3);
        try {
            return InetAddress.getByName(address).getHostAddress().toLowerCase(Locale.ROOT);
        } catch (UnknownHostException e) {
            return null;
        }
    }

    private static String remote(HttpServerRequest request) {
        return request.remoteAddress().hostAddress();
    }
}
