package org.tocsin.gateway.sip;

/**
 * Whether a message looks like a heartbeat, before it is parsed: {@code <mty>PI}. Only decides who is served first, so a
 * sender that hides the mark or shows a false one changes nothing but its own place.
 */
final class HeartbeatMark {
    private static final byte[] TYPE = {'<', 'm', 't', 'y', '>'};

    private HeartbeatMark() {}

    static boolean in(byte[] message) {
        for (int i = 0; i + TYPE.length + 1 < message.length; i++) {
            if (message[i] == '<' && startsWith(message, i)) {
                int at = afterSpace(message, i + TYPE.length);
                return at + 1 < message.length && message[at] == 'P' && message[at + 1] == 'I';
            }
        }
        return false;
    }

    private static boolean startsWith(byte[] message, int from) {
        for (int i = 1; i < TYPE.length; i++) {
            if (message[from + i] != TYPE[i]) {
                return false;
            }
        }
        return true;
    }

    private static int afterSpace(byte[] message, int from) {
        int at = from;
        while (at < message.length && message[at] <= ' ' && message[at] >= 0) {
            at++;
        }
        return at;
    }
}
