package org.tocsin.unit;

/** A way by which a unit can reach us. Stored by name. */
public enum TransmissionPath {
    IP,
    MOBILE,
    SECOND_MOBILE,
    ANALOGUE
}
