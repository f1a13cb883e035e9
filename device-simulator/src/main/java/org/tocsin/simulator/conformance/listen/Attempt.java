package org.tocsin.simulator.conformance.listen;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tocsin.simulator.scaip.SipMessage;

/** One request of the unit, with all its retransmissions. */
final class Attempt {
    private final SipMessage message;
    private final int receiver;
    private final Back back;
    private final List<Long> sends = new CopyOnWriteArrayList<>();
    private volatile @Nullable String answer;

    /** The way to where it came from. */
    interface Back {
        void send(String text) throws IOException;

        /** As in a Via, for instance {@code UDP}. */
        String transport();

        /** Our own host and port on this way. */
        String sentBy();
    }

    /** @param receiver which of our receivers heard it, the preferred one being 0 */
    Attempt(SipMessage message, int receiver, Back back) {
        this.message = message;
        this.receiver = receiver;
        this.back = back;
        sends.add(System.nanoTime());
    }

    SipMessage message() {
        return message;
    }

    int receiver() {
        return receiver;
    }

    Back back() {
        return back;
    }

    /** When each copy came, in nanoseconds. */
    List<Long> sends() {
        return sends;
    }

    long nanos() {
        return sends.get(0);
    }

    String element(String name) {
        Matcher matcher =
                Pattern.compile("(?s)<" + name + ">(.*?)</" + name + ">").matcher(message.body());
        return matcher.find() ? matcher.group(1).strip() : "";
    }

    String ref() {
        return element("ref");
    }

    boolean datagram() {
        return back.transport().equals("UDP");
    }

    /** A retransmission: counted, and answered as before where it was answered. */
    void cameAgain() throws IOException {
        sends.add(System.nanoTime());
        String before = answer;
        if (before != null) {
            back.send(before);
        }
    }

    /** Answers it; a retransmission gets the same. */
    void answer(String text) throws IOException {
        answer = text;
        back.send(text);
    }
}
