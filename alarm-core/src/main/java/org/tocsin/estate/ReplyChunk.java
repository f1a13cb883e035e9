package org.tocsin.estate;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.home.HomeFactsStore;
import org.tocsin.home.LineAnswer;

/**
 * Some rows of a phone company's reply: looked at, or written to the homes they are about. No home comes by a reply, and
 * nothing but what concerns its line is changed by one. What it says is told to the homes as an import tells it, so it is
 * noted and taken back in the same way.
 */
final class ReplyChunk implements ChunkWork {
    private static final String ASKED = "select h.id, coalesce(r.proof = 'CURRENT', false) as proven, "
            + HomeFactsStore.TOLD
            + " as told from home h left join home_readiness r on r.home_id = h.id where h.id = any($1)";

    private final ChunkRows chunk;
    private final UUID serviceId;
    private final String provider;
    private final boolean looking;

    ReplyChunk(ChunkRows chunk) {
        this.chunk = chunk;
        this.serviceId = chunk.serviceId();
        this.provider = Objects.requireNonNull(chunk.claimed().it().file().replyOf());
        this.looking = chunk.claimed().stage() == ImportRows.Stage.CHECK;
    }

    @Override
    public Future<ImportWorker.Chunk> in(SqlConnection connection) {
        return chunk.aside(this::replies)
                .compose(replies -> ReplyHomes.find(connection, serviceId, replies)
                        .compose(matches -> onFile(connection, replies, matches)
                                .compose(onFile -> Elsewhere.read(connection, serviceId, List.of())
                                        .compose(elsewhere -> looking
                                                ? look(connection, replies, matches, onFile)
                                                : write(connection, replies, matches, onFile, elsewhere)))));
    }

    private List<ProviderReply> replies() {
        Parcel parcel = chunk.parcel();
        return chunk.rows().stream()
                .map(row -> ProviderReply.read(
                        chunk.claimed().it().file().mapping(),
                        parcel.cells(
                                Objects.requireNonNull(row.cells(), "emptied").getBytes()),
                        chunk.claimed().zone()))
                .toList();
    }

    /** @param told of which the provider was told that they work, of the line as it is */
    private record OnFile(Map<UUID, HomeState> homes, Set<UUID> proven, Set<UUID> told) {}

    private Future<OnFile> onFile(SqlConnection connection, List<ProviderReply> replies, ReplyHomes matches) {
        Set<UUID> ids = new HashSet<>();
        for (ProviderReply reply : replies) {
            UUID id = matches.of(reply).id();
            if (id != null) {
                ids.add(id);
            }
        }
        HomeReader reader = new HomeReader(chunk.keyring(), false);
        Future<List<HomeState>> homes =
                looking ? reader.byId(connection, serviceId, ids) : reader.locked(connection, serviceId, ids);
        return homes.compose(found -> connection
                .preparedQuery(ASKED)
                .execute(Tuple.of((Object) ids.toArray(UUID[]::new)))
                .map(rows -> {
                    Map<UUID, HomeState> byId = new HashMap<>();
                    found.forEach(home -> byId.put(idOf(home), home));
                    Set<UUID> proven = new HashSet<>();
                    Set<UUID> told = new HashSet<>();
                    rows.forEach(row -> {
                        if (row.getBoolean("proven")) {
                            proven.add(row.getUUID("id"));
                        }
                        if (row.getBoolean("told")) {
                            told.add(row.getUUID("id"));
                        }
                    });
                    return new OnFile(byId, proven, told);
                }));
    }

    /** What one row would do. */
    private record Effect(@Nullable HomeState home, List<Step> steps, List<String> faults, List<String> remarks) {}

    private Effect effect(ProviderReply reply, ReplyHomes matches, OnFile onFile) {
        List<String> faults = new ArrayList<>(reply.faults());
        ReplyHomes.Match match = matches.of(reply);
        HomeState home = match.id() == null ? null : onFile.homes.get(match.id());
        if (faults.isEmpty() && home == null) {
            faults.add(match.fault().isEmpty() ? "The home is not on file any more." : match.fault());
        }
        LineAnswer answer = home == null || !faults.isEmpty()
                ? null
                : reply.answer(home.home().get(Fact.LINE_PLANNED_ON)).orElse(null);
        if (home == null || answer == null) {
            return new Effect(home, List.of(), faults, List.of());
        }
        if (answer == LineAnswer.NOT_OURS && anothers(home)) {
            return new Effect(
                    home,
                    List.of(),
                    faults,
                    List.of("Its line is on file with " + home.home().get(Fact.LINE_PROVIDER)
                            + ": nothing is changed."));
        }
        String named = anothers(home) || !home.home().says(Fact.LINE_PROVIDER)
                ? provider
                : home.home().get(Fact.LINE_PROVIDER);
        EnumMap<Fact, String> facts = new EnumMap<>(reply.facts(answer, named));
        List<String> remarks = new ArrayList<>();
        if (answer == LineAnswer.CONFIRMED && !onFile.told.contains(idOf(home))) {
            if (onFile.proven.contains(idOf(home))) {
                facts.put(
                        Fact.LINE_CONFIRMED_AT,
                        chunk.clock().instant().truncatedTo(ChronoUnit.SECONDS).toString());
                facts.put(Fact.LINE_CONFIRMED_BY, provider);
            } else {
                remarks.add("Its answer is kept; the home does not count as confirmed: not every trigger is proven.");
            }
        }
        HomeState wanted = new HomeState(new Thing(null, facts), Map.of());
        return new Effect(home, Comparison.of(home, wanted).steps(), faults, remarks);
    }

    private Future<ImportWorker.Chunk> look(
            SqlConnection connection, List<ProviderReply> replies, ReplyHomes matches, OnFile onFile) {
        ImportRows.Looked looked = new ImportRows.Looked(chunk.importId());
        int[] counts = new int[3];
        for (int i = 0; i < chunk.rows().size(); i++) {
            Effect effect = effect(replies.get(i), matches, onFile);
            String outcome = !effect.faults.isEmpty() ? "REFUSED" : effect.steps.isEmpty() ? "SAME" : "CHANGE";
            // By its own id, so that no two rows speak of one home, however each calls it.
            Thing which = new Thing(null, effect.home == null ? Map.of() : Map.of(Fact.HOME_ID, name(effect.home)));
            looked.add(
                    chunk.rows().get(i).number(),
                    outcome,
                    effect.faults,
                    new Reading(new HomeState(which, Map.of()), List.of(), effect.remarks));
            counts[List.of("CHANGE", "SAME", "REFUSED").indexOf(outcome)]++;
        }
        return looked.execute(connection)
                .map(new ImportWorker.Chunk(
                        chunk.rows().size(), chunk.cursor(), 0, counts[0], counts[1], counts[2], 0, 0, 0));
    }

    private Future<ImportWorker.Chunk> write(
            SqlConnection connection,
            List<ProviderReply> replies,
            ReplyHomes matches,
            OnFile onFile,
            Elsewhere elsewhere) {
        Instant now = chunk.clock().instant().truncatedTo(ChronoUnit.MICROS);
        Parcel parcel = chunk.parcel();
        HomeWriter writer =
                new HomeWriter(serviceId, chunk.claimed().it().actor(), now, chunk.keyring(), elsewhere, false);
        ImportRows.Done done = new ImportRows.Done(chunk.importId());
        int changed = 0;
        int refused = 0;
        for (int i = 0; i < chunk.rows().size(); i++) {
            int number = chunk.rows().get(i).number();
            Effect effect = effect(replies.get(i), matches, onFile);
            if (!effect.faults.isEmpty() || effect.home == null) {
                done.refused(number, effect.faults);
                refused++;
            } else if (effect.steps.isEmpty()) {
                done.same(number, idOf(effect.home));
            } else {
                UUID homeId = idOf(effect.home);
                done.written(number, false, homeId, now, writer.put(homeId, effect.home, effect.steps), parcel);
                changed++;
            }
        }
        ImportWorker.Chunk dealtWith = new ImportWorker.Chunk(
                chunk.rows().size(),
                chunk.cursor(),
                0,
                changed,
                chunk.rows().size() - changed - refused,
                refused,
                0,
                0,
                0);
        return writer.rows()
                .execute(connection)
                .compose(written -> done.execute(connection))
                .map(dealtWith);
    }

    private boolean anothers(HomeState home) {
        String known = home.home().get(Fact.LINE_PROVIDER);
        return !known.isEmpty() && !known.equalsIgnoreCase(provider);
    }

    private static String name(HomeState home) {
        return home.home().says(Fact.HOME_ID) ? home.externalId() : idOf(home).toString();
    }

    private static UUID idOf(HomeState home) {
        return Objects.requireNonNull(home.home().id(), "on file without an id");
    }
}
