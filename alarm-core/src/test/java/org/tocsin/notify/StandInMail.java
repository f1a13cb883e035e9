package org.tocsin.notify;

import static org.tocsin.alarm.Town.await;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.parsetools.RecordParser;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A stand-in for a mail server (RFC 5321): knows everybody but whoever is called nobody, and is busy for "busy". */
final class StandInMail implements AutoCloseable {
    final List<String> mails = new CopyOnWriteArrayList<>();
    private final NetServer server;

    StandInMail(Vertx vertx) {
        this.server = await(vertx.createNetServer().connectHandler(Talk::new).listen(0, "127.0.0.1"));
    }

    int port() {
        return server.actualPort();
    }

    private final class Talk {
        private final NetSocket socket;
        private final StringBuilder mail = new StringBuilder();
        private boolean inMail;

        Talk(NetSocket socket) {
            this.socket = socket;
            socket.handler(RecordParser.newDelimited("\r\n", line -> hear(line.toString())));
            say("220 mail.example.net ESMTP");
        }

        private void hear(String line) {
            if (inMail) {
                mail.append(line).append('\n');
                if (line.equals(".")) {
                    inMail = false;
                    mails.add(mail.toString());
                    say("250 2.0.0 taken");
                }
                return;
            }
            String verb = line.split("[ :]")[0].toUpperCase(java.util.Locale.ROOT);
            switch (verb) {
                case "EHLO" -> say("250-mail.example.net\r\n250 8BITMIME");
                case "RCPT" ->
                    say(
                            line.contains("nobody@")
                                    ? "550 5.1.1 no such user"
                                    : line.contains("busy@") ? "450 4.2.0 try again" : "250 2.1.5 fine");
                case "DATA" -> {
                    inMail = true;
                    mail.setLength(0);
                    say("354 go on");
                }
                case "QUIT" -> say("221 2.0.0 bye");
                default -> say("250 2.0.0 fine");
            }
        }

        private void say(String line) {
            socket.write(line + "\r\n").onFailure(e -> socket.close());
        }
    }

    @Override
    public void close() {
        await(server.close());
    }
}
