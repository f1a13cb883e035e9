package org.tocsin.signal;

/** How a signal came in. Stored by name. */
public enum Protocol {
    SCAIP,
    MQTT,
    /** No home sent it: the platform itself noticed something about a unit on file, see {@link PlatformSignal}. */
    PLATFORM
}
