package org.tocsin.gateway;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tocsin.platform.DatabaseUrl;

/** The line between a process and its database, which can be cut, frozen and mended. */
public final class DatabaseLine {
    private static final Pattern PLACE = Pattern.compile("@localhost:(\\d+)/");

    private final NetServer server;
    private final NetClient client;
    private final DatabaseUrl real;
    private final int databasePort;
    private final List<NetSocket> sockets = new CopyOnWriteArrayList<>();
    private volatile boolean cut;
    private volatile boolean frozen;

    private DatabaseLine(Vertx vertx, DatabaseUrl real) {
        this.server = vertx.createNetServer();
        this.client = vertx.createNetClient();
        this.real = real;
        Matcher place = PLACE.matcher(real.uri());
        if (!place.find()) {
            throw new IllegalArgumentException("no port in " + real);
        }
        this.databasePort = Integer.parseInt(place.group(1));
    }

    public static Future<DatabaseLine> to(Vertx vertx, DatabaseUrl real) {
        DatabaseLine line = new DatabaseLine(vertx, real);
        return line.server.connectHandler(line::connect).listen(0, "localhost").map(line);
    }

    public DatabaseUrl url() {
        return new DatabaseUrl(real.uri().replace("@localhost:" + databasePort, "@localhost:" + server.actualPort()));
    }

    /** Ends every connection and refuses new ones, as a stopped server would. */
    public void cut() {
        cut = true;
        sockets.forEach(NetSocket::close);
    }

    /** Nothing passes any more and nothing is refused, as with a stopped process. */
    public void freeze() {
        frozen = true;
        sockets.forEach(NetSocket::pause);
    }

    /** What is connected now is lost without a word, as when a machine loses its power; new connections pass. */
    public void lose() {
        sockets.forEach(NetSocket::pause);
        sockets.clear();
    }

    public void mend() {
        cut = false;
        frozen = false;
        sockets.forEach(NetSocket::resume);
    }

    private void connect(NetSocket near) {
        if (cut) {
            near.close();
            return;
        }
        near.pause();
        client.connect(databasePort, "localhost").onFailure(e -> near.close()).onSuccess(far -> {
            join(near, far);
            join(far, near);
            if (!frozen) {
                near.resume();
            }
        });
    }

    private void join(NetSocket from, NetSocket to) {
        sockets.add(from);
        from.handler(to::write);
        from.closeHandler(closed -> {
            sockets.remove(from);
            to.close();
        });
    }
}
