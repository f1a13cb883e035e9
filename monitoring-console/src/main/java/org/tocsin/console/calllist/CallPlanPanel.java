package org.tocsin.console.calllist;

import io.vertx.core.Future;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.tocsin.access.AuditTrail;
import org.tocsin.calllist.CallListStore;
import org.tocsin.calllist.CallPlan;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.SignedIn;
import org.tocsin.console.board.WallClock;
import org.tocsin.console.estate.HomePanel;
import org.tocsin.followup.FollowUp;
import org.tocsin.followup.FollowUpDesk;
import org.tocsin.home.HomeStore;
import org.tocsin.home.ServiceUser;
import org.tocsin.service.ServiceStore;
import org.tocsin.service.TelecareService;

/** What is done for a home besides answering it: which calls go to it, what remains to be done, its persons' own scripts. */
public final class CallPlanPanel implements HomePanel {
    private final Pages pages;
    private final CallListStore store;
    private final FollowUpDesk tasks;
    private final ServiceStore services;
    private final HomeStore homes;

    public CallPlanPanel(Parts parts, Pages pages) {
        this.pages = pages;
        this.store = new CallListStore(parts.database(), parts.clock());
        this.tasks = new FollowUpDesk(parts.database(), parts.clock(), parts.wakeup());
        this.services = new ServiceStore(parts.database(), parts.clock());
        AuditTrail audit = new AuditTrail(parts.database(), parts.clock());
        this.homes = new HomeStore(parts.database(), parts.keyring(), audit, parts.clock());
    }

    /** A plan in words. */
    public record Line(String id, String words, String next) {}

    @Override
    public Future<String> render(SignedIn reader, UUID homeId) {
        return Future.all(
                        store.plans(reader.scope(), homeId),
                        tasks.ofHome(reader.scope(), homeId),
                        services.findById(reader.serviceId()),
                        homes.card(reader.scope(), homeId))
                .map(all -> {
                    List<CallPlan> plans = all.resultAt(0);
                    List<FollowUp> open = all.<List<FollowUp>>resultAt(1).stream()
                            .filter(task -> task.done() == null)
                            .toList();
                    List<ServiceUser> people = all.<Optional<HomeStore.Card>>resultAt(3)
                            .map(HomeStore.Card::residents)
                            .orElse(List.of());
                    WallClock clock = new WallClock(zone(all.resultAt(2)));
                    Map<String, Object> values = Map.of(
                            "home", homeId.toString(),
                            "csrf", reader.csrf(),
                            "plans",
                                    plans.stream()
                                            .map(plan -> line(plan, clock))
                                            .toList(),
                            "tasks",
                                    open.stream()
                                            .map(task -> "by " + clock.day(task.dueAt()) + ": " + task.what())
                                            .toList(),
                            "people", people,
                            "writes", reader.role().worksOnAlarms());
                    return pages.render("callplanpanel.jte", values);
                });
    }

    private static ZoneId zone(Optional<TelecareService> service) {
        return service.orElseThrow().zone();
    }

    private static Line line(CallPlan plan, WallClock clock) {
        String every = plan.everyDays() == 1 ? "every day" : "every " + plan.everyDays() + " days";
        return new Line(
                plan.id().toString(),
                plan.kind().words() + " " + every + " at " + plan.at() + ": " + plan.purpose(),
                clock.day(plan.nextDueAt()));
    }
}
