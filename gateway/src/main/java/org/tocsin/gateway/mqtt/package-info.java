/** Home units that speak MQTT 3.1.1 or 5, and their JSON. Entry point: {@link MqttDeviceServer}. */
@NullMarked
package org.tocsin.gateway.mqtt;

import org.jspecify.annotations.NullMarked;
