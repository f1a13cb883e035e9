package org.tocsin.unit;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tocsin.home.Home;
import org.tocsin.home.HomeFacts;
import org.tocsin.home.HomeStore;
import org.tocsin.signal.Protocol;
import org.tocsin.unit.Credential.Authentication;

/**
 * A unit to be put on file together with the home it stands in and the person it protects.
 *
 * @param contacts whom to call out, in this order
 * @param facts what else is known; {@link Facts#UNKNOWN} for nothing
 */
public record NewUnit(
        Equipment unit, Proof proof, NewHome home, NewPerson person, List<NewContact> contacts, Facts facts) {
    /** With nothing further known. */
    public NewUnit(Equipment unit, Proof proof, NewHome home, NewPerson person, List<NewContact> contacts) {
        this(unit, proof, home, person, contacts, Facts.UNKNOWN);
    }

    /** @throws IllegalArgumentException for MQTT with a digest */
    public NewUnit {
        contacts = List.copyOf(contacts);
        new Item(unit, proof, facts.unit);
    }

    /** The unit alone. */
    Item item() {
        return new Item(unit, proof, facts.unit);
    }

    /** A unit alone, for a home that is on file already or for the shelf. */
    public record Item(Equipment unit, Proof proof, UnitFacts facts) {
        /** @throws IllegalArgumentException for MQTT with a digest */
        public Item {
            if (unit.protocol == Protocol.MQTT && proof.authentication == Authentication.DIGEST) {
                throw new IllegalArgumentException("MQTT knows no digest");
            }
        }

        /** SIP proves a password by digest only; for an MQTT unit it is what was asked. */
        Authentication authentication() {
            return unit.protocol == Protocol.SCAIP && proof.authentication == Authentication.PASSWORD
                    ? Authentication.DIGEST
                    : proof.authentication;
        }
    }

    /**
     * @param cid the unit's own id, 1 to 32 digits
     * @param model null where it is not known, or its service has put none on file
     */
    public record Equipment(
            String cid, Protocol protocol, @Nullable ModelName model) {
        /** @throws IllegalArgumentException for a cid that is no cid */
        public Equipment {
            if (!isCid(cid)) {
                throw new IllegalArgumentException("a cid is 1 to 32 digits");
            }
        }
    }

    /** A model as its service calls it. */
    public record ModelName(String make, String name) {}

    /**
     * How the unit will prove itself.
     *
     * @param addresses from where it may call; only for a unit that proves nothing else
     * @param certificateName the name in its certificate where that is not its cid; only with certificates
     */
    public record Proof(
            Authentication authentication,
            AllowedAddresses addresses,
            @Nullable String certificateName) {
        /** @throws IllegalArgumentException for what does not go together, or a name that may be another unit's cid */
        public Proof {
            if (authentication != Authentication.NONE && !addresses.ranges().isEmpty()) {
                throw new IllegalArgumentException("addresses are for units without a secret");
            }
            if (authentication != Authentication.CERTIFICATE && certificateName != null) {
                throw new IllegalArgumentException("a certificate's name is for units with a certificate");
            }
            if (certificateName != null && isCid(certificateName)) {
                throw new IllegalArgumentException("a certificate's name of digits may be another unit's cid");
            }
        }

        /** With nothing further. */
        public static Proof by(Authentication authentication) {
            return new Proof(authentication, AllowedAddresses.ANY, null);
        }
    }

    /** True for 1 to 32 digits. */
    public static boolean isCid(String text) {
        return text.matches("[0-9]{1,32}");
    }

    /**
     * What the service knows beside what is needed to answer.
     *
     * @param personExternalId the person's id in the service's own records
     * @param triggers what can raise an alarm there
     */
    public record Facts(
            UnitFacts unit, HomeFacts home, @Nullable String personExternalId, List<NewTrigger> triggers) {
        public static final Facts UNKNOWN = new Facts(UnitFacts.UNKNOWN, HomeFacts.UNKNOWN, null, List.of());

        public Facts {
            triggers = List.copyOf(triggers);
        }
    }

    /**
     * A pendant, a smoke detector, the unit's own button.
     *
     * @param dty its device type on the wire, four digits
     * @param did its device id on the wire; null where the unit names none
     */
    public record NewTrigger(
            String dty,
            @Nullable String did,
            String name,
            @Nullable String room) {
        /** @throws IllegalArgumentException for codes that are none, or an empty name */
        public NewTrigger {
            if (!dty.matches("[0-9]{4}") || (did != null && !did.matches("[!-~]{1,16}")) || name.isBlank()) {
                throw new IllegalArgumentException("a trigger has a device type of four digits and a name");
            }
        }
    }

    /**
     * @param risks to whoever goes in
     * @param secrets how to get in; kept sealed
     */
    public record NewHome(Home.Address address, @Nullable String risks, HomeStore.Secrets secrets) {}

    public record NewPerson(
            String name,
            @Nullable String telephone,
            @Nullable String notes) {}

    /**
     * @param kind KEYHOLDER, RELATIVE or RESPONDER
     * @param relation to the person, "daughter"
     * @param email null where none is known
     */
    public record NewContact(
            String name,
            @Nullable String telephone,
            String kind,
            @Nullable String relation,
            @Nullable String email) {
        /** Without an e-mail address. */
        public NewContact(String name, @Nullable String telephone, String kind, @Nullable String relation) {
            this(name, telephone, kind, relation, null);
        }
    }
}
