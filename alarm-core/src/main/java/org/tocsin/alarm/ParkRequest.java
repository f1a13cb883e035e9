package org.tocsin.alarm;

import java.time.Duration;

/**
 * How an alarm is to be parked.
 *
 * @param reason why, for whoever looks at it meanwhile; needed
 * @param length how long; whole seconds
 */
public record ParkRequest(String reason, Duration length) {}
