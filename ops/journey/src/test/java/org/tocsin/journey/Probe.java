package org.tocsin.journey;

/** Placeholder while the house is being built. */
final class Probe {
    private Probe() {}
}
