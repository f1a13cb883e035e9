package org.tocsin.home;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A home as it is listed.
 *
 * @param people who lives there now; null for nobody on file
 * @param statuses of those people, the usual one left out
 * @param cids of the units that stand there, at most five
 * @param ended true: no longer with the service
 */
public record HomeLine(
        UUID id,
        String place,
        @Nullable String people,
        Set<ServiceUser.Status> statuses,
        HomeFacts facts,
        List<String> cids,
        boolean ended) {}
