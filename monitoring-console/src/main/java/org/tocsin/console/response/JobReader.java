package org.tocsin.console.response;

import io.vertx.core.Future;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Scope;
import org.tocsin.alarm.Alarm;
import org.tocsin.alarm.AlarmRow;
import org.tocsin.console.SignedIn;
import org.tocsin.console.board.WallClock;
import org.tocsin.home.HomeStore;
import org.tocsin.home.ServiceUser;
import org.tocsin.response.CalloutDesk;
import org.tocsin.response.CalloutState;
import org.tocsin.response.JobSheet;
import org.tocsin.service.ServiceStore;

/** Gathers a responder's open call-outs, ready to be read. */
final class JobReader {
    private static final int MOST_JOBS = 10;

    private final CalloutDesk callouts;
    private final HomeStore homes;
    private final ServiceStore services;

    JobReader(CalloutDesk callouts, HomeStore homes, ServiceStore services) {
        this.callouts = callouts;
        this.homes = homes;
        this.services = services;
    }

    /** What the reader is called out to, the longest offered first; at most ten. */
    Future<List<Job>> mine(SignedIn reader) {
        Scope scope = reader.scope();
        return services.findById(reader.serviceId())
                .map(service -> new WallClock(service.orElseThrow().zone()))
                .compose(clock -> callouts.mine(scope)
                        .compose(sheets -> Future.all(sheets.stream()
                                        .limit(MOST_JOBS)
                                        .map(sheet ->
                                                notes(scope, sheet).map(notes -> job(sheet, clock, notes.orElse(null))))
                                        .toList())
                                .map(all -> all.<Job>list())));
    }

    private Future<Optional<String>> notes(Scope scope, JobSheet sheet) {
        UUID homeId = sheet.alarm().alarm().trigger().homeId();
        if (homeId == null) {
            return Future.succeededFuture(Optional.empty());
        }
        return homes.card(scope, homeId)
                .map(card -> card.map(found -> found.residents().stream()
                                .map(ServiceUser::notes)
                                .filter(Objects::nonNull)
                                .collect(Collectors.joining("\n")))
                        .filter(notes -> !notes.isBlank()));
    }

    private static Job job(JobSheet sheet, WallClock clock, @Nullable String notes) {
        AlarmRow row = sheet.alarm();
        Alarm alarm = row.alarm();
        boolean onFile = alarm.trigger().homeId() != null;
        return new Job(
                sheet.callout().id().toString(),
                stage(sheet.callout().state()),
                alarm.progress().priority(),
                onFile ? row.person() : "Unit " + alarm.trigger().cid(),
                alarm.trigger().words(),
                clock.full(alarm.progress().raisedAt()),
                alarm.reference(),
                sheet.risks(),
                onFile ? row.place() : "",
                sheet.telephone(),
                notes,
                sheet.callout().state() == CalloutState.EXPIRED);
    }

    /** Whoever accepted and is late is still on the way until they say otherwise. */
    private static Job.Stage stage(CalloutState state) {
        return switch (state) {
            case ACCEPTED -> Job.Stage.ACCEPTED;
            case EN_ROUTE, EXPIRED -> Job.Stage.EN_ROUTE;
            case ARRIVED -> Job.Stage.ARRIVED;
            default -> Job.Stage.OFFERED;
        };
    }
}
