package org.tocsin.simulator.mqtt;

import java.time.Instant;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.tocsin.simulator.estate.Credentials;
import org.tocsin.simulator.ledger.Asking;
import org.tocsin.simulator.ledger.Ledger;
import org.tocsin.simulator.unit.Faults;
import org.tocsin.simulator.unit.Surroundings;

/** What a unit does when the platform asks something of it: it answers, and sends the test transmission it is asked for. */
final class MqttCommands {
    private static final long LATE_MILLIS = 30_000;
    private static final long FETCHES_MILLIS = 500;
    private static final int UNKNOWN_COMMAND = 501;

    private final Credentials credentials;
    private final String prefix;
    private final MqttLink link;
    private final Surroundings around;
    private final LongSupplier sequence;
    private @Nullable Publication test;
    private String lastAsked = "";
    private String lastUpdate = "";
    private int asked;
    private boolean stopped;

    /** @param sequence numbers all messages of the unit */
    MqttCommands(Credentials credentials, String prefix, MqttLink link, Surroundings around, LongSupplier sequence) {
        this.credentials = credentials;
        this.prefix = prefix;
        this.link = link;
        this.around = around;
        this.sequence = sequence;
    }

    void asked(MqttText.Command command) {
        if (command.op().equals("test")) {
            askedForTest(command.id());
        } else if (command.op().equals("config.set")) {
            answer(command.id(), true, 0);
            if (command.settings() != null) {
                link.sets(command.settings());
            }
        } else if (command.op().equals("firmware.update") && command.version() != null) {
            updated(command.id(), command.version());
        }
    }

    /** Sends again what was under way when the connection broke. */
    void online() {
        if (test != null) {
            test.send();
        }
    }

    /** The platform's receipt, if it is for what was sent from here. */
    void replied(MqttText.Reply reply) {
        if (test != null && test.ref().equals(reply.ref())) {
            test.replied(reply.status());
        }
    }

    void stop() {
        stopped = true;
        if (test != null) {
            test.abandon();
        }
    }

    /** It says yes, fetches it, and starts anew with it. */
    private void updated(String id, String version) {
        boolean again = id.equals(lastUpdate);
        lastUpdate = id;
        answer(id, true, 0);
        if (!again) {
            around.scheduler().after(FETCHES_MILLIS, () -> link.bears(version));
        }
    }

    /** The same command again is answered again and not carried out again. */
    private void askedForTest(String id) {
        boolean again = id.equals(lastAsked);
        lastAsked = id;
        Faults.TestAnswer answer = around.faults().testAnswer(credentials.home());
        if (!again) {
            asked++;
            around.ledger().asked(new Asking(credentials.cid(), Instant.now(), answer.name()));
        }
        switch (answer) {
            case SECOND_TIME -> {
                if (asked % 2 == 0) {
                    if (!again) {
                        test();
                    }
                    answer(id, true, 0);
                }
            }
            case AT_ONCE -> {
                if (!again) {
                    test();
                }
                answer(id, true, 0);
            }
            case LATE -> {
                if (!again) {
                    around.scheduler().after(LATE_MILLIS, this::test);
                }
                answer(id, true, 0);
            }
            case ONLY_WORDS -> answer(id, true, 0);
            case UNKNOWN -> answer(id, false, UNKNOWN_COMMAND);
            case NEVER -> {}
        }
    }

    private void answer(String id, boolean ok, int code) {
        link.say(prefix + "/up/result", MqttText.result(id, ok, code));
    }

    /** A test transmission, repeated until it is acknowledged; one at a time. */
    private void test() {
        if (test != null || stopped) {
            return;
        }
        String ref = around.refs().next();
        Instant at = Instant.now();
        long number = sequence.getAsLong();
        Ledger.Entry entry = around.ledger().raised(credentials.cid(), ref, "MQTT", "TEST", at);
        around.tally().tests.increment();
        Publication.Message message = new Publication.Message(
                ref,
                prefix + "/up/test",
                (attempt, minimal) ->
                        MqttText.test(ref, credentials.cid(), at, new MqttText.Count(number, attempt - 1)),
                0);
        Publication publication = new Publication(message, link, around.scheduler(), around.timing(), new Test(entry));
        test = publication;
        publication.send();
    }

    private final class Test implements Publication.Outcome {
        private final Ledger.Entry entry;

        Test(Ledger.Entry entry) {
            this.entry = entry;
        }

        @Override
        public void attempted(int attempt) {
            entry.attempted(attempt);
        }

        @Override
        public void taken() {}

        @Override
        public void done() {
            test = null;
            entry.acknowledged(Instant.now());
        }

        @Override
        public void gaveUp() {
            throw new IllegalStateException("a test is never given up");
        }
    }
}
