package org.tocsin.estate;

import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
    private final boolean back;
    private final HomeBatches rows = new HomeBatches();
    private UUID last = new UUID(0, 0);

    /**
     * @param actor who notices what changes: {@code import:…}
     * @param back what it writes is how it was before
     */
    HomeWriter(UUID serviceId, String actor, Instant now, Keyring keyring, Elsewhere elsewhere, boolean back) {
        this.serviceId = serviceId;
        this.actor = actor;
        this.at = Times.toRow(now);
        this.keyring = keyring;
        this.elsewhere = elsewhere;
        this.back = back;
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

    Elsewhere elsewhere() {
        return elsewhere;
    }

    UUID serviceId() {
        return serviceId;
    }

    OffsetDateTime at() {
        return at;
    }

    String actor() {
        return actor;
    }

    boolean back() {
        return back;
    }

    AccessSeal seal() {
        return new AccessSeal(keyring);
    }

    /**
     * Adds a home's steps.
     *
     * @param current as read under lock; null for a home that comes with these steps
     */
    Written put(UUID homeId, @Nullable HomeState current, List<Step> steps) {
        HomeSteps home = new HomeSteps(this, homeId, current);
        steps.forEach(home::step);
        home.triggersFollow();
        return home.written();
    }

    @Nullable
    Object[] homeRow(UUID homeId, Thing home) {
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
            text(home, Fact.UPRN),
            text(home, Fact.LINE_ANSWER),
            text(home, Fact.LINE_ANSWER_OF),
            day(home, Fact.LINE_NOT_BEFORE),
            text(home, Fact.FORMER_CENTRE),
            seal.keySafe(homeId, text(home, Fact.KEY_SAFE)),
            seal.note(homeId, text(home, Fact.ACCESS_NOTE)),
            at
        };
    }

    /** Out of the place in a scheme that it had, into the one that it has now; a scheme nobody has put on file comes with it. */
    void scheme(UUID homeId, Map<Fact, String> was, Map<Fact, String> is) {
        String left = was.getOrDefault(Fact.SCHEME, "");
        String now = is.getOrDefault(Fact.SCHEME, "");
        if (!left.isEmpty()) {
            rows.inSchemes.gone.add(homeId, serviceId, left, was.getOrDefault(Fact.SCHEME_DEVICE, ""));
        }
        if (!now.isEmpty()) {
            rows.inSchemes.schemes.add(Ids.next(), serviceId, now, at);
            rows.inSchemes.dwellings.add(
                    Ids.next(),
                    serviceId,
                    homeId,
                    now,
                    is.getOrDefault(Fact.SCHEME_DEVICE, ""),
                    is.getOrDefault(Fact.SCHEME_FLAT, ""));
        }
    }

    /** A trigger that another had replaced. */
    void triggerAgain(Step.Amend replaced) {
        String id = replaced.was().getOrDefault(Fact.TRIGGER_ID, "");
        if (!id.isEmpty()) {
            rows.triggersNamed.add(replaced.id(), serviceId, id);
        }
    }

    void model(Thing unit) {
        if (unit.says(Fact.MAKE) && unit.says(Fact.MODEL)) {
            elsewhere.models.computeIfAbsent(new Elsewhere.Model(unit.get(Fact.MAKE), unit.get(Fact.MODEL)), model -> {
                UUID id = Ids.next();
                rows.models.add(id, serviceId, model.make(), model.name(), at);
                return id;
            });
        }
    }

    /** As {@code NewUnit} decides it: over SIP a password is proven by digest. */
    Credential credential(Protocol protocol, Thing unit, Written written) {
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

    /** Later than the one before: what stands beside each other in a row stays in that order on file. */
    UUID next() {
        UUID id = Ids.next();
        if (id.compareTo(last) <= 0) {
            id = new UUID(last.getMostSignificantBits(), last.getLeastSignificantBits() + 1);
        }
        last = id;
        return id;
    }

    static Thing merged(Thing thing, Map<Fact, String> is) {
        Map<Fact, String> facts = new EnumMap<>(Fact.class);
        facts.putAll(thing.facts());
        facts.putAll(is);
        return new Thing(thing.id(), facts);
    }

    static String name(Thing trigger) {
        return trigger.says(Fact.TRIGGER_NAME)
                ? trigger.get(Fact.TRIGGER_NAME)
                : CodeWords.device(trigger.get(Fact.TYPE));
    }

    static String words(Thing trigger) {
        String room = trigger.get(Fact.ROOM);
        return name(trigger) + (room.isEmpty() ? "" : ", " + room);
    }

    static String kind(Thing contact) {
        return contact.says(Fact.CONTACT_KIND) ? contact.get(Fact.CONTACT_KIND) : "RELATIVE";
    }

    static @Nullable String text(Thing thing, Fact fact) {
        String value = thing.get(fact);
        return value.isEmpty() ? null : value;
    }

    static @Nullable LocalDate day(Thing thing, Fact fact) {
        return thing.says(fact) ? LocalDate.parse(thing.get(fact)) : null;
    }

    private static @Nullable OffsetDateTime moment(Thing thing, Fact fact) {
        return thing.says(fact) ? Times.toRow(Instant.parse(thing.get(fact))) : null;
    }

    static @Nullable Buffer buffer(byte @Nullable [] bytes) {
        return bytes == null ? null : Buffer.buffer(bytes);
    }
}
