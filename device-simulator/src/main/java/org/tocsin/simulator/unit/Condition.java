package org.tocsin.simulator.unit;

/**
 * What a unit says of itself.
 *
 * @param settings its mark of how it is set up
 * @param bearer what carries its connection, {@code lte}
 * @param boot counts its starts
 */
public record Condition(String firmware, String settings, String bearer, int boot) {
    public static final Condition NEW = new Condition("1.0.0", "factory", "lte", 1);

    /** The same after new firmware, which starts it anew. */
    public Condition withFirmware(String other) {
        return new Condition(other, settings, bearer, boot + 1);
    }

    /** The same, set up in another way, which bears this mark. */
    public Condition withSettings(String other) {
        return new Condition(firmware, other, bearer, boot);
    }

    /** The same in another network. */
    public Condition withBearer(String other) {
        return new Condition(firmware, settings, other, boot);
    }
}
