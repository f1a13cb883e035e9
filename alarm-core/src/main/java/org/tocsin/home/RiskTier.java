package org.tocsin.home;

/** How much depends on the alarm of a home; the gravest first. Stored by name. */
public enum RiskTier {
    CRITICAL,
    HIGH,
    STANDARD
}
