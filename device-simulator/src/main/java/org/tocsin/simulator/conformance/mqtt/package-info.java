/** The suite for MQTT receivers. Entry point: {@link MqCases}; every case has an {@link MqttBench} of its own. */
@NullMarked
package org.tocsin.simulator.conformance.mqtt;

import org.jspecify.annotations.NullMarked;
