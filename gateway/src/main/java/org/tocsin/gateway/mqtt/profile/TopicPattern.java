package org.tocsin.gateway.mqtt.profile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A topic with holes: {@code acme/{cid}/event/{zone}}, {@code pendants/AC-{cid}}. A level has one hole at most, and one
 * level has the unit's id. Pure.
 */
public record TopicPattern(List<Level> levels) {
    static final String CID = "cid";

    private static final int MOST_LEVELS = 16;
    private static final int LONGEST = 256;
    private static final Pattern LEVEL = Pattern.compile("([^{}+#]*)(?:\\{([a-z]{1,16})}([^{}+#]*))?");

    /** @param hole its name; null where the level is no more than the text before it */
    record Level(String before, @Nullable String hole, String after) {
        /** What fills the hole; empty for a level without one; null when the text does not fit. */
        private @Nullable String fits(String text) {
            if (hole == null) {
                return text.equals(before) ? "" : null;
            }
            boolean fits =
                    text.length() > before.length() + after.length() && text.startsWith(before) && text.endsWith(after);
            return fits ? text.substring(before.length(), text.length() - after.length()) : null;
        }
    }

    public TopicPattern {
        levels = List.copyOf(levels);
    }

    /**
     * Reads a pattern.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    static TopicPattern parse(String text) {
        String[] parts = text.split("/", -1);
        if (text.isEmpty() || text.length() > LONGEST || parts.length > MOST_LEVELS || text.startsWith("$")) {
            throw new IllegalArgumentException(
                    "has 1 to " + MOST_LEVELS + " levels and " + LONGEST + " characters at most, and no $ in front");
        }
        List<Level> levels = new ArrayList<>();
        Set<String> holes = new HashSet<>();
        for (String part : parts) {
            Matcher level = LEVEL.matcher(part);
            if (!level.matches()) {
                throw new IllegalArgumentException("\"" + part + "\" is neither text nor text with one {hole}");
            }
            String hole = level.group(2);
            if (hole != null && !holes.add(hole)) {
                throw new IllegalArgumentException("has {" + hole + "} twice");
            }
            levels.add(new Level(level.group(1), hole, hole == null ? "" : level.group(3)));
        }
        if (!holes.contains(CID)) {
            throw new IllegalArgumentException("does not say where the unit's id is: {cid}");
        }
        return new TopicPattern(levels);
    }

    /** What fills the holes, by name; null when the topic does not fit. */
    public @Nullable Map<String, String> match(String topic) {
        String[] parts = topic.split("/", -1);
        if (parts.length != levels.size()) {
            return null;
        }
        Map<String, String> filled = new HashMap<>();
        for (int i = 0; i < parts.length; i++) {
            String hole = levels.get(i).hole;
            String fits = levels.get(i).fits(parts[i]);
            if (fits == null) {
                return null;
            }
            if (hole != null) {
                filled.put(hole, fits);
            }
        }
        return filled;
    }

    /** The topic of this unit; every hole but the unit's id must be filled by one of these. */
    public String fill(String cid, Map<String, String> holes) {
        StringBuilder topic = new StringBuilder();
        for (Level level : levels) {
            topic.append(topic.length() == 0 ? "" : "/").append(level.before);
            if (level.hole != null) {
                topic.append(level.hole.equals(CID) ? cid : holes.getOrDefault(level.hole, ""))
                        .append(level.after);
            }
        }
        return topic.toString();
    }

    /** True for a filter that reaches nothing but what belongs to this unit: it is exact up to the unit's id. */
    boolean admits(String filter, String cid) {
        String[] parts = filter.split("/", -1);
        for (int i = 0; i < levels.size(); i++) {
            Level level = levels.get(i);
            boolean here = CID.equals(level.hole);
            String fits =
                    i < parts.length && !parts[i].equals("+") && !parts[i].equals("#") ? level.fits(parts[i]) : null;
            if (fits == null || here && !fits.equals(cid)) {
                return false;
            }
            if (here) {
                return true;
            }
        }
        return false;
    }

    Set<String> holes() {
        Set<String> holes = new HashSet<>();
        levels.forEach(level -> {
            if (level.hole != null) {
                holes.add(level.hole);
            }
        });
        return holes;
    }
}
