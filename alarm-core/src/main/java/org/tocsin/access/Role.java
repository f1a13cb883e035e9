package org.tocsin.access;

/** What a person who signs in may do. Stored by name. */
public enum Role {
    OPERATOR,
    RESPONDER,
    INSTALLER,
    MANAGER,
    ADMIN;

    /** May see the board and work on alarms. */
    public boolean worksOnAlarms() {
        return this == OPERATOR || this == MANAGER || this == ADMIN;
    }
}
