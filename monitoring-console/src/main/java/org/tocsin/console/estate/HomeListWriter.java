package org.tocsin.console.estate;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tocsin.console.estate.HomeListPage.Choice;
import org.tocsin.console.estate.HomeListPage.Option;
import org.tocsin.home.Equipment;
import org.tocsin.home.HomeLine;
import org.tocsin.home.HomeSearch;
import org.tocsin.home.RiskTier;
import org.tocsin.home.ServiceUser.Status;

/** The list of homes in words. Pure. */
final class HomeListWriter {
    private HomeListWriter() {}

    static HomeListPage page(HomeSearch.Query query, HomeReader.Listed listed) {
        String next = listed.page().next();
        return new HomeListPage(
                query.words() == null ? "" : query.words(),
                filters(query, listed.areas()),
                totals(listed.counts()),
                listed.page().items().stream().map(HomeListWriter::line).toList(),
                next == null ? null : "/homes?" + parameters(query) + "after=" + encoded(next));
    }

    private static List<Choice> filters(HomeSearch.Query query, List<String> areas) {
        return List.of(
                new Choice(
                        "area",
                        "Area",
                        areas.stream().map(area -> new Option(area, area)).toList(),
                        text(query.area())),
                choice("tier", "Risk", RiskTier.values(), HomeWriter::tier, query.riskTier()),
                choice("equipment", "Equipment", Equipment.values(), HomeWriter::equipment, query.equipment()),
                choice("status", "Somebody is", Status.values(), Status::words, query.status()));
    }

    private static <E extends Enum<E>> Choice choice(
            String name, String label, E[] values, Function<E, String> words, @Nullable E chosen) {
        return new Choice(
                name,
                label,
                Arrays.stream(values)
                        .map(value -> new Option(value.name(), words.apply(value)))
                        .toList(),
                chosen == null ? "" : chosen.name());
    }

    /** Homes that are not ended; each sentence opens its rows. */
    private static List<HomeListPage.Total> totals(List<HomeSearch.Count> counts) {
        long all = counts.stream().mapToLong(HomeSearch.Count::homes).sum();
        List<HomeListPage.Total> totals = new ArrayList<>();
        totals.add(new HomeListPage.Total(homes(all) + " with the service", "/homes"));
        Map<Equipment, Long> byKind = new TreeMap<>();
        counts.forEach(count -> byKind.merge(count.equipment(), count.homes(), Long::sum));
        byKind.forEach((kind, number) -> totals.add(new HomeListPage.Total(
                number(number) + " "
                        + (kind == Equipment.UNKNOWN ? "of unknown equipment" : HomeWriter.equipment(kind)),
                "/homes?equipment=" + kind)));
        long critical = counts.stream()
                .filter(count -> count.riskTier() == RiskTier.CRITICAL)
                .mapToLong(HomeSearch.Count::homes)
                .sum();
        totals.add(new HomeListPage.Total(number(critical) + " at critical risk", "/homes?tier=CRITICAL"));
        return totals;
    }

    private static HomeListPage.Line line(HomeLine line) {
        Stream<String> ended = line.ended() ? Stream.of("no longer with the service") : Stream.of();
        return new HomeListPage.Line(
                line.id().toString(),
                line.place(),
                line.people() == null ? "nobody on file" : line.people(),
                Stream.concat(line.statuses().stream().map(Status::words), ended)
                        .toList(),
                HomeWriter.tier(line.facts().riskTier()),
                line.facts().riskTier() == RiskTier.CRITICAL,
                HomeWriter.equipment(line.facts().equipment()),
                line.facts().area() == null ? "–" : line.facts().area(),
                line.cids().isEmpty() ? "no unit" : String.join(", ", line.cids()));
    }

    private static String parameters(HomeSearch.Query query) {
        Map<String, @Nullable Object> named = new TreeMap<>();
        named.put("q", query.words());
        named.put("area", query.area());
        named.put("tier", query.riskTier());
        named.put("equipment", query.equipment());
        named.put("status", query.status());
        return named.entrySet().stream()
                .filter(one -> one.getValue() != null)
                .map(one -> one.getKey() + "=" + encoded(String.valueOf(one.getValue())) + "&")
                .collect(Collectors.joining());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String homes(long number) {
        return number == 1 ? "1 home" : number(number) + " homes";
    }

    private static String number(long number) {
        return String.format(Locale.UK, "%,d", number);
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }
}
