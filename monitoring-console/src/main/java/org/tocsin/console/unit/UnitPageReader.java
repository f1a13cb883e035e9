package org.tocsin.console.unit;

import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Scope;
import org.tocsin.alarm.AlarmRow;
import org.tocsin.alarm.AlarmStore;
import org.tocsin.console.Parts;
import org.tocsin.console.SignedIn;
import org.tocsin.console.board.WallClock;
import org.tocsin.fault.FaultCaseStore;
import org.tocsin.home.HomeStore;
import org.tocsin.platform.Page;
import org.tocsin.service.ServiceStore;
import org.tocsin.service.TelecareService;
import org.tocsin.signal.SignalStore;
import org.tocsin.unit.UnitCommand;
import org.tocsin.unit.UnitCommandStore;
import org.tocsin.unit.UnitFile;
import org.tocsin.unit.UnitFiles;

/** Gathers what is known of a unit. Each reading is on the audit trail before anything is shown. */
final class UnitPageReader {
    private static final int LAST_SIGNALS = 20;
    private static final int LAST_COMMANDS = 20;
    private static final int OPEN_ALARMS = 20;
    private static final int LISTED = 50;

    private final Parts parts;
    private final UnitFiles units;
    private final HomeStore homes;
    private final AlarmStore alarms;
    private final SignalStore signals;
    private final UnitCommandStore commands;
    private final ServiceStore services;
    private final FaultCaseStore faults;
    private final AuditTrail audit;

    UnitPageReader(Parts parts) {
        this.parts = parts;
        this.audit = new AuditTrail(parts.database(), parts.clock());
        this.units = new UnitFiles(parts.database(), parts.clock());
        this.homes = new HomeStore(parts.database(), parts.keyring(), audit, parts.clock());
        this.alarms = new AlarmStore(parts.database());
        this.signals = new SignalStore(parts.database().pool());
        this.commands = new UnitCommandStore(parts.database());
        this.faults = new FaultCaseStore(parts.database());
        this.services = new ServiceStore(parts.database(), parts.clock());
    }

    /** Everything about one unit, as the stores have it. */
    record Found(
            UnitFile file,
            Optional<HomeStore.Card> card,
            List<AlarmRow> open,
            List<SignalStore.Row> signals,
            List<UnitCommand> commands) {}

    /**
     * The unit as this person may see it; empty where their service has none of this id.
     *
     * @param address from where it is asked; for the audit trail
     */
    Future<Optional<UnitPage>> read(SignedIn reader, String cid, @Nullable String address) {
        Scope scope = reader.scope();
        return units.find(scope, cid)
                .compose(file -> file.isEmpty()
                        ? Future.succeededFuture(Optional.empty())
                        : audit.record(
                                        scope,
                                        "read-unit",
                                        "unit:" + file.get().unit().id(),
                                        address)
                                .compose(audited -> Future.all(gather(scope, file.get()), writer(reader)))
                                .map(both -> Optional.of(
                                        both.<UnitPageWriter>resultAt(1).page(both.resultAt(0)))));
    }

    /** What the unit was asked, without the rest; nothing about the person. Empty where there is no such unit. */
    Future<Optional<UnitPage.Commands>> commands(SignedIn reader, String cid) {
        Scope scope = reader.scope();
        return units.find(scope, cid)
                .compose(file -> file.isEmpty()
                        ? Future.succeededFuture(Optional.empty())
                        : Future.all(asked(scope, file.get().unit().id()), writer(reader))
                                .map(both -> Optional.of(both.<UnitPageWriter>resultAt(1)
                                        .commands(file.get().unit().protocol(), both.resultAt(0)))));
    }

    /** Open faults on what a life depends on, of the home this unit stands in or of those it speaks for. */
    Future<List<UnitFaultLine>> faults(SignedIn reader, String cid) {
        Scope scope = reader.scope();
        return Future.all(units.find(scope, cid), services.findById(reader.serviceId()))
                .compose(both -> {
                    UUID home = both.<Optional<UnitFile>>resultAt(0)
                            .map(found -> found.unit().homeId())
                            .orElse(null);
                    WallClock clock = new WallClock(both.<Optional<TelecareService>>resultAt(1)
                            .orElseThrow()
                            .zone());
                    Instant now = parts.clock().instant();
                    return home == null
                            ? faults.ofUnit(scope, cid).map(open -> UnitFaultLine.behind(cid, open, clock, now))
                            : faults.ofHome(scope, home)
                                    .map(open -> open.stream()
                                            .map(fault -> UnitFaultLine.of(fault, clock, now))
                                            .toList());
                });
    }

    /** A page of the list of units; who looked for what is on the audit trail. */
    Future<UnitListPage> list(
            SignedIn reader, @Nullable String words, @Nullable String after, @Nullable String address) {
        Scope scope = reader.scope();
        return audit.record(scope, "list-units", "service:" + reader.serviceId(), address)
                .compose(audited -> Future.all(units.search(scope, words, LISTED, after), writer(reader)))
                .map(both -> both.<UnitPageWriter>resultAt(1).list(words == null ? "" : words, both.resultAt(0)));
    }

    private Future<Found> gather(Scope scope, UnitFile file) {
        UUID homeId = file.unit().homeId();
        String cid = file.unit().cid();
        Future<Optional<HomeStore.Card>> card =
                homeId == null ? Future.succeededFuture(Optional.empty()) : homes.card(scope, homeId);
        Future<Page<AlarmRow>> open =
                alarms.list(scope, new AlarmStore.Query(cid, AlarmStore.Which.OPEN, OPEN_ALARMS, null));
        Future<Page<SignalStore.Row>> said = signals.list(scope, new SignalStore.Query(cid, null, LAST_SIGNALS, null));
        Future<List<UnitCommand>> asked = asked(scope, file.unit().id());
        return Future.all(card, open, said, asked)
                .map(all -> new Found(
                        file,
                        card.result(),
                        open.result().items(),
                        said.result().items(),
                        asked.result()));
    }

    private Future<List<UnitCommand>> asked(Scope scope, UUID unitId) {
        return commands.ofUnit(scope, unitId, LAST_COMMANDS, null).map(Page::items);
    }

    private Future<UnitPageWriter> writer(SignedIn reader) {
        return services.findById(reader.serviceId())
                .map(service -> new UnitPageWriter(
                        reader.role(),
                        new WallClock(service.orElseThrow().zone()),
                        parts.clock().instant()));
    }
}
