package org.tocsin.simulator.conformance.mqtt;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes an MQTT control packet, byte by byte (MQTT 3.1.1 §2, MQTT 5 §2); nothing in it is checked, on purpose. */
public final class PacketWriter {
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    public PacketWriter u8(int value) {
        body.write(value);
        return this;
    }

    public PacketWriter u16(int value) {
        return u8(value >> 8).u8(value & 0xff);
    }

    PacketWriter u32(long value) {
        return u16((int) (value >> 16) & 0xffff).u16((int) value & 0xffff);
    }

    public PacketWriter text(String text) {
        return binary(text.getBytes(StandardCharsets.UTF_8));
    }

    PacketWriter binary(byte[] bytes) {
        return u16(bytes.length).raw(bytes);
    }

    public PacketWriter raw(byte[] bytes) {
        body.writeBytes(bytes);
        return this;
    }

    /** Another one's content, with its length in front: the properties of MQTT 5. */
    public PacketWriter properties(PacketWriter properties) {
        byte[] bytes = properties.body.toByteArray();
        length(body, bytes.length);
        return raw(bytes);
    }

    /** The whole packet: type and flags, remaining length, content. */
    public byte[] packet(int type, int flags) {
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        packet.write(type << 4 | flags);
        length(packet, body.size());
        packet.writeBytes(body.toByteArray());
        return packet.toByteArray();
    }

    private static void length(ByteArrayOutputStream out, int length) {
        int left = length;
        do {
            int digit = left % 128;
            left /= 128;
            out.write(left > 0 ? digit | 0x80 : digit);
        } while (left > 0);
    }
}
