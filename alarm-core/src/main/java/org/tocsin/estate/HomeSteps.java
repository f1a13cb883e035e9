package org.tocsin.estate;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.home.AccessSeal;
import org.tocsin.platform.Ids;
import org.tocsin.signal.Protocol;
import org.tocsin.unit.Credential;

/** The steps of one home, which know of each other: what comes in the place of what went, and whom the triggers report to. */
final class HomeSteps {
    private final HomeWriter writer;
    private final HomeBatches rows;
    private final Elsewhere elsewhere;
    private final UUID serviceId;
    private final OffsetDateTime at;
    private final String actor;
    private final HomeNotes notes;
    private final HomeWriter.Written written = new HomeWriter.Written();
    private final UUID homeId;
    private final @Nullable HomeState current;
    private final Map<UUID, Thing> things = new HashMap<>();
    private final List<String> gone = new ArrayList<>();
    private @Nullable UUID unitId;
    private boolean unitCame;

    HomeSteps(HomeWriter writer, UUID homeId, @Nullable HomeState current) {
        this.writer = writer;
        this.rows = writer.rows();
        this.elsewhere = writer.elsewhere();
        this.serviceId = writer.serviceId();
        this.at = writer.at();
        this.actor = writer.actor();
        this.homeId = homeId;
        this.notes = new HomeNotes(writer, homeId);
        this.current = current;
        if (current != null) {
            things.put(homeId, current.home());
            current.things()
                    .values()
                    .forEach(places ->
                            places.values().forEach(thing -> things.put(Objects.requireNonNull(thing.id()), thing)));
            current.of(Part.UNIT).values().stream().findFirst().ifPresent(unit -> unitId = unit.id());
        }
    }

    HomeWriter.Written written() {
        return written;
    }

    void step(Step step) {
        if (step instanceof Step.Amend amend) {
            written.amended.add(amend);
            amend(amend);
        } else if (step instanceof Step.End end) {
            end(end);
        } else if (step instanceof Step.Add add) {
            add(add.part(), add.slot(), add.thing());
        } else if (step instanceof Step.Replace replace) {
            replace(replace);
        }
    }

    private void amend(Step.Amend step) {
        Thing merged = HomeWriter.merged(Objects.requireNonNull(things.get(step.id())), step.is());
        UUID id = step.id();
        switch (step.part()) {
            case HOME -> home(merged, step);
            case RESIDENT -> person(id, merged, step.is().containsKey(Fact.RESIDENT_STATUS));
            case UNIT -> unit(id, merged, step);
            case CONTACT ->
                rows.contacts.add(
                        id,
                        serviceId,
                        HomeWriter.text(merged, Fact.CONTACT_NAME),
                        HomeWriter.text(merged, Fact.CONTACT_TELEPHONE),
                        HomeWriter.kind(merged),
                        HomeWriter.text(merged, Fact.CONTACT_RELATION),
                        HomeWriter.text(merged, Fact.CONTACT_EMAIL));
            case TRIGGER -> trigger(id, merged, step);
        }
    }

    private void home(Thing merged, Step.Amend step) {
        rows.homes.add(writer.homeRow(homeId, merged));
        AccessSeal seal = writer.seal();
        if (step.is().containsKey(Fact.KEY_SAFE)) {
            rows.wayIn.keySafes.add(
                    homeId,
                    serviceId,
                    seal.keySafe(homeId, HomeWriter.text(merged, Fact.KEY_SAFE)),
                    writer.at(),
                    writer.actor());
            boolean another = HomeWriter.text(merged, Fact.KEY_SAFE) != null;
            if (writer.back()) {
                rows.wayIn.openAgain.add(homeId, serviceId, writer.at(), writer.actor());
            } else if (another) {
                rows.wayIn.settled.add(homeId, serviceId, writer.at(), writer.actor());
            }
        }
        if (step.is().containsKey(Fact.ACCESS_NOTE)) {
            rows.wayIn.notes.add(
                    homeId,
                    serviceId,
                    seal.note(homeId, HomeWriter.text(merged, Fact.ACCESS_NOTE)),
                    writer.at(),
                    writer.actor());
        }
        if (step.is().containsKey(Fact.SCHEME)) {
            writer.scheme(homeId, step.was(), step.is());
        }
        notes.answered(merged, step, unitId);
        notes.noted("LINE", step, Fact.LINE_PROVIDER, unitId);
        notes.noted("LINE", step, Fact.EQUIPMENT, unitId);
    }

    private void unit(UUID id, Thing merged, Step.Amend step) {
        writer.model(merged);
        rows.units.add(
                id,
                serviceId,
                merged.get(Fact.UNIT_STATUS),
                HomeWriter.text(merged, Fact.MAKE),
                HomeWriter.text(merged, Fact.MODEL),
                HomeWriter.text(merged, Fact.UNIT_ID),
                HomeWriter.text(merged, Fact.SERIAL),
                HomeWriter.text(merged, Fact.FIRMWARE),
                HomeWriter.text(merged, Fact.ICCID),
                HomeWriter.text(merged, Fact.SIM_NETWORK),
                merged.get(Fact.PATHS),
                merged.get(Fact.ADDRESSES));
        notes.noted("SIM_SWAP", step, Fact.ICCID, id);
        notes.noted("FIRMWARE", step, Fact.FIRMWARE, id);
        notes.noted("UNIT_SWAP", step, Fact.SERIAL, id);
    }

    private void trigger(UUID id, Thing merged, Step.Amend step) {
        rows.triggers.add(
                id,
                serviceId,
                HomeWriter.text(merged, Fact.TRIGGER_ID),
                merged.get(Fact.TYPE),
                HomeWriter.text(merged, Fact.DEVICE),
                HomeWriter.name(merged),
                HomeWriter.text(merged, Fact.ROOM));
        if (step.is().containsKey(Fact.TYPE) || step.is().containsKey(Fact.DEVICE)) {
            notes.change("TRIGGER_REMOVED", unitId, HomeWriter.words(Objects.requireNonNull(things.get(id))), null);
            notes.change("TRIGGER_ADDED", unitId, null, HomeWriter.words(merged));
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
                rows.triggersEnded.add(id, serviceId, at, false);
                notes.change("TRIGGER_REMOVED", unitId, HomeWriter.words(step.was()), null);
            }
            case HOME, CONTACT -> throw new IllegalArgumentException("no import ends a " + step.part());
        }
    }

    private void add(Part part, int slot, Thing thing) {
        switch (part) {
            case HOME -> {
                written.made.add(homeId);
                rows.newHomes.add(writer.homeRow(homeId, thing));
                writer.scheme(homeId, Map.of(), thing.facts());
            }
            case RESIDENT -> moveIn(thing);
            case UNIT -> placeUnit(thing);
            case CONTACT ->
                rows.newContacts.add(
                        made(),
                        serviceId,
                        homeId,
                        slot,
                        HomeWriter.text(thing, Fact.CONTACT_NAME),
                        HomeWriter.text(thing, Fact.CONTACT_TELEPHONE),
                        HomeWriter.kind(thing),
                        HomeWriter.text(thing, Fact.CONTACT_RELATION),
                        HomeWriter.text(thing, Fact.CONTACT_EMAIL));
            case TRIGGER -> newTrigger(thing, null);
        }
    }

    /** What it was and what came is kept as a change, for its way back. */
    private void replace(Step.Replace step) {
        UUID was = Objects.requireNonNull(step.was().id());
        Thing is = HomeWriter.merged(step.is(), Map.of(Fact.TRIGGER_NAME, HomeWriter.name(step.is())));
        written.amended.add(new Step.Amend(Part.TRIGGER, was, step.was().facts(), is.facts()));
        rows.triggersEnded.add(
                was, serviceId, at, step.was().get(Fact.TRIGGER_ID).equals(is.get(Fact.TRIGGER_ID)));
        notes.change("TRIGGER_REMOVED", unitId, HomeWriter.words(step.was()), null);
        newTrigger(is, was);
    }

    /** @param replaces the one in whose place it comes; null for none */
    private void newTrigger(Thing thing, @Nullable UUID replaces) {
        rows.newTriggers.add(
                made(),
                serviceId,
                homeId,
                unitId,
                HomeWriter.text(thing, Fact.TRIGGER_ID),
                thing.get(Fact.TYPE),
                HomeWriter.text(thing, Fact.DEVICE),
                HomeWriter.name(thing),
                HomeWriter.text(thing, Fact.ROOM),
                at,
                replaces);
        if (current != null) {
            notes.change("TRIGGER_ADDED", unitId, null, HomeWriter.words(thing));
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
                    HomeWriter.text(thing, Fact.RESIDENT_ID),
                    HomeWriter.text(thing, Fact.RESIDENT_NAME),
                    HomeWriter.text(thing, Fact.RESIDENT_TELEPHONE),
                    HomeWriter.text(thing, Fact.RESIDENT_NOTES),
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
                notes.change("MOVED_HOME", id, known.homeId().toString(), homeId.toString());
            }
        }
        rows.places.add(Ids.next(), serviceId, id, homeId, at, actor);
        if (current != null) {
            notes.change("UNIT_SWAP", id, gone.isEmpty() ? null : gone.remove(0), thing.get(Fact.CID));
        }
        unitCame |= unitId == null;
        unitId = unitId == null ? id : unitId;
    }

    private void newUnit(UUID id, Thing thing) {
        Protocol protocol = Protocol.valueOf(thing.get(Fact.PROTOCOL));
        Credential credential = writer.credential(protocol, thing, written);
        writer.model(thing);
        rows.newUnits.add(
                id,
                serviceId,
                homeId,
                thing.get(Fact.CID),
                protocol.name(),
                credential.authentication().name(),
                thing.get(Fact.UNIT_STATUS),
                HomeWriter.buffer(credential.secretHmac()),
                HomeWriter.buffer(credential.secretSealed()),
                credential.keyId(),
                at,
                HomeWriter.text(thing, Fact.MAKE),
                HomeWriter.text(thing, Fact.MODEL),
                String.join(",", credential.addresses().texts()),
                credential.certificateName(),
                HomeWriter.text(thing, Fact.UNIT_ID),
                HomeWriter.text(thing, Fact.SERIAL),
                HomeWriter.text(thing, Fact.FIRMWARE),
                HomeWriter.text(thing, Fact.ICCID),
                HomeWriter.text(thing, Fact.SIM_NETWORK),
                thing.get(Fact.PATHS));
    }

    /** A unit that went and none that came, or another one: the triggers that stay report to what is there. */
    void triggersFollow() {
        if (current != null && unitCame) {
            rows.triggersMoved.add(homeId, serviceId, unitId);
        }
        for (String cid : gone) {
            notes.change("UNIT_SWAP", unitId, cid, null);
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
                HomeWriter.text(merged, Fact.RESIDENT_ID),
                HomeWriter.text(merged, Fact.RESIDENT_NAME),
                HomeWriter.text(merged, Fact.RESIDENT_TELEPHONE),
                HomeWriter.text(merged, Fact.RESIDENT_NOTES),
                merged.get(Fact.RESIDENT_STATUS));
        if (newStatus) {
            status(id, merged);
        }
    }

    private void status(UUID person, Thing thing) {
        rows.statuses.add(Ids.next(), serviceId, person, thing.get(Fact.RESIDENT_STATUS), at, actor);
    }

    private UUID made() {
        UUID id = writer.next();
        written.made.add(id);
        return id;
    }
}
