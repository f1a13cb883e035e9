package org.tocsin.console.estate;

import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Scope;
import org.tocsin.alarm.AlarmRow;
import org.tocsin.alarm.AlarmStore;
import org.tocsin.console.Parts;
import org.tocsin.console.SignedIn;
import org.tocsin.console.board.WallClock;
import org.tocsin.home.HomeFacts;
import org.tocsin.home.HomeFactsStore;
import org.tocsin.home.HomeLine;
import org.tocsin.home.HomeSearch;
import org.tocsin.home.HomeStore;
import org.tocsin.home.Peripheral;
import org.tocsin.home.PeripheralStore;
import org.tocsin.home.Residents;
import org.tocsin.home.StatusLine;
import org.tocsin.platform.Page;
import org.tocsin.readiness.LineConfirmations;
import org.tocsin.response.Contact;
import org.tocsin.response.ResponseStore;
import org.tocsin.service.ServiceStore;
import org.tocsin.unit.Placement;
import org.tocsin.unit.Placements;
import org.tocsin.unit.Stock;
import org.tocsin.unit.StockItem;
import org.tocsin.unit.StockState;
import org.tocsin.unit.UnitChange;
import org.tocsin.unit.UnitChanges;
import org.tocsin.unit.UnitFactsStore;

/** Gathers what is on file about homes. Each reading is on the audit trail before anything is shown. */
final class HomeReader {
    private static final int LISTED = 50;
    private static final int LAST_ALARMS = 10;
    private static final int LAST_CHANGES = 30;
    private static final int SHELF = 100;

    private final Parts parts;
    private final AuditTrail audit;
    private final HomeSearch search;
    private final HomeStore homes;
    private final HomeFactsStore facts;
    private final Residents residents;
    private final PeripheralStore triggers;
    private final UnitFactsStore units;
    private final Placements placements;
    private final UnitChanges changes;
    private final Stock stock;
    private final AlarmStore alarms;
    private final ResponseStore responses;
    private final ServiceStore services;
    private final LineConfirmations confirmations;

    HomeReader(Parts parts) {
        this.parts = parts;
        this.audit = new AuditTrail(parts.database(), parts.clock());
        this.search = new HomeSearch(parts.database(), parts.clock());
        this.homes = new HomeStore(parts.database(), parts.keyring(), audit, parts.clock());
        this.facts = new HomeFactsStore(parts.database());
        this.residents = new Residents(parts.database(), parts.clock(), parts.wakeup());
        this.triggers = new PeripheralStore(parts.database());
        this.units = new UnitFactsStore(parts.database(), parts.clock());
        this.placements = new Placements(parts.database());
        this.changes = new UnitChanges(parts.database());
        this.stock = new Stock(parts.database(), parts.clock());
        this.alarms = new AlarmStore(parts.database());
        this.responses = new ResponseStore(parts.database());
        this.services = new ServiceStore(parts.database(), parts.clock());
        this.confirmations = new LineConfirmations(parts.database(), parts.clock());
    }

    /**
     * Everything about one home, as the stores have it.
     *
     * @param evidence that its provider was told is written down here, with its proof or why without
     */
    record Found(
            HomeStore.Card card,
            HomeFacts facts,
            boolean evidence,
            HomeFactsStore.Keeping keeping,
            List<Residents.Stay> stays,
            Map<UUID, List<StatusLine>> statuses,
            Things things,
            List<Contact> contacts,
            List<AlarmRow> alarms,
            List<UnitChange> changes) {}

    /** What stands and stood there. */
    record Things(
            List<UnitFactsStore.Known> units,
            List<Peripheral> triggers,
            List<Placement> placements,
            List<StockItem> lent,
            List<StockItem> shelf) {}

    /** The estate, or the part of it that fits. */
    record Listed(Page<HomeLine> page, List<String> areas, List<HomeSearch.Count> counts) {}

    Future<Listed> list(SignedIn reader, HomeSearch.Query query, @Nullable String cursor, @Nullable String address) {
        Scope scope = reader.scope();
        return audit.record(scope, "list-homes", "service:" + reader.serviceId(), address)
                .compose(audited -> {
                    Future<Page<HomeLine>> page = search.find(scope, query, LISTED, cursor);
                    Future<List<String>> areas = search.areas(scope);
                    Future<List<HomeSearch.Count>> counts = search.counts(scope);
                    return Future.all(page, areas, counts)
                            .map(all -> new Listed(page.result(), areas.result(), counts.result()));
                });
    }

    /**
     * The home as this person may see it; empty where their service has none of this id.
     *
     * @param address from where it is asked; for the audit trail
     */
    Future<Optional<Found>> read(SignedIn reader, UUID homeId, @Nullable String address) {
        Scope scope = reader.scope();
        return homes.card(scope, homeId)
                .compose(card -> card.isEmpty()
                        ? Future.succeededFuture(Optional.empty())
                        : audit.record(scope, "read-home", "home:" + homeId, address)
                                .compose(audited -> gather(scope, card.get()))
                                .map(Optional::of));
    }

    /** The clock the service's people go by. */
    Future<WallClock> clock(SignedIn reader) {
        return services.findById(reader.serviceId())
                .map(service -> new WallClock(service.orElseThrow().zone()));
    }

    private Future<Found> gather(Scope scope, HomeStore.Card card) {
        UUID homeId = card.home().id();
        Future<Optional<HomeFacts>> known = facts.find(scope, homeId);
        Future<List<Residents.Stay>> stays = residents.ofHome(scope, homeId);
        Future<Map<UUID, List<StatusLine>>> statuses = stays.compose(found -> statuses(scope, found));
        Future<Things> things = things(scope, homeId);
        Future<List<Contact>> contacts = responses.contacts(scope, homeId);
        Future<List<AlarmRow>> last = alarms.lastOfHome(scope, homeId, LAST_ALARMS);
        Future<List<UnitChange>> changed = changes.ofHome(scope, homeId, LAST_CHANGES);
        Future<HomeFactsStore.Keeping> keeping = facts.keeping(scope, homeId);
        Future<Boolean> evidence = known.compose(found -> evidence(scope, homeId, found.orElse(HomeFacts.UNKNOWN)));
        return Future.all(List.of(known, evidence, keeping, stays, statuses, things, contacts, last, changed))
                .map(all -> new Found(
                        card,
                        known.result().orElse(HomeFacts.UNKNOWN),
                        evidence.result(),
                        keeping.result(),
                        stays.result(),
                        statuses.result(),
                        things.result(),
                        contacts.result(),
                        last.result(),
                        changed.result()));
    }

    private Future<Boolean> evidence(Scope scope, UUID homeId, HomeFacts facts) {
        Instant told = facts.line().confirmedAt();
        return told == null
                ? Future.succeededFuture(false)
                : confirmations
                        .ofHome(scope, homeId)
                        .map(written ->
                                written.stream().anyMatch(one -> one.at().equals(told)));
    }

    private Future<Things> things(Scope scope, UUID homeId) {
        Future<List<UnitFactsStore.Known>> standing = units.ofHome(scope, homeId);
        Future<List<Peripheral>> raise = triggers.list(scope, homeId);
        Future<List<Placement>> placed = placements.ofHome(scope, homeId);
        Future<List<StockItem>> lent = stock.inHome(scope, homeId);
        Future<Page<StockItem>> shelf = stock.list(scope, StockState.IN_STOCK, SHELF, null);
        return Future.all(standing, raise, placed, lent, shelf)
                .map(all -> new Things(
                        standing.result(),
                        raise.result(),
                        placed.result(),
                        lent.result(),
                        shelf.result().items()));
    }

    private Future<Map<UUID, List<StatusLine>>> statuses(Scope scope, List<Residents.Stay> stays) {
        List<Future<List<StatusLine>>> histories = new ArrayList<>();
        stays.forEach(
                stay -> histories.add(residents.history(scope, stay.person().id())));
        return histories.isEmpty()
                ? Future.succeededFuture(Map.of())
                : Future.all(histories)
                        .map(all -> histories.stream()
                                .flatMap(history -> history.result().stream())
                                .collect(Collectors.groupingBy(StatusLine::personId)));
    }
}
