package org.tocsin.gateway;

/** Placeholder while the house is being built. */
final class Probe {
    private Probe() {}
}
