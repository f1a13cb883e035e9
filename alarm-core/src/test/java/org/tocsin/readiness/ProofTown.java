package org.tocsin.readiness;

import static org.tocsin.alarm.Town.await;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.alarm.Town;
import org.tocsin.platform.Ids;
import org.tocsin.platform.LastCommit;
import org.tocsin.readiness.Evidence.Kind;
import org.tocsin.signal.Receipt;
import org.tocsin.signal.SignalIntake;
import org.tocsin.signal.Signals;

/** A town whose pendants are pressed for proof: real signals through the real intake, by a clock set by hand. */
final class ProofTown implements AutoCloseable {
    static final LogSpans.Pace AT_ONCE = new LogSpans.Pace(Duration.ZERO, Duration.ZERO, Duration.ZERO, 1000);

    final Town town = new Town();
    final ProofBook book = new ProofBook(town.clock);
    final ProofKey key = ProofKey.generate();
    final ProofSealer sealer = new ProofSealer(town.vertx, town.database, town.clock, key, AT_ONCE);
    private final SignalIntake intake =
            await(SignalIntake.open(town.vertx, town.database, town.clock, new LastCommit(), town.wakeup));
    private int count;

    /** A home with a unit and its pendant. */
    record Dwelling(UUID serviceId, UUID homeId, UUID unitId, String cid, UUID pendant) {}

    Dwelling dwelling(UUID service) {
        UUID home = town.home(service, ++count + " Bell Street");
        return dwelling(service, home);
    }

    Dwelling dwelling(UUID service, UUID home) {
        UUID unit = Ids.next();
        String cid = Integer.toString(5_500_000 + ++count);
        town.sql(
                "insert into home_unit (id, service_id, home_id, cid, protocol, authentication, created_at)"
                        + " values ('%s', '%s', '%s', '%s', 'SCAIP', 'NONE', '%s')",
                unit, service, home, cid, Town.MORNING);
        UUID pendant = trigger(service, home, unit, "0003", null);
        return new Dwelling(service, home, unit, cid, pendant);
    }

    /** A dwelling of a scheme, heard through the scheme's controller as this point. */
    Dwelling flat(UUID service, UUID scheme, Dwelling controller, String point) {
        UUID home = town.home(service, "Flat " + ++count);
        town.sql(
                "insert into scheme_point (id, service_id, scheme_id, did, kind, name, home_id)"
                        + " values ('%s', '%s', '%s', '%s', 'DWELLING', 'Flat', '%s')",
                Ids.next(), service, scheme, point, home);
        UUID pendant = trigger(service, home, null, "0003", point);
        return new Dwelling(service, home, controller.unitId(), controller.cid(), pendant);
    }

    /** The controller of a scheme, which stands in no home. */
    Dwelling controller(UUID service, UUID scheme) {
        UUID unit = Ids.next();
        String cid = Integer.toString(5_500_000 + ++count);
        town.sql(
                "insert into scheme (id, service_id, name, created_at) values ('%s', '%s', 'Court %s', '%s')",
                scheme, service, cid, Town.MORNING);
        town.sql(
                "insert into home_unit (id, service_id, scheme_id, cid, protocol, authentication, created_at)"
                        + " values ('%s', '%s', '%s', '%s', 'SCAIP', 'NONE', '%s')",
                unit, service, scheme, cid, Town.MORNING);
        return new Dwelling(service, scheme, unit, cid, scheme);
    }

    UUID trigger(UUID service, UUID home, @Nullable UUID unit, String dty, @Nullable String did) {
        UUID id = Ids.next();
        town.sql(
                "insert into peripheral (id, service_id, home_id, unit_id, dty, did, name, since)"
                        + " values ('%s', '%s', '%s', %s, '%s', %s, 'Trigger', '%s')",
                id,
                service,
                home,
                unit == null ? "null" : "'" + unit + "'",
                dty,
                did == null ? "null" : "'" + did + "'",
                Town.MORNING);
        return id;
    }

    /** The pendant is pressed now. */
    UUID press(Dwelling at) {
        return signal(at.cid(), Map.of("dty", "0003", "stc", "0010"));
    }

    UUID signal(String cid, Map<String, String> elements) {
        Receipt receipt = await(intake.submit(
                Signals.of(cid, "ref-" + ++count, elements, town.clock.instant()), cid, SignalIntake.Lane.LIFE));
        return ((Receipt.Recorded) receipt).signalId();
    }

    Evidence evidence(Dwelling at, @Nullable UUID trigger, UUID signal, Kind kind, Instant askedAt) {
        return new Evidence(
                at.serviceId(),
                at.homeId(),
                at.unitId(),
                trigger,
                signal,
                kind,
                "operator:ian",
                askedAt,
                town.clock.instant(),
                "MOBILE",
                null);
    }

    Proof record(Evidence evidence) {
        return await(town.database.pool().withTransaction(connection -> book.record(connection, evidence)));
    }

    /** Pressed on a visit now, and kept. */
    Proof prove(Dwelling at) {
        return record(evidence(at, at.pendant(), press(at), Kind.VISIT, town.clock.instant()));
    }

    /** Until nothing is left that could be sealed. */
    void seal() {
        for (int quiet = 0; quiet < 3; ) {
            quiet = await(sealer.round()) ? 0 : quiet + 1;
        }
    }

    @Override
    public void close() {
        town.close();
    }
}
