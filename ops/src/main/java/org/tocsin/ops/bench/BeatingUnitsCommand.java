package org.tocsin.ops.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.tocsin.ops.Tocsin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The units that beat, in a process of their own: hundreds of thousands of messages written beforehand would otherwise
 * lie in the gateway's heap, and its garbage collector's pauses be measured as if they were the gateway's.
 */
@Command(name = "bench-beating-units", hidden = true, description = "The sending side of bench-heartbeats.")
public final class BeatingUnitsCommand implements Callable<Integer> {
    private static final String READY = "the flood begins";

    @Option(names = "--port", required = true)
    private int port;

    @Option(names = "--first", required = true)
    private long first;

    @Option(names = "--units", required = true)
    private int units;

    @Option(names = "--offered", required = true)
    private int offered;

    @Option(names = "--seconds", required = true)
    private int seconds;

    /** What the process is to do. */
    record Flood(int port, long first, int units, int offered, int seconds) {}

    /** The running process; closed, it is ended. */
    static final class Sender implements AutoCloseable {
        private final Process process;
        private final BufferedReader says;

        private Sender(Process process) {
            this.process = process;
            this.says = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        }

        /** Returns when the flood begins, after a quarter of it has warmed up both sides. Blocks. */
        void awaitFlood() throws IOException {
            String line = says.readLine();
            while (line != null && !line.equals(READY)) {
                line = says.readLine();
            }
            if (line == null) {
                throw new IOException("the process that sends heartbeats has ended");
            }
        }

        /** What came of it, in words. Blocks until it is over. */
        String result() throws IOException {
            return Objects.requireNonNullElse(says.readLine(), "their process ended without a word");
        }

        @Override
        public void close() {
            process.destroy();
        }
    }

    static Sender start(Flood flood) throws IOException {
        List<String> command = List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx1g",
                "-cp",
                System.getProperty("java.class.path"),
                Tocsin.class.getName(),
                "bench-beating-units",
                "--port=" + flood.port(),
                "--first=" + flood.first(),
                "--units=" + flood.units(),
                "--offered=" + flood.offered(),
                "--seconds=" + flood.seconds());
        return new Sender(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    @Override
    public Integer call() throws IOException {
        try (SipLoad beating = new SipLoad(new InetSocketAddress("127.0.0.1", port))) {
            beating.heartbeats("v", first, units, offered / 4, seconds / 2);
            System.out.println(READY);
            SipLoad.Result beats = beating.heartbeats("h", first, units, offered, seconds);
            System.out.println(String.format(
                    Locale.ROOT,
                    "%,d sent in %.1f s, %,d answered (%s), %,d refused, %,d repeated",
                    beats.sent(),
                    beats.seconds(),
                    beats.to200().count(),
                    beats.to200(),
                    beats.refused(),
                    beats.retransmissions()));
        }
        return 0;
    }
}
