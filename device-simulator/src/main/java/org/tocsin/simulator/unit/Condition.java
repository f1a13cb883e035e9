package org.tocsin.simulator.unit;

/**
 * What a unit says of itself.
 *
 * @param bearer what carries its connection, {@code lte}
 * @param boot counts its starts
 */
public record Condition(String firmware, String bearer, int boot) {
    public static final Condition NEW = new Condition("1.0.0", "lte", 1);

    /** The same after new firmware, which starts it anew. */
    public Condition withFirmware(String other) {
        return new Condition(other, bearer, boot + 1);
    }

    /** The same in another network. */
    public Condition withBearer(String other) {
        return new Condition(firmware, other, boot);
    }
}
