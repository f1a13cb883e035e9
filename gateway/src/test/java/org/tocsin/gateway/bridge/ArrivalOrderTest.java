package org.tocsin.gateway.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ArrivalOrderTest {
    private final List<Integer> acknowledged = new ArrayList<>();
    private final ArrivalOrder<Integer> order = new ArrivalOrder<>(acknowledged::add);

    @Test
    void one_that_is_not_done_holds_back_all_behind_it() {
        List<Integer> arrivals = arrive(3);
        order.settle(arrivals.get(1));
        order.settle(arrivals.get(2));
        assertThat(acknowledged).isEmpty();
        order.settle(arrivals.get(0));
        assertThat(acknowledged).containsExactly(0, 1, 2);
        assertThat(order.size()).isZero();
    }

    @Test
    void in_whatever_order_they_are_done_they_are_acknowledged_as_they_came() {
        for (int seed = 0; seed < 50; seed++) {
            acknowledged.clear();
            List<Integer> arrivals = arrive(100);
            List<Integer> done = new ArrayList<>(arrivals);
            Collections.shuffle(done, new Random(seed));
            done.forEach(order::settle);
            assertThat(acknowledged)
                    .as("seed %d", seed)
                    .containsExactlyElementsOf(IntStream.range(0, 100).boxed().toList());
        }
    }

    private List<Integer> arrive(int count) {
        List<Integer> arrivals = IntStream.range(0, count).boxed().toList();
        arrivals.forEach(order::add);
        return arrivals;
    }
}
