package org.tocsin.figures;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Which calls of a month are listened to: two of each handler, one of them a 999 call that this handler took and closed,
 * where there was one (QSF, TEC Monitoring). Nobody chooses: the calls are put in order by SHA-256 over the seed, a colon
 * and the alarm's id, and the first are taken. Whoever has the seed and the calls draws the same again. Pure.
 */
public final class SampleDraw {
    public static final int EACH = 2;

    private SampleDraw() {}

    /** @param endToEnd999 the handler took it first, 999 was rung in it, and the handler closed it */
    public record Candidate(UUID alarmId, UUID handler, boolean endToEnd999) {}

    /** @param position 1 for the first of its handler */
    public record Drawn(Candidate call, int position) {}

    /** Two of each handler, or as many as there are; in the order of handlers and drawing. */
    public static List<Drawn> draw(String seed, List<Candidate> candidates) {
        Comparator<Candidate> order = Comparator.comparing(call -> sha256(seed + ":" + call.alarmId()));
        Map<UUID, List<Candidate>> byHandler = candidates.stream()
                .sorted(order)
                .collect(Collectors.groupingBy(Candidate::handler, TreeMap::new, Collectors.toList()));
        List<Drawn> drawn = new ArrayList<>();
        byHandler.values().forEach(calls -> {
            Optional<Candidate> rang =
                    calls.stream().filter(Candidate::endToEnd999).findFirst();
            List<Candidate> chosen = new ArrayList<>();
            rang.ifPresent(chosen::add);
            calls.stream()
                    .filter(call -> !chosen.contains(call))
                    .limit(EACH - chosen.size())
                    .forEach(chosen::add);
            chosen.forEach(call -> drawn.add(new Drawn(call, chosen.indexOf(call) + 1)));
        });
        return drawn;
    }

    /** SHA-256 over the ids of all that could be drawn, each on a line, in the order of their text. */
    public static String digest(List<Candidate> candidates) {
        return sha256(
                candidates.stream().map(call -> call.alarmId() + "\n").sorted().collect(Collectors.joining()));
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
