package org.tocsin.console.api;

import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Role;
import org.tocsin.console.Callers;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.api.Api.Answer;
import org.tocsin.home.Home;
import org.tocsin.home.HomeFacts;
import org.tocsin.home.HomeStore;
import org.tocsin.response.ContactTimes;
import org.tocsin.service.ServiceStore;
import org.tocsin.service.TelecareService;
import org.tocsin.signal.Protocol;
import org.tocsin.unit.AllowedAddresses;
import org.tocsin.unit.Credential.Authentication;
import org.tocsin.unit.Enrolment;
import org.tocsin.unit.NewUnit;
import org.tocsin.unit.UnitStore;

/** Puts units on file. */
final class UnitsApi {
    private static final Map<String, Protocol> PROTOCOLS = Map.of("scaip", Protocol.SCAIP, "mqtt", Protocol.MQTT);
    private static final Map<String, Authentication> AUTHENTICATIONS = Map.of(
            "password", Authentication.PASSWORD,
            "digest", Authentication.DIGEST,
            "certificate", Authentication.CERTIFICATE,
            "none", Authentication.NONE);
    private static final Map<String, String> CONTACT_KINDS =
            Map.of("keyholder", "KEYHOLDER", "relative", "RELATIVE", "responder", "RESPONDER");

    private static final int MOST_CONTACTS = 20;
    private static final int LINE = 200;
    private static final int NOTE = 2_000;
    private static final int MODEL = 100;
    private static final int CERTIFICATE_NAME = 255;

    private final ServiceStore services;
    private final Enrolment enrolment;
    private final String sipRealm;

    UnitsApi(Parts parts, String sipRealm) {
        AuditTrail audit = new AuditTrail(parts.database(), parts.clock());
        this.services = new ServiceStore(parts.database(), parts.clock());
        this.enrolment = new Enrolment(
                parts.database(),
                parts.keyring(),
                new UnitStore(parts.database(), parts.clock()),
                new HomeStore(parts.database(), parts.keyring(), audit, parts.clock()),
                audit);
        this.sipRealm = sipRealm;
    }

    Future<Answer> enrol(RoutingContext context) {
        Caller caller = Callers.caller(context);
        caller.mustBe(EnumSet.of(Role.INSTALLER, Role.MANAGER, Role.ADMIN));
        Fields body = Json.body(context);
        NewUnit wanted = unit(body);
        String named = body.optionalText("service", 32);
        return services.findById(caller.scope().serviceId())
                .map(Optional::orElseThrow)
                .compose(service -> named == null || named.equals(service.code())
                        ? enrolment.enrol(caller.scope(), wanted).map(result -> answer(service, result))
                        : Future.failedFuture(new Problem(403, "You may not enrol units of another service.")
                                .with("field", "service")));
    }

    /** A home whose unit comes later. */
    Future<Answer> openHome(RoutingContext context) {
        Caller caller = Callers.caller(context);
        caller.mustBe(EnumSet.of(Role.MANAGER, Role.ADMIN));
        Fields body = Json.body(context);
        Enrolment.Household wanted = new Enrolment.Household(
                home(body),
                person(body),
                contacts(body),
                EstateFields.home(body.object("home"), HomeFacts.UNKNOWN),
                body.object("serviceUser").optionalText("externalId", 64));
        return enrolment.open(caller.scope(), wanted, Pages.address(context)).map(result -> {
            if (result instanceof Enrolment.Opened opened) {
                return new Answer(201, Map.of("id", opened.homeId().toString()));
            }
            throw new Problem(409, "Another home or person has this external id.");
        });
    }

    private Answer answer(TelecareService service, Enrolment.Result result) {
        if (result instanceof Enrolment.Enrolled enrolled) {
            return new Answer(201, json(service, enrolled));
        }
        if (result instanceof Enrolment.UnknownModel unknown) {
            NewUnit.ModelName model = unknown.model();
            throw Problem.field(
                    "model", "This service has no model %s %s on file.".formatted(model.make(), model.name()));
        }
        if (result instanceof Enrolment.CertificateTaken) {
            throw new Problem(409, "Another unit has a certificate of this name.").with("field", "certificateName");
        }
        if (result instanceof Enrolment.ExternalIdTaken taken) {
            String field = taken.field().equals("unit") ? "externalId" : taken.field() + ".externalId";
            throw new Problem(409, "This external id is on file already.").with("field", field);
        }
        throw new Problem(409, "A unit with this cid is on file already.").with("field", "cid");
    }

    /** The secret is here and never again. */
    private Map<String, @Nullable Object> json(TelecareService service, Enrolment.Enrolled enrolled) {
        String cid = enrolled.unit().cid();
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("id", enrolled.unit().id().toString());
        json.put("cid", cid);
        json.put("service", service.code());
        json.put("secret", enrolled.secret());
        Map<String, String> sip = new LinkedHashMap<>();
        sip.put("uri", "sip:" + cid + "@" + sipRealm);
        sip.put("realm", sipRealm);
        json.put("sip", sip);
        Map<String, String> mqtt = new LinkedHashMap<>();
        mqtt.put("clientId", cid);
        mqtt.put("username", cid);
        mqtt.put("topicPrefix", "tc/1/" + service.code() + "/" + cid);
        json.put("mqtt", mqtt);
        return json;
    }

    private static NewUnit unit(Fields body) {
        String cid = body.text("cid", 32);
        if (!cid.matches("[0-9]+")) {
            throw Problem.field("cid", "A cid is 1 to 32 digits.");
        }
        Protocol protocol = body.oneOf("protocol", PROTOCOLS);
        NewUnit.Proof proof = proof(body, cid);
        if (protocol == Protocol.MQTT && proof.authentication() == Authentication.DIGEST) {
            throw Problem.field("authentication", "MQTT knows no digest; use password, certificate or none.");
        }
        NewUnit.Equipment unit = new NewUnit.Equipment(cid, protocol, model(body));
        NewUnit.Facts facts = new NewUnit.Facts(
                EstateFields.unit(body),
                EstateFields.home(body.object("home"), HomeFacts.UNKNOWN),
                body.object("serviceUser").optionalText("externalId", 64),
                EstateFields.triggers(body));
        return new NewUnit(unit, proof, home(body), person(body), contacts(body), facts);
    }

    private static NewUnit.Proof proof(Fields body, String cid) {
        Authentication authentication = body.oneOf("authentication", AUTHENTICATIONS);
        List<String> addresses = body.texts("allowedAddresses", AllowedAddresses.MOST, 64);
        String name = body.optionalText("certificateName", CERTIFICATE_NAME);
        if (authentication != Authentication.NONE && !addresses.isEmpty()) {
            throw Problem.field("allowedAddresses", "Addresses are for units with authentication none.");
        }
        for (int i = 0; i < addresses.size(); i++) {
            if (AllowedAddresses.Range.of(addresses.get(i)).isEmpty()) {
                throw Problem.field(
                        "allowedAddresses[" + i + "]", "This must be an IP address or a range, 203.0.113.0/24.");
            }
        }
        if (name != null && authentication != Authentication.CERTIFICATE) {
            throw Problem.field("certificateName", "This is for units with authentication certificate.");
        }
        if (name != null && !name.equals(cid) && NewUnit.isCid(name)) {
            throw Problem.field("certificateName", "A name of digits would be another unit's cid.");
        }
        return new NewUnit.Proof(authentication, AllowedAddresses.of(addresses), cid.equals(name) ? null : name);
    }

    private static NewUnit.@Nullable ModelName model(Fields body) {
        Fields model = body.optionalObject("model");
        return model == null ? null : new NewUnit.ModelName(model.text("make", MODEL), model.text("name", MODEL));
    }

    static NewUnit.NewHome home(Fields body) {
        Fields home = body.object("home");
        Home.Address address = new Home.Address(
                home.text("line1", LINE),
                home.optionalText("line2", LINE),
                home.optionalText("town", LINE),
                home.text("postcode", 16));
        HomeStore.Secrets secrets =
                new HomeStore.Secrets(home.optionalText("keySafe", LINE), home.optionalText("accessNote", NOTE));
        return new NewUnit.NewHome(address, home.optionalText("risks", NOTE), secrets);
    }

    static NewUnit.NewPerson person(Fields body) {
        Fields person = body.object("serviceUser");
        return new NewUnit.NewPerson(
                person.text("name", LINE), person.optionalText("telephone", 40), person.optionalText("notes", NOTE));
    }

    static List<NewUnit.NewContact> contacts(Fields body) {
        return body.objects("contacts", MOST_CONTACTS).stream()
                .map(contact -> new NewUnit.NewContact(
                        contact.text("name", LINE),
                        contact.optionalText("telephone", 40),
                        contact.oneOf("kind", CONTACT_KINDS),
                        contact.optionalText("relation", LINE),
                        email(contact)))
                .toList();
    }

    private static @Nullable String email(Fields contact) {
        String email = contact.optionalText("email", 254);
        if (email != null && !ContactTimes.isEmail(email)) {
            throw Problem.field("contacts.email", "That is no e-mail address.");
        }
        return email;
    }
}
