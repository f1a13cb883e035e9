package org.tocsin.gateway.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tocsin.gateway.TestGateway;
import org.tocsin.platform.OnThisMachine;
import org.tocsin.signal.Protocol;
import org.tocsin.unit.Credential.Authentication;

/** Mosquitto's own clients, as anybody at a terminal would use them. */
class MosquittoTest {
    static TestGateway gateway;

    @BeforeAll
    static void start() {
        for (String program : List.of("mosquitto_pub", "mosquitto_sub")) {
            OnThisMachine.needs(isInstalled(program), program + " (Debian: mosquitto-clients)");
        }
        gateway = TestGateway.start();
    }

    @AfterAll
    static void stop() {
        if (gateway != null) {
            gateway.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"311", "5"})
    void a_press_from_a_terminal_is_on_file_and_its_acknowledgement_is_heard(String version) throws Exception {
        String cid = "40000" + version;
        String secret = gateway.enrol(cid, Protocol.MQTT, Authentication.PASSWORD);
        Process listener = run(
                "mosquitto_sub",
                "-V",
                version,
                "-u",
                cid,
                "-P",
                secret,
                "-t",
                "tc/1/demo/" + cid + "/down/#",
                "-q",
                "1",
                "-C",
                "1");
        // it does not say when it has subscribed, so the unit repeats its press, as units do, until it is heard
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            Process press = run(
                    "mosquitto_pub",
                    "-V",
                    version,
                    "-u",
                    cid,
                    "-P",
                    secret,
                    "-i",
                    cid,
                    "-q",
                    "1",
                    "-t",
                    MqttDeviceServerTest.up(cid, "alarm"),
                    "-m",
                    MqttDeviceServerTest.press(cid, "A1"));
            assertThat(press.waitFor(20, TimeUnit.SECONDS)).isTrue();
            boolean acknowledged = press.exitValue() == 0;
            assertThat(gateway.signals(cid)).hasSizeGreaterThanOrEqualTo(acknowledged ? 1 : 0);
            return acknowledged && listener.waitFor(1, TimeUnit.SECONDS);
        });
        assertThat(output(listener)).contains("\"ref\":\"A1\"", "\"snu\":0");
        assertThat(gateway.signals(cid)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"311", "5"})
    void a_wrong_password_is_said_at_the_terminal(String version) throws Exception {
        String cid = "50000" + version;
        gateway.enrol(cid, Protocol.MQTT, Authentication.PASSWORD);
        Process press = run(
                "mosquitto_pub",
                "-V",
                version,
                "-u",
                cid,
                "-P",
                "wrong",
                "-i",
                cid,
                "-q",
                "1",
                "-t",
                MqttDeviceServerTest.up(cid, "alarm"),
                "-m",
                MqttDeviceServerTest.press(cid, "A1"));
        assertThat(press.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(press.exitValue()).isNotZero();
        assertThat(output(press)).containsIgnoringCase("user name or password");
        assertThat(gateway.signals(cid))
                .singleElement()
                .satisfies(signal -> assertThat(signal.doubts()).contains("FAILED_PASSWORD"));
    }

    private static Process run(String... command) throws IOException {
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(
                1,
                List.of(
                        "-h",
                        "127.0.0.1",
                        "-p",
                        Integer.toString(gateway.gateway().mqttPort())));
        return new ProcessBuilder(all).redirectErrorStream(true).start();
    }

    private static String output(Process process) {
        return String.join("\n", process.inputReader(UTF_8).lines().toList());
    }

    private static boolean isInstalled(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> new File(folder, program).canExecute());
    }
}
