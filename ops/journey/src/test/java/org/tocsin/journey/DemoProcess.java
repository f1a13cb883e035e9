package org.tocsin.journey;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code ops/demo --homes 0} as a process of its own, on ports the system chose. */
final class DemoProcess implements AutoCloseable {
    static final String TOKEN = "a-token-for-this-test-of-at-least-32-characters";
    static final String PASSWORD = "a password for this test";
    private static final Duration START = Duration.ofSeconds(90);
    private static final Pattern HOME_UNITS =
            Pattern.compile("Home units: SCAIP on \\S+:(\\d+) \\(UDP, TCP\\), MQTT on \\S+:(\\d+); .*:(\\d+)/ready");

    private final Program program;
    private final Path data;
    private final int http;
    private final int sip;
    private final int mqtt;
    private final int ops;

    private DemoProcess(Program program, Path data) {
        this.program = program;
        this.data = data;
        String ready = program.line("READY http://localhost:", START);
        this.http = Integer.parseInt(ready.substring(ready.lastIndexOf(':') + 1));
        Matcher ports = HOME_UNITS.matcher(program.line("Home units: ", START));
        if (!ports.matches()) {
            throw new AssertionError("the demo names its ports: " + program.said());
        }
        this.sip = number(ports, 1);
        this.mqtt = number(ports, 2);
        this.ops = number(ports, 3);
    }

    /** Starts it and waits until it is ready. */
    static DemoProcess start(Path data, String... options) {
        return start(List.of(), Unpacked.into(data), Map.of(), options);
    }

    static DemoProcess start(List<String> wrapper, Path data, Map<String, String> environment, String... options) {
        Map<String, String> all = new HashMap<>(environment(data, 0, 0, 0, 0));
        all.putAll(environment);
        return new DemoProcess(Program.start(wrapper, all, arguments(options)), data);
    }

    /** The same installation again, on the same data and the same ports. */
    DemoProcess again() {
        return new DemoProcess(Program.start(environment(data, http, mqtt, sip, ops), arguments()), data);
    }

    static Map<String, String> environment(Path data, int http, int mqtt, int sip, int ops) {
        return Map.of(
                "TOCSIN_DATA_DIR", data.toString(),
                "TOCSIN_HTTP_PORT", Integer.toString(http),
                "TOCSIN_MQTT_PORT", Integer.toString(mqtt),
                "TOCSIN_SIP_PORT", Integer.toString(sip),
                "TOCSIN_OPS_PORT", Integer.toString(ops),
                "TOCSIN_API_TOKEN", TOKEN,
                "TOCSIN_DEMO_PASSWORD", PASSWORD);
    }

    Program program() {
        return program;
    }

    int httpPort() {
        return http;
    }

    int sipPort() {
        return sip;
    }

    int mqttPort() {
        return mqtt;
    }

    int opsPort() {
        return ops;
    }

    @Override
    public void close() {
        program.close();
    }

    private static String[] arguments(String... options) {
        if (options.length > 0) {
            String[] all = new String[options.length + 1];
            all[0] = "demo";
            System.arraycopy(options, 0, all, 1, options.length);
            return all;
        }
        return new String[] {"demo", "--homes", "0"};
    }

    private static int number(Matcher matcher, int group) {
        return Integer.parseInt(Objects.requireNonNull(matcher.group(group)));
    }
}
