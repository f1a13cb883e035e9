package org.tocsin.unit;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tocsin.home.Home;
import org.tocsin.home.HomeStore;
import org.tocsin.signal.Protocol;

/**
 * A unit to be put on file together with the home it stands in and the person it protects.
 *
 * @param cid the unit's own id, 1 to 32 digits
 * @param contacts whom to call out, in this order
 */
public record NewUnit(
        String cid,
        Protocol protocol,
        Credential.Authentication authentication,
        NewHome home,
        NewPerson person,
        List<NewContact> contacts) {
    /** @throws IllegalArgumentException for a cid that is no cid, or MQTT with a digest */
    public NewUnit {
        contacts = List.copyOf(contacts);
        if (!cid.matches("[0-9]{1,32}")) {
            throw new IllegalArgumentException("a cid is 1 to 32 digits");
        }
        if (protocol == Protocol.MQTT && authentication == Credential.Authentication.DIGEST) {
            throw new IllegalArgumentException("MQTT knows no digest");
        }
    }

    /** SIP proves a password by digest only; for an MQTT unit it is what was asked. */
    Credential.Authentication proof() {
        return protocol == Protocol.SCAIP && authentication == Credential.Authentication.PASSWORD
                ? Credential.Authentication.DIGEST
                : authentication;
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
     */
    public record NewContact(
            String name,
            @Nullable String telephone,
            String kind,
            @Nullable String relation) {}
}
