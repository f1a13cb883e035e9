package org.tocsin.platform;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;

/**
 * What counts as one caller where callers are limited. Whoever has one IPv6 address has the 2^64 of its subnet (RFC 4291
 * §2.5.1, RFC 6177), so they count as one; an IPv4 address counts by itself, also as IPv6 writes it (RFC 4291 §2.5.5.2).
 */
public final class AddressBlock {
    private AddressBlock() {}

    /** "192.0.2.7", "20010db800010002/64"; what is no address stays as it is. Never asks a name server. */
    public static String of(String address) {
        if (address.indexOf(':') < 0) {
            return address;
        }
        int zone = address.indexOf('%');
        try {
            // With a colon in it, it is an address or nothing.
            InetAddress parsed = InetAddress.getByName(zone < 0 ? address : address.substring(0, zone));
            byte[] bytes = parsed.getAddress();
            return bytes.length == 4 ? parsed.getHostAddress() : HexFormat.of().formatHex(bytes, 0, 8) + "/64";
        } catch (UnknownHostException e) {
            return address;
        }
    }
}
