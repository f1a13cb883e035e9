package org.tocsin.console.supervision;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The units of a service that are not simply alive, ready to be read.
 *
 * @param tabs every state with its count
 * @param rule what this state means, in a sentence
 * @param next the address of what follows; null at the end
 */
public record SupervisionListPage(
        List<Tab> tabs,
        String state,
        String rule,
        List<Line> lines,
        @Nullable String next) {

    /** @param address null for those who are only counted */
    public record Tab(String words, long count, @Nullable String address, boolean current) {}

    /** @param grave true where life depends on this home's unit */
    public record Line(
            String cid, String who, String place, String risk, boolean grave, String since, String age, String heard) {}
}
