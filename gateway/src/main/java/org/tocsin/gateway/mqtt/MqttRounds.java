package org.tocsin.gateway.mqtt;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.tocsin.gateway.DeviceIntake;

/**
 * Looks again, over and over, whether those who are connected may still be: a unit that got a new password, or is not
 * what it was when it signed in, must sign in again.
 */
final class MqttRounds {
    private static final int AT_ONCE = 200;

    private final Vertx vertx;
    private final DeviceIntake intake;
    private final MqttSessions sessions;
    private final long apartMs;
    private volatile boolean ended;

    MqttRounds(Vertx vertx, DeviceIntake intake, MqttSessions sessions, long apartMs) {
        this.vertx = vertx;
        this.intake = intake;
        this.sessions = sessions;
        this.apartMs = apartMs;
    }

    void start() {
        vertx.setTimer(
                apartMs,
                timer -> round(new ArrayDeque<>(sessions.all())).onComplete(done -> {
                    if (!ended) {
                        start();
                    }
                }));
    }

    void end() {
        ended = true;
    }

    private Future<Void> round(Deque<MqttDeviceSession> left) {
        List<Future<Void>> some = new ArrayList<>();
        while (some.size() < AT_ONCE && !left.isEmpty()) {
            some.add(look(left.remove()));
        }
        if (some.isEmpty() || ended) {
            return Future.succeededFuture();
        }
        return Future.join(some).transform(looked -> round(left));
    }

    /** Where the store cannot be asked, nobody is cut off for it. */
    private Future<Void> look(MqttDeviceSession session) {
        return intake.unitAnew(session.cid()).onSuccess(session::foundAnew).mapEmpty();
    }
}
