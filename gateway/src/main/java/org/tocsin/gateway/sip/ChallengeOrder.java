package org.tocsin.gateway.sip;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which algorithm a unit is asked for first. A unit takes the first it knows (RFC 8760 §2.4), so the better one leads;
 * but some old ones read the first challenge only and know nothing but MD5. Who was asked and comes again without having
 * answered is asked the other way round from then on, until it proves itself with the better one.
 */
final class ChallengeOrder {
    static final int MOST = 65_536;

    private static final List<DigestAlgorithm> BETTER_FIRST = List.of(DigestAlgorithm.SHA_256, DigestAlgorithm.MD5);
    private static final List<DigestAlgorithm> OLDER_FIRST = List.of(DigestAlgorithm.MD5, DigestAlgorithm.SHA_256);

    /** What is known of a unit: the least recently asked is forgotten, and asked as a new one. */
    private final Map<String, Known> known = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
            return size() > MOST;
        }
    };

    private record Known(DigestAlgorithm first, boolean asked) {}

    /** The unit sent no answer to any challenge: how it is asked now. */
    List<DigestAlgorithm> ask(String cid) {
        Known before = known.getOrDefault(cid, new Known(DigestAlgorithm.SHA_256, false));
        Known now = new Known(before.asked() ? DigestAlgorithm.MD5 : before.first(), true);
        known.put(cid, now);
        return order(now);
    }

    /** How a unit that has answered, wrongly or too late, is asked again. */
    List<DigestAlgorithm> again(String cid) {
        return order(known.getOrDefault(cid, new Known(DigestAlgorithm.SHA_256, false)));
    }

    void proved(String cid, DigestAlgorithm by) {
        known.put(cid, new Known(by, false));
    }

    private static List<DigestAlgorithm> order(Known unit) {
        return unit.first() == DigestAlgorithm.SHA_256 ? BETTER_FIRST : OLDER_FIRST;
    }
}
