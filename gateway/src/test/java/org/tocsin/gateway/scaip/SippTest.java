package org.tocsin.gateway.scaip;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.platform.OnThisMachine;

/**
 * SIPp, a foreign SIP stack, in the part of the home unit. Its exit status says nothing about the reply, which comes
 * under another Call-ID; so its trace is read.
 */
class SippTest {
    private static final int ALARMS = 5;

    static Centre centre;

    @TempDir
    Path work;

    @BeforeAll
    static void open() throws Exception {
        boolean found = Path.of("/usr/bin/sipp").toFile().canExecute();
        OnThisMachine.needs(found, "SIPp (Debian: sip-tester)");
        centre = Centre.standard();
    }

    @AfterAll
    static void close() throws Exception {
        if (centre != null) {
            centre.close();
        }
    }

    @Test
    void alarmsOverUdp() throws Exception {
        run("alarm.xml", "u1", false);
    }

    @Test
    void alarmsOverTcp() throws Exception {
        run("alarm.xml", "t1", false);
    }

    /** SIPp as Debian builds it knows no TLS: Kamailio speaks it in its place, over one connection for all. */
    @Test
    void alarmsOverTlsThroughKamailio() throws Exception {
        KamailioEdge.isNeeded();
        run("alarm.xml", "t1", false, true);
    }

    @Test
    void alarmsOverTlsWithAPasswordThroughKamailio() throws Exception {
        KamailioEdge.isNeeded();
        run("alarm-with-password.xml", "t1", true, true);
    }

    @Test
    void alarmsOverTcpOfAUnitWithAPassword() throws Exception {
        run("alarm-with-password.xml", "t1", true);
    }

    @Test
    void alarmsOfAUnitWithAPassword() throws Exception {
        run("alarm-with-password.xml", "u1", true);
    }

    private void run(String scenario, String transport, boolean secret) throws Exception {
        run(scenario, transport, secret, false);
    }

    private void run(String scenario, String transport, boolean secret, boolean edge) throws Exception {
        try (KamailioEdge kamailio =
                edge ? KamailioEdge.start(work, Centre.AUTHORITY, centre.tlsPort(), "tls") : null) {
            int port = kamailio == null ? centre.port() : kamailio.port();
            String cid = secret ? centre.unitWithSecret() : centre.unit();
            if (secret) {
                askedTwice(centre.port(), cid);
            }
            Path errors = work.resolve("errors");
            int exit = sipp(port, transport, copy(scenario, cid), copy("reply.xml", cid), errors);

            String trace = Files.exists(errors) ? Files.readString(errors) : "";
            assertThat(exit).as(trace).isZero();
            assertThat(trace).doesNotContain("Failed regexp match");
            assertThat(count(trace, "Received out-of-call MESSAGE")).as(trace).isEqualTo(ALARMS);
            assertThat(centre.signals(cid)).hasSize(ALARMS).allSatisfy(row -> {
                assertThat(row.getString("kind")).isEqualTo("ALARM");
                assertThat(row.getArrayOfStrings("doubts")).isEmpty();
            });
        }
    }

    /** SIPp reads the first challenge only and knows MD5: it is asked so once it has come twice without an answer. */
    private static void askedTwice(int port, String cid) throws IOException {
        String heartbeat = "<mrq><ref>H1</ref><mty>PI</mty><cid>" + cid + "</cid><dty>2</dty></mrq>";
        try (HandUnit unit = HandUnit.udp(port)) {
            for (int i = 0; i < 2; i++) {
                unit.send(HandUnit.message(cid, heartbeat));
                assertThat(unit.receive()).startsWith("SIP/2.0 401 ");
            }
        }
    }

    private int sipp(int port, String transport, Path scenario, Path reply, Path errors) throws Exception {
        Process process = new ProcessBuilder(List.of(
                        "/usr/bin/sipp",
                        "127.0.0.1:" + port,
                        "-sf",
                        scenario.toString(),
                        "-oocsf",
                        reply.toString(),
                        "-i",
                        "127.0.0.1",
                        "-t",
                        transport,
                        "-m",
                        Integer.toString(ALARMS),
                        "-r",
                        "10",
                        "-recv_timeout",
                        "5000",
                        "-nostdin",
                        "-trace_err",
                        "-error_file",
                        errors.toString()))
                .directory(work.toFile())
                .redirectErrorStream(true)
                .redirectOutput(work.resolve("screen").toFile())
                .start();
        try {
            assertThat(process.waitFor(40, TimeUnit.SECONDS)).as("SIPp ends").isTrue();
            return process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }

    /** The scenario with this unit's number and secret in it. */
    private Path copy(String name, String cid) throws IOException {
        try (InputStream file = SippTest.class.getResourceAsStream("/sipp/" + name)) {
            assertThat(file).isNotNull();
            String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            Path copy = work.resolve(name);
            Files.writeString(copy, text.replace("CID", cid).replace("SECRET", Centre.SECRET));
            return copy;
        }
    }

    private static long count(String text, String wanted) {
        return Pattern.compile(Pattern.quote(wanted)).matcher(text).results().count();
    }
}
