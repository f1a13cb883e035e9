package org.tocsin.simulator.conformance.sip;

import static org.tocsin.simulator.conformance.Wrong.unless;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.tocsin.simulator.conformance.CannotTell;
import org.tocsin.simulator.conformance.Case;
import org.tocsin.simulator.conformance.Wrong;
import org.tocsin.simulator.scaip.SipMessage;

/** What is only there over TCP and TLS: messages in a stream, and who may open one. */
final class RxConnections {
    private static final String NO_STREAM = "only over TCP and TLS";

    private RxConnections() {}

    static List<Case<SipBench>> cases() {
        return List.of(
                Case.of(
                        "RX-29",
                        "messages in a stream",
                        "The mrs comes on the same connection; two requests in one"
                                + " write and one request in three are told apart by Content-Length.",
                        RxConnections::framing),
                Case.of(
                        "RX-30",
                        "TLS",
                        "TLS 1.2 and 1.3 are spoken with a certificate that names the host; an alarm"
                                + " goes through on each.",
                        RxConnections::versions));
    }

    private static String framing(SipBench bench) throws IOException {
        bench.needs(false, NO_STREAM);
        bench.acknowledged(bench.minimal());
        Mrq one = bench.minimal();
        Mrq two = bench.minimal();
        SipAsk first = proven(bench, bench.message(one));
        SipAsk second = proven(bench, bench.message(two));
        byte[] both = Arrays.copyOf(first.bytes(), first.bytes().length + second.bytes().length);
        System.arraycopy(second.bytes(), 0, both, first.bytes().length, second.bytes().length);
        bench.pipe().send(both);
        acknowledged(bench, one, "the first of two in one write");
        acknowledged(bench, two, "the second of two in one write");

        Mrq three = bench.minimal();
        byte[] parts = proven(bench, bench.message(three)).bytes();
        int head = parts.length / 3;
        bench.pipe().send(Arrays.copyOfRange(parts, 0, head));
        bench.await(message -> false, System.nanoTime() + 150_000_000);
        bench.pipe().send(Arrays.copyOfRange(parts, head, 2 * head));
        bench.await(message -> false, System.nanoTime() + 150_000_000);
        bench.pipe().send(Arrays.copyOfRange(parts, 2 * head, parts.length));
        acknowledged(bench, three, "one in three writes");
        return "the mrs on the same connection; two in one write and one in three were read";
    }

    /** Where a proof is asked for, it is fetched with a request that has no other purpose. */
    private static SipAsk proven(SipBench bench, SipAsk ask) throws IOException {
        if (bench.subject().secret() == null) {
            return ask;
        }
        SipMessage challenge = bench.askOnce(bench.message(bench.minimal().with("mty", "PI")));
        return challenge.status() == 401 || challenge.status() == 407 ? bench.prove(ask, challenge, 1) : ask;
    }

    private static void acknowledged(SipBench bench, Mrq mrq, String name) throws IOException {
        Mrs mrs = bench.awaitMrs(mrq.ref());
        if (mrs == null) {
            throw new Wrong(name + ": no mrs");
        }
        unless(mrs.snu() == 0, name + ": mrs " + mrs.inShort());
    }

    private static String versions(SipBench bench) throws IOException, GeneralSecurityException {
        if (bench.subject().target().transport() != SipTarget.Transport.TLS) {
            throw new CannotTell("only over TLS");
        }
        SipTarget target = bench.subject().target();
        for (String version : List.of("TLSv1.2", "TLSv1.3")) {
            try (SSLSocket socket = Connecting.secure(
                    target.host(),
                    target.address(),
                    bench.subject().tls(),
                    bench.subject().patience(),
                    version)) {
                unless(
                        socket.getSession().getProtocol().equals(version),
                        version + " was asked for, " + socket.getSession().getProtocol() + " came");
            } catch (javax.net.ssl.SSLException e) {
                throw new Wrong(version + ": " + e.getMessage());
            }
        }
        bench.acknowledged(bench.minimal());
        return "TLS 1.2 and 1.3, the certificate names " + target.host() + "; an alarm went through";
    }
}
