package org.tocsin.console.language;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A phrase with places for what differs. A place says what may stand in it: {@code {0}} anything, kept as it is;
 * {@code {0:n}} a figure; {@code {0:d}} a day or a time; {@code {0:w}} own words, which must have Welsh themselves;
 * {@code {0:t}} own words where there are any, otherwise kept as it is.
 *
 * <p>Matching goes from left to right and gives up after some tries, so that no text makes it slow.
 */
final class Phrase {
    private static final int MOST_TRIES = 24;
    private static final Pattern PLACE = Pattern.compile("\\{([0-9])(?::([ndwt]))?}");
    private static final Pattern FIGURE = Pattern.compile("[+-]?[0-9](?:[0-9.,:/ –-]*[0-9])?|[0-9.]+ ?%|–");
    private static final Pattern WORD = Pattern.compile("[\\p{L}'’]+");

    private final List<String> fixed = new ArrayList<>();
    private final List<Place> places = new ArrayList<>();
    private final List<String> welshFixed = new ArrayList<>();
    private final List<Integer> welshOrder = new ArrayList<>();
    private final String english;
    private final int weight;

    private record Place(int number, char kind) {
        /** Before other words stands a name or the like; what stands behind a colon may be anybody's sentence. */
        boolean names(String value) {
            return (kind != ' ' && kind != 't') || !value.contains(": ");
        }
    }

    /** Gives the Welsh for words of our own, or null. */
    interface Own {
        @Nullable
        String welsh(String words);

        @Nullable
        String day(String words);
    }

    /** @throws IllegalArgumentException where the two sides do not have the same places, or the phrase could be anything */
    Phrase(String english, String welsh) {
        split(english, fixed, (number, kind) -> {
            if (places.stream().anyMatch(place -> place.number == number)) {
                throw new IllegalArgumentException("a place twice: " + english);
            }
            places.add(new Place(number, kind));
        });
        split(welsh, welshFixed, (number, kind) -> welshOrder.add(number));
        if (!places.stream()
                .map(Place::number)
                .sorted()
                .toList()
                .equals(welshOrder.stream().sorted().toList())) {
            throw new IllegalArgumentException("other places than the English: " + english);
        }
        for (int i = 1; i < places.size(); i++) {
            if (fixed.get(i).isEmpty()) {
                throw new IllegalArgumentException("two places with nothing between them: " + english);
            }
        }
        this.english = english;
        this.weight = fixed.stream().mapToInt(part -> letters(part)).sum();
        boolean loose = places.stream().anyMatch(place -> place.kind == ' ' || place.kind == 't');
        boolean held = places.stream().anyMatch(place -> place.kind == 'w' || place.kind == 'd');
        long exact = places.stream().filter(place -> place.kind == 'n').count();
        if (loose && weight + exact < 3 && !held) {
            throw new IllegalArgumentException("it would fit anything: " + english);
        }
    }

    static boolean hasPlaces(String words) {
        return PLACE.matcher(words).find();
    }

    String english() {
        return english;
    }

    /** How many letters are its own: the more, the surer that a text that fits is this phrase. */
    int weight() {
        return weight;
    }

    /** The longest word that stands whole in every text that fits; empty when there is none. */
    String word() {
        String longest = "";
        for (int i = 0; i < fixed.size(); i++) {
            String part = fixed.get(i);
            Matcher word = WORD.matcher(part);
            while (word.find()) {
                boolean begins = word.start() > 0 || i == 0;
                boolean ends = word.end() < part.length() || i == fixed.size() - 1;
                if (begins && ends && word.group().length() > longest.length()) {
                    longest = word.group();
                }
            }
        }
        return longest;
    }

    /** The words of a text, as {@link #word()} counts them. */
    static Set<String> words(String text) {
        return WORD.matcher(text).results().map(MatchResult::group).collect(Collectors.toSet());
    }

    /** This text in Welsh; null when it is not this phrase. */
    @Nullable
    String welsh(String text, Own own) {
        String end = fixed.get(places.size());
        int begun = fixed.get(0).length();
        if (text.length() <= begun + end.length() || !text.startsWith(fixed.get(0)) || !text.endsWith(end)) {
            return null;
        }
        Map<Integer, String> found = new HashMap<>();
        if (!new Fitting(text, text.length() - end.length(), own, found).fits(0, begun)) {
            return null;
        }
        StringBuilder welsh = new StringBuilder(welshFixed.get(0));
        for (int i = 0; i < welshOrder.size(); i++) {
            welsh.append(found.get(welshOrder.get(i))).append(welshFixed.get(i + 1));
        }
        return welsh.toString();
    }

    /** One text tried: where the words behind a place occur more than once, the next is tried too, but not for ever. */
    private final class Fitting {
        private final String text;
        private final int limit;
        private final Own own;
        private final Map<Integer, String> found;
        private int left = MOST_TRIES;

        Fitting(String text, int limit, Own own, Map<Integer, String> found) {
            this.text = text;
            this.limit = limit;
            this.own = own;
            this.found = found;
        }

        boolean fits(int place, int from) {
            if (place == places.size()) {
                return from == limit;
            }
            boolean last = place == places.size() - 1;
            String behind = fixed.get(place + 1);
            int next = last ? limit : text.indexOf(behind, from + 1);
            while (next > from && next <= limit && left-- > 0) {
                String value = in(places.get(place), text.substring(from, next), own);
                boolean plain = last || places.get(place).names(text.substring(from, next));
                if (value != null && plain && fits(place + 1, last ? limit : next + behind.length())) {
                    found.put(places.get(place).number, value);
                    return true;
                }
                next = last ? -1 : text.indexOf(behind, next + 1);
            }
            return false;
        }
    }

    private static @Nullable String in(Place place, String value, Own own) {
        return switch (place.kind) {
            case 'n' -> FIGURE.matcher(value).matches() ? value : null;
            case 'd' -> own.day(value);
            case 'w' -> letters(value) == 0 ? null : own.welsh(value);
            case 't' -> {
                String words = own.welsh(value);
                yield words == null ? value : words;
            }
            default -> value;
        };
    }

    private interface PlaceFound {
        void at(int number, char kind);
    }

    private static void split(String phrase, List<String> fixed, PlaceFound found) {
        Matcher place = PLACE.matcher(phrase);
        int at = 0;
        while (place.find()) {
            fixed.add(phrase.substring(at, place.start()));
            String kind = place.group(2);
            found.at(Integer.parseInt(place.group(1)), kind == null ? ' ' : kind.charAt(0));
            at = place.end();
        }
        fixed.add(phrase.substring(at));
    }

    private static int letters(String text) {
        return (int) text.chars().filter(Character::isLetter).count();
    }
}
