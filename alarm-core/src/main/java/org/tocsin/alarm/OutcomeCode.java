package org.tocsin.alarm;

/**
 * Why an alarm ended; needed to close it. Each service has its own list.
 *
 * @param code what is stored and sent by programs, {@code [a-z0-9-]}, at most 40 characters
 * @param label what a person chooses
 * @param helpSent false: closing under it without a callout asks who was spoken to
 */
public record OutcomeCode(String code, String label, boolean helpSent) {}
