/** A home unit that speaks MQTT 3.1.1, with payload templates of its own. Entry point: {@link MqttUnit}. */
@NullMarked
package org.tocsin.simulator.mqtt;

import org.jspecify.annotations.NullMarked;
