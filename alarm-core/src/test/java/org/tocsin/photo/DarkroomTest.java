package org.tocsin.photo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tocsin.alarm.Town.await;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Keyring;

/** Pictures are worked on beside the event loops, and no more of them at once than there are places. */
class DarkroomTest {
    static final Vertx VERTX = Vertx.vertx();

    final Darkroom darkroom = new Darkroom(VERTX, Keyring.fromHex("0f".repeat(32)));

    @AfterAll
    static void close() {
        await(VERTX.close());
    }

    @Test
    void while_every_hand_is_busy_pictures_wait_and_the_event_loop_does_not() throws Exception {
        UUID id = Ids.next();
        Darkroom.Print print =
                await(darkroom.make(id, Snapshots.door("png", 64, 48))).orElseThrow();
        assertThat(print.width()).isEqualTo(64);
        CountDownLatch busy = new CountDownLatch(2);
        CountDownLatch release = new CountDownLatch(1);
        WorkerExecutor hands = VERTX.createSharedWorkerExecutor(Darkroom.NAME);
        List<Future<?>> all = new ArrayList<>();
        try {
            for (int i = 0; i < 2; i++) {
                all.add(hands.executeBlocking(
                        () -> {
                            busy.countDown();
                            release.await();
                            return null;
                        },
                        false));
            }
            busy.await();
            // What seals, opens or makes needs one of those hands: none of it is done by whoever asks for it.
            Promise<Void> asked = Promise.promise();
            VERTX.getOrCreateContext().runOnContext(v -> {
                all.add(darkroom.make(Ids.next(), Snapshots.door("jpeg", 640, 480)));
                all.add(darkroom.open(id, print.sealed()));
                all.add(darkroom.openAll(Map.of(id, print.sealed())));
                asked.complete();
            });
            await(asked.future());
            assertThat(all).hasSize(5).noneMatch(Future::isComplete);
        } finally {
            release.countDown();
        }
        await(Future.join(all));
        await(hands.close());
        assertThat(all).allMatch(Future::succeeded);
        Buffer opened = await(darkroom.open(id, print.sealed()));
        assertThat(opened.length()).isEqualTo(print.bytes());
    }

    @Test
    void whoever_comes_too_many_is_asked_to_come_again_and_a_place_is_given_back_however_it_ends() {
        Darkroom.Places places = new Darkroom.Places(2);
        Promise<String> first = Promise.promise();
        Promise<String> second = Promise.promise();
        Future<String> one = places.take(first::future);
        Future<String> two = places.take(second::future);
        assertThatThrownBy(() -> await(places.take(() -> Future.succeededFuture("third"))))
                .isInstanceOf(Darkroom.Full.class);
        first.fail("broken off");
        assertThat(one.failed()).isTrue();
        assertThat(await(places.take(() -> Future.succeededFuture("third")))).isEqualTo("third");
        second.complete("done");
        assertThat(await(two)).isEqualTo("done");
    }
}
