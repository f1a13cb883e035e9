package org.tocsin.simulator;

/** Placeholder while the house is being built. */
final class Probe {
    private Probe() {}
}
