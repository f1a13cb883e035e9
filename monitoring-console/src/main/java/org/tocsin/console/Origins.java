package org.tocsin.console;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** Which site a browser's request was made from (RFC 6454). */
public final class Origins {
    private Origins() {}

    /** True when the request says it comes from another site than the one it asks. */
    public static boolean foreign(HttpServerRequest request) {
        String origin = request.getHeader("Origin");
        return origin != null && !isOurs(origin, request);
    }

    /** True when the request says it comes from this very site; what has no Origin says nothing. */
    public static boolean own(HttpServerRequest request) {
        String origin = request.getHeader("Origin");
        return origin != null && isOurs(origin, request);
    }

    private static boolean isOurs(String origin, HttpServerRequest request) {
        @Nullable HostAndPort asked = request.authority();
        if (asked == null) {
            return false;
        }
        try {
            URI from = URI.create(origin);
            int standard = "https".equals(from.getScheme()) ? 443 : 80;
            int fromPort = from.getPort() < 0 ? standard : from.getPort();
            int askedPort = asked.port() < 0 ? standard : asked.port();
            return asked.host().equalsIgnoreCase(from.getHost()) && fromPort == askedPort;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
