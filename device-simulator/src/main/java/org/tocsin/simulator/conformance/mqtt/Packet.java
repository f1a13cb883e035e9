package org.tocsin.simulator.conformance.mqtt;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** An MQTT control packet as it came: type, flags, and what follows the remaining length. */
public record Packet(int type, int flags, byte[] body) {
    public static final int CONNECT = 1;
    public static final int CONNACK = 2;
    public static final int PUBLISH = 3;
    public static final int PUBACK = 4;
    public static final int PUBREC = 5;
    public static final int PUBREL = 6;
    public static final int PUBCOMP = 7;
    public static final int SUBSCRIBE = 8;
    public static final int SUBACK = 9;
    public static final int PINGREQ = 12;
    public static final int PINGRESP = 13;
    public static final int DISCONNECT = 14;

    /** Properties of MQTT 5 §2.2.2.2. */
    public static final int SESSION_EXPIRY = 0x11;

    public static final int RESPONSE_TOPIC = 0x08;
    public static final int CORRELATION_DATA = 0x09;
    public static final int RECEIVE_MAXIMUM = 0x21;
    public static final int MAXIMUM_PACKET_SIZE = 0x27;

    /** Reads the content from its beginning. */
    public Cursor cursor() {
        return new Cursor(body);
    }

    /** Where in a packet we are. */
    public static final class Cursor {
        private final byte[] bytes;
        private int at;

        Cursor(byte[] bytes) {
            this.bytes = bytes;
        }

        public int left() {
            return bytes.length - at;
        }

        public int u8() {
            if (at >= bytes.length) {
                throw new IllegalStateException("the packet ends too early");
            }
            return bytes[at++] & 0xff;
        }

        public int u16() {
            return u8() << 8 | u8();
        }

        long u32() {
            return (long) u16() << 16 | u16();
        }

        byte[] take(int count) {
            if (count > left()) {
                throw new IllegalStateException("the packet ends too early");
            }
            at += count;
            return Arrays.copyOfRange(bytes, at - count, at);
        }

        public byte[] binary() {
            return take(u16());
        }

        public String text() {
            return new String(binary(), StandardCharsets.UTF_8);
        }

        public byte[] rest() {
            return take(left());
        }

        private int length() {
            int value = 0;
            for (int shift = 0; shift < 28; shift += 7) {
                int digit = u8();
                value |= (digit & 0x7f) << shift;
                if (digit < 0x80) {
                    return value;
                }
            }
            throw new IllegalStateException("a length of more than four bytes");
        }

        /** Numbers as Long, texts as String, binary as byte[]; of one that comes twice the last. */
        public Map<Integer, Object> properties() {
            Cursor inner = new Cursor(take(length()));
            Map<Integer, Object> properties = new HashMap<>();
            while (inner.left() > 0) {
                int id = inner.length();
                properties.put(
                        id,
                        switch (id) {
                            case 0x01, 0x17, 0x19, 0x24, 0x25, 0x28, 0x29, 0x2a -> (Object) Long.valueOf(inner.u8());
                            case 0x13, 0x21, 0x22, 0x23 -> Long.valueOf(inner.u16());
                            case 0x02, 0x11, 0x18, 0x27 -> Long.valueOf(inner.u32());
                            case 0x0b -> Long.valueOf(inner.length());
                            case 0x09, 0x16 -> inner.binary();
                            case 0x26 -> inner.text() + "=" + inner.text();
                            case 0x03, 0x08, 0x12, 0x15, 0x1a, 0x1c, 0x1f -> inner.text();
                            default -> throw new IllegalStateException("a property 0x" + Integer.toHexString(id));
                        });
            }
            return properties;
        }
    }
}
