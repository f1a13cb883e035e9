package org.tocsin.console.telephone;

import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Scope;
import org.tocsin.alarm.AlarmStore;
import org.tocsin.console.Login;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.board.BoardPages;
import org.tocsin.home.CardFacts;
import org.tocsin.home.CardHead;
import org.tocsin.response.ContactTimes;

/** One tap on the open alarm's card: whoever is on the telephone has asked, and it still holds. As on the home's page. */
final class StillHolds {
    private final BoardPages board;
    private final AlarmStore alarms;
    private final CardHead head;
    private final CardFacts facts;
    private final ContactTimes contacts;

    StillHolds(Parts parts, BoardPages board) {
        this.board = board;
        this.alarms = new AlarmStore(parts.database());
        this.head = new CardHead(parts.database(), parts.clock(), parts.wakeup());
        this.facts = new CardFacts(parts.database(), parts.clock());
        this.contacts = new ContactTimes(parts.database(), parts.clock());
    }

    void mount(Router router) {
        router.post("/alarms/:id/card/still-holds").handler(this::confirm);
    }

    private void confirm(RoutingContext context) {
        UUID alarm = Pages.id(context, "id");
        if (alarm == null) {
            context.fail(404);
            return;
        }
        Scope scope = Login.signedIn(context).scope();
        alarms.find(scope, alarm)
                .compose(found -> {
                    UUID home = found.map(row -> row.alarm().trigger().homeId()).orElse(null);
                    return home == null
                            ? Future.succeededFuture(false)
                            : confirm(scope, home, Pages.text(context, "of"), Pages.address(context));
                })
                .onSuccess(done -> board.answer(
                        context, done ? Optional.empty() : Optional.of("That is not on the card any more.")))
                .onFailure(context::fail);
    }

    /** @param of {@code risks}, or what it is and its id: {@code line:…}, {@code person:…}, {@code contact:…} */
    private Future<Boolean> confirm(Scope scope, UUID home, String of, @Nullable String address) {
        if (of.equals("risks")) {
            return head.confirmRisks(scope, home, address);
        }
        int colon = of.indexOf(':');
        UUID id = colon < 0 ? null : Pages.uuid(of.substring(colon + 1));
        if (id == null) {
            return Future.succeededFuture(false);
        }
        return switch (of.substring(0, colon)) {
            case "line" -> facts.confirm(scope, home, id, address).map(result -> result instanceof CardFacts.Done);
            case "person" -> head.confirm(scope, home, id, address);
            case "contact" -> contacts.confirm(scope, home, id, address);
            default -> Future.succeededFuture(false);
        };
    }
}
