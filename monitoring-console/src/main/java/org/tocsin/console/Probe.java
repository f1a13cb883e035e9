package org.tocsin.console;

/** Placeholder while the house is being built. */
final class Probe {
    private Probe() {}
}
