package org.tocsin.alarm;

import org.jspecify.annotations.Nullable;

/**
 * To whom an alarm is to be handed over.
 *
 * @param to user name of the colleague who is asked; null for whoever comes next
 * @param notes what they must know; needed
 */
public record OfferRequest(@Nullable String to, String notes) {}
