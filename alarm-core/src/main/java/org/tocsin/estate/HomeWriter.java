package org.tocsin.estate;

import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.home.AccessSeal;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Keyring;
import org.tocsin.platform.Times;
import org.tocsin.signal.CodeWords;
import org.tocsin.signal.Protocol;
import org.tocsin.unit.AllowedAddresses;
import org.tocsin.unit.Credential;
import org.tocsin.unit.Credential.Authentication;

/**
 * Turns the steps of many homes into the rows to be written, by the rules of enrolment: what comes and goes is dated,
 * and whatever may make a proof stale is noted as a change of the unit.
 */
final class HomeWriter {
    private final UUID serviceId;
    private final String actor;
    private final OffsetDateTime at;
    private final Keyring keyring;
    private final Elsewhere elsewhere;
    private final HomeBatches rows = new HomeBatches();

    /** @param actor who notices what changes: {@code import:…} */
    HomeWriter(UUID serviceId, String actor, Instant now, Keyring keyring, Elsewhere elsewhere) {
        this.serviceId = serviceId;
        this.actor = actor;
        this.at = Times.toRow(now);
        this.keyring = keyring;
        this.elsewhere = elsewhere;
    }

    /** What became of one row, for its way back. */
    static final class Written {
        final List<UUID> made = new ArrayList<>();
        final List<Step.Amend> amended = new ArrayList<>();
        final List<Secret> secrets = new ArrayList<>();
    }

    /** @param text what the unit proves itself with, shown once */
    record Secret(String cid, String protocol, String text) {}

    /** What {@link HomeBatches#execute} writes. */
    HomeBatches rows() {
        return rows;
    }

    /**
     * Adds a home's steps.
     *
     * @param current as read under lock; null for a home that comes with these steps
     */
    Written put(UUID homeId, @Nullable HomeState current, List<Step> steps) {
        OneHome home = new OneHome(homeId, current);
        steps.forEach(home::step);
        home.triggersFollow();
        return home.written;
    }

    /** The steps of one home, which know of each other. */
    private final class OneHome {
        final Written written = new Written();
        private final UUID homeId;
        private final @Nullable HomeState current;
        private final Map<UUID, Thing> things = new HashMap<>();
        private final List<String> gone = new ArrayList<>();
        private @Nullable UUID unitId;
        private boolean unitCame;

        OneHome(UUID homeId, @Nullable HomeState current) {
            this.homeId = homeId;
            this.current = current;
            if (current != null) {
                things.put(homeId, current.home());
                current.things()
                        .values()
                        .forEach(places -> places.values()
                                .forEach(thing -> things.put(Objects.requireNonNull(thing.id()), thing)));
                current.of(Part.UNIT).values().stream().findFirst().ifPresent(unit -> unitId = unit.id());
            }
        }

        void step(Step step) {
            if (step instanceof Step.Amend amend) {
                written.amended.add(amend);
                amend(amend);
            } else if (step instanceof Step.End end) {
                end(end);
            } else if (step instanceof Step.Add add) {
                add(add.part(), add.slot(), add.thing());
            }
        }

        private void amend(Step.Amend step) {
            Thing merged = merged(Objects.requireNonNull(things.get(step.id())), step.is());
            UUID id = step.id();
            switch (step.part()) {
                case HOME -> home(merged, step);
                case RESIDENT -> person(id, merged, step.is().containsKey(Fact.RESIDENT_STATUS));
                case UNIT -> unit(id, merged, step);
                case CONTACT ->
                    rows.contacts.add(
                            id,
                            serviceId,
                            text(merged, Fact.CONTACT_NAME),
                            text(merged, Fact.CONTACT_TELEPHONE),
                            kind(merged),
                            text(merged, Fact.CONTACT_RELATION));
                case TRIGGER -> trigger(id, merged, step);
            }
        }

        private void home(Thing merged, Step.Amend step) {
            rows.homes.add(homeRow(homeId, merged));
            AccessSeal seal = new AccessSeal(keyring);
            if (step.is().containsKey(Fact.KEY_SAFE)) {
                rows.keySafes.add(homeId, serviceId, seal.keySafe(homeId, text(merged, Fact.KEY_SAFE)));
            }
            if (step.is().containsKey(Fact.ACCESS_NOTE)) {
                rows.notes.add(homeId, serviceId, seal.note(homeId, text(merged, Fact.ACCESS_NOTE)));
            }
            noted("LINE", step, Fact.LINE_PROVIDER, unitId);
            noted("LINE", step, Fact.EQUIPMENT, unitId);
        }

        private void unit(UUID id, Thing merged, Step.Amend step) {
            model(merged);
            rows.units.add(
                    id,
                    serviceId,
                    merged.get(Fact.UNIT_STATUS),
                    text(merged, Fact.MAKE),
                    text(merged, Fact.MODEL),
                    text(merged, Fact.UNIT_ID),
                    text(merged, Fact.SERIAL),
                    text(merged, Fact.FIRMWARE),
                    text(merged, Fact.ICCID),
                    text(merged, Fact.SIM_NETWORK),
                    merged.get(Fact.PATHS),
                    merged.get(Fact.ADDRESSES));
            noted("SIM_SWAP", step, Fact.ICCID, id);
            noted("FIRMWARE", step, Fact.FIRMWARE, id);
            noted("UNIT_SWAP", step, Fact.SERIAL, id);
        }

        private void trigger(UUID id, Thing merged, Step.Amend step) {
            rows.triggers.add(
                    id,
                    serviceId,
                    text(merged, Fact.TRIGGER_ID),
                    merged.get(Fact.TYPE),
                    text(merged, Fact.DEVICE),
                    name(merged),
                    text(merged, Fact.ROOM));
            if (step.is().containsKey(Fact.TYPE) || step.is().containsKey(Fact.DEVICE)) {
                change("TRIGGER_REMOVED", unitId, words(Objects.requireNonNull(things.get(id))), null);
                change("TRIGGER_ADDED", unitId, null, words(merged));
            }
        }

        private void end(Step.End step) {
            UUID id = step.id();
            switch (step.part()) {
                case RESIDENT -> rows.leaving.add(id, serviceId, at);
                case UNIT -> {
                    rows.detached.add(id, serviceId);
                    rows.placesEnded.add(id, serviceId, at);
                    rows.returned.add(id, serviceId, homeId, at, actor);
                    gone.add(step.was().get(Fact.CID));
                    unitId = id.equals(unitId) ? null : unitId;
                    unitCame |= unitId == null;
                }
                case TRIGGER -> {
                    rows.triggersEnded.add(id, serviceId, at);
                    change("TRIGGER_REMOVED", unitId, words(step.was()), null);
                }
                case HOME, CONTACT -> throw new IllegalArgumentException("no import ends a " + step.part());
            }
        }

        private void add(Part part, int slot, Thing thing) {
            switch (part) {
                case HOME -> {
                    written.made.add(homeId);
                    rows.newHomes.add(homeRow(homeId, thing));
                }
                case RESIDENT -> moveIn(thing);
                case UNIT -> placeUnit(thing);
                case CONTACT ->
                    rows.newContacts.add(
                            made(),
                            serviceId,
                            homeId,
                            slot,
                            text(thing, Fact.CONTACT_NAME),
                            text(thing, Fact.CONTACT_TELEPHONE),
                            kind(thing),
                            text(thing, Fact.CONTACT_RELATION));
                case TRIGGER -> {
                    rows.newTriggers.add(
                            made(),
                            serviceId,
                            homeId,
                            unitId,
                            text(thing, Fact.TRIGGER_ID),
                            thing.get(Fact.TYPE),
                            text(thing, Fact.DEVICE),
                            name(thing),
                            text(thing, Fact.ROOM),
                            at);
                    if (current != null) {
                        change("TRIGGER_ADDED", unitId, null, words(thing));
                    }
                }
            }
        }

        private void moveIn(Thing thing) {
            Elsewhere.Person known = elsewhere.people.get(thing.get(Fact.RESIDENT_ID));
            UUID id;
            if (known == null) {
                id = made();
                rows.newPeople.add(
                        id,
                        serviceId,
                        text(thing, Fact.RESIDENT_ID),
                        text(thing, Fact.RESIDENT_NAME),
                        text(thing, Fact.RESIDENT_TELEPHONE),
                        text(thing, Fact.RESIDENT_NOTES),
                        thing.get(Fact.RESIDENT_STATUS),
                        at);
                if (!thing.get(Fact.RESIDENT_STATUS).equals("ACTIVE")) {
                    status(id, thing);
                }
            } else {
                id = Objects.requireNonNull(known.thing().id());
                rows.leaving.add(id, serviceId, at);
                things.put(id, known.thing());
                amendIfOther(Part.RESIDENT, id, known.thing(), thing);
            }
            rows.arriving.add(serviceId, homeId, id, at);
        }

        private void placeUnit(Thing thing) {
            Elsewhere.Unit known = elsewhere.byCid.get(thing.get(Fact.CID));
            UUID id;
            if (known == null) {
                id = made();
                newUnit(id, thing);
            } else {
                id = known.id();
                rows.placesEnded.add(id, serviceId, at);
                rows.attached.add(id, serviceId, homeId);
                rows.issued.add(id, serviceId, homeId, at, actor);
                things.put(id, known.thing());
                amendIfOther(Part.UNIT, id, known.thing(), thing);
                if (known.homeId() != null) {
                    change("MOVED_HOME", id, known.homeId().toString(), homeId.toString());
                }
            }
            rows.places.add(Ids.next(), serviceId, id, homeId, at, actor);
            if (current != null) {
                change("UNIT_SWAP", id, gone.isEmpty() ? null : gone.remove(0), thing.get(Fact.CID));
            }
            unitCame |= unitId == null;
            unitId = unitId == null ? id : unitId;
        }

        private void newUnit(UUID id, Thing thing) {
            Protocol protocol = Protocol.valueOf(thing.get(Fact.PROTOCOL));
            Credential credential = credential(protocol, thing, written);
            model(thing);
            rows.newUnits.add(
                    id,
                    serviceId,
                    homeId,
                    thing.get(Fact.CID),
                    protocol.name(),
                    credential.authentication().name(),
                    thing.get(Fact.UNIT_STATUS),
                    buffer(credential.secretHmac()),
                    buffer(credential.secretSealed()),
                    credential.keyId(),
                    at,
                    text(thing, Fact.MAKE),
                    text(thing, Fact.MODEL),
                    String.join(",", credential.addresses().texts()),
                    credential.certificateName(),
                    text(thing, Fact.UNIT_ID),
                    text(thing, Fact.SERIAL),
                    text(thing, Fact.FIRMWARE),
                    text(thing, Fact.ICCID),
                    text(thing, Fact.SIM_NETWORK),
                    thing.get(Fact.PATHS));
        }

        /** A unit that went and none that came, or another one: the triggers that stay report to what is there. */
        void triggersFollow() {
            if (current != null && unitCame) {
                rows.triggersMoved.add(homeId, serviceId, unitId);
            }
            for (String cid : gone) {
                change("UNIT_SWAP", unitId, cid, null);
            }
        }

        private void amendIfOther(Part part, UUID id, Thing onFile, Thing wanted) {
            Map<Fact, String> was = new EnumMap<>(Fact.class);
            Map<Fact, String> is = new EnumMap<>(Fact.class);
            wanted.facts().forEach((fact, value) -> {
                boolean fixed = fact == Fact.PROTOCOL || fact == Fact.PROOF || fact == Fact.CERTIFICATE_NAME;
                if (!fixed && !onFile.get(fact).equals(value)) {
                    was.put(fact, onFile.get(fact));
                    is.put(fact, value);
                }
            });
            if (!is.isEmpty()) {
                step(new Step.Amend(part, id, was, is));
            }
        }

        private void person(UUID id, Thing merged, boolean newStatus) {
            rows.people.add(
                    id,
                    serviceId,
                    text(merged, Fact.RESIDENT_ID),
                    text(merged, Fact.RESIDENT_NAME),
                    text(merged, Fact.RESIDENT_TELEPHONE),
                    text(merged, Fact.RESIDENT_NOTES),
                    merged.get(Fact.RESIDENT_STATUS));
            if (newStatus) {
                status(id, merged);
            }
        }

        private void status(UUID person, Thing thing) {
            rows.statuses.add(Ids.next(), serviceId, person, thing.get(Fact.RESIDENT_STATUS), at, actor);
        }

        /** What was not known before has not changed: it has become known. */
        private void noted(String kind, Step.Amend step, Fact fact, @Nullable UUID unit) {
            String was = step.was().getOrDefault(fact, "");
            if (step.is().containsKey(fact) && !was.equals(fact.usual())) {
                change(kind, unit, was, step.is().get(fact));
            }
        }

        private void change(String kind, @Nullable UUID unit, @Nullable String was, @Nullable String is) {
            rows.changes.add(Ids.next(), serviceId, homeId, unit, at, kind, was, is, actor);
        }

        private UUID made() {
            UUID id = Ids.next();
            written.made.add(id);
            return id;
        }
    }

    private @Nullable Object[] homeRow(UUID homeId, Thing home) {
        AccessSeal seal = new AccessSeal(keyring);
        return new @Nullable Object[] {
            homeId,
            serviceId,
            text(home, Fact.HOME_ID),
            text(home, Fact.LINE1),
            text(home, Fact.LINE2),
            text(home, Fact.TOWN),
            text(home, Fact.POSTCODE),
            text(home, Fact.AREA),
            text(home, Fact.RISKS),
            home.get(Fact.RISK_TIER),
            home.get(Fact.VULNERABILITIES),
            home.get(Fact.EQUIPMENT),
            day(home, Fact.CONVERTER_ASSESSED_ON),
            text(home, Fact.LINE_PROVIDER),
            day(home, Fact.LINE_PLANNED_ON),
            moment(home, Fact.LINE_CONFIRMED_AT),
            text(home, Fact.LINE_CONFIRMED_BY),
            seal.keySafe(homeId, text(home, Fact.KEY_SAFE)),
            seal.note(homeId, text(home, Fact.ACCESS_NOTE)),
            at
        };
    }

    private void model(Thing unit) {
        if (unit.says(Fact.MAKE) && unit.says(Fact.MODEL)) {
            elsewhere.models.computeIfAbsent(new Elsewhere.Model(unit.get(Fact.MAKE), unit.get(Fact.MODEL)), model -> {
                UUID id = Ids.next();
                rows.models.add(id, serviceId, model.make(), model.name(), at);
                return id;
            });
        }
    }

    /** As {@code NewUnit} decides it: over SIP a password is proven by digest. */
    private Credential credential(Protocol protocol, Thing unit, Written written) {
        Authentication asked =
                unit.says(Fact.PROOF) ? Authentication.valueOf(unit.get(Fact.PROOF)) : Authentication.PASSWORD;
        Authentication proof =
                protocol == Protocol.SCAIP && asked == Authentication.PASSWORD ? Authentication.DIGEST : asked;
        if (proof == Authentication.CERTIFICATE) {
            String name = text(unit, Fact.CERTIFICATE_NAME);
            return Credential.certificate(name == null ? null : name.toLowerCase(Locale.ROOT));
        }
        if (!proof.hasSecret()) {
            String addresses = unit.get(Fact.ADDRESSES);
            return Credential.none(
                    addresses.isEmpty() ? AllowedAddresses.ANY : AllowedAddresses.of(List.of(addresses.split(","))));
        }
        String secret = Credential.newSecret();
        written.secrets.add(new Secret(unit.get(Fact.CID), protocol.name(), secret));
        return Credential.of(proof, secret, keyring);
    }

    private static Thing merged(Thing thing, Map<Fact, String> is) {
        Map<Fact, String> facts = new EnumMap<>(Fact.class);
        facts.putAll(thing.facts());
        facts.putAll(is);
        return new Thing(thing.id(), facts);
    }

    private static String name(Thing trigger) {
        return trigger.says(Fact.TRIGGER_NAME)
                ? trigger.get(Fact.TRIGGER_NAME)
                : CodeWords.device(trigger.get(Fact.TYPE));
    }

    private static String words(Thing trigger) {
        String room = trigger.get(Fact.ROOM);
        return name(trigger) + (room.isEmpty() ? "" : ", " + room);
    }

    private static String kind(Thing contact) {
        return contact.says(Fact.CONTACT_KIND) ? contact.get(Fact.CONTACT_KIND) : "RELATIVE";
    }

    private static @Nullable String text(Thing thing, Fact fact) {
        String value = thing.get(fact);
        return value.isEmpty() ? null : value;
    }

    private static @Nullable LocalDate day(Thing thing, Fact fact) {
        return thing.says(fact) ? LocalDate.parse(thing.get(fact)) : null;
    }

    private static @Nullable OffsetDateTime moment(Thing thing, Fact fact) {
        return thing.says(fact) ? Times.toRow(Instant.parse(thing.get(fact))) : null;
    }

    private static @Nullable Buffer buffer(byte @Nullable [] bytes) {
        return bytes == null ? null : Buffer.buffer(bytes);
    }
}
