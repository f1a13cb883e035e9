package org.tocsin.gateway.bridge;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * Acknowledges messages in the order they came, however they end: MQTT 5 §4.6 demands it, and what is not acknowledged
 * comes again in order. One that is not settled holds back all behind it.
 */
final class ArrivalOrder {
    private final Deque<Arrival> order = new ArrayDeque<>();
    private final Consumer<Arrival> acknowledge;

    /** @param acknowledge called once for each, in order */
    ArrivalOrder(Consumer<Arrival> acknowledge) {
        this.acknowledge = acknowledge;
    }

    void add(Arrival arrival) {
        order.add(arrival);
    }

    void settle(Arrival arrival) {
        arrival.settled = true;
        while (!order.isEmpty() && order.element().settled) {
            acknowledge.accept(order.remove());
        }
    }

    /** Its connection is gone: the broker will hand them over again. */
    void forget() {
        order.clear();
    }

    int size() {
        return order.size();
    }
}
