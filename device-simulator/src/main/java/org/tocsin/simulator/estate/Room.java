package org.tocsin.simulator.estate;

/** Where in the home: SCAIP location code ({@code lco}) and text ({@code lte}). */
public enum Room {
    HALLWAY("042", "Hallway"),
    LIVING_ROOM("043", "Living room"),
    KITCHEN("021", "Kitchen"),
    BEDROOM("012", "Bedroom"),
    BATHROOM("011", "Bathroom"),
    FRONT_DOOR("039", "Front door"),
    STAIRS("025", "Stairs"),
    GARDEN("016", "Garden");

    private final String code;
    private final String words;

    Room(String code, String words) {
        this.code = code;
        this.words = words;
    }

    public String code() {
        return code;
    }

    public String words() {
        return words;
    }
}
