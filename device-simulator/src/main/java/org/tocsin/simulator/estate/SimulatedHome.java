package org.tocsin.simulator.estate;

import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * One artificial home, the same for the same number and seed. Nobody in it can be mistaken for a real person: the
 * names say so, telephone numbers are from the ranges set aside for drama, postcodes from the ZZ99 pseudo area.
 */
public record SimulatedHome(
        int number, long seed, Speaks speaks, Authentication authentication, Person person, Address address) {

    /** What the home's unit speaks, and over what. */
    public enum Speaks {
        SCAIP_UDP,
        SCAIP_TCP,
        MQTT;

        /** As the platform's interface writes it. */
        public String protocol() {
            return this == MQTT ? "mqtt" : "scaip";
        }
    }

    /** How the unit proves who it is. */
    public enum Authentication {
        PASSWORD,
        DIGEST,
        NONE;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Who lives there, and whom to call. */
    public record Person(
            String name, String telephone, @Nullable String notes, List<Contact> contacts) {}

    /** @param kind {@code keyholder} or {@code relative}, as the platform writes it */
    public record Contact(String name, String telephone, String kind, String relation) {}

    /** Where it is, and what must be known before going in. */
    public record Address(
            String line1,
            String town,
            String postcode,
            @Nullable String risks,
            @Nullable String accessNote,
            @Nullable String keySafe) {}

    /** @param scaip share of homes that speak SCAIP, the rest MQTT
     *  @param tcp share of the SCAIP homes that speak it over TCP
     *  @param digest share of the SCAIP homes that prove who they are */
    public record Shares(double scaip, double tcp, double digest) {
        public static final Shares USUAL = new Shares(0.7, 0.1, 0.6);
    }

    /** The home with that number, counted from 0, in the estate of that seed. */
    public static SimulatedHome of(int number, long seed, Shares shares) {
        SplittableRandom random = new SplittableRandom(seed * 1_000_003 + number);
        Speaks speaks = speaks(number, shares);
        return new SimulatedHome(
                number,
                seed,
                speaks,
                authentication(number, speaks, shares),
                Residents.person(random),
                Residents.address(number, random));
    }

    /** The identity of the home's unit: 8 digits. Where one is taken already, a later try gives another. */
    public String cid(int attempt) {
        long block = 10 + Math.floorMod(seed + 7L * attempt, 90L);
        return String.format(Locale.ROOT, "%02d%06d", block, number % 1_000_000);
    }

    /** The number of the home with this identity. */
    public static int number(String cid) {
        return Integer.parseInt(cid.substring(2));
    }

    private static Speaks speaks(int number, Shares shares) {
        if (spread(number, 0.6180339887498949) >= shares.scaip) {
            return Speaks.MQTT;
        }
        return spread(number, 0.7548776662466927) < shares.tcp ? Speaks.SCAIP_TCP : Speaks.SCAIP_UDP;
    }

    private static Authentication authentication(int number, Speaks speaks, Shares shares) {
        if (speaks == Speaks.MQTT) {
            return Authentication.PASSWORD;
        }
        return spread(number, 0.5698402909980532) < shares.digest ? Authentication.DIGEST : Authentication.NONE;
    }

    /** Multiples of an irrational number: every stretch of the estate has its fair share of each kind. */
    private static double spread(int number, double step) {
        double at = number * step;
        return at - Math.floor(at);
    }
}
