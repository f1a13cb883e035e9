package org.tocsin.console.telephone;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import org.tocsin.console.Login;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.Refusal;
import org.tocsin.console.board.BoardPages;

/** Every address of the operator's telephone; for those who work on alarms. */
public final class TelephonePages {
    private final FindPages find;
    private final CasePages cases;
    private final CallBackPages callBacks;
    private final ReminderPages reminders;
    private final HandoverPages handover;
    private final CardForms cards;
    private final KeptForms kept;
    private final StillHolds stillHolds;
    private final WayInPanel wayIn;

    /** @param board shows the alarm after an act on it; mounted before, it keeps others away from alarms */
    public TelephonePages(Parts parts, Pages pages, BoardPages board) {
        this.find = new FindPages(parts, pages, board);
        this.cases = new CasePages(parts, board);
        this.callBacks = new CallBackPages(parts, pages);
        this.reminders = new ReminderPages(parts, pages);
        this.handover = new HandoverPages(parts, pages);
        this.cards = new CardForms(parts, pages);
        this.kept = new KeptForms(parts, pages);
        this.stillHolds = new StillHolds(parts, board);
        this.wayIn = new WayInPanel(parts, pages);
    }

    /** Adds them, for people who are signed in. */
    public void mount(Router router) {
        for (String path :
                new String[] {"/find*", "/cases", "/call-backs*", "/key-safes/*", "/reminders", "/sound-test"}) {
            router.route(path).handler(TelephonePages::operatorsOnly);
        }
        find.mount(router);
        cases.mount(router);
        callBacks.mount(router);
        reminders.mount(router);
        handover.mount(router);
        cards.mount(router);
        kept.mount(router);
        stillHolds.mount(router);
        wayIn.mount(router);
    }

    private static void operatorsOnly(RoutingContext context) {
        if (Login.signedIn(context).role().worksOnAlarms()) {
            context.next();
        } else {
            context.fail(403, new Refusal("That is for operators."));
        }
    }
}
