package org.tocsin.home;

/** What stands in a home, as far as the analogue shutdown cares. Stored by name. */
public enum Equipment {
    UNKNOWN,
    ANALOGUE,
    /** An analogue unit behind a converter: interim, with a risk assessment and regular tests. */
    CONVERTER,
    DIGITAL
}
