package org.tocsin.healthtest;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tocsin.platform.Database;
import org.tocsin.platform.Times;
import org.tocsin.unit.CommandOp;
import org.tocsin.unit.CommandRules;
import org.tocsin.unit.Gathered;
import org.tocsin.unit.UnitCommand;
import org.tocsin.unit.UnitCommandQueue.Said;
import org.tocsin.unit.UnitConnectionStore;

/**
 * Health tests on their way to units, as one gateway says them. A campaign hands a run to the gateway that holds its
 * unit's newest connection with the asking itself; nothing is written when it is said, and one statement writes what the
 * unit answers and the pass, where its test was received. What cannot be said becomes a command and waits like any other.
 *
 * <p>What was said and is not on file yet is kept here, so that it is said once. A gateway that dies forgets it with its
 * connections: where a unit connects next, its test is said again under the same id. {@link #take} from one thread, the
 * rest from any.
 */
public final class TestsToSay {
    /** Beyond these it is written down at once that a test was said. */
    private static final int MOST_UNWRITTEN = 10_000;

    /** Units may be reached here that connect no more: what others have left behind is looked for so often. */
    private static final Duration LEFT_BEHIND_EVERY = Duration.ofSeconds(5);
    /** By then whoever it was handed to has said it. */
    private static final Duration LEFT_BEHIND_FOR = Duration.ofSeconds(2);

    private static final int LONGEST_WORDS = 200;
    private static final UUID FIRST = new UUID(0, 0);
    private final Database database;
    private final InstantSource clock;
    private final String gatewayId;
    private final Map<UUID, UnderWay> underWay = new ConcurrentHashMap<>();
    private final Gathered<Test> said;
    private final Gathered<Test> notSaid;
    private final Gathered<Answered> answered;
    /** What has come on file since the last look began, and the one before: a look may have begun before that. */
    private volatile Set<UUID> onFile = ConcurrentHashMap.newKeySet();

    private volatile Set<UUID> onFileBefore = Set.of();
    private UUID last = FIRST;
    private Instant lookedBehindAt = Instant.EPOCH;

    public TestsToSay(Database database, InstantSource clock, String gatewayId) {
        this.database = database;
        this.clock = clock;
        this.gatewayId = gatewayId;
        this.said = new Gathered<>(Test::id, this::writeSaid);
        this.notSaid = new Gathered<>(Test::id, this::writeNotSaid);
        this.answered = new Gathered<>(Answered::commandId, this::writeAnswers);
    }

    /** A run that is to be said to its unit as this command. */
    public record Test(UUID runId, UnitCommand command) {
        private UUID id() {
            return command.id();
        }
    }

    /** @param more whether there is more at once */
    public record Taken(List<Test> tests, boolean more) {}

    /** @param runId null where it is looked up with the others' */
    private record Answered(
            @Nullable UUID runId,
            UUID commandId,
            UUID unitId,
            UnitCommand.State state,
            @Nullable String words) {}

    private static final class UnderWay {
        private final Test test;
        private final AtomicBoolean writing = new AtomicBoolean();
        private volatile @Nullable Instant saidAt;

        UnderWay(Test test) {
            this.test = test;
        }
    }

    /**
     * What is to be said now. Never the same twice.
     *
     * @param all also what was handed over in another order than that of its ids: about once a second
     * @param connected units that have connected here since the last look
     */
    public Future<Taken> take(int most, boolean all, Collection<UUID> connected) {
        onFileBefore = onFile;
        onFile = ConcurrentHashMap.newKeySet();
        return moved(most, connected)
                .compose(moved -> handed(most, all)
                        .map(handed -> {
                            List<Test> tests = new ArrayList<>(moved.tests());
                            tests.addAll(handed.tests());
                            return new Taken(tests, moved.more() || handed.more());
                        })
                        // What is this gateway's by now must be said, whatever became of the rest.
                        .recover(e -> moved.tests().isEmpty()
                                ? Future.failedFuture(e)
                                : Future.succeededFuture(new Taken(moved.tests(), true))));
    }

    private Future<Taken> handed(int most, boolean all) {
        int limit = all ? MOST_UNWRITTEN + most : most;
        Tuple values = Tuple.of(all ? FIRST : last, gatewayId, Times.toRow(clock.instant()), limit);
        return database.pool().preparedQuery(TestsSql.TO_SAY).execute(values).map(rows -> {
            List<Test> tests = new ArrayList<>();
            for (Row row : rows) {
                UUID id = row.getUUID("command_id");
                if (!all) {
                    last = id;
                }
                if (tests.size() < most && isNew(id)) {
                    tests.add(test(row));
                }
            }
            tests.forEach(test -> underWay.put(test.id(), new UnderWay(test)));
            return new Taken(tests, rows.size() == limit || tests.size() == most);
        });
    }

    private boolean isNew(UUID id) {
        return !underWay.containsKey(id) && !onFile.contains(id) && !onFileBefore.contains(id);
    }

    private Future<Taken> moved(int most, Collection<UUID> connected) {
        Instant now = clock.instant();
        boolean leftBehind = !now.isBefore(lookedBehindAt.plus(LEFT_BEHIND_EVERY));
        if (connected.isEmpty() && !leftBehind) {
            return Future.succeededFuture(new Taken(List.of(), false));
        }
        Tuple values = Tuple.of(
                gatewayId,
                connected.toArray(UUID[]::new),
                Times.toRow(now),
                Times.toRow(now.minus(UnitConnectionStore.GATEWAY_SILENT)),
                Times.toRow(leftBehind ? now.minus(LEFT_BEHIND_FOR) : Instant.EPOCH),
                most);
        return database.pool().preparedQuery(TestsSql.MOVED).execute(values).map(rows -> {
            List<Test> tests = rows.stream().map(TestsToSay::test).toList();
            tests.forEach(test -> underWay.put(test.id(), new UnderWay(test)));
            boolean more = tests.size() == most;
            // Where there are more, whose they are is not known any more.
            lookedBehindAt = more ? Instant.EPOCH : leftBehind ? now : lookedBehindAt;
            return new Taken(tests, more);
        });
    }

    private static Test test(Row row) {
        UnitCommand.Order order = new UnitCommand.Order(
                CommandOp.TEST,
                Map.of(),
                "campaign:" + row.getUUID("campaign_id"),
                CampaignRows.time(row, "asked_at"),
                CampaignRows.time(row, "due_at"));
        UnitCommand.Progress progress = new UnitCommand.Progress(UnitCommand.State.PENDING, 0, null, null);
        return new Test(
                row.getUUID("id"),
                new UnitCommand(
                        row.getUUID("command_id"),
                        row.getUUID("unit_id"),
                        row.getString("cid"),
                        order,
                        progress,
                        null));
    }

    /** It has gone to the unit; written down by {@link #writeDown} where the unit does not answer soon. */
    public Future<Void> said(Test test) {
        UnderWay one = underWay.get(test.id());
        if (one != null) {
            one.saidAt = clock.instant();
        }
        return underWay.size() < MOST_UNWRITTEN ? Future.succeededFuture() : writeDown(Duration.ZERO);
    }

    /** Writes down what was said so long ago and is not answered. Never fails: what could not be written is kept. */
    public Future<Void> writeDown(Duration ago) {
        Instant until = clock.instant().minus(ago);
        List<Future<Boolean>> written = new ArrayList<>();
        underWay.forEach((id, one) -> {
            Instant at = one.saidAt;
            if (at != null && !at.isAfter(until) && one.writing.compareAndSet(false, true)) {
                written.add(said.add(one.test).onSuccess(done -> forget(id)).onFailure(e -> one.writing.set(false)));
            }
        });
        return Future.join(written).transform(done -> Future.succeededFuture());
    }

    private void forget(UUID id) {
        // First known as being on file: a look in between must find it in one of the two.
        onFile.add(id);
        underWay.remove(id);
    }

    /** It could not be said: from now on it is a command, tried again in a while or when the unit listens. */
    public Future<Void> notSaid(Test test) {
        return notSaid.add(test)
                .onComplete(done -> {
                    // Where that was not written it is read again.
                    if (done.succeeded()) {
                        forget(test.id());
                    } else {
                        underWay.remove(test.id());
                    }
                })
                .mapEmpty();
    }

    /** Whether this gateway has said it and nothing more is on file of it. */
    public boolean isUnderWay(UUID unitId, UUID commandId) {
        return known(unitId, commandId) != null;
    }

    private @Nullable UUID known(UUID unitId, UUID commandId) {
        UnderWay one = underWay.get(commandId);
        return one != null && one.test.command().unitId().equals(unitId) ? one.test.runId() : null;
    }

    /**
     * Keeps what the unit answered, and passes the run where its test was received; committed when it succeeds.
     *
     * @return false when it is no test of this unit that was handed to a gateway, or its answer is on file
     */
    public Future<Boolean> answered(UUID unitId, UUID commandId, Said answer) {
        UUID run = known(unitId, commandId);
        return answered.add(answered(run, unitId, commandId, answer)).onSuccess(kept -> {
            if (run != null) {
                forget(commandId);
            }
        });
    }

    private static Answered answered(@Nullable UUID runId, UUID unitId, UUID commandId, Said answer) {
        UnitCommand.State state = answer.ok()
                ? UnitCommand.State.DONE
                : answer.code() == CommandRules.UNKNOWN_TO_UNIT
                        ? UnitCommand.State.NOT_SUPPORTED
                        : UnitCommand.State.FAILED;
        return new Answered(runId, commandId, unitId, state, words(answer.text()));
    }

    private static @Nullable String words(@Nullable String text) {
        if (text == null) {
            return null;
        }
        String clean = text.replace("\0", "");
        return clean.length() <= LONGEST_WORDS ? clean : clean.substring(0, LONGEST_WORDS);
    }

    private Future<Set<UUID>> writeSaid(List<Test> tests) {
        OffsetDateTime now = Times.toRow(clock.instant());
        OffsetDateTime[] at = tests.stream()
                .map(test -> underWay.get(test.id()))
                .map(one -> one == null || one.saidAt == null ? now : Times.toRow(one.saidAt))
                .toArray(OffsetDateTime[]::new);
        return changed(TestsSql.SAID, ids(tests).addValue(at).addString(gatewayId));
    }

    private Future<Set<UUID>> writeNotSaid(List<Test> tests) {
        return changed(TestsSql.NOT_SAID, ids(tests).addString(gatewayId));
    }

    private static Tuple ids(List<Test> tests) {
        return Tuple.tuple()
                .addValue(tests.stream().map(Test::runId).toArray(UUID[]::new))
                .addValue(tests.stream().map(Test::id).toArray(UUID[]::new));
    }

    private Future<Set<UUID>> writeAnswers(List<Answered> all) {
        Tuple values = Tuple.tuple()
                .addValue(all.stream().map(Answered::runId).toArray(UUID[]::new))
                .addValue(all.stream().map(Answered::commandId).toArray(UUID[]::new))
                .addValue(all.stream().map(Answered::unitId).toArray(UUID[]::new))
                .addValue(all.stream().map(one -> one.state().name()).toArray(String[]::new))
                .addValue(all.stream().map(Answered::words).toArray(String[]::new))
                .addOffsetDateTime(Times.toRow(clock.instant()));
        return changed(TestsSql.ANSWERED, values);
    }

    private Future<Set<UUID>> changed(String sql, Tuple values) {
        return database.pool()
                .preparedQuery(sql)
                .execute(values)
                .map(rows -> rows.stream().map(row -> row.getUUID(0)).collect(Collectors.toSet()));
    }
}
