package org.tocsin.ops.bench;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.tocsin.ops.AllInOne;
import org.tocsin.ops.AllInOneConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * How soon a press is in front of an operator while a whole estate is connected: from the last byte read by the gateway
 * to the operator's WebSocket, everything on this one machine.
 */
@Command(
        name = "bench-board",
        mixinStandardHelpOptions = true,
        description = "From alarm received to the operator's WebSocket, with a whole estate connected.")
public final class BoardBenchCommand implements Callable<Integer> {
    @Option(names = "--homes", defaultValue = "7000", description = "Connected homes (default: ${DEFAULT-VALUE}).")
    private int homes;

    @Option(names = "--rate", defaultValue = "50", description = "Alarms a second (default: ${DEFAULT-VALUE}).")
    private double rate;

    @Option(names = "--seconds", defaultValue = "30", description = "How long to measure (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Override
    public Integer call() throws Exception {
        Path data = Files.createTempDirectory("tocsin-bench-board");
        Map<String, String> environment = Map.of(
                "TOCSIN_HTTP_PORT", "0", "TOCSIN_MQTT_PORT", "0", "TOCSIN_SIP_PORT", "0", "TOCSIN_OPS_PORT", "0");
        AllInOneConfig.Estate estate = new AllInOneConfig.Estate(homes, rate * 60, false);
        try (AllInOne all =
                new AllInOne(new AllInOneConfig(environment, data, true, estate), System.out::println).start()) {
            System.out.println("FLEET " + all.switchOnEstate() + " connected");
            BoardEar board = new BoardEar(priority -> true);
            HttpClient client = HttpClient.newHttpClient();
            WebSocket socket = client.newWebSocketBuilder()
                    .header("Authorization", "Bearer " + all.apiToken())
                    .buildAsync(URI.create("ws://localhost:" + all.ports().http() + "/live"), board)
                    .get(10, TimeUnit.SECONDS);
            // The first seconds are the compiler's, not the product's.
            TimeUnit.SECONDS.sleep(10);
            board.begin();
            TimeUnit.SECONDS.sleep(seconds);
            System.out.println(board.result());
            socket.abort();
        }
        return 0;
    }
}
