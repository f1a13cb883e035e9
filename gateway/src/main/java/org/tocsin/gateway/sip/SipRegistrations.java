package org.tocsin.gateway.sip;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The bindings of units that register (RFC 3261 §10.3), kept so that a unit asking sees what it set. Nothing is routed
 * by them: many units never register, so an answer always goes back over the flow its message came in by.
 */
final class SipRegistrations {
    static final int MOST = 20_000;
    private static final int LONGEST_SECONDS = 3600;

    private final Map<String, Binding> byAddress = new LinkedHashMap<>();

    private record Binding(String contact, long until) {}

    SipReply register(SipRequest request, long now) {
        String address = SipAddress.uri(request.to());
        String contact = request.headers().first(HeaderName.CONTACT);
        if (contact != null) {
            bind(address, contact, seconds(request, contact), now);
        }
        Binding binding = byAddress.get(address);
        if (binding == null || binding.until() - now <= 0) {
            byAddress.remove(address);
            return new SipReply(200, "OK", "Expires: 0\r\n");
        }
        long left = Math.max(1, TimeUnit.NANOSECONDS.toSeconds(binding.until() - now));
        String fields = "Contact: <" + binding.contact() + ">;expires=" + left + "\r\nExpires: " + left + "\r\n";
        return new SipReply(200, "OK", fields);
    }

    private void bind(String address, String contact, int seconds, long now) {
        byAddress.remove(address);
        if (seconds == 0 || contact.strip().equals("*")) {
            return;
        }
        if (byAddress.size() >= MOST) {
            byAddress.remove(byAddress.keySet().iterator().next());
        }
        byAddress.put(address, new Binding(SipAddress.uri(contact), now + TimeUnit.SECONDS.toNanos(seconds)));
    }

    private static int seconds(SipRequest request, String contact) {
        int wanted = parameter(contact);
        if (wanted < 0) {
            String expires = request.headers().text(HeaderName.EXPIRES);
            wanted = SipCodec.number(expires, 0, expires.length());
        }
        return wanted < 0 ? LONGEST_SECONDS : Math.min(wanted, LONGEST_SECONDS);
    }

    private static int parameter(String contact) {
        int at = contact.indexOf(";expires=");
        if (at < 0) {
            return -1;
        }
        int from = at + ";expires=".length();
        int to = contact.indexOf(';', from);
        return SipCodec.number(contact, from, to < 0 ? contact.length() : to);
    }
}
