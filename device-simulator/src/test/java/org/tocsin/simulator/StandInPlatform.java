package org.tocsin.simulator;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.datagram.DatagramSocket;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tocsin.simulator.mqtt.StandInBroker;

/** A whole platform in a few lines: it keeps what it hears in memory, as a set, unless told to be dishonest. */
final class StandInPlatform implements AutoCloseable {
    private static final Pattern REF = Pattern.compile("<ref>(\\w+)</ref>");
    private static final Pattern CID = Pattern.compile("<cid>(\\w+)</cid>");

    private final HttpServer http;
    private final DatagramSocket udp;
    private final NetServer tcp;
    private final StandInBroker mqtt;
    private final Map<String, String> units = new ConcurrentHashMap<>();
    private final Map<String, List<String>> signals = new ConcurrentHashMap<>();
    private final List<JsonObject> enrolments = new CopyOnWriteArrayList<>();
    private volatile Keeping keeping = Keeping.HONEST;

    enum Keeping {
        HONEST,
        FORGETS,
        DOUBLES,
        /** Everything, and shows an empty page of it. */
        SAYS_NOTHING
    }

    StandInPlatform(Vertx vertx) throws Exception {
        http = vertx.createHttpServer().requestHandler(this::http);
        wait(http.listen(0, "127.0.0.1"));
        udp = vertx.createDatagramSocket();
        udp.handler(packet -> sip(
                packet.data().toString(),
                text -> udp.send(text, packet.sender().port(), packet.sender().host())));
        wait(udp.listen(0, "127.0.0.1"));
        tcp = vertx.createNetServer().connectHandler(this::tcp);
        wait(tcp.listen(udp.localAddress().port(), "127.0.0.1"));
        mqtt = new StandInBroker(vertx, (heard, from) -> {
            keep(heard.cid(), heard.ref());
            StandInBroker.good().heard(heard, from);
        });
    }

    void keeping(Keeping how) {
        keeping = how;
    }

    SimulatorConfig.Targets targets() {
        return new SimulatorConfig.Targets(
                List.of(new HostPort("127.0.0.1", udp.localAddress().port())),
                List.of(new HostPort("127.0.0.1", mqtt.port())),
                URI.create("http://127.0.0.1:" + http.actualPort() + "/"),
                "the-token");
    }

    List<JsonObject> enrolments() {
        return enrolments;
    }

    private void tcp(NetSocket socket) {
        socket.handler(data -> sip(data.toString(), socket::write));
    }

    private interface Back {
        void send(String text);
    }

    /** A unit asks one thing at a time; over TCP its answer to us may stand before it in the same segment. */
    private void sip(String received, Back back) {
        int start = received.indexOf("MESSAGE sip:");
        if (start < 0) {
            return;
        }
        String text = received.substring(start);
        String head = text.substring(0, text.indexOf("\r\n\r\n"));
        StringBuilder ok = new StringBuilder("SIP/2.0 200 OK\r\n");
        for (String line : head.split("\r\n", -1)) {
            if (line.matches("(Via|From|To|Call-ID|CSeq): .*")) {
                ok.append(line).append("\r\n");
            }
        }
        Matcher ref = REF.matcher(text);
        Matcher cid = CID.matcher(text);
        if (ref.find() && cid.find() && !text.contains("<mty>PI</mty>")) {
            keep(cid.group(1), ref.group(1));
        }
        back.send(ok + "Content-Length: 0\r\n\r\n");
        String body = "<mrs><ref>" + ref.group(1) + "</ref><snu>0</snu></mrs>";
        back.send("MESSAGE sip:x@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:1;branch=z9hG4bK" + ref.group(1)
                + "\r\nFrom: <sip:alarm@127.0.0.1>;tag=1\r\nTo: <sip:x@127.0.0.1>\r\nCall-ID: " + ref.group(1)
                + "\r\nCSeq: 1 MESSAGE\r\nContent-Type: application/scaip+xml\r\nContent-Length: " + body.length()
                + "\r\n\r\n" + body);
    }

    private void keep(String cid, String ref) {
        List<String> refs = signals.computeIfAbsent(cid, c -> new CopyOnWriteArrayList<>());
        // Signs of life take references too: a quarter of them all leaves enough alarms.
        boolean chosen = Character.digit(ref.charAt(ref.length() - 1), Character.MAX_RADIX) % 4 == 3;
        if (refs.contains(ref) || (keeping == Keeping.FORGETS && chosen)) {
            return;
        }
        refs.add(ref);
        if (keeping == Keeping.DOUBLES && chosen) {
            refs.add(ref);
        }
    }

    private void http(HttpServerRequest request) {
        if (!"Bearer the-token".equals(request.getHeader("Authorization"))) {
            request.response().setStatusCode(401).end("{}");
        } else if (request.method() == HttpMethod.POST && request.path().equals("/api/v1/units")) {
            request.body().onSuccess(body -> enrol(request, body.toJsonObject()));
        } else if (request.method() == HttpMethod.GET && request.path().equals("/api/v1/signals")) {
            list(request);
        } else {
            request.response().setStatusCode(404).end("{}");
        }
    }

    private void enrol(HttpServerRequest request, JsonObject unit) {
        enrolments.add(unit);
        String cid = unit.getString("cid");
        String secret = unit.getString("authentication").equals("none") ? null : "secret-of-" + cid;
        if (units.putIfAbsent(cid, String.valueOf(secret)) != null) {
            request.response().setStatusCode(409).end("{}");
            return;
        }
        JsonObject answer =
                new JsonObject().put("cid", cid).put("service", "demo").put("secret", secret);
        answer.put(
                "sip", new JsonObject().put("uri", "sip:alarm@arc.example.net").put("realm", "arc"));
        answer.put("mqtt", new JsonObject().put("username", cid).put("topicPrefix", "tc/1/demo/" + cid + "/"));
        request.response().setStatusCode(201).end(answer.encode());
    }

    /** Two to a page, so that a reader must turn pages. */
    private void list(HttpServerRequest request) {
        if (keeping == Keeping.SAYS_NOTHING) {
            request.response().end();
            return;
        }
        List<String> refs = signals.getOrDefault(request.getParam("cid"), List.of());
        int from = request.getParam("cursor") == null ? 0 : Integer.parseInt(request.getParam("cursor"));
        int to = Math.min(from + 2, refs.size());
        JsonArray items = new JsonArray();
        refs.subList(from, to)
                .forEach(ref -> items.add(new JsonObject().put("ref", ref).put("alarmId", "a")));
        JsonObject page = new JsonObject().put("items", items);
        page.put("next", to < refs.size() ? String.valueOf(to) : null);
        request.response().end(page.encode());
    }

    private static void wait(Future<?> future) throws Exception {
        future.toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws Exception {
        wait(http.close());
        wait(udp.close());
        wait(tcp.close());
        mqtt.close();
    }
}
