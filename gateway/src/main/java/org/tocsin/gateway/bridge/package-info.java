/**
 * A fleet behind an existing MQTT broker: what its units publish there is taken, committed and answered like what units
 * say to us directly. Entry point: {@link BrokerBridge}.
 */
@NullMarked
package org.tocsin.gateway.bridge;

import org.jspecify.annotations.NullMarked;
