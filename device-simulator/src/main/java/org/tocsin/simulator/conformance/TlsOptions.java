package org.tocsin.simulator.conformance;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.tocsin.simulator.unit.TlsFiles;
import picocli.CommandLine.Option;

/** Certificates, all of them PEM. */
public final class TlsOptions {
    @Option(
            names = "--authority",
            paramLabel = "<file>",
            description = "Certificates that may have signed the other side's; otherwise those Java trusts.")
    private @Nullable Path authority;

    @Option(names = "--certificate", paramLabel = "<file>", description = "Our own certificate.")
    private @Nullable Path certificate;

    @Option(names = "--key", paramLabel = "<file>", description = "Its key, PKCS #8, not encrypted.")
    private @Nullable Path key;

    /** What was given. */
    public TlsFiles files() {
        return new TlsFiles(authority, certificate, key);
    }
}
