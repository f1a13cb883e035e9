package org.tocsin.supervision;

import org.tocsin.signal.Protocol;

/**
 * By what way units are heard, as far as one can fail without the others. A broker that cannot be reached says nothing
 * about units that are connected to us directly, and a gateway without a broker hears nobody behind one.
 */
public enum Way {
    SCAIP,
    /** Connected to a gateway. */
    MQTT,
    /** Behind a broker that a gateway is connected to. */
    BROKER;

    static Way of(Protocol protocol, boolean behindBroker) {
        return protocol == Protocol.SCAIP ? SCAIP : behindBroker ? BROKER : MQTT;
    }
}
