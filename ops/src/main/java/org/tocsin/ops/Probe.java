package org.tocsin.ops;

/** Placeholder while the house is being built. */
final class Probe {
    private Probe() {}
}
