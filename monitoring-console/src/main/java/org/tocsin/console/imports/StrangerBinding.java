package org.tocsin.console.imports;

import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import io.vertx.sqlclient.Tuple;
import java.util.Map;
import java.util.UUID;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Role;
import org.tocsin.console.Login;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.Refusal;
import org.tocsin.console.SignedIn;
import org.tocsin.home.HomeStore;
import org.tocsin.signal.Protocol;
import org.tocsin.unit.Credential.Authentication;
import org.tocsin.unit.Enrolment;
import org.tocsin.unit.NewUnit;
import org.tocsin.unit.UnitFacts;
import org.tocsin.unit.UnitStore;

/** Puts a unit that calls and is not on file into a home that is, in one step. */
final class StrangerBinding {
    private final Pages pages;
    private final Parts parts;
    private final Enrolment enrolment;

    StrangerBinding(Parts parts, Pages pages) {
        this.pages = pages;
        this.parts = parts;
        AuditTrail audit = new AuditTrail(parts.database(), parts.clock());
        this.enrolment = new Enrolment(
                parts.database(),
                parts.keyring(),
                new UnitStore(parts.database(), parts.clock()),
                new HomeStore(parts.database(), parts.keyring(), audit, parts.clock()),
                audit);
    }

    static boolean may(SignedIn me) {
        return me.role() == Role.INSTALLER || me.role() == Role.MANAGER || me.role() == Role.ADMIN;
    }

    /** The form's answer: back to the list, or why not; a new secret is shown this once. */
    void bind(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        String cid = context.pathParam("cid");
        String home = Pages.text(context, "home");
        if (!may(me) || !NewUnit.isCid(cid) || home.isEmpty() || home.length() > 100) {
            context.fail(
                    may(me) ? 400 : 403,
                    new Refusal(may(me) ? "Say which home, by its id." : "Installers and managers put units on file."));
            return;
        }
        boolean password = "password".equals(Pages.text(context, "proof"));
        Protocol protocol = "MQTT".equals(Pages.text(context, "protocol")) ? Protocol.MQTT : Protocol.SCAIP;
        NewUnit.Item item = new NewUnit.Item(
                new NewUnit.Equipment(cid, protocol, null),
                NewUnit.Proof.by(password ? Authentication.PASSWORD : Authentication.NONE),
                UnitFacts.UNKNOWN);
        parts.database()
                .pool()
                .preparedQuery("select id from home where service_id = $1 and (external_id = $2 or id::text = $2)"
                        + " and ended_at is null")
                .execute(Tuple.of(me.serviceId(), home))
                .compose(rows -> {
                    if (rows.size() == 0) {
                        return answer(context, "No such home", "No home of the service has the id “" + home + "”.");
                    }
                    UUID homeId = rows.iterator().next().getUUID(0);
                    return enrolment.enrol(me.scope(), item, homeId).compose(result -> done(context, cid, result));
                })
                .onFailure(context::fail);
    }

    private Future<Void> done(RoutingContext context, String cid, Enrolment.Result result) {
        if (!(result instanceof Enrolment.Enrolled enrolled)) {
            return answer(context, "Not put on file", "The unit " + cid + " is on file already.");
        }
        return answer(
                context,
                "Unit " + cid + " is on file",
                enrolled.secret() == null
                        ? "It proves itself by nothing: from now on its calls are this home's."
                        : "Its password, shown this once: " + enrolled.secret());
    }

    private Future<Void> answer(RoutingContext context, String heading, String words) {
        Pages.html(
                context,
                pages.render(
                        "message.jte",
                        Map.of(
                                "heading",
                                heading,
                                "words",
                                words,
                                "backTo",
                                "/estate/strangers",
                                "backWords",
                                "Back to the strangers")));
        return Future.succeededFuture();
    }
}
