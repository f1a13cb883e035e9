package org.tocsin.incident;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which losses have one cause. Pure. A mains failure belongs to an area, never to a carrier; a path loss or a silence to
 * whatever explains the most homes: the mobile network, the line's provider, or the area. Where two explain the same
 * homes, a silence is put down to the area (a place without power is the likelier cause) and a path to its carrier.
 */
public final class Grouping {
    private Grouping() {}

    /** What homes have in common. Stored by name. */
    public enum Shared {
        AREA,
        NETWORK,
        LINE
    }

    /** One area, one mobile network, or one provider of lines. */
    public record Key(Shared shared, String name) {}

    /**
     * An incident that is open.
     *
     * @param growing false once its restoration has begun: what is lost after that is another outage
     */
    public record Open(UUID incidentId, Key key, boolean growing) {}

    /**
     * Losses for one card.
     *
     * @param incidentId the open incident they join; null for a new one
     * @param losses by risk, then the oldest first
     */
    public record Group(Key key, Cause cause, @Nullable UUID incidentId, List<Loss> losses) {}

    /** @param losses open alarms that stand alone, each of another home */
    public static List<Group> of(Collection<Loss> losses, List<Open> open, IncidentRule rule) {
        Set<Loss> left = new LinkedHashSet<>(losses);
        List<Group> groups = new ArrayList<>();
        for (Open incident : open) {
            List<Loss> joining = left.stream()
                    .filter(loss -> incident.growing() && keys(loss).contains(incident.key()))
                    .toList();
            if (!joining.isEmpty()) {
                groups.add(group(incident.key(), incident.incidentId(), joining));
                joining.forEach(left::remove);
            }
        }
        Optional<Group> next = largest(left, rule);
        while (next.isPresent()) {
            groups.add(next.get());
            next.get().losses().forEach(left::remove);
            next = largest(left, rule);
        }
        return groups;
    }

    /** True for a loss so long after an incident was opened that it may be chance: it joins, and is marked. */
    public static boolean isLate(Loss loss, Instant openedAt, IncidentRule rule) {
        return loss.lostAt().isAfter(openedAt.plus(rule.within()));
    }

    /** What this loss may be put down to. */
    static Set<Key> keys(Loss loss) {
        Set<Key> keys = new LinkedHashSet<>();
        add(keys, Shared.AREA, loss.place().area());
        if (onlyOf(loss, EnumSet.of(LossKind.MOBILE, LossKind.PATH, LossKind.SILENT))) {
            add(keys, Shared.NETWORK, loss.place().network());
        }
        if (onlyOf(loss, EnumSet.of(LossKind.LINE, LossKind.PATH, LossKind.SILENT))) {
            add(keys, Shared.LINE, loss.place().provider());
        }
        return keys;
    }

    private static boolean onlyOf(Loss loss, Set<LossKind> kinds) {
        return kinds.containsAll(loss.kinds());
    }

    private static void add(Set<Key> keys, Shared shared, @Nullable String name) {
        if (name != null && !name.isBlank()) {
            keys.add(new Key(shared, name));
        }
    }

    private static Optional<Group> largest(Set<Loss> losses, IncidentRule rule) {
        Map<Key, List<Loss>> byKey = new LinkedHashMap<>();
        for (Loss loss : losses) {
            keys(loss)
                    .forEach(key -> byKey.computeIfAbsent(key, none -> new ArrayList<>())
                            .add(loss));
        }
        return byKey.entrySet().stream()
                .map(entry -> group(entry.getKey(), null, together(entry.getKey(), entry.getValue(), rule)))
                .filter(group -> !group.losses().isEmpty())
                .max(Comparator.comparingInt((Group group) -> group.losses().size())
                        .thenComparing(Grouping::likelier)
                        .thenComparing(group -> group.key().name(), Comparator.reverseOrder()));
    }

    /** At a tie. */
    private static int likelier(Group group) {
        boolean area = group.key().shared() == Shared.AREA;
        boolean silent = group.cause() == Cause.SILENT;
        return area == silent ? 1 : 0;
    }

    /** Those that were lost with so many others, so close together, that it is no chance. */
    private static List<Loss> together(Key key, List<Loss> losses, IncidentRule rule) {
        int needed = key.shared() == Shared.AREA ? rule.areaHomes() : rule.carrierHomes();
        List<Loss> sorted =
                losses.stream().sorted(Comparator.comparing(Loss::lostAt)).toList();
        Set<Loss> together = new LinkedHashSet<>();
        for (int first = 0; first + needed <= sorted.size(); first++) {
            Instant end = sorted.get(first).lostAt().plus(rule.within());
            if (!sorted.get(first + needed - 1).lostAt().isAfter(end)) {
                together.addAll(sorted.subList(first, first + needed));
            }
        }
        return List.copyOf(together);
    }

    private static Group group(Key key, @Nullable UUID incidentId, List<Loss> losses) {
        List<Loss> byRisk = losses.stream()
                .sorted(Comparator.comparingInt((Loss loss) -> loss.risk().rank())
                        .thenComparing(Loss::lostAt)
                        .thenComparing(Loss::homeId))
                .toList();
        return new Group(key, cause(losses), incidentId, byRisk);
    }

    private static Cause cause(List<Loss> losses) {
        if (losses.stream().anyMatch(loss -> loss.kinds().contains(LossKind.MAINS))) {
            return Cause.MAINS;
        }
        return losses.stream().allMatch(loss -> loss.kinds().equals(Set.of(LossKind.SILENT)))
                ? Cause.SILENT
                : Cause.PATH;
    }
}
