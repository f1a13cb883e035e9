package org.tocsin.gateway.bridge;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Acknowledges messages in the order they came, however they end: MQTT 5 §4.6 demands it, and what is not acknowledged
 * comes again in order. One that is not settled holds back all behind it.
 *
 * @param <T> a message; two that say the same are still two
 */
final class ArrivalOrder<T> {
    private final Deque<T> order = new ArrayDeque<>();
    private final Set<T> settled = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Consumer<T> acknowledge;

    /** @param acknowledge called once for each, in order */
    ArrivalOrder(Consumer<T> acknowledge) {
        this.acknowledge = acknowledge;
    }

    void add(T arrival) {
        order.add(arrival);
    }

    /** Nothing more is to be done about it but to acknowledge it in its turn. */
    void settle(T arrival) {
        settled.add(arrival);
        while (!order.isEmpty() && settled.remove(order.element())) {
            acknowledge.accept(order.remove());
        }
    }

    /** Their connection is gone: the broker will hand them over again. */
    void forget() {
        order.clear();
        settled.clear();
    }

    int size() {
        return order.size();
    }
}
