package org.tocsin.console.telephone;

import gg.jte.Content;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Scope;
import org.tocsin.alarm.AlarmEntry;
import org.tocsin.alarm.AlarmRow;
import org.tocsin.alarm.AlarmStore;
import org.tocsin.alarm.CaseClock;
import org.tocsin.alarm.CaseClocks;
import org.tocsin.console.Login;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.Refusal;
import org.tocsin.console.SignedIn;
import org.tocsin.console.board.WallClock;
import org.tocsin.console.language.Tongue;
import org.tocsin.console.person.CardReader;
import org.tocsin.console.person.PersonCard;
import org.tocsin.console.person.PersonCards;
import org.tocsin.console.print.Pdf;
import org.tocsin.home.HomeStore;
import org.tocsin.response.ResponseStore;
import org.tocsin.service.ServiceStore;

/**
 * What 999 and the crew need of one alarm, on one sheet: to be read out, sent, or printed. How to get in is on it only when
 * somebody asks, while the alarm is open, and each asking is audited and in the log.
 */
final class HandoverPages {
    private static final Duration PRINTED_WITHIN = Duration.ofSeconds(10);

    private final Parts parts;
    private final Pages pages;
    private final AuditTrail audit;
    private final AlarmStore alarms;
    private final HomeStore homes;
    private final ResponseStore responses;
    private final ServiceStore services;
    private final CardReader cards;
    private final CaseClocks clocks;
    private final Pdf pdf = new Pdf(PRINTED_WITHIN);

    HandoverPages(Parts parts, Pages pages) {
        this.parts = parts;
        this.pages = pages;
        this.audit = new AuditTrail(parts.database(), parts.clock());
        this.alarms = new AlarmStore(parts.database());
        this.homes = new HomeStore(parts.database(), parts.keyring(), audit, parts.clock());
        this.responses = new ResponseStore(parts.database());
        this.services = new ServiceStore(parts.database(), parts.clock());
        this.cards = new CardReader(parts);
        this.clocks = new CaseClocks(parts.database(), parts.clock(), parts.wakeup());
    }

    void mount(Router router) {
        router.get("/alarms/:id/handover").handler(context -> answer(context, Form.PAGE));
        router.get("/alarms/:id/handover.pdf").handler(context -> answer(context, Form.PDF));
        router.post("/alarms/:id/handover").handler(context -> answer(context, Form.PAGE_WITH_CODE));
        router.post("/alarms/:id/handover.pdf").handler(context -> answer(context, Form.PDF_WITH_CODE));
    }

    private enum Form {
        PAGE,
        PDF,
        PAGE_WITH_CODE,
        PDF_WITH_CODE;

        boolean withCode() {
            return this == PAGE_WITH_CODE || this == PDF_WITH_CODE;
        }

        boolean paper() {
            return this == PDF || this == PDF_WITH_CODE;
        }
    }

    private void answer(RoutingContext context, Form form) {
        SignedIn me = Login.signedIn(context);
        UUID id = Pages.id(context, "id");
        if (id == null) {
            context.fail(404);
            return;
        }
        Scope scope = me.scope();
        String from = Pages.address(context);
        alarms.find(scope, id)
                .compose(row -> row.isEmpty()
                        ? Future.succeededFuture(Optional.<HandoverSheet>empty())
                        : audit.record(scope, "handover-sheet", "alarm:" + id, from)
                                .compose(
                                        v -> form.withCode() ? homes.access(scope, id, from) : Future.succeededFuture())
                                .compose(access -> sheet(me, row.get(), access))
                                .map(Optional::of))
                .onSuccess(sheet -> {
                    if (sheet.isEmpty()) {
                        context.fail(404);
                    } else {
                        show(context, me, sheet.get(), form);
                    }
                })
                .onFailure(context::fail);
    }

    private Future<HandoverSheet> sheet(SignedIn me, AlarmRow row, HomeStore.@Nullable AccessResult access) {
        Scope scope = me.scope();
        UUID alarmId = row.alarm().id();
        UUID homeId = row.alarm().trigger().homeId();
        return services.findById(me.serviceId())
                .map(Optional::orElseThrow)
                .compose(service -> responses.contacts(scope, homeId).compose(contacts -> {
                    Future<CardReader.Beside> beside = cards.beside(scope, alarmId, homeId, contacts, service.zone());
                    Future<Optional<HomeStore.Card>> card =
                            homeId == null ? Future.succeededFuture(Optional.empty()) : homes.card(scope, homeId);
                    Future<List<AlarmEntry>> log = alarms.log(scope, alarmId);
                    Future<List<CaseClock>> calls = clocks.callsTo999(scope, alarmId);
                    return Future.all(beside, card, log, calls).map(all -> {
                        WallClock clock = new WallClock(service.zone());
                        CardReader.Known known = beside.result().known();
                        PersonCard written = card.result()
                                .map(on -> PersonCards.of(
                                        on, known, clock, parts.clock().instant()))
                                .orElse(PersonCard.UNKNOWN);
                        return HandoverSheet.of(
                                row,
                                written,
                                beside.result(),
                                new HandoverSheet.Said(log.result(), calls.result()),
                                new HandoverSheet.Reader(
                                        service.name(),
                                        me.displayName(),
                                        clock,
                                        parts.clock().instant(),
                                        access));
                    });
                }));
    }

    private void show(RoutingContext context, SignedIn me, HandoverSheet sheet, Form form) {
        Map<String, @Nullable Object> values = new HashMap<>();
        values.put("sheet", sheet);
        values.put("tongue", Tongue.of(context));
        if (!form.paper()) {
            values.put("csrf", me.csrf());
            values.put("me", me);
            Pages.html(context, pages.render("handover.jte", values));
            return;
        }
        String body = pages.render("handoversheet.jte", values);
        Content content = output -> output.writeContent(body);
        String xhtml = pages.render(
                "paper.jte", Map.of("title", "999 handover, alarm " + sheet.reference(), "content", content));
        pdf.of(context.vertx(), xhtml)
                .onSuccess(file -> context.response()
                        .putHeader(HttpHeaders.CONTENT_TYPE, "application/pdf")
                        .putHeader("Content-Disposition", "inline; filename=\"handover-" + sheet.reference() + ".pdf\"")
                        .end(file))
                .onFailure(e -> context.fail(
                        503, e instanceof Pdf.NotPrinted ? new Refusal(String.valueOf(e.getMessage())) : e));
    }
}
