package org.tocsin.estate;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.tocsin.hold.HoldDesk;
import org.tocsin.platform.Times;

/**
 * Takes some rows back. A row of which anything was changed since, or to which anything refers that came later, is kept
 * as it is, and says why.
 */
final class UndoChunk implements ChunkWork {
    /** Itself, somebody who lives or has lived there, or anything that happened there. */
    private static final String HELD = """
            select h.id from home h where h.service_id = $1 and h.id = any ($2) and (h.legal_hold
              or exists (select from resident r join service_user p on p.id = r.service_user_id
                where r.home_id = h.id and p.legal_hold)
              or exists (select from legal_hold l where l.home_id = h.id and l.lifted_at is null))
            """;

    /** A code or a note that somebody wrote down afterwards, whether the row had one or not. */
    private static final String NEW_WAY_IN = """
            select h.id from home h join estate_import_row r on r.import_id = $2 and r.home_id = h.id
            where h.service_id = $1 and h.id = any ($3)
              and (h.key_safe_changed_at > r.done_at or h.access_note_changed_at > r.done_at)
            """;

    private final ChunkRows chunk;

    UndoChunk(ChunkRows chunk) {
        this.chunk = chunk;
    }

    @Override
    public Future<ImportWorker.Chunk> in(SqlConnection connection) {
        List<UUID> ids = chunk.rows().stream()
                .map(row -> Objects.requireNonNull(row.homeId()))
                .toList();
        UUID serviceId = chunk.serviceId();
        return chunk.readings()
                .compose(readings -> chunk.homeReader()
                        .locked(connection, serviceId, ids)
                        .compose(homes -> held(connection, ids)
                                .compose(held -> newWayIn(connection, ids)
                                        .compose(newWayIn ->
                                                chunk.aside(() -> sorted(readings, homes, held, newWayIn))))))
                .compose(sorted -> takeBack(connection, sorted));
    }

    /** Which of the homes are on legal hold, with whoever places one waiting until this is over. */
    private Future<Set<UUID>> held(SqlConnection connection, List<UUID> ids) {
        return connection
                .preparedQuery(HoldDesk.LOCK)
                .execute(Tuple.of(chunk.serviceId().toString()))
                .compose(locked -> connection
                        .preparedQuery(HELD)
                        .execute(Tuple.of(chunk.serviceId()).addArrayOfUUID(ids.toArray(UUID[]::new))))
                .map(rows -> rows.stream().map(row -> row.getUUID("id")).collect(Collectors.toSet()));
    }

    private Future<Set<UUID>> newWayIn(SqlConnection connection, List<UUID> ids) {
        return connection
                .preparedQuery(NEW_WAY_IN)
                .execute(Tuple.of(chunk.serviceId(), chunk.importId()).addArrayOfUUID(ids.toArray(UUID[]::new)))
                .map(rows -> rows.stream().map(row -> row.getUUID("id")).collect(Collectors.toSet()));
    }

    /** The rows that may go back, with what they amended; and those that may not, with why. */
    private static final class Sorted {
        final Map<Integer, Integer> free = new HashMap<>();
        final Map<Integer, List<Step.Amend>> amended = new HashMap<>();
        final Map<UUID, HomeState> homes = new HashMap<>();
        final List<Integer> kept = new ArrayList<>();
        final List<String> why = new ArrayList<>();

        void keep(int number, String sentence) {
            kept.add(number);
            why.add(sentence);
        }
    }

    private Sorted sorted(List<Reading> readings, List<HomeState> homes, Set<UUID> held, Set<UUID> newWayIn) {
        Parcel parcel = chunk.parcel();
        Sorted sorted = new Sorted();
        homes.forEach(
                home -> sorted.homes.put(Objects.requireNonNull(home.home().id()), home));
        for (int i = 0; i < chunk.rows().size(); i++) {
            ImportRows.Row row = chunk.rows().get(i);
            HomeState now = sorted.homes.get(row.homeId());
            HomeState then = readings.get(i).wanted();
            List<Step.Amend> amended = row.amended() == null
                    ? List.of()
                    : parcel.amended(row.amended().getBytes());
            if (now == null) {
                sorted.keep(row.number(), "The home is not on file any more.");
                continue;
            }
            if (held.contains(row.homeId())) {
                sorted.keep(row.number(), "On legal hold: nothing of this home is taken away.");
                continue;
            }
            List<String> changed = "ADDED".equals(row.outcome())
                    ? Untouched.since(now, then)
                    : Untouched.since(now, then, amended, row.made());
            if (newWayIn.contains(row.homeId())) {
                sorted.keep(row.number(), "Changed since: the way in.");
            } else if (changed.isEmpty()) {
                sorted.free.put(row.number(), i);
                sorted.amended.put(row.number(), amended);
            } else {
                sorted.keep(row.number(), "Changed since: " + String.join("; ", changed) + ".");
            }
        }
        return sorted;
    }

    private Future<ImportWorker.Chunk> takeBack(SqlConnection connection, Sorted sorted) {
        UUID importId = chunk.importId();
        // As the database keeps it.
        Instant now = chunk.clock().instant().truncatedTo(ChronoUnit.MICROS);
        Integer[] free = sorted.free.keySet().toArray(Integer[]::new);
        List<Integer> undone = new ArrayList<>();
        HomeWriter out = writer(now, Elsewhere.nothing());
        schemes(sorted).forEach((number, home) -> out.scheme(home.id(), home.facts(), Map.of()));
        return out.rows()
                .inSchemes
                .execute(connection)
                .compose(left -> connection
                        .preparedQuery("select number, referred_by from estate_import_undo($1, $2, $3)")
                        .execute(Tuple.of(importId, free, Times.toRow(now))))
                .compose(results -> {
                    results.forEach(result -> {
                        int number = result.getInteger(0);
                        String referred = result.getString(1);
                        if (referred == null) {
                            undone.add(number);
                        } else {
                            sorted.keep(number, words(referred));
                        }
                    });
                    return amendBack(connection, sorted, undone, now);
                })
                .compose(amended -> ImportRows.undone(connection, importId, undone, sorted.kept, sorted.why))
                .map(written -> new ImportWorker.Chunk(
                        chunk.rows().size(), chunk.cursor(), 0, 0, 0, 0, undone.size(), sorted.kept.size(), 0));
    }

    private Future<Void> amendBack(SqlConnection connection, Sorted sorted, List<Integer> undone, Instant now) {
        return Elsewhere.read(connection, chunk.serviceId(), List.of()).compose(elsewhere -> {
            HomeWriter writer = writer(now, elsewhere);
            schemes(sorted).forEach((number, home) -> {
                if (!undone.contains(number)) {
                    writer.scheme(home.id(), Map.of(), home.facts());
                }
            });
            for (int number : undone) {
                ImportRows.Row row = chunk.rows().get(Objects.requireNonNull(sorted.free.get(number)));
                HomeState home = Objects.requireNonNull(sorted.homes.get(Objects.requireNonNull(row.homeId())));
                List<Step> back = new ArrayList<>();
                for (Step.Amend step : Objects.requireNonNull(sorted.amended.get(number))) {
                    if (Untouched.find(home, step.part(), step.id()) == null) {
                        // It was replaced: it is there again, and gets back the id that it passed on.
                        writer.triggerAgain(step);
                    } else {
                        back.add(new Step.Amend(step.part(), step.id(), step.is(), step.was()));
                    }
                }
                if (!back.isEmpty()) {
                    writer.put(row.homeId(), home, back);
                }
            }
            return writer.rows().execute(connection);
        });
    }

    private HomeWriter writer(Instant now, Elsewhere elsewhere) {
        return new HomeWriter(chunk.serviceId(), chunk.claimed().it().actor(), now, chunk.keyring(), elsewhere, true);
    }

    private record Dwelling(UUID id, Map<Fact, String> facts) {}

    /** The homes that came with their rows and stand in a scheme: a home that a device id leads to cannot go. */
    private Map<Integer, Dwelling> schemes(Sorted sorted) {
        Map<Integer, Dwelling> dwellings = new HashMap<>();
        sorted.free.forEach((number, at) -> {
            ImportRows.Row row = chunk.rows().get(at);
            UUID id = Objects.requireNonNull(row.homeId());
            HomeState home = sorted.homes.get(id);
            if ("ADDED".equals(row.outcome()) && home != null && home.home().says(Fact.SCHEME)) {
                dwellings.put(number, new Dwelling(id, home.home().facts()));
            }
        });
        return dwellings;
    }

    /** What stands in the way, for people. */
    private static String words(String table) {
        return switch (table) {
            case "signal" -> "Its unit has been heard since.";
            case "alarm" -> "It has had an alarm since.";
            case "home_unit" -> "A unit of this row stands in another home now.";
            case "resident" -> "A resident of this row lives elsewhere now.";
            default ->
                "Something refers to it since: " + table.replace('_', ' ').toLowerCase(Locale.ROOT) + ".";
        };
    }
}
