package org.tocsin.simulator.estate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import org.tocsin.simulator.estate.SimulatedHome.Contact;

/** Puts homes on file over the platform's own interface, as an integrator would. */
public final class Enrolment {
    private static final int MOST_CIDS_TRIED = 12;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final PlatformApi api;
    private final CredentialFile file;

    public Enrolment(PlatformApi api, CredentialFile file) {
        this.api = api;
        this.file = file;
    }

    /**
     * Puts one home on file. A unit that is on file already keeps the secret we remember; where we remember none it is
     * somebody else's, and the home takes another cid. Fails when the platform refuses or stays unreachable.
     */
    public Future<Credentials> enrol(SimulatedHome home) {
        return enrol(home, 0);
    }

    private Future<Credentials> enrol(SimulatedHome home, int attempt) {
        if (attempt == MOST_CIDS_TRIED) {
            return Future.failedFuture("home " + home.number() + ": every cid tried is on file with another secret");
        }
        String cid = home.cid(attempt);
        return api.post("/units", request(home, cid)).compose(answer -> {
            if (answer.status() == 201) {
                return handedOut(home, answer.body());
            }
            if (answer.status() == 409) {
                Optional<Credentials> known = file.known(cid);
                return known.isPresent() ? Future.succeededFuture(known.get()) : enrol(home, attempt + 1);
            }
            return Future.failedFuture("the platform does not take home " + home.number() + ": " + answer);
        });
    }

    private Future<Credentials> handedOut(SimulatedHome home, String body) {
        try {
            JsonNode node = JSON.readTree(body);
            String prefix = CredentialFile.text(node.path("mqtt"), "topicPrefix");
            Credentials credentials = new Credentials(
                    home.number(),
                    node.path("cid").asText(),
                    CredentialFile.text(node, "secret"),
                    CredentialFile.text(node.path("sip"), "uri"),
                    CredentialFile.text(node.path("mqtt"), "username"),
                    prefix == null || !prefix.endsWith("/") ? prefix : prefix.substring(0, prefix.length() - 1));
            file.keep(credentials);
            return Future.succeededFuture(credentials);
        } catch (JsonProcessingException e) {
            return Future.failedFuture(e);
        }
    }

    static String request(SimulatedHome home, String cid) {
        ObjectNode node = JSON.createObjectNode();
        node.put("cid", cid);
        node.put("protocol", home.speaks().protocol());
        node.put("authentication", home.authentication().word());
        ObjectNode person = node.putObject("serviceUser");
        person.put("name", home.person().name());
        person.put("telephone", home.person().telephone());
        if (home.person().notes() != null) {
            person.put("notes", home.person().notes());
        }
        ObjectNode place = node.putObject("home");
        place.put("line1", home.address().line1());
        place.put("town", home.address().town());
        place.put("postcode", home.address().postcode());
        if (home.address().risks() != null) {
            place.put("risks", home.address().risks());
        }
        if (home.address().accessNote() != null) {
            place.put("accessNote", home.address().accessNote());
        }
        if (home.address().keySafe() != null) {
            place.put("keySafe", home.address().keySafe());
        }
        Outfit outfit = Outfit.of(home);
        home(place, outfit.home());
        unit(node, outfit.unit());
        triggers(node.putArray("triggers"), outfit.triggers());
        ArrayNode contacts = node.putArray("contacts");
        for (Contact contact : home.person().contacts()) {
            contacts.addObject()
                    .put("name", contact.name())
                    .put("telephone", contact.telephone())
                    .put("kind", contact.kind())
                    .put("relation", contact.relation());
        }
        return node.toString();
    }

    private static void home(ObjectNode place, Outfit.Standing home) {
        place.put("area", home.area());
        place.put("riskTier", home.riskTier());
        home.vulnerabilities().forEach(place.putArray("vulnerabilities")::add);
        place.put("equipment", home.equipment().word());
        if (home.equipment().assessedOn() != null) {
            place.put("converterAssessedOn", home.equipment().assessedOn());
        }
        if (home.provider() != null) {
            place.putObject("line").put("provider", home.provider()).put("plannedOn", home.plannedOn());
        }
    }

    private static void unit(ObjectNode node, Outfit.Box unit) {
        node.put("serial", unit.serial());
        node.put("firmware", unit.firmware());
        if (unit.iccid() != null) {
            node.put("iccid", unit.iccid());
            node.put("simNetwork", unit.network());
        }
        unit.paths().forEach(node.putArray("paths")::add);
    }

    private static void triggers(ArrayNode node, List<Outfit.Fitting> triggers) {
        for (Outfit.Fitting fitting : triggers) {
            ObjectNode trigger = node.addObject()
                    .put("dty", fitting.trigger().deviceType())
                    .put("did", fitting.trigger().deviceId())
                    .put("name", fitting.trigger().words());
            if (fitting.room() != null) {
                trigger.put("room", fitting.room().words());
            }
        }
    }
}
