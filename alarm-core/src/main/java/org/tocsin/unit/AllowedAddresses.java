package org.tocsin.unit;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * From where a unit without a secret may call: single addresses, or ranges as RFC 4632 (IPv4) and RFC 4291 §2.3 (IPv6)
 * write them, {@code 203.0.113.0/24}. None at all allows every address.
 */
public record AllowedAddresses(List<Range> ranges) {
    public static final AllowedAddresses ANY = new AllowedAddresses(List.of());

    /** As many as one unit may have. */
    public static final int MOST = 20;

    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

    public AllowedAddresses {
        ranges = List.copyOf(ranges);
    }

    /**
     * @param text as written, for people
     * @param bits how many bits of the address are compared
     */
    public record Range(String text, byte[] address, int bits) {
        /** Empty for what is no address and no range. Never asks a name server. */
        public static Optional<Range> of(String text) {
            int slash = text.indexOf('/');
            byte[] address = bytes(slash < 0 ? text : text.substring(0, slash));
            if (address.length == 0) {
                return Optional.empty();
            }
            int most = 8 * address.length;
            int bits = slash < 0 ? most : number(text.substring(slash + 1));
            return bits < 0 || bits > most ? Optional.empty() : Optional.of(new Range(text, address, bits));
        }

        boolean holds(byte[] other) {
            if (other.length != address.length) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> bit % 8;
                if ((other[bit / 8] & mask) != (address[bit / 8] & mask)) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Range range && range.text.equals(text);
        }

        @Override
        public int hashCode() {
            return text.hashCode();
        }
    }

    /** @throws IllegalArgumentException naming the first that is no address and no range */
    public static AllowedAddresses of(List<String> texts) {
        List<Range> ranges = new ArrayList<>();
        for (String text : texts) {
            ranges.add(
                    Range.of(text).orElseThrow(() -> new IllegalArgumentException("no address and no range: " + text)));
        }
        return ranges.isEmpty() ? ANY : new AllowedAddresses(ranges);
    }

    /** True when this address lies in one of the ranges, or there are none. */
    public boolean allow(String address) {
        byte[] bytes = bytes(address);
        return ranges.isEmpty() || ranges.stream().anyMatch(range -> range.holds(bytes));
    }

    /** As on file. */
    public List<String> texts() {
        return ranges.stream().map(Range::text).toList();
    }

    private static byte[] bytes(String text) {
        String address = text.contains("%") ? text.substring(0, text.indexOf('%')) : text;
        if (!IPV4.matcher(address).matches() && !IPV6.matcher(address).matches()) {
            return new byte[0];
        }
        try {
            return InetAddress.getByName(address).getAddress();
        } catch (UnknownHostException e) {
            return new byte[0];
        }
    }

    private static int number(String text) {
        return text.matches("\\d{1,3}") ? Integer.parseInt(text) : -1;
    }
}
