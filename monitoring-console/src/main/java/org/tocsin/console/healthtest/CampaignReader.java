package org.tocsin.console.healthtest;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Scope;
import org.tocsin.console.Parts;
import org.tocsin.console.SignedIn;
import org.tocsin.console.board.WallClock;
import org.tocsin.healthtest.Campaign;
import org.tocsin.healthtest.Campaign.State;
import org.tocsin.healthtest.CampaignStore;
import org.tocsin.healthtest.Progress;
import org.tocsin.healthtest.RunStore;
import org.tocsin.healthtest.TestAbilities;
import org.tocsin.service.ServiceStore;
import org.tocsin.service.TelecareService;

/** Gathers what the pages of health tests show. */
final class CampaignReader {
    static final int ROWS = 100;
    /** Of a list: what is older tells its results on its own page. */
    private static final int COUNTED = 20;

    private static final Progress UNCOUNTED = new Progress(Map.of(), Map.of(), 0);

    private final Parts parts;
    private final CampaignStore campaigns;
    private final RunStore runs;
    private final TestAbilities abilities;
    private final ServiceStore services;
    private final AuditTrail audit;

    CampaignReader(Parts parts) {
        this.parts = parts;
        this.campaigns = new CampaignStore(parts.database(), parts.clock());
        this.runs = new RunStore(parts.database());
        this.abilities = new TestAbilities(parts.database(), parts.clock());
        this.services = new ServiceStore(parts.database(), parts.clock());
        this.audit = new AuditTrail(parts.database(), parts.clock());
    }

    /** What a form for a new campaign offers. */
    record Choices(List<String> areas, List<TestAbilities.Model> models) {}

    Future<List<CampaignPage.Listed>> list(SignedIn me) {
        Scope scope = me.scope();
        return Future.all(campaigns.list(scope), writer(me)).compose(both -> {
            List<Campaign> found = both.resultAt(0);
            CampaignWriter writer = both.resultAt(1);
            Future<List<CampaignPage.Listed>> lines = Future.succeededFuture(new ArrayList<>());
            for (int i = 0; i < found.size(); i++) {
                Campaign campaign = found.get(i);
                Future<Progress> counted = i < COUNTED ? progress(scope, campaign) : Future.succeededFuture(UNCOUNTED);
                lines = lines.compose(so -> counted.map(progress -> {
                    so.add(writer.listed(campaign, progress));
                    return so;
                }));
            }
            return lines;
        });
    }

    Future<Optional<CampaignPage>> page(SignedIn me, UUID id) {
        Scope scope = me.scope();
        return campaigns
                .find(scope, id)
                .compose(found -> found.isEmpty()
                        ? Future.succeededFuture(Optional.empty())
                        : page(me, found.get()).map(Optional::of));
    }

    private Future<CampaignPage> page(SignedIn me, Campaign campaign) {
        Scope scope = me.scope();
        boolean tried = campaign.standing().state() == State.TRIAL
                || campaign.standing().state() == State.TO_ACCEPT;
        Future<Progress> trial = tried
                ? campaigns.trial(scope, campaign.id(), campaign.standing().cycle())
                : Future.succeededFuture(UNCOUNTED);
        return Future.all(
                        progress(scope, campaign),
                        trial,
                        campaigns.events(scope, campaign.id()),
                        model(scope, campaign),
                        writer(me))
                .map(all -> {
                    CampaignWriter writer = all.resultAt(4);
                    Progress progress = all.resultAt(0);
                    List<CampaignStore.Event> events = all.resultAt(2);
                    List<CampaignPage.Line> log = events.stream()
                            .map(event -> new CampaignPage.Line(
                                    writer.day(event.at()), event.words(), CampaignWriter.person(event.actor())))
                            .toList();
                    return new CampaignPage(
                            writer.head(campaign),
                            writer.bar(campaign, progress),
                            writer.results(campaign, progress, false),
                            writer.causes(campaign, progress),
                            tried ? trial(writer, campaign, all.resultAt(1)) : null,
                            new CampaignPage.Facts(writer.facts(campaign, all.resultAt(3)), log, true),
                            !campaign.standing().state().over());
                });
    }

    private static CampaignPage.Trial trial(CampaignWriter writer, Campaign campaign, Progress trial) {
        String words = "%,d of the %,d units of the trial have their result.".formatted(trial.over(), trial.all());
        return new CampaignPage.Trial(words, writer.results(campaign, trial, true));
    }

    private Future<Progress> progress(Scope scope, Campaign campaign) {
        return campaigns.progress(scope, campaign.id(), campaign.standing().cycle());
    }

    private Future<String> model(Scope scope, Campaign campaign) {
        UUID id = campaign.order().selection().modelId();
        return id == null
                ? Future.succeededFuture("")
                : abilities
                        .list(scope)
                        .map(models -> models.stream()
                                .filter(model -> model.id().equals(id))
                                .map(TestAbilities.Model::words)
                                .findFirst()
                                .orElse("no longer on file"));
    }

    /** The rows behind a figure. Names are shown, so the reading is on the audit trail first. */
    Future<Optional<CampaignPage.Rows>> rows(
            SignedIn me, UUID id, RunQuery asked, @Nullable String after, @Nullable String address) {
        Scope scope = me.scope();
        return campaigns.find(scope, id).compose(found -> {
            if (found.isEmpty()) {
                return Future.succeededFuture(Optional.empty());
            }
            Campaign campaign = found.get();
            RunStore.Query query = asked.of(campaign);
            return audit.record(scope, "read-test-runs", "campaign:" + id, address)
                    .compose(v -> Future.all(runs.list(scope, query, ROWS, after), writer(me)))
                    .map(both -> {
                        org.tocsin.platform.Page<org.tocsin.healthtest.TestRun> page = both.resultAt(0);
                        CampaignWriter writer = both.resultAt(1);
                        String link = "/health-tests/" + id + "/runs";
                        return Optional.of(new CampaignPage.Rows(
                                campaign.order().name(),
                                asked.words(),
                                page.items().stream().map(writer::row).toList(),
                                link + ".csv" + asked.parameters(null),
                                page.next() == null ? null : link + asked.parameters(page.next())));
                    });
        });
    }

    Future<Choices> choices(SignedIn me) {
        return Future.all(campaigns.areas(me.scope()), abilities.list(me.scope()))
                .map(both -> new Choices(both.resultAt(0), both.resultAt(1)));
    }

    Future<CampaignPage.Counted> count(SignedIn me, Campaign.Order order) {
        return Future.all(campaigns.preview(me.scope(), order.selection(), order.trialPerModel()), writer(me))
                .map(both -> both.<CampaignWriter>resultAt(1).counted(both.resultAt(0), order.pacing()));
    }

    Future<CampaignWriter> writer(SignedIn me) {
        return service(me)
                .map(service -> new CampaignWriter(
                        new WallClock(service.zone()), parts.clock().instant()));
    }

    Future<TelecareService> service(SignedIn me) {
        return services.findById(me.serviceId()).map(Optional::orElseThrow);
    }
}
