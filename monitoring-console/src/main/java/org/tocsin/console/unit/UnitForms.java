package org.tocsin.console.unit;

import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tocsin.console.Login;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.Refusal;
import org.tocsin.console.SignedIn;
import org.tocsin.home.Equipment;
import org.tocsin.home.HomeDesk;
import org.tocsin.home.HomeFacts;
import org.tocsin.unit.TransmissionPath;
import org.tocsin.unit.UnitDesk;
import org.tocsin.unit.UnitFacts;
import org.tocsin.unit.UnitSwap;

/** What people at a desk change at a unit: what is on file of it, its SIM, the unit itself. Works without scripts. */
final class UnitForms {
    private static final Pattern CID = Pattern.compile("[0-9]{1,32}");
    private static final int ID = 64;
    private static final int WORD = 100;

    private final Pages pages;
    private final UnitDesk desk;
    private final HomeDesk homes;
    private final UnitThings things;

    UnitForms(Parts parts, Pages pages, UnitThings things) {
        this.things = things;
        this.pages = pages;
        this.desk = new UnitDesk(parts.database(), parts.clock());
        this.homes = new HomeDesk(parts.database(), parts.clock());
    }

    void mount(Router router) {
        change(router, "facts", this::facts);
        change(router, "sim", this::sim);
        change(router, "swap", this::swap);
        change(router, "line-type", this::lineType);
    }

    private interface Change {
        Future<UnitDesk.Result> carryOut(RoutingContext context, SignedIn me, String cid);
    }

    private void change(Router router, String path, Change change) {
        router.post("/units/:cid/" + path).handler(context -> {
            SignedIn me = Login.signedIn(context);
            String cid = context.pathParam("cid");
            if (!UnitThings.KEEPERS.contains(me.role())) {
                context.fail(403, new Refusal("Installers and managers change what is on file of a unit."));
            } else if (!CID.matcher(cid).matches()) {
                context.fail(404);
            } else {
                change.carryOut(context, me, cid)
                        .onSuccess(result -> answer(context, cid, result))
                        .onFailure(context::fail);
            }
        });
    }

    private void answer(RoutingContext context, String cid, UnitDesk.Result result) {
        if (result instanceof UnitDesk.NotOnFile) {
            context.fail(404);
        } else if (result instanceof UnitDesk.NotPossible no) {
            context.response().setStatusCode(422);
            Map<String, Object> values = Map.of(
                    "heading",
                    "Not changed",
                    "words",
                    no.why(),
                    "backTo",
                    "/units/" + cid,
                    "backWords",
                    "Back to the unit");
            Pages.html(context, pages.render("message.jte", values));
        } else {
            Pages.seeOther(context, "/units/" + cid);
        }
    }

    private Future<UnitDesk.Result> facts(RoutingContext context, SignedIn me, String cid) {
        Set<TransmissionPath> paths = EnumSet.noneOf(TransmissionPath.class);
        for (String name : context.request().formAttributes().getAll("path")) {
            TransmissionPath path = one(TransmissionPath.values(), name);
            if (path == null) {
                return not("That is no way by which a unit can reach the centre.");
            }
            paths.add(path);
        }
        String model = Pages.field(context, "model");
        UUID modelId = model == null ? null : Pages.uuid(model);
        String serial = Pages.field(context, "serial");
        String externalId = Pages.field(context, "externalId");
        String firmware = Pages.field(context, "firmware");
        if (tooLong(serial, ID) || tooLong(externalId, ID) || tooLong(firmware, ID)) {
            return not("At most " + ID + " characters.");
        }
        UnitFacts facts = new UnitFacts(externalId, serial, firmware, null, null, paths);
        return desk.change(me.scope(), cid, facts, modelId, Pages.address(context));
    }

    private Future<UnitDesk.Result> sim(RoutingContext context, SignedIn me, String cid) {
        String iccid = Pages.text(context, "iccid").replace(" ", "");
        String network = Pages.field(context, "network");
        if (!UnitFacts.isIccid(iccid) || tooLong(network, WORD)) {
            return not("The number of a SIM has 10 to 22 digits; a network's name at most 100 characters.");
        }
        return desk.sim(me.scope(), cid, new UnitSwap.Sim(iccid, network), Pages.address(context));
    }

    private Future<UnitDesk.Result> swap(RoutingContext context, SignedIn me, String cid) {
        String label = Pages.field(context, "unit");
        return label == null || tooLong(label, ID)
                ? not("Say which unit stands there now: its number or its serial number.")
                : desk.swap(me.scope(), cid, label);
    }

    private Future<UnitDesk.Result> lineType(RoutingContext context, SignedIn me, String cid) {
        Equipment equipment = one(Equipment.values(), Pages.text(context, "lineType"));
        if (equipment == null) {
            return not("Choose one of the list.");
        }
        if (!UnitThings.managesHomes(me.role())) {
            return not("What stands in a home is a manager's to say; a visit says it too.");
        }
        return things.read(me, cid).compose(found -> {
            UnitThing.Standing standing = found.map(UnitThing::standing).orElse(null);
            return standing == null
                    ? Future.succeededFuture(new UnitDesk.NotOnFile())
                    : lineType(context, me, UUID.fromString(standing.homeId()), equipment);
        });
    }

    private Future<UnitDesk.Result> lineType(RoutingContext context, SignedIn me, UUID home, Equipment equipment) {
        return homes.change(
                        me.scope(),
                        home,
                        before -> new HomeFacts(
                                before.externalId(),
                                before.uprn(),
                                before.area(),
                                before.riskTier(),
                                before.vulnerabilities(),
                                equipment,
                                equipment == Equipment.CONVERTER ? before.converterAssessedOn() : null,
                                before.line(),
                                before.formerCentre()),
                        Pages.address(context))
                .map(result -> result instanceof HomeDesk.NotOnFile ? new UnitDesk.NotOnFile() : new UnitDesk.Done());
    }

    private static Future<UnitDesk.Result> not(String why) {
        return Future.succeededFuture(new UnitDesk.NotPossible(why));
    }

    private static boolean tooLong(@Nullable String text, int longest) {
        return text != null && (text.length() > longest || text.indexOf('\0') >= 0);
    }

    private static <E extends Enum<E>> @Nullable E one(E[] values, String name) {
        for (E value : values) {
            if (value.name().equals(name)) {
                return value;
            }
        }
        return null;
    }
}
