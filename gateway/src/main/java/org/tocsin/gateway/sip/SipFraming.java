package org.tocsin.gateway.sip;

import java.nio.charset.StandardCharsets;

/**
 * Cuts a stream into messages by Content-Length (RFC 3261 §18.3), wherever the network cut it. Holds no memory while
 * nothing is under way.
 */
final class SipFraming {
    /** A body longer than allowed is read and thrown away up to here, so that its sender can be told why. */
    static final int MAX_SKIPPED = 4 * 1024 * 1024;

    private static final byte[] NOTHING = {};

    private final int messageBytes;
    private byte[] buffer = NOTHING;
    private int from;
    private int to;
    private int scanned;
    private long skip;

    /** What the stream holds. */
    interface Sink {
        /** One whole message. */
        void message(byte[] bytes, int from, int to);

        /** An empty line between messages: RFC 5626 §4.4.1 wants one back for a double one. */
        void ping();

        /** Too long; the head is readable and its body will be skipped. */
        void tooLong(byte[] bytes, int from, int to);

        /** Where the next message starts cannot be told any more; nothing further is delivered. */
        void broken(byte[] bytes, int from, int to);
    }

    SipFraming(int messageBytes) {
        this.messageBytes = messageBytes;
    }

    /** True while part of a message has come and the rest has not. */
    boolean underWay() {
        return to > from || skip > 0;
    }

    void feed(byte[] bytes, Sink sink) {
        append(bytes);
        while (next(sink)) {
            // one message after the other
        }
        if (from == to) {
            buffer = NOTHING;
            from = 0;
            to = 0;
            scanned = 0;
        }
    }

    private boolean next(Sink sink) {
        if (skip > 0) {
            int skipped = (int) Math.min(skip, to - from);
            skip -= skipped;
            consume(skipped);
        }
        skipEmptyLines(sink);
        if (from == to) {
            return false;
        }
        int head = endOfHead();
        if (head < 0) {
            return to - from > SipCodec.MAX_HEAD && broken(sink);
        }
        int body = contentLength(head);
        if (body < 0) {
            return broken(sink);
        }
        if (head - from + body > messageBytes) {
            return tooLong(sink, head, body);
        }
        if (to - head < body) {
            return false;
        }
        sink.message(buffer, from, head + body);
        consume(head + body - from);
        return true;
    }

    private boolean tooLong(Sink sink, int head, int body) {
        if (body > MAX_SKIPPED) {
            return broken(sink);
        }
        sink.tooLong(buffer, from, head);
        skip = body;
        consume(head - from);
        return true;
    }

    private boolean broken(Sink sink) {
        sink.broken(buffer, from, to);
        consume(to - from);
        return false;
    }

    private void skipEmptyLines(Sink sink) {
        int first = from;
        while (from < to && (buffer[from] == '\r' || buffer[from] == '\n')) {
            from++;
        }
        scanned = Math.max(scanned, from);
        if (from - first >= 4) {
            sink.ping();
        }
    }

    /** The position behind the first empty line; -1 while it has not come. */
    private int endOfHead() {
        for (int i = Math.max(from, scanned - 3); i < to; i++) {
            if (buffer[i] == '\n') {
                int next = i + 1 < to && buffer[i + 1] == '\r' ? i + 2 : i + 1;
                if (next < to && buffer[next] == '\n') {
                    return next + 1;
                }
            }
        }
        scanned = to;
        return -1;
    }

    /** What the head states; -1 where it states nothing or nonsense: a stream cannot be cut without it. */
    private int contentLength(int head) {
        int line = from;
        while (line < head) {
            int end = line;
            while (end < head && buffer[end] != '\n') {
                end++;
            }
            int length = ofLine(line, end);
            if (length >= 0) {
                return length;
            }
            line = end + 1;
        }
        return -1;
    }

    private int ofLine(int line, int end) {
        int colon = line;
        while (colon < end && buffer[colon] != ':') {
            colon++;
        }
        int nameEnd = colon;
        while (nameEnd > line && (buffer[nameEnd - 1] == ' ' || buffer[nameEnd - 1] == '\t')) {
            nameEnd--;
        }
        if (nameEnd == line || HeaderName.of(buffer, line, nameEnd) != HeaderName.CONTENT_LENGTH) {
            return -1;
        }
        String value = new String(buffer, colon + 1, end - colon - 1, StandardCharsets.ISO_8859_1);
        value = value.strip();
        return SipCodec.number(value, 0, value.length());
    }

    private void append(byte[] bytes) {
        if (from == to) {
            buffer = bytes;
            from = 0;
            to = bytes.length;
            scanned = 0;
            return;
        }
        int held = to - from;
        if (buffer.length - to < bytes.length) {
            byte[] roomier = new byte[Math.max(2 * held, held + bytes.length)];
            System.arraycopy(buffer, from, roomier, 0, held);
            buffer = roomier;
            scanned -= from;
            from = 0;
            to = held;
        }
        System.arraycopy(bytes, 0, buffer, to, bytes.length);
        to += bytes.length;
    }

    private void consume(int count) {
        from += count;
        scanned = from;
    }
}
