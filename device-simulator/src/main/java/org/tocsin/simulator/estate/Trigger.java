package org.tocsin.simulator.estate;

import java.util.List;
import java.util.SplittableRandom;

/**
 * What raises a signal: SCAIP device type ({@code dty}), status code ({@code stc}), device id and text, how often it
 * comes among a hundred signals, and where it hangs.
 */
public enum Trigger {
    PENDANT("0003", "0010", "00A1", 60, List.of(Room.LIVING_ROOM, Room.BEDROOM, Room.KITCHEN, Room.GARDEN)),
    PULL_CORD("0004", "0010", "00A2", 11, List.of(Room.BATHROOM, Room.BEDROOM)),
    FALL("0005", "0009", "00A3", 10, List.of(Room.LIVING_ROOM, Room.STAIRS, Room.BATHROOM)),
    SMOKE("0023", "0009", "00B1", 4, List.of(Room.KITCHEN, Room.HALLWAY)),
    BED("0012", "0009", "00B2", 5, List.of(Room.BEDROOM)),
    DOOR("0014", "0009", "00B3", 4, List.of(Room.FRONT_DOOR)),
    BATTERY_LOW("0003", "0016", "00A1", 4, List.of(Room.LIVING_ROOM)),
    MAINS_FAILURE("0041", "0085", "0000", 2, List.of(Room.HALLWAY));

    private final String deviceType;
    private final String status;
    private final String deviceId;
    private final int share;
    private final List<Room> rooms;

    Trigger(String deviceType, String status, String deviceId, int share, List<Room> rooms) {
        this.deviceType = deviceType;
        this.status = status;
        this.deviceId = deviceId;
        this.share = share;
        this.rooms = rooms;
    }

    public String deviceType() {
        return deviceType;
    }

    public String status() {
        return status;
    }

    public String deviceId() {
        return deviceId;
    }

    /** The device text, as an installer would have typed it. */
    public String words() {
        return switch (this) {
            case PENDANT -> "Pendant";
            case PULL_CORD -> "Pull cord";
            case FALL -> "Fall detector";
            case SMOKE -> "Smoke detector";
            case BED -> "Bed sensor";
            case DOOR -> "Door contact";
            case BATTERY_LOW -> "Pendant battery";
            case MAINS_FAILURE -> "Mains";
        };
    }

    /** A fault of the equipment, so that nobody wants to speak. */
    public boolean technical() {
        return this == BATTERY_LOW || this == MAINS_FAILURE;
    }

    /** {@code ALARM} or {@code TECHNICAL}. */
    public String kind() {
        return technical() ? "TECHNICAL" : "ALARM";
    }

    /** Draws a trigger by its share. */
    public static Trigger draw(SplittableRandom random) {
        int left = random.nextInt(100);
        for (Trigger trigger : values()) {
            left -= trigger.share;
            if (left < 0) {
                return trigger;
            }
        }
        return PENDANT;
    }

    public Room drawRoom(SplittableRandom random) {
        return rooms.get(random.nextInt(rooms.size()));
    }
}
