package org.tocsin.console;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import org.tocsin.access.OperatorStore;
import org.tocsin.platform.Database;
import org.tocsin.platform.Keyring;
import org.tocsin.platform.Wakeup;

/** What every page and interface of one console stands on; each makes its other stores from it. */
public record Parts(
        Database database,
        Keyring keyring,
        Wakeup wakeup,
        OperatorStore operators,
        InstantSource clock,
        MeterRegistry metrics) {
    /** The same for what looks up a few rows by their keys and is asked for all the time. */
    public Parts keepingPlans() {
        return new Parts(database.keepingPlans(), keyring, wakeup, operators, clock, metrics);
    }
}
