package org.tocsin.signal;

/** How a signal came in. Stored by name. */
public enum Protocol {
    SCAIP,
    MQTT
}
