package org.tocsin.ops;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.tocsin.access.Scope;
import org.tocsin.platform.Database;
import org.tocsin.platform.DatabaseUrl;
import org.tocsin.platform.Schema;
import org.tocsin.platform.Settings;
import org.tocsin.service.Retention;
import org.tocsin.service.RetentionKind;
import org.tocsin.service.ServiceStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists, or takes away, what a service need not keep; as the owner of the database. */
@Command(
        name = "retention",
        mixinStandardHelpOptions = true,
        description = "Lists what a service need not keep by its own rules; takes it away with --apply.",
        footer = {
            "",
            "Kinds: person (since they moved out), home (since it left the service), alarm-note (since it was closed),",
            "with what responders wrote, their photos and to whom messages went, visit-note (notes, position and photos of",
            "a visit, since it ended), call-note (of calls because of faults, incidents and tests, since the call),",
            "staff-trace (where responders were, phones that take no notices any more, messages that stand in no alarm).",
            "A legal hold stops it: on the record, on its home, on whoever lives or lived there, or on its incident.",
            "At most 5,000 of each kind go in one run, in portions of 200; a console shows at /retention what went.",
            "Signals, logs, the audit trail, proofs and tests are evidence and stay.",
            "",
            "Environment:",
            "  TOCSIN_MIGRATE_DATABASE_URL  needed: the owner's sign-in"
        })
final class RetentionCommand implements Callable<Integer> {
    private static final int SECONDS = 1_800;

    @Option(
            names = "--service",
            description = "The service's code. Without it: every service that has rules, as a nightly run wants it.")
    private String service = "";

    @Option(names = "--keep", description = "A rule to be set first: person=2190 keeps people for 2,190 days.")
    private Map<String, Integer> keep = Map.of();

    @Option(names = "--apply", description = "Take it away. Without this it is only listed.")
    private boolean apply;

    @Override
    public Integer call() throws Exception {
        Settings settings = new Settings(System.getenv());
        String url = settings.required("TOCSIN_MIGRATE_DATABASE_URL");
        settings.check();
        Vertx vertx = Vertx.vertx();
        try {
            Database database = Database.open(vertx, new DatabaseUrl(url), 2);
            List<Retention.Due> due = Schema.check(database.pool())
                    .compose(checked -> carryOut(database))
                    .eventually(database::close)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(SECONDS, TimeUnit.SECONDS);
            due.forEach(one -> System.out.printf("%s\t%s\t%s\t%s%n", one.kind(), one.since(), one.id(), one.words()));
            System.out.printf(
                    apply
                            ? "%d taken away. Run it again until it says 0.%n"
                            : "%d would go. Nothing was changed; --apply takes it away.%n",
                    due.size());
            return 0;
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
        }
    }

    private Future<List<Retention.Due>> carryOut(Database database) {
        InstantSource clock = InstantSource.system();
        Retention retention = new Retention(database, clock);
        if (service.isEmpty()) {
            if (!keep.isEmpty()) {
                return Future.failedFuture(new CannotStart("A rule is set for one service: name it with --service."));
            }
            return retention.services().compose(all -> everyOne(retention, all));
        }
        return new ServiceStore(database, clock).findByCode(service).compose(found -> {
            if (found.isEmpty()) {
                return Future.failedFuture(new CannotStart("There is no service " + service + "."));
            }
            Scope scope = scope(found.get().id());
            Future<Void> set = Future.succeededFuture();
            for (Map.Entry<String, Integer> rule : keep.entrySet()) {
                set = set.compose(before -> retention.set(scope, rule(rule)));
            }
            return set.compose(done -> one(retention, scope));
        });
    }

    private Future<List<Retention.Due>> everyOne(Retention retention, List<UUID> services) {
        List<Retention.Due> all = new ArrayList<>();
        Future<Void> done = Future.succeededFuture();
        for (UUID id : services) {
            done = done.compose(before -> one(retention, scope(id)))
                    .onSuccess(all::addAll)
                    .mapEmpty();
        }
        return done.map(all);
    }

    private Future<List<Retention.Due>> one(Retention retention, Scope scope) {
        return apply ? retention.apply(scope) : retention.due(scope);
    }

    private static Scope scope(UUID serviceId) {
        return new Scope(serviceId, null, "retention");
    }

    private static Retention.Rule rule(Map.Entry<String, Integer> rule) {
        String name = rule.getKey().toUpperCase(Locale.ROOT).replace('-', '_');
        for (RetentionKind kind : RetentionKind.values()) {
            if (kind.name().equals(name) && rule.getValue() >= 1 && rule.getValue() <= 36_500) {
                return new Retention.Rule(kind, rule.getValue());
            }
        }
        throw new CannotStart(
                "A rule looks like person=2190, home=2190, alarm-note=365, visit-note=365, call-note=365 or staff-trace=30.");
    }
}
