package org.tocsin.simulator.scaip;

import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.tocsin.simulator.unit.Surroundings;
import org.tocsin.simulator.unit.TlsFiles;

/**
 * The SIP of one street: a few datagram sockets and a TCP client that all its units share, and the two tables that find
 * the unit an answer is for. Lives on one event loop.
 */
public final class SipLine {
    private static final int SOCKETS = 8;

    private final ContextInternal context;
    private final List<InetSocketAddress> receivers;
    private final Surroundings around;
    private final NetClient tcp;
    private final boolean secure;
    private final List<UdpSocket> sockets = new ArrayList<>();
    private final Map<String, Consumer<SipMessage>> byBranch = new HashMap<>();
    private final Map<String, Delivery> byRef = new HashMap<>();
    private final Map<String, SpeechCall> byCallId = new HashMap<>();

    private SipLine(
            ContextInternal context, List<InetSocketAddress> receivers, Surroundings around, @Nullable TlsFiles tls) {
        this.context = context;
        this.receivers = receivers;
        this.around = around;
        this.secure = tls != null;
        NetClientOptions options =
                new NetClientOptions().setConnectTimeout(5_000).setTcpNoDelay(true);
        if (tls != null) {
            tls.on(options);
            options.setHostnameVerificationAlgorithm("HTTPS");
        }
        this.tcp = context.owner().createNetClient(options);
    }

    /** Opens the sockets. The first receiver is the preferred one. */
    public static Future<SipLine> open(
            ContextInternal context, List<InetSocketAddress> receivers, Surroundings around) {
        return open(context, receivers, around, null);
    }

    /** @param tls for the connections; null for plain ones */
    public static Future<SipLine> open(
            ContextInternal context, List<InetSocketAddress> receivers, Surroundings around, @Nullable TlsFiles tls) {
        SipLine line = new SipLine(context, receivers, around, tls);
        InetSocketAddress local;
        try {
            local = new InetSocketAddress(localAddress(receivers.get(0)), 0);
        } catch (SocketException e) {
            return Future.failedFuture(e);
        }
        List<Future<UdpSocket>> opening = new ArrayList<>();
        VertxInternal vertx = context.owner();
        for (int i = 0; i < SOCKETS; i++) {
            opening.add(UdpSocket.open(
                    context.nettyEventLoop(), () -> vertx.transport().datagramChannel(), local, line::received));
        }
        return Future.all(opening).map(all -> {
            all.<UdpSocket>list().forEach(line.sockets::add);
            return line;
        });
    }

    /** The address this machine shows to the receiver; sends nothing. */
    private static InetAddress localAddress(InetSocketAddress receiver) throws SocketException {
        try (DatagramSocket probe = new DatagramSocket()) {
            probe.connect(receiver);
            return probe.getLocalAddress();
        }
    }

    /** The ways of one unit, one for each receiver, in order of preference. */
    List<SipWire> wires(int unit, boolean overTcp) {
        UdpSocket socket = sockets.get(Math.floorMod(unit, sockets.size()));
        List<SipWire> wires = new ArrayList<>(receivers.size());
        for (InetSocketAddress receiver : receivers) {
            SipWire udp = socket.towards(receiver);
            wires.add(overTcp ? new TcpWire(context, tcp, secure, receiver, udp.sentBy(), this::received) : udp);
        }
        return List.copyOf(wires);
    }

    InetSocketAddress receiver(int index) {
        return receivers.get(index);
    }

    Surroundings around() {
        return around;
    }

    void expect(String branch, Consumer<SipMessage> transaction) {
        byBranch.put(branch, transaction);
    }

    void forgetBranch(String branch) {
        byBranch.remove(branch);
    }

    void expectInCall(String callId, SpeechCall call) {
        byCallId.put(callId, call);
    }

    void forgetCall(String callId) {
        byCallId.remove(callId);
    }

    ContextInternal context() {
        return context;
    }

    void awaitReply(String ref, Delivery delivery) {
        byRef.put(ref, delivery);
    }

    void forgetRef(String ref) {
        byRef.remove(ref);
    }

    private void received(String text, SipWire back) {
        if (around.faults().loseAnswer()) {
            // Over TCP nothing is lost but by losing the connection.
            back.cut();
            return;
        }
        Optional<SipMessage> message = SipMessage.read(text);
        if (message.isEmpty()) {
            around.tally().strange.increment();
        } else if (message.get().isResponse()) {
            @Nullable
            Consumer<SipMessage> transaction = byBranch.get(message.get().branch());
            if (transaction != null) {
                transaction.accept(message.get());
            }
        } else {
            request(message.get(), back);
        }
    }

    private void request(SipMessage request, SipWire back) {
        switch (request.method()) {
            case "MESSAGE" -> reply(request, back);
            case "OPTIONS" -> answer(request, 200, "OK", back);
            case "BYE" -> bye(request, back);
            case "ACK" -> {}
            default -> answer(request, 405, "Method Not Allowed", back);
        }
    }

    private void bye(SipMessage request, SipWire back) {
        @Nullable SpeechCall call = byCallId.get(request.header("call-id"));
        answer(request, call == null ? 481 : 200, call == null ? "Call Does Not Exist" : "OK", back);
        if (call != null) {
            call.ended();
        }
    }

    /** The application's answer. A copy of one that was heard before is answered and otherwise ignored. */
    private void reply(SipMessage request, SipWire back) {
        Optional<ScaipText.Reply> reply = ScaipText.reply(request.body());
        if (reply.isEmpty()) {
            around.tally().strange.increment();
            answer(request, 400, "Bad Request", back);
            return;
        }
        answer(request, 200, "OK", back);
        @Nullable Delivery delivery = byRef.get(reply.get().ref());
        if (delivery != null) {
            delivery.replied(reply.get());
        }
    }

    private static void answer(SipMessage request, int status, String reason, SipWire back) {
        back.send(SipText.answer(
                request,
                status,
                reason,
                "u" + Integer.toHexString(request.header("call-id").hashCode())));
    }

    /** Closes every socket; answers still under way are lost. */
    public Future<Void> close() {
        List<Future<Void>> closing = new ArrayList<>();
        sockets.forEach(socket -> closing.add(socket.close()));
        closing.add(tcp.close());
        return Future.join(closing).mapEmpty();
    }
}
