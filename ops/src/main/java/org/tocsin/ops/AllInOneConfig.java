package org.tocsin.ops;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tocsin.platform.Settings;

/**
 * Everything in one process: what differs from one start to the next.
 *
 * @param environment the TOCSIN_… variables, handed on to the gateway and the console
 * @param dataDirectory where the embedded database and the made-up secrets are kept
 * @param fresh wipes the data directory first
 * @param estate the artificial homes
 */
public record AllInOneConfig(Map<String, String> environment, Path dataDirectory, boolean fresh, Estate estate) {
    public AllInOneConfig {
        environment = Map.copyOf(environment);
    }

    /**
     * The simulated estate.
     *
     * @param homes how many, 0 for none
     * @param alarmsPerMinute of the whole estate; null for a realistic day
     * @param quiet units connect and send heartbeats, and raise nothing by themselves
     */
    public record Estate(int homes, @Nullable Double alarmsPerMinute, boolean quiet) {
        /** No artificial home at all. */
        public static Estate none() {
            return new Estate(0, null, true);
        }
    }

    Settings settings() {
        return new Settings(environment);
    }

    /** The environment with these variables in place of what was there, be it as text or as a file. */
    Settings settingsWith(Map<String, String> replaced) {
        Map<String, String> all = new HashMap<>(environment);
        replaced.keySet().forEach(name -> all.remove(name + "_FILE"));
        all.putAll(replaced);
        return new Settings(all);
    }
}
