package org.tocsin.alarm;

/** Signals of one home join one open alarm of the same class. Life never joins technical. Stored by name. */
public enum JoiningClass {
    LIFE,
    TECHNICAL
}
